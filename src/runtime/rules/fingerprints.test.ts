import { expect, test } from "vitest";
import { ruleId } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import type { Rule } from "../../kernel/rules/rule.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedFamily, say, statusOf } from "../workbench.fake.ts";

const exactly = ({ inputHash }: Approval): Rule => ({
  ruleId: ruleId("mine"),
  match: { callHash: inputHash },
  decision: "allow",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 1,
  sentence: "Allow exactly this.",
});
const write = (path: string, content: string): PlannedAnswer["calls"][number] => ({
  tool: "write",
  input: { file_path: path, content },
});
const remove = (path: string): PlannedAnswer["calls"][number] => ({ tool: "delete", input: { path } });

const plans = {
  make: [{ text: "", calls: [write("/w/a", "one\ntwo\nthree\n")] }],
  "take away": [{ text: "", calls: [remove("/w/a")] }],
  "take away again": [{ text: "", calls: [remove("/w/a")] }],
  "take away twice": [
    { text: "", calls: [remove("/w/a")] },
    { text: "", calls: [remove("/w/a")] },
  ],
};

const play = async (tab: OpenTab, text: string): Promise<readonly LogEntry[]> => {
  const before = tab.heard.length;
  const id = await say(tab, text);
  await tab.until(() => tab.workspace.snapshot().sessions.find(({ sessionId }) => sessionId === id)?.status === "completed");
  return tab.heard.slice(before);
};
const asked = (entries: readonly LogEntry[]): number => entries.filter(({ event }) => event.type === "approval-requested").length;
const outcomes = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "call-settled" ? [event.outcome.type === "denied" ? event.outcome.reason : event.outcome.type] : [],
  );

test("what was approved for good passes after a reload, and the rule tells which question it answers", async () => {
  const bench = createWorkbench(plannedFamily(plans), (approval) => ({ type: "allow-for", rule: exactly(approval) }));
  const first = await bench.open();
  await play(first, "make");
  expect(asked(await play(first, "take away"))).toBe(1);
  const [rule] = first.workspace.snapshot().rules;
  const question = first.heard.find(({ event }) => event.type === "approval-requested")?.event;
  const { approvalId, callId, sessionId } = question?.type === "approval-requested" ? question.approval : ({} as Approval);
  expect(rule?.from).toEqual({ type: "approval", approvalId, sessionId, callId });
  first.workspace.close();
  const tab = await bench.open();
  await play(tab, "make");
  const later = await play(tab, "take away again");
  expect([asked(later), outcomes(later)]).toEqual([0, ["done"]]);
});

test("what was refused for good is refused for the rest of its session, also after a reload, and asked about in others", async () => {
  const bench = createWorkbench(plannedFamily(plans), (): ApprovalAnswer => ({ type: "reject", reason: "No.", sticks: true }));
  const first = await bench.open();
  await play(first, "make");
  const entries = await play(first, "take away twice");
  expect([asked(entries), outcomes(entries)]).toEqual([
    1,
    ["No.", "The person refused exactly this delete call, for the whole session."],
  ]);
  first.workspace.close();
  const tab = await bench.open();
  expect(tab.workspace.snapshot().rules.map(({ decision, scope }) => [decision, scope.type])).toEqual([["deny", "session"]]);
  expect(asked(await play(tab, "take away"))).toBe(1);
  expect(statusOf(tab)).toBe("completed");
});
