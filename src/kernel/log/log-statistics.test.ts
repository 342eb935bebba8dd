import { expect, test } from "vitest";
import { approvalId, callId, messageId, runId, sessionId } from "../base/ids.ts";
import { noUsage } from "../model/usage.ts";
import type { Event } from "./event.ts";
import type { LogEntry } from "./log-entry.ts";
import { logStatistics } from "./log-statistics.ts";

const settled = (outcome: Extract<Event, { type: "call-settled" }>["outcome"], durationMs: number): Event => ({
  type: "call-settled",
  callId: callId("call_1"),
  tool: "read",
  inputHash: "0",
  outcome,
  durationMs,
});
const done = { type: "done", output: { text: "", isError: false } } as const;
const cost = { nanoDollars: 5, unpricedTokens: 0, heldNanoDollars: 0, heldTokens: 0 };
const events: readonly Event[] = [
  { type: "turn-started" },
  settled(done, 10),
  settled(done, 20),
  settled({ type: "failed", failure: { type: "network", message: "No." } }, 60),
  settled({ type: "denied", by: "rule", reason: "No." }, 0),
  settled({ type: "stopped", when: "running" }, 1_000),
  { type: "retry-waiting", delayMs: 5, reason: { type: "network", message: "No." } },
  {
    type: "message-ended",
    messageId: messageId("m"),
    reason: { type: "end-turn" },
    usage: { ...noUsage, inputTokens: 7 },
    durationMs: 3,
    cost: { ...cost, day: "2026-11-21" as never },
  },
  {
    type: "message-failed",
    messageId: messageId("m"),
    failure: { type: "network", message: "No." },
    usage: { ...noUsage, outputTokens: 2 },
  },
  { type: "approval-answered", approvalId: approvalId("a"), callId: callId("call_1"), answer: { type: "approve" } },
];
const entries = events.map(
  (event, index): LogEntry => ({
    seq: index + 1,
    at: 100 + index,
    ...(index === 0 ? {} : { sessionId: sessionId(index < 5 ? "session_1" : "session_2"), runId: runId("run_1") }),
    causes: [],
    origins: [],
    event,
  }),
);

test("entries are counted by what they say", () => {
  const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  expect(logStatistics(entries)).toEqual({
    entries: 10,
    chars: lines.length,
    firstAt: 100,
    lastAt: 109,
    kinds: [
      ["call-settled", 5],
      ["turn-started", 1],
      ["retry-waiting", 1],
      ["message-ended", 1],
      ["message-failed", 1],
      ["approval-answered", 1],
    ],
    sessions: 2,
    runs: 1,
    turns: 1,
    requests: 2,
    retries: 1,
    calls: { done: 2, failed: 1, denied: 1, stopped: 1, "timed-out": 0 },
    successRate: 2 / 3,
    meanCallMs: 30,
    refused: { rule: 1, person: 0, hook: 0 },
    asked: 0,
    answered: { approve: 1 },
    usage: { ...noUsage, inputTokens: 7, outputTokens: 2 },
    cost,
  });
});

test("no entries say nothing of times and rates", () => {
  expect(logStatistics([])).toEqual({
    entries: 0,
    chars: 0,
    kinds: [],
    sessions: 0,
    runs: 0,
    turns: 0,
    requests: 0,
    retries: 0,
    calls: { done: 0, failed: 0, denied: 0, stopped: 0, "timed-out": 0 },
    refused: { rule: 0, person: 0, hook: 0 },
    asked: 0,
    answered: {},
    usage: noUsage,
  });
});
