import { expect, test } from "vitest";
import { call, finished, text, usageOf } from "../engine/agent/loop.fake.ts";
import { findHistoryProblem } from "../engine/agent/repair.ts";
import { createBuiltinTools } from "../engine/tools/builtin/builtin-tools.ts";
import { systemClock } from "../kernel/base/clock.ts";
import type { ScriptedCall } from "../kernel/contracts/provider.fake.ts";
import { noUsage } from "../kernel/model/usage.ts";
import { linesOf, scriptedAgent, textTool } from "./agent.fake.ts";
import type { RunResult } from "./agent-contract.ts";
import { said } from "./said.ts";

const hello = [said("Hello", "message_u1")];
const answers = (words: string): ScriptedCall => [text(words), finished("end-turn")];
const calls = (...names: readonly string[]): ScriptedCall => [...names.map((name) => call(name)), finished("tool-use")];
const echo = textTool("echo", (words) => `echo ${words}`);

/** What every result promises, whatever became of the run. */
const expectResumable = ({ newMessages }: RunResult): void => {
  expect(findHistoryProblem([...hello, ...newMessages])).toBeUndefined();
};

test("a text answer is one new message after one request", async () => {
  const { agent, provider } = scriptedAgent([answers("Hi.")]);
  const result = await agent.run(hello);
  expect(result).toMatchObject({ status: "completed", reason: { type: "end-turn" }, text: "Hi." });
  expect(linesOf(result.newMessages)).toEqual(["assistant text: Hi."]);
  expect(provider.requests.map(({ model, system, tools }) => ({ model, system, tools }))).toEqual([
    { model: "scripted", system: "", tools: [] },
  ]);
});

test("a call and the answer after it are three new messages", async () => {
  const { agent } = scriptedAgent([[call("echo", { text: "a" }), finished("tool-use")], answers("Done.")], { tools: [echo] });
  const result = await agent.run(hello);
  expect(linesOf(result.newMessages)).toEqual([
    'assistant calls echo {"text":"a"}',
    "user result: echo a",
    "assistant text: Done.",
  ]);
  expectResumable(result);
});

test("calls of one answer have their results in one message, in the order of the calls", async () => {
  const order: string[] = [];
  let slowStarted: () => void = () => {};
  const fastMayEnd = new Promise<void>((resolve) => {
    slowStarted = resolve;
  });
  let fastEnded: () => void = () => {};
  const slowMayEnd = new Promise<void>((resolve) => {
    fastEnded = resolve;
  });
  const slow = textTool("slow", async () => {
    slowStarted();
    await slowMayEnd;
    order.push("slow");
    return "slow";
  });
  const fast = textTool("fast", async () => {
    await fastMayEnd;
    order.push("fast");
    fastEnded();
    return "fast";
  });
  const { agent } = scriptedAgent([calls("slow", "fast"), answers("Done.")], { tools: [slow, fast] });
  const result = await agent.run(hello);
  expect(result.newMessages[1]?.blocks.map((block) => block.type === "tool-result" && block.text)).toEqual(["slow", "fast"]);
  expect(order).toEqual(["fast", "slow"]);
});

test("a run that has no end stops at its turns, with two messages for each", async () => {
  const { agent } = scriptedAgent([calls("echo"), calls("echo"), calls("echo")], { tools: [echo], limits: { maxTurns: 3 } });
  const result = await agent.run(hello);
  expect({ status: result.status, messages: result.newMessages.length, turns: result.summary.turns }).toEqual({
    status: "limit-reached",
    messages: 6,
    turns: 3,
  });
  expectResumable(result);
});

test("an aborted signal asks nobody and leaves nothing", async () => {
  const { agent, provider } = scriptedAgent([answers("never")]);
  const result = await agent.run(hello, { signal: AbortSignal.abort() });
  expect({ status: result.status, newMessages: result.newMessages, requests: provider.requests.length }).toEqual({
    status: "stopped",
    newMessages: [],
    requests: 0,
  });
});

test("an unknown tool is an error result, and the run goes on", async () => {
  const { agent } = scriptedAgent([calls("nowhere"), answers("I see.")], { tools: [echo] });
  const result = await agent.run(hello);
  expect(linesOf(result.newMessages)).toEqual([
    "assistant calls nowhere {}",
    "user error: Error: tool 'nowhere' not found. Available tools: echo.",
    "assistant text: I see.",
  ]);
});

test("usage adds up over the turns", async () => {
  const script = [
    [call("echo"), finished("tool-use", usageOf(100, 50))],
    [text("Done."), finished("end-turn", usageOf(200, 30))],
  ];
  const { agent } = scriptedAgent(script, { tools: [echo] });
  expect((await agent.run(hello)).summary).toMatchObject({ turns: 2, calls: 1, usage: usageOf(300, 80) });
});

test("calls of an answer that says it is done do not run", async () => {
  let ran = 0;
  const counted = textTool("counted", () => `${++ran}`);
  const { agent } = scriptedAgent([[text("Bye."), call("counted"), finished("end-turn")]], { tools: [counted] });
  const result = await agent.run(hello);
  expect({ ran, messages: result.newMessages.length, status: result.status }).toEqual({
    ran: 0,
    messages: 1,
    status: "completed",
  });
  expectResumable(result);
});

test("a provider that fails in the second turn leaves the first, its usage, and the way to go on", async () => {
  const overloaded = { type: "unauthorized", message: "No.", status: 401 } as const;
  const script = [calls("echo"), [{ type: "failed", failure: overloaded, usage: noUsage } as const], answers("Now.")];
  const { agent } = scriptedAgent(script, { tools: [echo] });
  const result = await agent.run(hello);
  expect(result).toMatchObject({ status: "failed", failure: overloaded, canGoOn: true, summary: { usage: usageOf(10, 5) } });
  expect(result.newMessages).toHaveLength(2);
  expectResumable(result);
  const again = await agent.run([...hello, ...result.newMessages]);
  expect({ status: again.status, text: again.text }).toEqual({ status: "completed", text: "Now." });
});

test("an answer that breaks off is kept and named, its calls never run, and the history can be added to", async () => {
  const cut = { type: "failed", failure: { type: "wire", message: "Cut." }, usage: noUsage } as const;
  const script = [[text("Half of"), call("echo"), cut], answers("Whole.")];
  const { agent, provider } = scriptedAgent(script, { tools: [echo] });
  const result = await agent.run(hello);
  expect(linesOf(result.newMessages)).toEqual(["assistant text: Half of"]);
  expect(result).toMatchObject({
    status: "failed",
    canGoOn: false,
    text: "Half of",
    brokenOff: result.newMessages[0]?.messageId,
  });
  expectResumable(result);
  await agent.run([...hello, ...result.newMessages, said("Go on")]);
  expect(linesOf(provider.requests[1]?.messages ?? [])).toEqual([
    "user text: Hello",
    "assistant text: Half of",
    "user text: Go on",
  ]);
});

test("Stop in the middle of an answer keeps what had come", async () => {
  const controller = new AbortController();
  const { agent } = scriptedAgent([[text("Some"), { type: "do", run: () => controller.abort() }, { type: "hang" }]]);
  const result = await agent.run(hello, { signal: controller.signal });
  expect(result).toMatchObject({ status: "stopped", text: "Some", brokenOff: result.newMessages[0]?.messageId });
  expectResumable(result);
});

test("Stop while a deaf tool runs leaves it, answers each call once, and asks no more", async () => {
  const controller = new AbortController();
  const deaf = textTool("deaf", () => {
    controller.abort();
    return new Promise(() => {});
  });
  const { agent, provider } = scriptedAgent([calls("deaf", "echo")], { tools: [deaf, echo] });
  const result = await agent.run(hello, { signal: controller.signal });
  expect({ status: result.status, requests: provider.requests.length }).toEqual({ status: "stopped", requests: 1 });
  expect(result.newMessages[1]?.blocks.map(({ type }) => type)).toEqual(["tool-result", "tool-result"]);
  expectResumable(result);
});

test("the product's own tools work on the files that the agent was given", async () => {
  const script = [
    [call("read", { file_path: "/notes/a.md" }), call("glob", { pattern: "**/*.md" }), finished("tool-use")],
    [call("write", { file_path: "/notes/b.md", content: "b" }), finished("tool-use")],
    answers("Done."),
  ] as const;
  const { agent } = scriptedAgent(script, {
    tools: createBuiltinTools({ clock: systemClock }),
    files: { "/notes/a.md": "one", "/deep/er/c.txt": "c" },
  });
  const result = await agent.run(hello);
  expect(linesOf(result.newMessages).slice(2, 4)).toEqual(["user result: 1\tone", "user result: /notes/a.md\n(1 files)"]);
  expect(await agent.files()).toEqual({ "/notes/a.md": "one", "/notes/b.md": "b", "/deep/er/c.txt": "c" });
});

test.each([
  ["no messages", [], "There are no messages to run with."],
  [
    "the model's own answer at the end",
    [...hello, { ...said("Hi"), role: "assistant" as const }],
    "The messages end with the model's own answer.",
  ],
])("%s cannot be run, and nobody is asked", async (_name, messages, words) => {
  const { agent, provider } = scriptedAgent([answers("never")]);
  const result = await agent.run(messages);
  expect(result).toMatchObject({ status: "failed", newMessages: [], failure: { type: "invalid-input" } });
  expect(result.status === "failed" && result.failure.message.startsWith(words)).toBe(true);
  expect(provider.requests).toEqual([]);
});

test("open calls of the given messages are carried out before the model is asked", async () => {
  const { agent, provider } = scriptedAgent([calls("echo"), answers("Later.")], { tools: [echo], limits: { maxTurns: 1 } });
  const first = await agent.run(hello);
  const asked = first.newMessages.slice(0, 1);
  const second = await agent.run([...hello, ...asked]);
  expect(linesOf(second.newMessages)).toEqual(["user result: echo ", "assistant text: Later."]);
  expect(provider.requests).toHaveLength(2);
});

test("what the level asks is decided by the program, or refused where nobody can be asked", async () => {
  const build = (approve?: Parameters<typeof scriptedAgent>[1]) =>
    scriptedAgent([[call("write", { file_path: "/a.md", content: "a" }), finished("tool-use")], answers("Done.")], {
      tools: createBuiltinTools({ clock: systemClock }),
      level: "ask-every-change",
      ...approve,
    });
  const allowed = build({ approve: () => ({ type: "approve" }) });
  await allowed.agent.run(hello);
  const refused = build();
  const result = await refused.agent.run(hello);
  const throwing = build({ approve: () => Promise.reject(new Error("Broken.")) });
  await throwing.agent.run(hello);
  expect([await allowed.agent.files(), await refused.agent.files(), await throwing.agent.files()]).toEqual([
    { "/a.md": "a" },
    {},
    {},
  ]);
  expect(linesOf(result.newMessages)[1]).toBe("user error: Rejected by the person: Nobody is there to be asked.");
});

test("many runs of one agent go on at once and know nothing of each other", async () => {
  const { agent } = scriptedAgent(
    Array.from({ length: 8 }, () => (request) => [text(`You said ${linesOf(request.messages).at(-1)}`), finished("end-turn")]),
  );
  const results = await Promise.all(Array.from({ length: 8 }, (_, index) => agent.run([said(`${index}`)])));
  expect(results.map((result) => result.text)).toEqual(results.map((_, index) => `You said user text: ${index}`));
});
