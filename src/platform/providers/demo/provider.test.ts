import { expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { messageId } from "../../../kernel/base/ids.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";
import type { Block, ImageBlock, Message } from "../../../kernel/conversation/message.ts";
import { contractRequest, providerContract } from "../provider.contract.ts";
import { createDemoProvider } from "./provider.ts";
import { longAnswer } from "./scripts/write-long.ts";

const deps = () => ({ clock: createFakeClock(), random: createFakeRandom() });
const asking = (text: string): typeof contractRequest => ({
  ...contractRequest,
  messages: contractRequest.messages.map((message) => ({ ...message, blocks: [{ type: "text" as const, text }] })),
});
const collect = async (events: AsyncIterable<ProviderEvent>): Promise<readonly ProviderEvent[]> => {
  const all: ProviderEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
};
const textOf = (events: readonly ProviderEvent[]): string =>
  events.map((event) => (event.type === "text-delta" ? event.delta : "")).join("");
const never = (): AbortSignal => new AbortController().signal;

providerContract("the demo provider", () => ({
  provider: createDemoProvider(deps(), { pace: 0 }),
  request: contractRequest,
}));

test("at pace 0 nothing waits, and a 40 KB answer arrives whole", async () => {
  const events = await collect(
    createDemoProvider(deps(), { pace: 0 }).stream({ ...asking("write a long answer"), maxOutputTokens: 16_384 }, never()),
  );
  expect(textOf(events)).toBe(longAnswer);
  expect(longAnswer.length).toBeGreaterThan(38_000);
  expect(longAnswer.length).toBeLessThan(46_000);
  expect(events.at(-1)).toMatchObject({
    type: "finished",
    reason: { type: "end-turn" },
    usage: { outputTokens: Math.ceil(longAnswer.length / 4), cacheReadTokens: 0, cacheWriteTokens: 0 },
  });
});

test("an answer over the token limit is cut there, and says so", async () => {
  const events = await collect(
    createDemoProvider(deps(), { pace: 0 }).stream({ ...asking("write a long answer"), maxOutputTokens: 100 }, never()),
  );
  expect(textOf(events).length).toBeLessThanOrEqual(400);
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: { type: "max-tokens" }, usage: { outputTokens: 100 } });
});

test("at a human pace the pieces come one after the other, 15 to 40 ms apart", async () => {
  const { clock, random } = deps();
  const at: number[] = [];
  const reading = (async () => {
    for await (const event of createDemoProvider({ clock, random }, { pace: 1 }).stream(asking("hello"), never())) {
      if (event.type === "text-delta") at.push(clock.monotonic());
    }
  })();
  await clock.advance(60_000);
  await reading;
  const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(at[0]).toBeGreaterThan(300);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(15);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(40);
});

test("an abort during a pause ends the stream without waiting for the clock", async () => {
  const { clock, random } = deps();
  const controller = new AbortController();
  const reading = collect(
    createDemoProvider({ clock, random }, { pace: 1 }).stream(asking("think about ferns"), controller.signal),
  );
  await clock.advance(1_500);
  controller.abort();
  const events = await reading;
  expect(events.at(-1)).toMatchObject({ type: "failed", failure: { type: "aborted" } });
  expect(clock.monotonic()).toBe(1_500);
});

test("the same seed gives the same stream", async () => {
  const [first, second] = await Promise.all(
    [deps(), deps()].map((each) => collect(createDemoProvider(each, { pace: 0 }).stream(asking("think about ferns"), never()))),
  );
  expect(first).toEqual(second);
});

const fern: ImageBlock = {
  type: "image",
  hash: "h",
  mediaType: "image/jpeg",
  bytes: 240_400,
  width: 1_200,
  height: 800,
  name: "my `fern`.jpg",
};

test("it says which pictures it got and that it cannot see them, and does what was asked all the same", async () => {
  const provider = createDemoProvider(deps(), { pace: 0 });
  const showing = (blocks: readonly Block[]): typeof contractRequest => ({
    ...contractRequest,
    messages: [{ messageId: messageId("u"), role: "user", blocks }],
  });
  const said = textOf(await collect(provider.stream(showing([fern, { ...fern, bytes: 812 }]), never())));
  expect(said).toContain("You sent 2 pictures, and I can't see");
  expect(said).toContain(
    "- `my fern .jpg`: JPEG, 1200 × 800 pixels, 240 KB\n- `my fern .jpg`: JPEG, 1200 × 800 pixels, 812 bytes\n",
  );
  expect(said).toContain("I'm the **Demo model**");

  const asked = await collect(provider.stream(showing([fern, { type: "text", text: "Search the files for ferns" }]), never()));
  expect(textOf(asked)).toContain("You sent a picture");
  expect(asked.filter(({ type }) => type === "tool-call")).toMatchObject([{ tool: "grep" }, { tool: "glob" }]);
});

test("it says which documents it got, and that it cannot read them", async () => {
  const provider = createDemoProvider(deps(), { pace: 0 });
  const plan: Block = { type: "document", hash: "h", mediaType: "application/pdf", bytes: 340_000, pages: 12, name: "plan.pdf" };
  const said = async (...blocks: readonly Block[]): Promise<string> => {
    const messages: readonly Message[] = [{ messageId: messageId("u"), role: "user", blocks }];
    return textOf(await collect(provider.stream({ ...contractRequest, messages }, never())));
  };
  expect(await said(plan)).toContain(
    "You sent a document, and I can't read it: I'm a script. This is all I know of it:\n\n- `plan.pdf`: PDF, 12 pages, 340 KB\n",
  );
  expect(await said(fern, plan)).toContain("You sent a picture and a document, and I can't see or read: I'm a script.");
});

test("a picture without words is not read as what was said before it", async () => {
  const provider = createDemoProvider(deps(), { pace: 0 });
  const messages: readonly Message[] = [
    { messageId: messageId("u1"), role: "user", blocks: [{ type: "text", text: "Search the files for ferns" }] },
    { messageId: messageId("a1"), role: "assistant", blocks: [{ type: "text", text: "Found." }] },
    { messageId: messageId("u2"), role: "user", blocks: [fern] },
  ];
  const events = await collect(provider.stream({ ...contractRequest, messages }, never()));
  expect(events.filter(({ type }) => type === "tool-call")).toEqual([]);
});
