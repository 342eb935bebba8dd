import { expect, test } from "vitest";
import { messageId } from "../../kernel/base/ids.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { createKeyRing } from "./key-ring.ts";
import { createScrubbedProvider } from "./scrubbed-provider.ts";

const key = "sk-live-0123456789abcdef";
const request: ModelRequest = { model: "m", system: "", messages: [], tools: [], maxOutputTokens: 1 };

const heard = async (events: readonly ProviderEvent[], held = key): Promise<readonly ProviderEvent[]> => {
  const keys = createKeyRing();
  keys.give("https://a.test", held);
  const server: Provider = {
    stream: async function* () {
      yield* events;
    },
  };
  const received: ProviderEvent[] = [];
  for await (const event of createScrubbedProvider(keys, server).stream(request, new AbortController().signal))
    received.push(event);
  return received;
};

test("a server that repeats the key everywhere is heard without it", async () => {
  const said = `my key ${key} again`;
  const words = "my key [key removed] again";
  expect(
    await heard([
      { type: "attempt-started", messageId: messageId("message_1") },
      { type: "thinking-delta", delta: said },
      { type: "text-delta", delta: said },
      { type: "block", provider: "p", value: { headers: [said] } },
      { type: "tool-call", wireId: said, tool: said, input: { content: said }, invalid: said },
      { type: "retry-waiting", delayMs: 1, reason: { type: "wire", message: said, excerpt: said } },
      { type: "finished", reason: { type: "other", raw: said }, usage: noUsage },
    ]),
  ).toEqual([
    { type: "attempt-started", messageId: "message_1" },
    { type: "thinking-delta", delta: words },
    { type: "text-delta", delta: words },
    { type: "block", provider: "p", value: { headers: [words] } },
    { type: "tool-call", wireId: words, tool: words, input: { content: words }, invalid: words },
    { type: "retry-waiting", delayMs: 1, reason: { type: "wire", message: words, excerpt: words } },
    { type: "finished", reason: { type: "other", raw: words }, usage: noUsage },
  ]);
});

test("a key that is cut into pieces is found, also while thinking comes between", async () => {
  const pieces = [...key].flatMap((character): ProviderEvent[] => [
    { type: "text-delta", delta: character },
    { type: "thinking-delta", delta: character },
  ]);
  expect(await heard([...pieces, { type: "finished", reason: { type: "end-turn" }, usage: noUsage }])).toEqual([
    { type: "text-delta", delta: "[key removed]" },
    { type: "thinking-delta", delta: "[key removed]" },
    { type: "finished", reason: { type: "end-turn" }, usage: noUsage },
  ]);
});

test("a stack that holds the key comes without it, and what was held back is not lost when the answer breaks off", async () => {
  expect(
    await heard([
      { type: "text-delta", delta: "half sk-live-" },
      { type: "failed", failure: { type: "unexpected", message: "it broke", detail: `at ${key}` }, usage: noUsage },
    ]),
  ).toEqual([
    { type: "text-delta", delta: "half " },
    { type: "text-delta", delta: "sk-live-" },
    { type: "failed", failure: { type: "unexpected", message: "it broke", detail: "at [key removed]" }, usage: noUsage },
  ]);
});

test("where no server repeats a key every event passes as it is", async () => {
  const events: readonly ProviderEvent[] = [
    { type: "text-delta", delta: "look: AKIAIOSFODNN7EXAMPLE" },
    { type: "tool-call", wireId: "w", tool: "read", input: { file_path: "/a" } },
    { type: "finished", reason: { type: "end-turn" }, usage: noUsage },
  ];
  expect(await heard(events)).toEqual(events);
});
