import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { counted } from "../../../e2e/soak.ts";
import { messageId } from "../../kernel/base/ids.ts";
import { todosAfter } from "../../kernel/conversation/todo.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider } from "../workbench.fake.ts";
import { createDoom } from "./doom.fake.ts";

/** Each seventh commit in every test run, all of them in the soak. */
const stride = counted(7, 1);

const todo = (status: string) => ({ tool: "todo_write", input: { todos: [{ content: "Ask", status, activeForm: "Asking" }] } });
const plan: readonly PlannedAnswer[] = [
  { text: "I plan. ", calls: [todo("in_progress")] },
  { text: "", calls: [{ tool: "ask_user", input: { question: "Which?", options: [{ label: "North" }, { label: "South" }] } }] },
  { text: "", calls: [todo("completed"), { tool: "write", input: { file_path: "/w/a.md", content: "a\n" } }] },
];

const answer = (): ApprovalAnswer => ({ type: "reply", chosen: ["South"], text: "" });

const says = (entries: readonly LogEntry[], id: string): boolean =>
  entries.some(({ event }) => "messageId" in event && event.messageId === id);

/** Does what is left of the story, as a person would: steps on where it pauses, says what was not said, sends what waits. */
const finishStory = async (tab: OpenTab): Promise<void> => {
  const { workspace } = tab;
  const [existing] = workspace.snapshot().sessions;
  const created = existing === undefined ? await workspace.createSession(undefined) : undefined;
  const sessionId = existing?.sessionId ?? (created?.ok ? created.value.sessionId : undefined);
  if (sessionId === undefined) throw new Error("There is no session.");
  await workspace.setStepping(sessionId, true);
  const row = () => workspace.snapshot().sessions[0];
  const isStill = (): boolean => workspace.snapshot().runningRunIds.length === 0;
  if (!says(await tab.entries(), "go")) await workspace.sendMessage(sessionId, messageId("go"), "go");
  for (;;) {
    await tab.until(() => isStill() && row()?.status !== "waiting");
    const { status, openRunId } = row() ?? {};
    const entries = await tab.entries();
    if (!says(entries, "later")) await workspace.queueMessage(sessionId, messageId("later"), "later", [], "later");
    else if (openRunId !== undefined) await workspace.resumeRun(openRunId);
    else if (!entries.some(({ event }) => event.type === "user-message" && event.messageId === "later"))
      await workspace.sendMessage(sessionId, messageId("later"), "later");
    else if (status === "completed") return;
  }
};

const told = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) => {
    if (event.type === "user-message") return [`said ${event.messageId}`];
    if (event.type !== "call-settled" || event.outcome.type !== "done") return [];
    return [`${event.tool}: ${event.outcome.output.text.split("\n")[0]}`];
  });

test("a tab that dies at any commit of steps, a question, a list and a queue loses and repeats nothing", {
  timeout: 300_000,
}, async () => {
  const golden = createWorkbench(plannedProvider(plan), answer);
  const { point, commits } = createDoom();
  const first = await golden.open({ point });
  await finishStory(first);
  const goldenEntries = await first.entries();
  const story = told(goldenEntries);
  expect([auditLog(goldenEntries), story.filter((line) => line.startsWith("ask_user"))]).toEqual([
    [],
    ["ask_user: User answered: South", "ask_user: User answered: South"],
  ]);
  const points = commits();
  expect(points).toBeGreaterThan(45);

  for (let k = 1; k <= points; k += stride) {
    const bench = createWorkbench(plannedProvider(plan), answer);
    const { point, death } = createDoom((commit) => commit === k);
    await Promise.race([death, bench.open({ point }).then(finishStory)]);
    const next = await bench.open();
    await finishStory(next);
    const entries = await next.entries();
    const runId = entries.findLast((entry) => entry.runId !== undefined)?.runId;
    expect(auditLog(entries), `dead at commit ${k}`).toEqual([]);
    expect(told(entries), `dead at commit ${k}`).toEqual(story);
    expect(runId && todosAfter(entries, runId).map(({ status }) => status), `dead at commit ${k}`).toEqual(["completed"]);
    next.workspace.close();
  }
});
