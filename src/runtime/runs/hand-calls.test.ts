import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { JsonObject } from "../../kernel/base/json.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { ApprovalAnswer } from "../../kernel/rules/approval.ts";
import { createWorkbench, type OpenTab, plannedFamily, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const byModel = plannedProvider([]);
let calls = 0;
const callTool = ({ workspace }: OpenTab, tool: string, input: JsonObject) => {
  calls += 1;
  return workspace.callTool(tool, input, messageId(`call_by_hand_${calls}`));
};

const called = async (tab: OpenTab, tool: string, input: JsonObject): Promise<void> => {
  const answer = await callTool(tab, tool, input);
  if (!answer.ok) throw new Error(answer.error.message);
  await tab.until(() => statusOf(tab) !== "running");
};

const settledIn = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ event, origins }) => {
    if (event.type !== "call-settled") return [];
    const { outcome } = event;
    return [[event.tool, outcome.type === "done" ? outcome.output.text : outcome.type, origins[0]?.type]];
  });

test("calls by hand are runs of one session of their own, the person's, and can be undone", async () => {
  const tab = await createWorkbench(byModel).open();
  await called(tab, "write", { file_path: "/by-hand.md", content: "one\n" });
  await called(tab, "read", { file_path: "/by-hand.md" });
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(settledIn(entries)).toEqual([
    ["write", expect.stringContaining("/by-hand.md"), "user"],
    ["read", expect.stringContaining("one"), "user"],
  ]);
  const asked = entries.filter(({ event }) => event.type === "call-requested" || event.type === "call-started");
  expect(asked.map(({ origins }) => origins)).toEqual(asked.map(() => [{ type: "user" }]));
  const [row, ...others] = tab.workspace.snapshot().sessions;
  expect([row?.title, row?.status, row?.model, others]).toEqual(["Called by hand", "completed", { provider: "by-hand" }, []]);
  const effect = entries.flatMap(({ event }) => (event.type === "call-settled" && event.effect ? [event.effect] : []))[0];
  if (row === undefined || effect === undefined) throw new Error("Nothing was written.");
  expect((await tab.workspace.undo(row.sessionId, effect.effectId)).ok).toBe(true);
  expect(Object.keys(await tab.files())).not.toContain("/by-hand.md");
});

test("a call by hand asks where the rules ask, also after a reload, and is refused while another one is open", async () => {
  const bench = createWorkbench(byModel);
  const first = await bench.open();
  await callTool(first, "delete", { path: "/README.md" });
  await first.until(() => statusOf(first) === "waiting");
  expect(await callTool(first, "list", {})).toMatchObject({ ok: false, error: { type: "conflict" } });
  first.workspace.close();

  const second = await bench.open();
  expect(await callTool(second, "list", {})).toMatchObject({
    error: { type: "conflict", message: expect.stringContaining("is not over") },
  });
  const [approval] = second.workspace.snapshot().approvals;
  const answer: ApprovalAnswer = { type: "reject", reason: "No." };
  await second.workspace.answerApproval(approval?.approvalId ?? ("" as never), answer);
  await second.until(() => statusOf(second) === "completed");
  expect(settledIn(await second.entries())).toEqual([["delete", "denied", "user"]]);
});

test("no call by hand begins while a run goes on", async () => {
  const tab = await createWorkbench(
    plannedFamily({ go: [{ text: "", calls: [{ tool: "delete", input: { path: "/README.md" } }] }] }),
  ).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "waiting");
  expect(await callTool(tab, "list", {})).toMatchObject({
    error: { type: "conflict", message: expect.stringContaining("would race it") },
  });
  expect(tab.workspace.snapshot().sessions).toHaveLength(1);
});

test("two calls at the same moment are one", async () => {
  const tab = await createWorkbench(byModel).open();
  const [one, two] = await Promise.all([callTool(tab, "list", {}), callTool(tab, "list", {})]);
  expect([one.ok, two.ok]).toEqual([true, false]);
  await tab.until(() => statusOf(tab) === "completed");
  expect(settledIn(await tab.entries())).toHaveLength(1);
});

test("an agent that is asked by hand is the default model", async () => {
  const tab = await createWorkbench(plannedFamily({ "say hello": [{ text: "Hello.", calls: [] }] })).open();
  await called(tab, "agent", { task: "say hello" });
  const entries = await tab.entries();
  expect(settledIn(entries)).toEqual([["agent", "Hello.", "user"]]);
  expect(entries.flatMap(({ event }) => (event.type === "run-started" ? [event.model.provider] : []))).toEqual([
    "by-hand",
    "demo",
  ]);
});

test("what is said in that session and is no call is answered with how calls are written", async () => {
  const tab = await createWorkbench(byModel).open();
  await called(tab, "list", {});
  const session = tab.workspace.snapshot().sessions[0]?.sessionId;
  if (session === undefined) throw new Error("There is no session.");
  await tab.workspace.sendMessage(session, messageId("m_hello"), "hello");
  await tab.until(() => tab.heard.filter(({ event }) => event.type === "run-ended").length === 2);
  await tab.workspace.sendMessage(session, messageId("m_glob"), 'glob { "pattern": "*.md" }');
  await tab.until(() => tab.heard.filter(({ event }) => event.type === "run-ended").length === 3);
  const entries = await tab.entries();
  expect(settledIn(entries).map(([tool]) => tool)).toEqual(["list", "glob"]);
  expect(entries.flatMap(({ event }) => (event.type === "text-appended" ? [event.text] : [])).join("")).toContain(
    "the name of a tool, then its arguments as JSON",
  );
});

test("every tool is listed with its schema and what the log says of it, also after a reload and an erasure", async () => {
  const bench = createWorkbench(byModel);
  const tab = await bench.open();
  await called(tab, "read", { file_path: "/README.md" });
  await called(tab, "read", { file_path: "/none.md" });
  await called(tab, "read", { limit: 0 });
  const list = async ({ workspace }: OpenTab) => {
    const answer = await workspace.listTools();
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value.tools;
  };
  const tools = await list(tab);
  const read = tools.find(({ name }) => name === "read");
  expect(tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name).toSorted());
  expect([read?.access, read?.inputSchema]).toEqual(["read", expect.objectContaining({ type: "object" })]);
  expect(read?.statistics).toMatchObject({ calls: 3, outcomes: { done: 1, refused: 1, failed: 1 } });
  tab.workspace.close();
  const next = await bench.open();
  expect(await list(next)).toEqual(tools);
  const session = next.workspace.snapshot().sessions[0]?.sessionId;
  if (session !== undefined) await next.workspace.deleteSession(session);
  expect((await list(next)).every(({ statistics }) => statistics === undefined)).toBe(true);
});

test("arguments are checked without a call", async () => {
  const tab = await createWorkbench(byModel).open();
  expect(await tab.workspace.checkCall("read", { limit: "a", extra: 1 })).toEqual({
    ok: true,
    value: {
      problems: [
        { path: "file_path", message: "is missing." },
        { path: "limit", message: "must be a whole number; it is text." },
        { path: "extra", message: "must not be there; there may be file_path, offset, limit." },
      ],
    },
  });
  expect(await tab.workspace.checkCall("none", {})).toMatchObject({ error: { type: "not-found" } });
  expect(tab.workspace.snapshot().sessions).toEqual([]);
});
