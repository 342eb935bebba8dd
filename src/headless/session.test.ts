import { expect, test } from "vitest";
import { auditLog } from "../../e2e/audit/auditor.ts";
import { attempt, call, finished, text, usageOf } from "../engine/agent/loop.fake.ts";
import { findHistoryProblem } from "../engine/agent/repair.ts";
import { createBuiltinTools } from "../engine/tools/builtin/builtin-tools.ts";
import { systemClock } from "../kernel/base/clock.ts";
import type { ScriptedCall } from "../kernel/contracts/provider.fake.ts";
import { noUsage } from "../kernel/model/usage.ts";
import { linesOf, scriptedAgent, textTool } from "./agent.fake.ts";

const answers = (words: string): ScriptedCall => [text(words), finished("end-turn")];
const failsWith = (type: "wire" | "not-found"): ScriptedCall => [
  { type: "failed", failure: { type, message: "No." }, usage: noUsage },
];
const writes = [call("write", { file_path: "/a.md", content: "a" }), finished("tool-use")] as const;
const fileTools = createBuiltinTools({ clock: systemClock });

test("each call gets its own text, and the conversation has all of it", async () => {
  const { agent, provider } = scriptedAgent([answers("One."), answers("Two.")]);
  const session = await agent.openSession();
  expect([await session.ask("First"), await session.ask("Second")]).toEqual([
    { ok: true, value: "One." },
    { ok: true, value: "Two." },
  ]);
  const whole = ["user text: First", "assistant text: One.", "user text: Second", "assistant text: Two."];
  expect(linesOf(await session.history())).toEqual(whole);
  expect(linesOf(provider.requests[1]?.messages ?? [])).toEqual(whole.slice(0, 3));
});

test("the text of a call is what the model wrote in all its turns", async () => {
  const { agent } = scriptedAgent([[text("I look."), call("echo"), finished("tool-use")], answers("Done.")], {
    tools: [textTool("echo", () => "echo")],
  });
  const session = await agent.openSession();
  const result = await session.send("Go");
  expect(result).toMatchObject({ status: "completed", text: "I look.\n\nDone.", summary: { turns: 2, calls: 1 } });
  expect(result.newMessages).toHaveLength(3);
});

test("sessions of one agent know nothing of each other's words", async () => {
  const { agent, provider } = scriptedAgent([answers("a"), answers("b")]);
  const [one, other] = [await agent.openSession(), await agent.openSession()];
  await one.ask("To one");
  await other.ask("To the other");
  expect(linesOf(provider.requests[1]?.messages ?? [])).toEqual(["user text: To the other"]);
});

test("a failure is an error of ask, and the next call goes on from what was kept", async () => {
  const { agent } = scriptedAgent([[attempt("message_x"), text("Half"), ...(failsWith("wire") as [])], answers("Whole.")]);
  const session = await agent.openSession();
  expect(await session.ask("Go")).toMatchObject({ ok: false, error: { status: "failed", text: "Half", brokenOff: "message_x" } });
  expect(await session.ask("Again")).toEqual({ ok: true, value: "Whole." });
  const history = await session.history();
  expect(findHistoryProblem(history)).toBeUndefined();
  expect(linesOf(history)).toEqual(["user text: Go", "assistant text: Half", "user text: Again", "assistant text: Whole."]);
});

test("a run whose cause is gone goes on from the log", async () => {
  const { agent, provider } = scriptedAgent([failsWith("not-found"), answers("Now.")]);
  const session = await agent.openSession();
  expect(await session.send("Go")).toMatchObject({ status: "failed", canGoOn: true });
  expect(await session.goOn()).toMatchObject({ ok: true, value: { status: "completed", text: "Now." } });
  expect(linesOf(provider.requests[1]?.messages ?? [])).toEqual(["user text: Go"]);
  expect(await session.goOn()).toMatchObject({ ok: false, error: { type: "conflict" } });
});

test("a question waits for its answer, and the run goes on with it", async () => {
  const { agent } = scriptedAgent([writes, answers("Done.")], { tools: fileTools, level: "ask-every-change" });
  const session = await agent.openSession();
  const waiting = await session.send("Write");
  expect(waiting).toMatchObject({ status: "waiting", approvals: [{ tool: "write", status: "pending" }] });
  if (waiting.status !== "waiting") return;
  expect(await agent.files()).toEqual({});
  const id = waiting.approvals[0]?.approvalId ?? ("" as never);
  expect(await session.answer(id, { type: "approve" })).toMatchObject({
    ok: true,
    value: { status: "completed", text: "Done." },
  });
  expect(await agent.files()).toEqual({ "/a.md": "a" });
  expect(await session.answer(id, { type: "approve" })).toMatchObject({ ok: false, error: { type: "conflict" } });
});

test("a run that waits can be stopped, and what it asked for is not done", async () => {
  const { agent } = scriptedAgent([writes, answers("Fine.")], { tools: fileTools, level: "ask-every-change" });
  const session = await agent.openSession();
  await session.send("Write");
  await session.stop();
  expect(await session.ask("Never mind")).toEqual({ ok: true, value: "Fine." });
  expect({ files: await agent.files(), problems: auditLog(await agent.log()) }).toEqual({ files: {}, problems: [] });
});

test("a signal stops a call", async () => {
  const controller = new AbortController();
  const { agent } = scriptedAgent([[text("Some"), { type: "do", run: () => controller.abort() }, { type: "hang" }]]);
  const session = await agent.openSession();
  expect(await session.send("Go", { signal: controller.signal })).toMatchObject({ status: "stopped", text: "Some" });
});

test("the log of everything is sound", async () => {
  const { agent } = scriptedAgent(
    [[...writes], answers("Done."), [text("Half"), ...(failsWith("wire") as [])], answers("End.")],
    {
      tools: fileTools,
    },
  );
  const session = await agent.openSession();
  for (const words of ["Write", "Break", "End"]) await session.send(words);
  const log = await agent.log();
  expect(auditLog(log)).toEqual([]);
  expect(log.filter(({ event }) => event.type === "run-ended")).toHaveLength(3);
});

test("the tokens of a session are capped before a request goes out", async () => {
  const { agent, provider } = scriptedAgent([[text("a"), finished("end-turn", usageOf(50_000, 10))], answers("never")], {
    maxTokens: 52_000,
  });
  const session = await agent.openSession();
  await session.send("One");
  expect(await session.send("Two")).toMatchObject({ status: "limit-reached", limit: "session-tokens", cap: { amount: 52_000 } });
  expect(provider.requests).toHaveLength(1);
});
