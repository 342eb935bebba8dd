import { expect, test } from "vitest";
import { call, finished, text, usageOf } from "../engine/agent/loop.fake.ts";
import { findHistoryProblem } from "../engine/agent/repair.ts";
import type { Failure } from "../kernel/base/failure.ts";
import type { ScriptedCall } from "../kernel/contracts/provider.fake.ts";
import { noUsage } from "../kernel/model/usage.ts";
import { scriptedAgent, textTool } from "./agent.fake.ts";
import type { AgentParts } from "./agent-contract.ts";
import { said } from "./said.ts";

const tools = [textTool("echo", () => "echo")];
const hello = [said("Hello", "message_u1")];
const calls: ScriptedCall = [call("echo"), finished("tool-use")];
const fails = (type: "unauthorized" | "bad-request"): ScriptedCall => [
  { type: "failed", failure: { type, message: "No.", status: 400 } satisfies Failure, usage: noUsage },
];

interface State {
  readonly name: string;
  readonly script: readonly ScriptedCall[];
  readonly parts?: Partial<AgentParts>;
  readonly result: object;
  readonly turns: number;
}

const states: readonly State[] = [
  {
    name: "completed",
    script: [calls, [text("Done."), finished("end-turn")]],
    result: { status: "completed", reason: { type: "end-turn" } },
    turns: 2,
  },
  { name: "refused", script: [[text("No."), finished("refusal")]], result: { status: "refused", text: "No." }, turns: 1 },
  {
    name: "turns used up",
    script: [calls],
    parts: { limits: { maxTurns: 1 } },
    result: { status: "limit-reached", limit: "turns" },
    turns: 1,
  },
  {
    name: "tokens used up",
    script: [[call("echo"), finished("tool-use", usageOf(90, 20))]],
    parts: { limits: { maxTokens: 100 } },
    result: { status: "limit-reached", limit: "tokens", summary: { usage: usageOf(90, 20) } },
    turns: 1,
  },
  {
    name: "the budget spent",
    script: [[call("echo"), finished("tool-use", usageOf(9_000, 1))]],
    parts: { maxTokens: 10_000, limits: { maxOutputTokens: 2_000 } },
    result: { status: "limit-reached", limit: "session-tokens", cap: { amount: 10_000 } },
    turns: 2,
  },
  {
    name: "failed for good",
    script: [calls, fails("bad-request")],
    result: { status: "failed", failure: { type: "bad-request" }, canGoOn: false },
    turns: 2,
  },
  {
    name: "failed for now",
    script: [calls, fails("unauthorized")],
    result: { status: "failed", failure: { type: "unauthorized" }, canGoOn: true },
    turns: 2,
  },
];

test.each(states)("a run ends $name, with its summary and a history that goes on", async ({ script, parts, result, turns }) => {
  const { agent } = scriptedAgent(script, { tools, ...parts });
  const ended = await agent.run(hello);
  expect(ended).toMatchObject(result);
  expect(ended.summary.turns).toBe(turns);
  expect(findHistoryProblem([...hello, ...ended.newMessages])).toBeUndefined();
});

test("a turn needs more turns while its calls have nobody who read their results, and is done when they have", async () => {
  const { agent } = scriptedAgent([calls, [text("Done."), finished("end-turn")]], { tools });
  const first = await agent.turn(hello);
  expect(first).toMatchObject({ status: "needs-more-turns", summary: { turns: 1, calls: 1 } });
  const second = await agent.turn([...hello, ...first.newMessages]);
  expect(second).toMatchObject({ status: "completed", text: "Done.", summary: { turns: 1, calls: 0 } });
});

test("a turn that is stopped before it begins is stopped, with a summary of nothing", async () => {
  const { agent, provider } = scriptedAgent([calls], { tools });
  const stopped = await agent.turn(hello, { signal: AbortSignal.abort() });
  expect(stopped).toMatchObject({ status: "stopped", newMessages: [], summary: { turns: 0, usage: noUsage } });
  expect(provider.requests).toEqual([]);
});
