import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/clock.fake.ts";
import { createScriptedProvider, type ScriptedCall } from "../../kernel/contracts/provider.fake.ts";
import type { ModelRequest, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Failure } from "../../kernel/failure.ts";
import { createFakeRandom } from "../../kernel/random.fake.ts";
import { noUsage } from "../../kernel/usage.ts";
import { backoffMs } from "./backoff.ts";
import { createRetryingProvider } from "./retrying-provider.ts";

const request: ModelRequest = { model: "m", system: "", messages: [], tools: [], maxOutputTokens: 10 };
const busy: Failure = { type: "overloaded", message: "busy", status: 529 };
const usage = { ...noUsage, inputTokens: 5 };
const fails = (failure: Failure): ScriptedCall => [{ type: "failed", failure, usage }];
const answers: ScriptedCall = [
  { type: "text-delta", delta: "Hi" },
  { type: "finished", reason: { type: "end-turn" }, usage },
];

const play = async (script: readonly ScriptedCall[], stopAfterMs?: number) => {
  const clock = createFakeClock();
  const scripted = createScriptedProvider(script);
  const provider = createRetryingProvider({ clock, random: { ...createFakeRandom(), next: () => 0 } }, scripted);
  const controller = new AbortController();
  if (stopAfterMs !== undefined) clock.after(stopAfterMs, () => controller.abort());
  const events: ProviderEvent[] = [];
  let over = false;
  const done = (async () => {
    for await (const event of provider.stream(request, controller.signal)) events.push(event);
    over = true;
  })();
  for (let second = 0; second < 200 && !over; second += 1) await clock.advance(1_000);
  await done;
  return { events, calls: scripted.requests.length };
};
const waits = (events: readonly ProviderEvent[]): readonly number[] =>
  events.flatMap((event) => (event.type === "retry-waiting" ? [event.delayMs] : []));

test("a busy model is asked again, later each time, and what the failed attempts cost is counted", async () => {
  const { events, calls } = await play([fails(busy), fails(busy), answers]);
  expect(events).toEqual([
    { type: "retry-waiting", delayMs: 1_000, reason: busy },
    { type: "retry-waiting", delayMs: 2_000, reason: busy },
    { type: "text-delta", delta: "Hi" },
    { type: "finished", reason: { type: "end-turn" }, usage: { ...noUsage, inputTokens: 15 } },
  ]);
  expect(calls).toBe(3);
});

test("after four retries the failure stays", async () => {
  const { events, calls } = await play(Array.from({ length: 6 }, () => fails(busy)));
  expect(calls).toBe(5);
  expect(waits(events)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(events.at(-1)).toEqual({ type: "failed", failure: busy, usage: { ...noUsage, inputTokens: 25 } });
});

test("nothing is asked again once something of the answer was shown", async () => {
  const { calls, events } = await play([
    [
      { type: "text-delta", delta: "Hel" },
      { type: "failed", failure: busy, usage },
    ],
  ]);
  expect(calls).toBe(1);
  expect(events.at(-1)).toMatchObject({ type: "failed" });
});

test.each([
  { type: "unauthorized", message: "key", status: 401 },
  { type: "budget-spent", message: "credit" },
  { type: "bad-request", message: "bad", status: 400 },
  { type: "context-overflow", message: "long" },
  { type: "wire", message: "cut" },
  { type: "network", message: "gone" },
] as const)("a failure of type $type is not asked again", async (failure) => {
  expect((await play([fails(failure)])).calls).toBe(1);
});

test("the server's own time is kept, unless it is longer than anybody waits", async () => {
  const soon: Failure = { type: "rate-limited", message: "wait", retryAfterMs: 7_000 };
  expect(waits((await play([fails(soon), answers])).events)).toEqual([7_000]);
  const late: Failure = { type: "rate-limited", message: "wait", retryAfterMs: 600_000 };
  expect((await play([fails(late)])).calls).toBe(1);
});

test("Stop ends the wait at once", async () => {
  const { events, calls } = await play([fails(busy), fails(busy), answers], 1_500);
  expect(calls).toBe(2);
  expect(events.at(-1)).toMatchObject({ type: "failed", failure: { type: "aborted" } });
});

test("a wait lies between its base and its limit, however often it was tried", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (retry, chance) => {
      const delay = backoffMs(retry, { baseMs: 1_000, maxMs: 30_000 }, () => chance);
      expect(delay).toBeGreaterThanOrEqual(1_000);
      expect(delay).toBeLessThanOrEqual(30_000);
    }),
  );
});
