import fc from "fast-check";
import { expect, test } from "vitest";
import { callId } from "../base/ids.ts";
import type { CallOutcome } from "../log/event.ts";
import type { LogEntry } from "../log/log-entry.ts";
import { createToolStatistics } from "./tool-statistics.ts";

const done = (text: string, isError = false): CallOutcome => ({ type: "done", output: { text, isError } });
const failed = (type: "tool" | "invalid-input"): CallOutcome => ({ type: "failed", failure: { type, message: "It broke." } });

interface Ended {
  readonly outcome: CallOutcome;
  readonly durationMs?: number;
  readonly tool?: string;
  readonly isServed?: boolean;
}

const entryOf = ({ outcome, durationMs = 1, tool = "read", isServed = false }: Ended, seq: number): LogEntry => ({
  seq,
  at: seq * 10,
  causes: [],
  origins: [],
  event: {
    type: "call-settled",
    callId: callId(`call_${seq}`),
    tool,
    inputHash: "hash",
    outcome,
    durationMs,
    ...(isServed ? { served: { by: "cache", from: callId("call_0") } as never } : {}),
  },
});

const foldOf = (ended: readonly Ended[]) => {
  const fold = createToolStatistics();
  for (const [index, one] of ended.entries()) fold.add(entryOf(one, index + 1));
  return fold;
};

test("calls, ends, times, bytes and the last use are counted by tool", () => {
  const fold = foldOf([
    { outcome: done("äb"), durationMs: 10 },
    { outcome: done("no", true), durationMs: 30 },
    { outcome: failed("tool"), durationMs: 20 },
    { outcome: failed("invalid-input"), durationMs: 0 },
    { outcome: { type: "denied", by: "rule", reason: "No." }, durationMs: 0 },
    { outcome: { type: "stopped", when: "running" }, durationMs: 900 },
    { outcome: { type: "timed-out", afterMs: 40 }, durationMs: 40 },
    { outcome: done("again"), durationMs: 0, isServed: true },
    { outcome: done(""), tool: "write" },
  ]);
  expect(fold.of("read")).toEqual({
    calls: 8,
    outcomes: { done: 1, refused: 1, failed: 2, denied: 1, stopped: 1, timedOut: 1, served: 1 },
    tookMs: { p50: 20, p95: 40 },
    bytes: 10,
    lastUsedAt: 80,
  });
  expect([fold.of("write")?.calls, fold.of("edit")]).toEqual([1, undefined]);
});

test("a call that never ran has no time", () => {
  expect(foldOf([{ outcome: { type: "denied", by: "person", reason: "" } }]).of("read")?.tookMs).toBeUndefined();
});

const outcome = fc.constantFrom<CallOutcome>(
  done("a"),
  done("b", true),
  failed("tool"),
  failed("invalid-input"),
  { type: "denied", by: "rule", reason: "" },
  { type: "stopped", when: "waiting" },
  { type: "timed-out", afterMs: 1 },
);

test("the ends of any calls sum up to the calls, and the quantiles are times that were measured", () => {
  const ended = fc.array(fc.record({ outcome, durationMs: fc.nat(100_000), isServed: fc.boolean() }), { minLength: 1 });
  fc.assert(
    fc.property(ended, (all) => {
      const counted = foldOf(all).of("read");
      const sum = Object.values({ ...counted?.outcomes }).reduce((total, one) => total + one, 0);
      expect([sum, counted?.calls]).toEqual([all.length, all.length]);
      if (counted?.tookMs === undefined) return;
      const { p50, p95 } = counted.tookMs;
      const times = all.map(({ durationMs }) => durationMs);
      expect([times.includes(p50), times.includes(p95), p50 <= p95]).toEqual([true, true, true]);
    }),
  );
});
