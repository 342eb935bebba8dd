import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { createWorkbench, plannedFamily, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const bash = (command: string) => ({ tool: "bash", input: { command } });

const resultsOf = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "call-settled" ? [event.outcome.type === "done" ? event.outcome.output.text : event.outcome.type] : [],
  );

const stepsOf = (...commands: readonly string[]) => [
  ...commands.map((command) => ({ text: "", calls: [bash(command)] })),
  { text: "Done.", calls: [] },
];

test("the folder and the variables of a shell outlive the tab, and another session has its own", async () => {
  const plan = plannedFamily({
    first: stepsOf("mkdir -p /beds && cd /beds && export ROOM=ferns && drafts=3"),
    second: stepsOf('echo "$(pwd) $ROOM $drafts" | tee seen.txt'),
    other: stepsOf('echo "$(pwd) [$ROOM]"'),
  });
  const bench = createWorkbench(plan);
  const before = await bench.open();
  const sessionId = await say(before, "first");
  await before.until(() => statusOf(before) === "completed");
  before.workspace.close();
  const after = await bench.open();
  await after.workspace.sendMessage(sessionId, messageId("said_second"), "second");
  await after.until(() => after.heard.some(({ event }) => event.type === "run-ended"));
  await say(after, "other");
  await after.until(() => after.heard.filter(({ event }) => event.type === "run-ended").length === 2);
  const entries = await after.entries();
  expect([resultsOf(entries), (await after.files())["/beds/seen.txt"], auditLog(entries)]).toEqual([
    ["(no output)", "/beds ferns 3", "/ []"],
    "/beds ferns 3\n",
    [],
  ]);
});

test("rm -rf / asks with every file that it would delete, a no keeps all, and a yes can be undone", async () => {
  const asked: Approval[] = [];
  const answerTo = (approval: Approval): ApprovalAnswer => {
    asked.push(approval);
    return asked.length === 1 ? { type: "reject", reason: "No!" } : { type: "approve" };
  };
  const tab = await createWorkbench(plannedProvider(stepsOf("cd /plans && rm -rf /", "pwd; rm -rf /", "ls")), answerTo).open();
  const before = await tab.files();
  const sessionId = await say(tab, "clear");
  await tab.until(() => statusOf(tab) === "completed");
  const deleted = asked.map(({ risks, effect }) => [
    risks,
    effect.files.filter(({ before: old }) => old?.kind === "file").length,
  ]);
  expect(deleted).toEqual([
    [["delete"], Object.keys(before).length],
    [["delete"], Object.keys(before).length],
  ]);
  const entries = await tab.entries();
  expect([resultsOf(entries), await tab.files()]).toEqual([["denied", "/", "(no output)"], {}]);
  const gone = entries.find(({ event }) => event.type === "call-settled" && event.effect !== undefined)?.event;
  if (gone?.type !== "call-settled" || gone.effect === undefined) throw new Error("Nothing was deleted.");
  expect(await tab.workspace.undo(sessionId, gone.effect.effectId)).toMatchObject({ ok: true });
  expect(await tab.files()).toEqual(before);
});

test("at the strictest level a command that changes nothing runs unasked, and one that does is asked about", async () => {
  const asked: Approval[] = [];
  const answerTo = (approval: Approval): ApprovalAnswer => {
    asked.push(approval);
    return { type: "approve" };
  };
  const tab = await createWorkbench(plannedProvider(stepsOf("ls / | head -n 1", "echo x > /x.txt")), answerTo).open();
  const created = await tab.workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  await tab.workspace.setLevel(created.value.sessionId, "ask-every-change");
  await tab.workspace.sendMessage(created.value.sessionId, messageId("said_go"), "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect([asked.map(({ effect }) => effect.files.map(({ path }) => path)), resultsOf(await tab.entries())]).toEqual([
    [["/x.txt"]],
    ["README.md", "(no output)"],
  ]);
});

test("a command that comes to a limit leaves nothing behind, and the worker goes on", async () => {
  const plan = stepsOf("echo half > /half.txt; seq 1 99999999", "ls /half.txt");
  const tab = await createWorkbench(plannedProvider(plan)).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  const failed = entries.flatMap(({ event }) =>
    event.type === "call-settled" && event.outcome.type === "failed" ? [event.outcome.failure.message] : [],
  );
  expect(failed).toEqual([
    "the command was ended at a limit of the shell: seq: iteration limit exceeded (100000). Nothing that it did was kept. Do it in smaller steps.",
  ]);
  expect([resultsOf(entries)[1], (await tab.files())["/half.txt"]]).toEqual([
    "Exit code: 2\n[stderr]\nls: /half.txt: No such file or directory",
    undefined,
  ]);
});
