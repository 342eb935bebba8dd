import { expect, test } from "vitest";
import { auditLog } from "../../e2e/audit/auditor.ts";
import { call, finished, text } from "../engine/agent/loop.fake.ts";
import { findHistoryProblem } from "../engine/agent/repair.ts";
import { createAskUserTool } from "../engine/tools/builtin/ask-user.ts";
import { externalTool } from "../engine/tools/gate/tool-kinds.fake.ts";
import { type CallId, callId, runId } from "../kernel/base/ids.ts";
import type { ScriptedCall } from "../kernel/contracts/provider.fake.ts";
import type { SubmittedResult } from "../kernel/tools/operation.ts";
import { linesOf, scriptedAgent, textTool } from "./agent.fake.ts";
import type { RunResult, SessionResult } from "./agent-contract.ts";
import { said } from "./said.ts";

const hello = [said("Hello", "message_u1")];
const errand = (what: string) => call("errand", { what }, `wire_${what}`);
const twoErrands: ScriptedCall = [call("echo", { text: "a" }), errand("one"), errand("two"), finished("tool-use")];
const done: ScriptedCall = [text("Done."), finished("end-turn")];

let ran = 0;
const tools = [
  externalTool("external"),
  textTool("echo", (words) => {
    ran += 1;
    return `echo ${words}`;
  }),
];

const callsOf = (result: RunResult | SessionResult): readonly CallId[] =>
  result.status === "awaiting-results" ? result.calls.map(({ callId: id }) => id) : [];
const runOf = (result: RunResult) => (result.status === "awaiting-results" ? result.runId : runId("none"));
const results = (calls: readonly CallId[]): readonly SubmittedResult[] =>
  calls.map((id, index) => ({ callId: id, text: `result ${index + 1}`, isError: index > 0 }));

test("a run whose calls are done outside ends awaiting results with all of them, and goes on with their results", async () => {
  ran = 0;
  const { agent, provider } = scriptedAgent([twoErrands, done], { tools });
  const waiting = await agent.run(hello);
  expect(waiting).toMatchObject({
    status: "awaiting-results",
    summary: { turns: 1 },
    calls: [
      { tool: "errand", input: { what: "one" }, task: "one", expects: "what came of it" },
      { tool: "errand", input: { what: "two" }, task: "two", expects: "what came of it" },
    ],
  });
  expect(findHistoryProblem([...hello, ...waiting.newMessages])).toBeUndefined();
  expect(linesOf(waiting.newMessages).slice(3)).toEqual([
    "user result: echo a",
    ...Array(2).fill(
      "user error: No result of this call was recorded. It changed nothing in the workspace; look before you do it again.",
    ),
  ]);
  const after = await agent.submitResults(runOf(waiting), results(callsOf(waiting)));
  expect(after).toMatchObject({ ok: true, value: { status: "completed", text: "Done.", summary: { turns: 2, calls: 3 } } });
  if (!after.ok) return;
  expect(linesOf(after.value.newMessages).slice(3)).toEqual([
    "user result: echo a",
    "user result: result 1",
    "user error: result 2",
    "assistant text: Done.",
  ]);
  expect({ ran, requests: provider.requests.length, problems: auditLog(await agent.log()) }).toEqual({
    ran: 1,
    requests: 2,
    problems: [],
  });
});

test("results that are refused change nothing, and a run that is over takes none", async () => {
  const { agent } = scriptedAgent([twoErrands, done], { tools });
  const waiting = await agent.run(hello);
  const [first] = callsOf(waiting);
  const only: readonly SubmittedResult[] = [{ callId: first ?? callId("none"), text: "x", isError: false }];
  expect(await agent.submitResults(runOf(waiting), only)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  expect(await agent.submitResults(runOf(waiting), [])).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  expect(await agent.submitResults(runId("run_x"), only)).toMatchObject({ ok: false, error: { type: "conflict" } });
  expect(await agent.submitResults(runOf(waiting), results(callsOf(waiting)))).toMatchObject({ value: { status: "completed" } });
  expect(await agent.submitResults(runOf(waiting), only)).toMatchObject({ ok: false, error: { type: "conflict" } });
});

test("a run that waits is stopped by its signal, and its calls say so", async () => {
  const controller = new AbortController();
  const { agent } = scriptedAgent([twoErrands], { tools });
  const waiting = await agent.run(hello, { signal: controller.signal });
  expect(waiting.status).toBe("awaiting-results");
  const ended = new Promise<void>((resolve) => {
    const look = async (): Promise<void> => {
      const log = await agent.log();
      if (log.at(-1)?.event.type === "run-ended") return resolve();
      void Promise.resolve().then(look);
    };
    void look();
  });
  controller.abort();
  await ended;
  const log = await agent.log();
  expect({
    outcomes: log.flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome.type] : [])),
    problems: auditLog(log),
  }).toEqual({ outcomes: ["done", "stopped", "stopped"], problems: [] });
});

test("a turn awaits results too, and needs more turns when it has them", async () => {
  const { agent } = scriptedAgent([twoErrands, done], { tools });
  const waiting = await agent.turn(hello);
  expect(waiting.status).toBe("awaiting-results");
  if (waiting.status !== "awaiting-results") return;
  const after = await agent.submitResults(waiting.runId, results(callsOf(waiting)));
  expect(after).toMatchObject({ ok: true, value: { status: "needs-more-turns", turn: 1, turnSummary: { calls: 3 } } });
});

test("a stream ends where results are awaited, having told of each open call, and the run is not stopped by that", async () => {
  const { agent } = scriptedAgent([twoErrands, done], { tools });
  const stream = agent.stream(hello);
  const told: string[] = [];
  for await (const event of stream) if (event.type === "entry") told.push(event.entry.event.type);
  expect(told.filter((type) => type === "approval-requested")).toHaveLength(2);
  const waiting = await stream.result();
  expect(await agent.submitResults(runOf(waiting), results(callsOf(waiting)))).toMatchObject({ value: { text: "Done." } });
});

test("whoever gives the results with the messages needs no submission", async () => {
  const { agent, provider } = scriptedAgent([[errand("one"), finished("tool-use")], done], { tools });
  const waiting = await agent.run(hello);
  const [asked] = waiting.newMessages;
  const [open] = callsOf(waiting);
  if (asked === undefined || open === undefined) throw new Error("Nothing waits.");
  const block = { type: "tool-result", callId: open, text: "by hand", isError: false } as const;
  const ended = await agent.run([...hello, asked, { ...said(""), blocks: [block] }]);
  expect({ status: ended.status, last: linesOf(provider.requests[1]?.messages ?? []).at(-1) }).toEqual({
    status: "completed",
    last: "user result: by hand",
  });
});

test("messages that end with an open call are taken up with it, and await its result again", async () => {
  const before = scriptedAgent([[errand("one"), finished("tool-use")]], { tools });
  const first = await before.agent.run(hello);
  const open = [...hello, ...first.newMessages.slice(0, 1)];
  expect(await before.agent.run(open)).toMatchObject({ status: "failed", failure: { type: "invalid-input" } });
  const { agent } = scriptedAgent([done], { tools });
  const again = await agent.run(open);
  expect(again).toMatchObject({ status: "awaiting-results", newMessages: [], calls: [{ task: "one" }] });
  expect(await agent.submitResults(runOf(again), results(callsOf(again)))).toMatchObject({ value: { text: "Done." } });
});

test.each([
  ["nobody answers questions", {}],
  ["somebody answers everything with yes", { approve: () => ({ type: "approve" }) as const }],
])("in a session a call awaits results where %s", async (_name, parts) => {
  const { agent } = scriptedAgent([twoErrands, done], { tools, ...parts });
  const session = await agent.openSession();
  const waiting = await session.send("Go");
  expect(waiting).toMatchObject({ status: "awaiting-results", calls: [{ task: "one" }, { task: "two" }] });
  const all = results(callsOf(waiting));
  expect(await session.submitResults(all.slice(1))).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  expect(await session.submitResults(all)).toMatchObject({ ok: true, value: { status: "completed", text: "Done." } });
  expect(await session.submitResults(all)).toMatchObject({ ok: true, value: { status: "completed", newMessages: [] } });
  expect(auditLog(await agent.log())).toEqual([]);
});

test("what is said while results are awaited waits with them, and a session that waits can be stopped", async () => {
  const { agent } = scriptedAgent([twoErrands, done], { tools });
  const session = await agent.openSession();
  await session.send("Go");
  expect(await session.send("Also this")).toMatchObject({ status: "awaiting-results" });
  await session.stop();
  expect(await session.submitResults([])).toMatchObject({ ok: false });
  expect(await session.ask("Never mind")).toEqual({ ok: true, value: "Done." });
});

test.each([
  ["nobody is there", {}],
  ["the answer does not fit", { approve: () => ({ type: "approve" }) as const }],
])("a question to the person is declined where %s, and the run goes on", async (_name, parts) => {
  const ask = call("ask_user", { question: "Which?", options: [{ label: "A" }, { label: "B" }] });
  const { agent } = scriptedAgent([[ask, finished("tool-use")], done], { tools: [createAskUserTool()], ...parts });
  expect(await agent.run(hello)).toMatchObject({ status: "completed", text: "Done." });
});
