import { expect, test } from "vitest";
import { auditLog } from "../../e2e/audit/auditor.ts";
import type { Approval, ApprovalAnswer } from "../kernel/approval.ts";
import type { EventType } from "../kernel/event.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedFamily, say, statusOf } from "./workbench.fake.ts";

const agent = (name: string, task: string, more: object = {}): PlannedAnswer["calls"][number] => ({
  tool: "agent",
  input: { name, task, ...more },
});
const write = (path: string, content: string): PlannedAnswer["calls"][number] => ({
  tool: "write",
  input: { file_path: path, content },
});

const of = (entries: readonly LogEntry[], type: EventType): readonly LogEntry[] =>
  entries.filter(({ event }) => event.type === type);

/** What each call came to, by agent: the session's own has no name. */
const results = (entries: readonly LogEntry[]): readonly string[] => {
  const names = new Map<string, string>();
  return entries.flatMap(({ runId, event }) => {
    if (event.type === "run-started" && runId !== undefined) names.set(runId, event.parent?.agentPath.join("/") ?? "");
    if (event.type !== "call-settled") return [];
    const { outcome, tool } = event;
    const said = outcome.type === "done" ? outcome.output.text : outcome.type === "denied" ? outcome.reason : outcome.type;
    return [`${names.get(runId ?? "")} ${tool}: ${said}`];
  });
};

const play = async (
  plans: Readonly<Record<string, readonly PlannedAnswer[]>>,
  answerTo?: (approval: Approval) => ApprovalAnswer | undefined,
): Promise<{ readonly tab: OpenTab; readonly entries: readonly LogEntry[] }> => {
  const tab = await createWorkbench(plannedFamily(plans), answerTo).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  return { tab, entries };
};

test("two agents of one answer work beside each other, and the one that asked reads their last words only", async () => {
  const { tab, entries } = await play({
    go: [
      { text: "I ask two. ", calls: [agent("left", "write left"), agent("right", "write right")] },
      { text: "Both are done.", calls: [] },
    ],
    "write left": [
      { text: "I begin. ", calls: [write("/w/left.md", "left\n")] },
      { text: "Left is written.", calls: [] },
    ],
    "write right": [
      { text: "I look. ", calls: [{ tool: "list", input: { path: "/" } }] },
      { text: "I write. ", calls: [write("/w/right.md", "right\n")] },
      { text: "Right is written.", calls: [] },
    ],
  });
  expect(results(entries).filter((line) => line.startsWith(" "))).toEqual([
    " agent: Left is written.",
    " agent: Right is written.",
  ]);
  const [root, left, right] = of(entries, "run-started");
  const call = of(entries, "call-requested").filter(({ runId }) => runId === root?.runId);
  expect([left, right].map((entry) => entry?.event.type === "run-started" && entry.event.parent)).toEqual([
    { runId: root?.runId, callId: call[0]?.callId, agentPath: ["left"] },
    { runId: root?.runId, callId: call[1]?.callId, agentPath: ["right"] },
  ]);
  const ends = of(entries, "run-ended");
  // Beside each other: the second began before the first ended.
  expect(right?.seq).toBeLessThan(ends[0]?.seq ?? 0);
  expect(
    ends.map(
      ({ event }) => event.type === "run-ended" && [event.summary.turns, event.summary.calls, event.summary.usage.inputTokens],
    ),
  ).toEqual([
    [2, 1, 20],
    [3, 2, 30],
    [2, 5, 70],
  ]);
  const [row] = tab.workspace.snapshot().sessions;
  expect([row?.status, row?.openRunId, row?.usage.inputTokens]).toEqual(["completed", undefined, 70]);
  expect(Object.keys(await tab.files()).filter((path) => path.startsWith("/w/"))).toEqual(["/w/left.md", "/w/right.md"]);
});
