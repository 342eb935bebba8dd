import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import { callId, runId, sessionId } from "../../../kernel/base/ids.ts";
import { localDay } from "../../../kernel/base/local-day.ts";
import type { CallOutcome, Event } from "../../../kernel/log/event.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { createCircuitBreaker } from "../../resilience/circuit-breaker.ts";
import { createCircuitStates } from "../../resilience/circuit-states.ts";
import { createSlidingWindow } from "../../resilience/sliding-window.ts";
import { createCallHistory } from "./call-history.ts";

const failed = (failure: Failure): CallOutcome => ({ type: "failed", failure });
const done: CallOutcome = { type: "done", output: { text: "", isError: false } };
const broken = failed({ type: "tool", message: "It broke." });
const held = failed({ type: "held-back", by: "calls", message: "Held." });
const at = 1_700_000_000_000;

const entryOf = (event: Event, seq: number): LogEntry => ({
  ...{ seq, at: at + seq, sessionId: sessionId("s"), runId: runId("r"), causes: [], origins: [], event },
});
const settled = (seq: number, outcome: CallOutcome, durationMs = 1): LogEntry =>
  entryOf({ type: "call-settled", callId: callId(`c${seq}`), tool: "send", inputHash: "h", outcome, durationMs }, seq);
const started = (seq: number, of: number): LogEntry =>
  entryOf({ type: "call-started", callId: callId(`c${of}`), tool: "send", inputHash: "h", access: "write" }, seq);
const turned = (seq: number, to: "closed" | "open" | "half-open", failures = 3): LogEntry =>
  entryOf({ type: "circuit-changed", about: { type: "tool", name: "send" }, to, failures }, seq);

const historyOf = (...entries: readonly LogEntry[]) => {
  const history = createCallHistory();
  for (const entry of entries) history.add(entry);
  return history.of("send");
};

test("calls that came to their tool count, and no others", () => {
  const past = historyOf(
    settled(1, done),
    settled(2, broken),
    settled(3, held),
    settled(4, failed({ type: "invalid-input", message: "No." }), 0),
    settled(5, failed({ type: "invalid-input", message: "The tool says no." })),
    settled(6, { type: "denied", by: "rule", reason: "No." }),
    started(7, 8),
    settled(8, { type: "denied", by: "person", reason: "No." }),
    settled(9, { type: "stopped", when: "waiting" }),
    settled(10, { type: "stopped", when: "running" }),
    settled(11, { type: "timed-out", afterMs: 5 }),
  );
  const counted = [1, 2, 5, 8, 10, 11];
  expect(past.times()).toEqual(counted.map((seq) => at + seq));
  expect([past.ran("run", "r"), past.ran("session", "s"), past.ran("day", localDay(at)), past.ran("run", "other")]).toEqual([
    ...[counted.length, counted.length, counted.length, 0],
  ]);
});

test("a circuit stands where the log left it; a probe that nobody heard of is over", () => {
  const open = { place: "open", failures: 3, epoch: 0 };
  expect(historyOf(settled(1, broken), settled(2, broken)).circuit()).toEqual({ place: "closed", failures: 2, epoch: 0 });
  expect(historyOf(settled(1, broken), settled(2, done)).circuit()).toEqual({ place: "closed", failures: 0, epoch: 0 });
  expect(historyOf(settled(1, broken), turned(2, "open")).circuit()).toEqual({ ...open, since: at + 2 });
  expect(historyOf(turned(1, "open"), turned(2, "half-open")).circuit()).toEqual({ ...open, since: 0 });
  expect(historyOf(turned(1, "open"), turned(2, "closed")).circuit()).toEqual({ place: "closed", failures: 0, epoch: 0 });
});

test("a circuit that was open before a reload lets nobody in until its time is over, then one", async () => {
  const clock = createFakeClock();
  const entry = { ...turned(1, "open"), at: clock.now() };
  const states = createCircuitStates(() => historyOf(entry).circuit());
  const breaker = createCircuitBreaker({ clock, states }, "tool:send", { failures: 3, recoveryMs: 30_000 });
  await clock.advance(10_000);
  expect(await breaker.admit()).toEqual({ ok: false, error: { retryAfterMs: 20_000 } });
  await clock.advance(20_000);
  expect([(await breaker.admit()).ok, (await breaker.admit()).ok]).toEqual([true, false]);
});

test("however often the page is reloaded, no stretch of a window has more calls than it allows", async () => {
  const step = fc.record({ pauseMs: fc.nat(60), reloads: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60 }), async (maxCalls, steps) => {
      const clock = createFakeClock();
      const [limit, admitted] = [{ maxCalls, intervalMs: 100 }, [] as number[]];
      let window = createSlidingWindow({ clock }, limit);
      for (const { pauseMs, reloads } of steps) {
        await clock.advance(pauseMs);
        if (reloads) window = createSlidingWindow({ clock }, limit, [...admitted]);
        if (window.admit().ok) admitted.push(clock.monotonic());
      }
      for (const [index, time] of admitted.entries()) {
        const later = admitted[index + maxCalls];
        if (later !== undefined) expect(later - time).toBeGreaterThanOrEqual(100);
      }
    }),
  );
});
