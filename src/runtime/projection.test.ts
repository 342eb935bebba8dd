import { expect, test } from "vitest";
import { approvalId, callId, effectId, messageId, ruleId, runId, sessionId } from "../kernel/base/ids.ts";
import { defaultRunLimits } from "../kernel/limits/limits.ts";
import type { WorkspaceEffect } from "../kernel/log/effect.ts";
import type { Event } from "../kernel/log/event.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import type { Approval } from "../kernel/rules/approval.ts";
import { emptyTables, type WorkspaceTables, workspaceProjection } from "./projection.ts";

const session = sessionId("session_1");
const run = runId("run_1");
let seq = 0;
const entry = (event: Event): LogEntry => {
  seq += 1;
  return { seq, at: 1_000 + seq, sessionId: session, runId: run, causes: [], origins: [], event };
};
const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 };
const effect: WorkspaceEffect = {
  effectId: effectId("effect_1"),
  hash: "h",
  reads: [],
  files: [
    {
      path: "/a.md",
      before: null,
      after: { kind: "file", hash: "aa", sizeBytes: 1, modifiedAt: 5, version: effectId("effect_1") },
    },
    { path: "/b.md", before: { kind: "directory", modifiedAt: 1, version: effectId("effect_0") }, after: null },
  ],
};
const approval: Approval = {
  approvalId: approvalId("approval_1"),
  status: "pending",
  sessionId: session,
  runId: run,
  callId: callId("call_1"),
  turn: 1,
  tool: "delete",
  headline: { verb: "Deleted", object: "/b.md" },
  kind: "effect",
  risks: ["delete"],
  input: {},
  inputHash: "i",
  effect,
  rule: { ruleId: "level_1" as Approval["rule"]["ruleId"], sentence: "Deleting asks." },
  askedAt: 1,
  causes: [],
  origins: [],
  editedFields: [],
};

const foldAll = (events: readonly Event[]): { readonly state: WorkspaceTables; readonly lastEffects: readonly unknown[] } => {
  let state = emptyTables;
  let lastEffects: readonly unknown[] = [];
  for (const event of events) ({ state, effects: lastEffects } = workspaceProjection.project(state, entry(event)));
  return { state, lastEffects };
};

const started: readonly Event[] = [
  { type: "session-created", title: "Ferns", level: "ask-risky" },
  { type: "run-started", model: { provider: "demo" }, limits: defaultRunLimits, level: "ask-risky" },
  { type: "user-message", messageId: messageId("m1"), blocks: [] },
  { type: "turn-started" },
  { type: "message-ended", messageId: messageId("m2"), reason: { type: "tool-use" }, usage, durationMs: 1 },
];

test("a session's row follows its run from start to end", () => {
  const running = foldAll(started).state.sessions.get(session);
  expect(running).toMatchObject({ title: "Ferns", status: "running", openRunId: run, usage, fingerprint: "m" });
  const ended = foldAll([
    ...started,
    {
      type: "run-ended",
      outcome: { type: "completed", reason: { type: "end-turn" } },
      summary: { turns: 1, usage, calls: 0, callsFailed: 0, filesChanged: 0, durationMs: 3 },
    },
  ]).state.sessions.get(session);
  expect(ended?.status).toBe("completed");
  expect(ended).not.toHaveProperty("openRunId");
});

test("an approval is a row while it is open, and the session waits as long as one is pending", () => {
  const asked = foldAll([...started, { type: "approval-requested", approval }]);
  expect(asked.state.approvals.get(approval.approvalId)).toEqual(approval);
  expect(asked.state.sessions.get(session)?.status).toBe("waiting");

  const answered = foldAll([
    ...started,
    { type: "approval-requested", approval },
    { type: "approval-answered", approvalId: approval.approvalId, callId: approval.callId, answer: { type: "approve" } },
  ]);
  expect(answered.state.approvals.get(approval.approvalId)).toMatchObject({ status: "answered", answer: { type: "approve" } });
  expect(answered.state.sessions.get(session)?.status).toBe("running");
});

test("a settled call writes its files and closes its approval in the same commit", () => {
  const { state, lastEffects } = foldAll([
    ...started,
    { type: "approval-requested", approval },
    { type: "approval-answered", approvalId: approval.approvalId, callId: approval.callId, answer: { type: "approve" } },
    {
      type: "call-settled",
      callId: approval.callId,
      tool: "delete",
      inputHash: "i",
      outcome: { type: "done", output: { text: "", isError: false } },
      effect,
      approvalId: approval.approvalId,
      durationMs: 1,
    },
  ]);
  expect(state.approvals.size).toBe(0);
  expect(lastEffects).toEqual([
    { type: "put", table: "files", row: { key: "/a.md", state: effect.files[0]?.after } },
    { type: "remove", table: "files", key: "/b.md" },
    { type: "remove", table: "approvals", key: approval.approvalId },
  ]);
});

test("stream text changes nothing and gives back the same state", () => {
  const { state } = foldAll(started);
  const after = workspaceProjection.project(
    state,
    entry({ type: "text-appended", messageId: messageId("m2"), offset: 0, text: "x" }),
  );
  expect(after.state).toBe(state);
  expect(after.effects).toEqual([]);
});

test("a deleted session's row goes, and late entries do not bring it back", () => {
  const { state, lastEffects } = foldAll([...started, { type: "session-deleted" }]);
  expect(state.sessions.size).toBe(0);
  expect(lastEffects).toEqual([{ type: "remove", table: "sessions", key: session }]);
  expect(workspaceProjection.project(state, entry({ type: "turn-started" })).state.sessions.size).toBe(0);
});

test("a deleted session takes its open questions and its rules with it", () => {
  const rule = {
    match: { tools: ["write"] },
    decision: "allow",
    madeBy: "person",
    madeAt: 1,
    sentence: "Write freely.",
  } as const;
  const { state, lastEffects } = foldAll([
    ...started,
    { type: "rule-added", rule: { ...rule, ruleId: ruleId("rule_1"), scope: { type: "session", sessionId: session } } },
    { type: "rule-added", rule: { ...rule, ruleId: ruleId("rule_2"), scope: { type: "workspace" } } },
    { type: "approval-requested", approval },
    { type: "session-deleted" },
  ]);
  expect([state.approvals.size, [...state.rules.keys()], state.sessions.size]).toEqual([0, ["rule_2"], 0]);
  expect(lastEffects).toEqual([
    { type: "remove", table: "approvals", key: approval.approvalId },
    { type: "remove", table: "rules", key: "rule_1" },
    { type: "remove", table: "sessions", key: session },
  ]);
});

test("an answer that was stopped is no failure in the fingerprint", () => {
  const broken = (failure: Extract<Event, { type: "message-failed" }>["failure"]): Event => ({
    type: "message-failed",
    messageId: messageId("m3"),
    failure,
    usage,
  });
  const events = [...started, broken({ type: "aborted", message: "Stopped." }), broken({ type: "wire", message: "Cut." })];
  expect(foldAll(events).state.sessions.get(session)?.fingerprint).toBe("mme");
});

test("a run that lacks its key waits for it, any other interruption is one", () => {
  const interrupted = (reason: Extract<Event, { type: "run-interrupted" }>["reason"]) =>
    foldAll([...started, { type: "run-interrupted", reason }]).state.sessions.get(session)?.status;
  expect([
    interrupted({ type: "key-missing", origin: "https://a.test", message: "No key." }),
    interrupted({ type: "aborted", message: "Closed." }),
  ]).toEqual(["waiting-for-key", "interrupted"]);
});

test("the fingerprint keeps the newest sixty marks", () => {
  const many = Array.from(
    { length: 80 },
    (_, index): Event => ({
      type: "call-requested",
      messageId: messageId("m2"),
      callId: callId(`call_${index}`),
      wireId: "w",
      tool: "read",
      input: {},
      headline: { verb: "Read", object: "/a" },
      access: index < 40 ? "read" : "write",
    }),
  );
  expect(foldAll([...started, ...many]).state.sessions.get(session)?.fingerprint).toBe("r".repeat(20) + "w".repeat(40));
});
