import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createConnectivity, type ToldConnectivity } from "../../kernel/base/connectivity.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import { createScriptedProvider, type ScriptedCall } from "../../kernel/contracts/provider.fake.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { backoffMs } from "./backoff.ts";
import { createNudge, type Nudge } from "./nudge.ts";
import { createRetryingProvider } from "./retrying-provider.ts";

const request: ModelRequest = { model: "m", system: "", messages: [], tools: [], maxOutputTokens: 10 };
const busy: Failure = { type: "overloaded", message: "busy", status: 529 };
const usage = { ...noUsage, inputTokens: 5 };
const fails = (failure: Failure): ScriptedCall => [{ type: "failed", failure, usage }];
const answers: ScriptedCall = [
  { type: "text-delta", delta: "Hi" },
  { type: "finished", reason: { type: "end-turn" }, usage },
];

interface Playing {
  readonly online?: boolean;
  /** Something that happens after so many milliseconds. */
  readonly at?: readonly (readonly [number, (around: Around) => void])[];
}

interface Around {
  readonly connectivity: ToldConnectivity;
  readonly controller: AbortController;
  readonly nudge: Nudge;
}

const play = async (script: readonly ScriptedCall[], { at = [], online = true }: Playing = {}) => {
  const clock = createFakeClock();
  const scripted = createScriptedProvider(script);
  const around: Around = { connectivity: createConnectivity(online), controller: new AbortController(), nudge: createNudge() };
  const { connectivity, controller, nudge } = around;
  const random = { ...createFakeRandom(), next: () => 0 };
  for (const [delayMs, task] of at) clock.after(delayMs, () => task(around));
  const events: ProviderEvent[] = [];
  const [calledAt, startedAt]: [number[], number] = [[], clock.now()];
  const counting: Provider = {
    stream: (asked, signal) => {
      calledAt.push(clock.now() - startedAt);
      return scripted.stream(asked, signal);
    },
  };
  const counted = createRetryingProvider({ clock, connectivity, nudge, random }, counting);
  let over = false;
  const done = (async () => {
    for await (const event of counted.stream(request, controller.signal)) events.push(event);
    over = true;
  })();
  for (let second = 0; second < 20_000 && !over; second += 1) await clock.advance(1_000);
  await done;
  return { events, calls: scripted.requests.length, calledAt };
};
const waits = (events: readonly ProviderEvent[]): readonly number[] =>
  events.flatMap((event) => (event.type === "retry-waiting" ? [event.delayMs] : []));

test("a busy model is asked again, later each time, and each wait tells what the attempt before it used", async () => {
  const { events, calls } = await play([fails(busy), fails(busy), answers]);
  expect(events).toEqual([
    { type: "retry-waiting", delayMs: 1_000, reason: busy, usage },
    { type: "retry-waiting", delayMs: 2_000, reason: busy, usage },
    { type: "text-delta", delta: "Hi" },
    { type: "finished", reason: { type: "end-turn" }, usage },
  ]);
  expect(calls).toBe(3);
});

test("after four retries the failure stays", async () => {
  const { events, calls } = await play(Array.from({ length: 6 }, () => fails(busy)));
  expect(calls).toBe(5);
  expect(waits(events)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(events.at(-1)).toEqual({ type: "failed", failure: busy, usage });
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

const cut: Failure = { type: "network", message: "gone", cause: "connection-lost" };

test("a connection that does not work is tried twice more", async () => {
  const { calls, events } = await play(Array.from({ length: 4 }, () => fails(cut)));
  expect([calls, waits(events)]).toEqual([3, [1_000, 2_000]]);
});

test.each<Failure>([
  { type: "unauthorized", message: "key", status: 401 },
  { type: "budget-spent", message: "credit" },
  { type: "bad-request", message: "bad", status: 400 },
  { type: "not-found", message: "model" },
  { type: "context-overflow", message: "long" },
  { type: "wire", message: "cut" },
  { type: "timed-out", message: "silent" },
  { type: "network", message: "cors", cause: "cors" },
  { type: "network", message: "not running", cause: "not-running" },
  { type: "network", message: "refused", cause: "hidden-refusal" },
  { type: "rate-limited", message: "wait", retryAfterMs: 600_000 },
])("a failure of type $type ($message) is not asked again", async (failure) => {
  expect((await play([fails(failure)])).calls).toBe(1);
});

test.each<Failure>([
  { type: "timed-out", message: "408", status: 408 },
  { type: "bad-request", message: "409", status: 409 },
  { type: "rate-limited", message: "429" },
  { type: "overloaded", message: "500", status: 500 },
  { type: "overloaded", message: "503", status: 503 },
])("a failure with status $message is asked again", async (failure) => {
  expect((await play([fails(failure), answers])).calls).toBe(2);
});

test("the server's own time is kept, also beyond the longest wait of ours", async () => {
  const soon: Failure = { type: "rate-limited", message: "wait", retryAfterMs: 7_000 };
  expect(waits((await play([fails(soon), answers])).events)).toEqual([7_000]);
  const later: Failure = { type: "overloaded", message: "wait", status: 503, retryAfterMs: 90_000 };
  expect(waits((await play([fails(later), answers])).events)).toEqual([90_000]);
});

test("Stop ends the wait at once", async () => {
  const { events, calls } = await play([fails(busy), fails(busy), answers], {
    at: [[1_500, ({ controller }) => controller.abort()]],
  });
  expect(calls).toBe(2);
  expect(events.at(-1)).toMatchObject({ type: "failed", failure: { type: "aborted" } });
});

test("a person who does not want to wait is heard, and asks once", async () => {
  const late: Failure = { type: "rate-limited", message: "wait", retryAfterMs: 60_000 };
  const { calledAt, events } = await play([fails(late), answers], { at: [[2_500, ({ nudge }) => nudge.nudge()]] });
  expect(calledAt).toEqual([0, 2_500]);
  expect(events.at(-1)).toMatchObject({ type: "finished" });
});

const offline: Failure = { type: "network", message: "offline", cause: "offline" };

test("while the browser is offline the request waits for the network and spends no retry", async () => {
  const hour = 3_600_000;
  const { calledAt, events } = await play([fails(offline), fails(busy), fails(busy), fails(busy), fails(busy), answers], {
    online: false,
    at: [[hour, ({ connectivity }) => connectivity.set(true)]],
  });
  expect(events[0]).toEqual({ type: "retry-waiting", delayMs: 0, reason: offline, until: "online", usage });
  expect(calledAt).toEqual([0, hour, hour + 1_000, hour + 3_000, hour + 7_000, hour + 15_000]);
  expect(events.at(-1)).toMatchObject({ type: "finished" });
});

test("Stop ends the wait for the network", async () => {
  const { calls, events } = await play([fails(offline)], {
    online: false,
    at: [[5_000, ({ controller }) => controller.abort()]],
  });
  expect(calls).toBe(1);
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
