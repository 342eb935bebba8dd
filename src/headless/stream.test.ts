import { expect, test } from "vitest";
import { call, finished, text } from "../engine/agent/loop.fake.ts";
import { scriptedAgent, textTool } from "./agent.fake.ts";
import type { AgentEvent } from "./agent-contract.ts";
import { said } from "./said.ts";

const hello = [said("Hello")];
const lineOf = (event: AgentEvent): string => (event.type === "entry" ? event.entry.event.type : `${event.type} ${event.delta}`);

test("a stream tells pieces and entries in the order in which they happen, and then its result", async () => {
  const echo = textTool("echo", () => "echo");
  const { agent } = scriptedAgent(
    [
      [text("I look. "), call("echo"), finished("tool-use")],
      [text("Done."), finished("end-turn")],
    ],
    {
      tools: [echo],
    },
  );
  const stream = agent.stream(hello);
  const lines: string[] = [];
  for await (const event of stream) lines.push(lineOf(event));
  expect(lines).toEqual([
    "run-started",
    "turn-started",
    "attempt-started",
    "text-delta I look. ",
    "text-appended",
    "call-requested",
    "message-ended",
    "call-settled",
    "turn-ended",
    "turn-started",
    "attempt-started",
    "text-delta Done.",
    "text-appended",
    "message-ended",
    "turn-ended",
    "run-ended",
  ]);
  expect((await stream.result()).status).toBe("completed");
});

test("a reader knows of every call before any of them runs", async () => {
  let requested = 0;
  const seen: number[] = [];
  const tool = textTool("counts", () => `${seen.push(requested)}`);
  const { agent } = scriptedAgent([[call("counts"), call("counts"), finished("tool-use")], [finished("end-turn")]], {
    tools: [tool],
  });
  for await (const event of agent.stream(hello))
    if (event.type === "entry" && event.entry.event.type === "call-requested") requested += 1;
  expect(seen).toEqual([2, 2]);
});

test("a refused call is told of and not run", async () => {
  let ran = 0;
  const tool = textTool("outside", () => `${++ran}`, "external");
  const { agent } = scriptedAgent(
    [
      [call("outside"), finished("tool-use")],
      [text("I see."), finished("end-turn")],
    ],
    {
      tools: [tool],
      level: "ask-every-change",
      approve: () => ({ type: "reject", reason: "no" }),
    },
  );
  const types: string[] = [];
  for await (const event of agent.stream(hello)) types.push(lineOf(event));
  expect({ ran, asked: types.includes("approval-requested"), told: types.includes("call-requested") }).toEqual({
    ran: 0,
    asked: true,
    told: true,
  });
});

test("the result can be had without reading", async () => {
  const { agent } = scriptedAgent([[text("Hi."), finished("end-turn")]]);
  expect(await agent.stream(hello).result()).toMatchObject({ status: "completed", text: "Hi." });
});

test("nothing begins before somebody reads", async () => {
  const { agent, provider } = scriptedAgent([[text("Hi."), finished("end-turn")]]);
  agent.stream(hello);
  await agent.log();
  expect(provider.requests).toEqual([]);
});

test("the model waits for its reader", async () => {
  let written = 0;
  const count = {
    type: "do",
    run: () => {
      written += 1;
    },
  } as const;
  const { agent } = scriptedAgent([[text("a"), count, text("b"), count, text("c"), count, finished("end-turn")]]);
  const seen: number[] = [];
  for await (const event of agent.stream(hello)) if (event.type === "text-delta") seen.push(written);
  expect(seen).toEqual([0, 1, 2]);
});

test("leaving the stream stops the run, and its result keeps what was read", async () => {
  const { agent, provider } = scriptedAgent([[text("One "), text("two "), text("three"), finished("end-turn")]]);
  const stream = agent.stream(hello);
  for await (const event of stream) if (event.type === "text-delta" && event.delta === "two ") break;
  expect(await stream.result()).toMatchObject({ status: "stopped", text: "One two " });
  expect(provider.left()).toBe(1);
});

test("a stream that is stopped before it begins asks nobody", async () => {
  const { agent, provider } = scriptedAgent([[text("never")]]);
  const stream = agent.stream(hello, { signal: AbortSignal.abort() });
  const types: string[] = [];
  for await (const event of stream) types.push(lineOf(event));
  expect({ types, status: (await stream.result()).status, requests: provider.requests }).toEqual({
    types: ["run-started", "run-ended"],
    status: "stopped",
    requests: [],
  });
});

test("what goes wrong is in the result and never an item", async () => {
  const { agent } = scriptedAgent([[text("a"), { type: "throw", message: "Against the contract." }]]);
  const stream = agent.stream(hello);
  const types = new Set<string>();
  for await (const event of stream) types.add(event.type);
  expect([...types]).toEqual(["entry", "text-delta"]);
  expect(await stream.result()).toMatchObject({ status: "failed", failure: { type: "unexpected" }, text: "a" });
});
