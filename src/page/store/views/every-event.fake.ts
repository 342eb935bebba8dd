import type { Event, EventType } from "../../../kernel/event.ts";
import { approvalId, callId, choiceId, effectId, messageId, ruleId } from "../../../kernel/ids.ts";
import { defaultRunLimits } from "../../../kernel/limits.ts";
import { noUsage } from "../../../kernel/usage.ts";
import { fakeApproval, fakeEffect, fakeSummary } from "../entries.fake.ts";

const message = messageId("m1");
const call = callId("c1");
const question = approvalId("a1");
const usage = { ...noUsage, inputTokens: 1200, outputTokens: 80 };
const offline = { type: "network", message: "Could not reach the model." } as const;

/** One of every event, so that a reader that forgets one fails to compile or to pass. */
export const everyEvent: { readonly [Type in EventType]: Extract<Event, { readonly type: Type }> } = {
  "session-created": { type: "session-created", title: "Ferns", level: "ask-risky" },
  "session-renamed": { type: "session-renamed", title: "Ferns and mosses" },
  "session-deleted": { type: "session-deleted" },
  "level-changed": { type: "level-changed", level: "only-limits" },
  "mode-changed": { type: "mode-changed", mode: "accept-edits" },
  "stepping-changed": { type: "stepping-changed", on: true },
  "session-settings-changed": {
    type: "session-settings-changed",
    set: { temperature: 0.2, effort: null },
    follows: ["systemPrompt"],
  },
  "session-model-changed": { type: "session-model-changed", model: null },
  "session-caps-changed": { type: "session-caps-changed", caps: { "session-cost": 2_000_000_000 } },
  "rule-added": {
    type: "rule-added",
    rule: {
      ruleId: ruleId("r1"),
      match: {},
      decision: "allow",
      scope: { type: "workspace" },
      madeBy: "person",
      madeAt: 1,
      sentence: "Allow every edit in /notes",
    },
  },
  "rule-removed": { type: "rule-removed", ruleId: ruleId("r1") },
  "user-message": { type: "user-message", messageId: message, blocks: [{ type: "text", text: "Make notes\non ferns" }] },
  "steer-queued": { type: "steer-queued", messageId: message, text: "Shorter" },
  "steer-withdrawn": { type: "steer-withdrawn", messageId: message },
  "steer-moved": { type: "steer-moved", messageId: message, delivery: "later", before: null },
  "run-started": { type: "run-started", model: { provider: "demo" }, limits: defaultRunLimits, level: "ask-risky" },
  "run-interrupted": { type: "run-interrupted", reason: offline },
  "run-resumed": { type: "run-resumed" },
  "run-ended": { type: "run-ended", outcome: { type: "completed", reason: { type: "end-turn" } }, summary: fakeSummary },
  "turn-started": { type: "turn-started" },
  "turn-ended": { type: "turn-ended", summary: { usage, calls: 1, durationMs: 2_000 } },
  "reminder-given": { type: "reminder-given", about: "turn-budget", text: "Two turns are left." },
  "attempt-started": { type: "attempt-started", messageId: message },
  "retry-waiting": { type: "retry-waiting", delayMs: 1_500, reason: offline },
  "thinking-dropped": { type: "thinking-dropped", why: "model-changed", provider: "anthropic", answers: 2 },
  "model-replaced": {
    type: "model-replaced",
    from: { provider: "demo" },
    to: { provider: "openai-responses", baseUrl: "https://api.openai.com/v1", model: "gpt-5.5" },
    reason: offline,
  },
  "text-appended": { type: "text-appended", messageId: message, offset: 0, text: "Ferns é" },
  "thinking-appended": { type: "thinking-appended", messageId: message, offset: 0, text: "Which ferns?" },
  "block-received": { type: "block-received", messageId: message, provider: "openai-chat", value: {} },
  "call-requested": {
    type: "call-requested",
    messageId: message,
    callId: call,
    wireId: "w1",
    tool: "edit",
    input: {},
    headline: { verb: "Edited", object: "/notes/plan.md" },
    access: "write",
  },
  "message-ended": { type: "message-ended", messageId: message, reason: { type: "end-turn" }, usage, durationMs: 900 },
  "message-failed": { type: "message-failed", messageId: message, failure: offline, usage },
  "call-started": { type: "call-started", callId: call, tool: "edit", inputHash: "h", access: "write" },
  "approval-requested": { type: "approval-requested", approval: fakeApproval("a1", "c1") },
  "approval-answered": { type: "approval-answered", approvalId: question, callId: call, answer: { type: "approve" } },
  "approval-superseded": { type: "approval-superseded", approvalId: question, callId: call },
  "approval-expired": { type: "approval-expired", approvalId: question, callId: call, reason: "The run was stopped." },
  "call-settled": {
    type: "call-settled",
    callId: call,
    tool: "edit",
    inputHash: "h",
    outcome: { type: "done", output: { text: "Edited 1 place.", isError: false } },
    effect: fakeEffect("e1", "/notes/plan.md", 12, 3),
    durationMs: 1_400,
  },
  "operation-started": { type: "operation-started", callId: call, operationId: "o1", message: "12 files to count" },
  "call-progressed": { type: "call-progressed", callId: call, progress: { stage: "counting", message: "3 of 12 files" } },
  "operation-prepared": {
    type: "operation-prepared",
    callId: call,
    prepared: { operationId: "o2", revision: "r7", snapshot: "Delete /notes/old.md" },
  },
  "operation-cancelled": { type: "operation-cancelled", callId: call, operationId: "o2", reason: "rejected" },
  "result-replayed": { type: "result-replayed", callId: call },
  "late-result-ignored": { type: "late-result-ignored", callId: call, tool: "edit", afterMs: 2_000, ended: "done" },
  "hook-acted": {
    type: "hook-acted",
    point: "before-request",
    name: "No addresses",
    did: "changed-request",
    text: "Matches of “@” were masked.",
  },
  "files-changed": { type: "files-changed", by: "sample", effect: fakeEffect("e2", "/notes/ferns.md", 4) },
  "effects-undone": {
    type: "effects-undone",
    effect: fakeEffect("e3", "/notes/plan.md", 3, 12),
    undone: [effectId("e1")],
    restored: [],
  },
  "branch-chosen": {
    type: "branch-chosen",
    choiceId: choiceId("choice_1"),
    why: "switch",
    effect: fakeEffect("e4", "/notes/plan.md", 12, 3),
    undone: [effectId("e3")],
    restored: [effectId("e1")],
    kept: [],
    standing: "completed",
  },
  "branch-named": { type: "branch-named", branch: 7, name: "Shorter" },
  "erased-entry": { type: "erased-entry" },
  "unsupported-entry": { type: "unsupported-entry", original: { type: "memory-kept" } },
  "unreadable-entry": { type: "unreadable-entry", reason: "Not JSON", raw: "{" },
};
