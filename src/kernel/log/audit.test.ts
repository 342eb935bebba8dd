import { expect, test } from "vitest";
import { approvalId, type CallId, callId, effectId, messageId, ruleId, runId, sessionId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import { defaultRunLimits } from "../limits/limits.ts";
import type { Approval } from "../rules/approval.ts";
import { type AuditOutcome, auditJsonl, auditKinds, auditOf } from "./audit.ts";
import type { CallOutcome, Event } from "./event.ts";
import type { LogEntry } from "./log-entry.ts";

const session = sessionId("session_1");
const run = runId("run_1");
const done: CallOutcome = { type: "done", output: { text: "fine", isError: false } };
const result = { text: "fine", isError: false };

const logOf = (events: readonly Event[]): readonly LogEntry[] =>
  events.map((event, index) => ({
    seq: index + 1,
    at: 1_000 + index,
    sessionId: session,
    runId: run,
    turn: 2,
    causes: [],
    origins: [],
    event,
  }));
const started: Event = {
  type: "run-started",
  model: { provider: "anthropic", baseUrl: "https://api.anthropic.com", model: "claude" },
  limits: defaultRunLimits,
  level: "ask-risky",
};
const requested = (id: string, input: JsonValue = { path: "/a" }): Event => ({
  type: "call-requested",
  messageId: messageId("message_1"),
  callId: callId(id),
  wireId: "w",
  tool: "write",
  input,
  headline: { verb: "Wrote", object: "/a" },
  access: "write",
});
const settled = (id: string, outcome: CallOutcome): Event => ({
  type: "call-settled",
  callId: callId(id),
  tool: "write",
  inputHash: "h",
  outcome,
  durationMs: 1,
});
const approval = (id: string, input: JsonValue): Approval => ({
  approvalId: approvalId(`approval_${id}`),
  status: "pending",
  sessionId: session,
  runId: run,
  callId: callId(id),
  turn: 2,
  tool: "write",
  headline: { verb: "Wrote", object: "/a" },
  kind: "effect",
  risks: ["change"],
  input,
  inputHash: "h",
  effect: { effectId: effectId("e"), files: [], reads: [], hash: "h" },
  rule: { ruleId: ruleId("rule_1"), sentence: "Ask first." },
  askedAt: 1,
  causes: [],
  origins: [],
  editedFields: [],
});

const outcomes = (events: readonly Event[]): readonly AuditOutcome[] => auditOf(logOf(events)).map(({ outcome }) => outcome);
const endedAs = (outcome: CallOutcome): AuditOutcome | undefined => outcomes([started, requested("c"), settled("c", outcome)])[0];

test("a record says which call of which model it is about, when, and what became of it", () => {
  expect(auditOf(logOf([started, requested("c"), settled("c", done)]))).toEqual([
    {
      seq: 3,
      at: 1_002,
      sessionId: session,
      runId: run,
      turn: 2,
      callId: "c",
      tool: "write",
      headline: { verb: "Wrote", object: "/a" },
      access: "write",
      requestedInput: { path: "/a" },
      effectiveInput: { path: "/a" },
      provenance: { provider: "anthropic", model: "claude" },
      outcome: { kind: "completed", result },
    },
  ]);
});

test("every way to end a call has its kind", () => {
  const failure = (type: "tool" | "storage-full" | "conflict", message: string): CallOutcome => ({
    type: "failed",
    failure: { type, message },
  });
  expect(endedAs({ type: "denied", by: "hook", reason: "No." })).toEqual({ kind: "blocked", reason: "No." });
  expect(endedAs({ type: "stopped", when: "before-start" })).toMatchObject({ kind: "blocked" });
  expect(endedAs({ type: "stopped", when: "waiting" })).toMatchObject({ kind: "blocked" });
  expect(endedAs({ type: "stopped", when: "running" })).toMatchObject({ kind: "completed", result: { isError: true } });
  expect(endedAs({ type: "timed-out", afterMs: 5 })).toMatchObject({ kind: "completed", result: { isError: true } });
  expect(endedAs(failure("tool", "broke"))).toEqual({ kind: "completed", result: { text: "Error: broke", isError: true } });
  expect(endedAs(failure("storage-full", "full"))).toEqual({ kind: "persistence-failed", error: "full" });
  expect(endedAs(failure("conflict", "Listen operation invalidated: moved"))).toEqual({
    kind: "invalidated",
    message: "Listen operation invalidated: moved",
  });
  expect(endedAs(failure("conflict", "the files kept changing"))).toMatchObject({ kind: "completed" });
});

test("a question is a record of its own, and the arguments that a person made of the model's are the effective ones", () => {
  const records = auditOf(
    logOf([
      started,
      requested("c"),
      { type: "approval-requested", approval: approval("c", { path: "/a" }) },
      { type: "approval-requested", approval: approval("c", { path: "/b" }) },
      settled("c", done),
    ]),
  );
  expect(records.map(({ outcome, requestedInput, effectiveInput }) => [outcome.kind, requestedInput, effectiveInput])).toEqual([
    ["requires-confirmation", { path: "/a" }, { path: "/a" }],
    ["requires-confirmation", { path: "/a" }, { path: "/b" }],
    ["completed", { path: "/a" }, { path: "/b" }],
  ]);
});

test("what was settled of a round that is taken up again is answered from the log", () => {
  const resumed: Event = { type: "run-resumed" };
  const kinds = (events: readonly Event[]) => outcomes(events).map(({ kind }) => kind);
  expect(kinds([started, requested("a"), requested("b"), settled("a", done), resumed, settled("b", done)])).toEqual([
    "completed",
    "cached",
    "completed",
  ]);
  // A round that was whole is not gone through again.
  expect(kinds([started, requested("a"), settled("a", done), resumed])).toEqual(["completed"]);
});

test("a second result of a call is a replay, whatever it says", () => {
  expect(
    outcomes([started, requested("c"), settled("c", done), settled("c", { type: "denied", by: "rule", reason: "No." })]),
  ).toEqual([
    { kind: "completed", result },
    { kind: "replayed", result: { text: "Refused by a rule: No.", isError: true } },
  ]);
});

test("a result that is submitted again after its run is a replay of the call's run", () => {
  const log = logOf([started, requested("c"), settled("c", done), { type: "result-replayed", callId: callId("c") }]);
  const records = auditOf(log.map(({ runId: owner, ...entry }) => (entry.seq === 4 ? entry : { ...entry, runId: owner ?? run })));
  expect(records.map(({ outcome, runId: owner, provenance }) => [outcome.kind, owner, provenance.provider])).toEqual([
    ["completed", run, "anthropic"],
    ["replayed", run, "anthropic"],
  ]);
});

test("all seven kinds can be reached", () => {
  const full: CallOutcome = { type: "failed", failure: { type: "storage-full", message: "full" } };
  const moved: CallOutcome = { type: "failed", failure: { type: "conflict", message: "Listen operation invalidated: x" } };
  const kinds = outcomes([
    started,
    requested("a"),
    requested("b"),
    requested("c"),
    requested("d"),
    settled("a", { type: "denied", by: "person", reason: "No." }),
    settled("b", full),
    settled("c", moved),
    { type: "approval-requested", approval: approval("d", {}) },
    { type: "run-resumed" },
    settled("d", done),
    { type: "result-replayed", callId: callId("d") },
  ]).map(({ kind }) => kind);
  expect(auditKinds.filter((kind) => !kinds.includes(kind))).toEqual([]);
});

test("a log that lacks entries gives what can be told, one line of JSON each", () => {
  const unknown: CallId = callId("nobody");
  const records = auditOf(logOf([settled("nobody", done), requested("c"), settled("c", done), { type: "run-resumed" }]));
  expect(records.map(({ callId: id, provenance }) => [id, provenance])).toEqual([
    ["c", { provider: "unknown", model: "unknown" }],
  ]);
  expect(auditJsonl(records).split("\n")).toHaveLength(2);
  expect(auditJsonl(records)).not.toContain(unknown);
});
