import { expect, test } from "vitest";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { lazyProvider } from "./lazy-provider.ts";

const request: ModelRequest = { model: "m", system: "", messages: [], tools: [], maxOutputTokens: 10 };
const { signal } = new AbortController();
const text = (delta: string): ProviderEvent => ({ type: "text-delta", delta });

const speaking: Provider = {
  stream: async function* () {
    yield text("a");
    yield text("b");
  },
};

const heard = async (provider: Provider): Promise<readonly ProviderEvent[]> => {
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(request, signal)) events.push(event);
  return events;
};

test("the code is loaded at the first question, once, and everything is passed on", async () => {
  let loads = 0;
  const provider = lazyProvider(async () => {
    loads += 1;
    return speaking;
  });
  expect(loads).toBe(0);
  expect(await heard(provider)).toEqual([text("a"), text("b")]);
  expect(await heard(provider)).toEqual([text("a"), text("b")]);
  expect(loads).toBe(1);
});

test("code that does not load is a failure, and is asked for again the next time", async () => {
  let loads = 0;
  const provider = lazyProvider(async () => {
    loads += 1;
    if (loads === 1) throw new Error("no such file");
    return speaking;
  });
  expect(await heard(provider)).toMatchObject([
    { type: "failed", failure: { type: "unexpected", message: expect.stringContaining("no such file") } },
  ]);
  expect(await heard(provider)).toEqual([text("a"), text("b")]);
});

test("a stream that is left while its code loads is never opened; one that is open is left", async () => {
  const done: string[] = [];
  let arrive = (_provider: Provider): void => {};
  const provider = lazyProvider(
    () =>
      new Promise((resolve) => {
        arrive = resolve;
      }),
  );
  const watched: Provider = {
    stream: async function* () {
      done.push("opened");
      try {
        yield text("a");
        yield text("b");
      } finally {
        done.push("left");
      }
    },
  };
  const first = provider.stream(request, signal)[Symbol.asyncIterator]();
  const pulled = first.next();
  await first.return?.();
  arrive(watched);
  expect(await pulled).toEqual({ done: true, value: undefined });
  expect(done).toEqual([]);
  for await (const _ of provider.stream(request, signal)) break;
  expect(done).toEqual(["opened", "left"]);
});
