import { expect, test } from "vitest";
import { callsRuleId } from "../../engine/tools/rules/capability-rules.ts";
import { createCallWindows } from "../../engine/tools/rules/rule-book.ts";
import { callId, messageId, runId, sessionId } from "../../kernel/base/ids.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { CallOutcome, Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { agentTakenUp, recountCalls } from "./nested-bounds.ts";

const [root, one, below] = [runId("root"), runId("one"), runId("below")];
const here = sessionId("s");

const startedBy = (parent: typeof root, call: string): Event => ({
  type: "run-started",
  model: { provider: "demo" },
  limits: defaultRunLimits,
  level: "ask-risky",
  parent: { runId: parent, callId: callId(call), agentPath: ["x"] },
});
const settled = (call: string, outcome: CallOutcome): Event => ({
  type: "call-settled",
  callId: callId(call),
  tool: "write",
  inputHash: "hash" as never,
  outcome,
  durationMs: 0,
});
const done: CallOutcome = { type: "done", output: { text: "", isError: false } };

test("after a reload an agent has made the calls that the log tells of, with those below it, and no others", () => {
  const denied: CallOutcome = { type: "denied", by: "rule", reason: "", ruleId: callsRuleId(one) };
  const said: readonly (readonly [typeof root, Event])[] = [
    [one, startedBy(root, "a")],
    [below, startedBy(one, "b")],
    [one, settled("first", done)],
    [below, settled("second", { type: "denied", by: "person", reason: "no" })],
    [one, settled("refused by the count", denied)],
    [root, settled("of another", done)],
    [one, { type: "message-ended", messageId: messageId("m"), reason: { type: "end-turn" }, usage: {} as never, durationMs: 1 }],
  ];
  const entries = said.map(
    ([of, event], index): LogEntry => ({ seq: index + 1, at: 10, sessionId: here, runId: of, causes: [], origins: [], event }),
  );
  const windows = createCallWindows();
  const counted = (): number =>
    windows.admitted(callsRuleId(one), { sessionId: here, callId: callId("next"), now: 20 }, Number.MAX_SAFE_INTEGER);
  recountCalls(windows, entries, { bounds: [{ of: one, folders: ["/w"] }], of: one, sessionId: here });
  expect(counted()).toBe(0);
  recountCalls(windows, entries, { bounds: [{ of: one, maxCalls: 5 }], of: one, sessionId: here });
  expect(counted()).toBe(2);
});

test("an agent of a log without bounds keeps to the tools that it was given", () => {
  const above = { runId: root, callId: callId("a"), agentPath: ["x"] };
  expect(agentTakenUp(one, { ...above, tools: ["read"] })).toEqual({
    agentPath: ["x"],
    tools: ["read"],
    bounds: [{ of: one, tools: ["read"] }],
  });
  expect(agentTakenUp(one, above)).toEqual({ agentPath: ["x"] });
});
