import { describe, expect, test } from "vitest";
import { auditLog } from "../../e2e/audit/auditor.ts";
import { call, finished, text, usageOf } from "../engine/agent/loop.fake.ts";
import { findHistoryProblem } from "../engine/agent/repair.ts";
import { createBuiltinTools } from "../engine/tools/builtin/builtin-tools.ts";
import { externalTool } from "../engine/tools/gate/tool-kinds.fake.ts";
import { systemClock } from "../kernel/base/clock.ts";
import type { Failure } from "../kernel/base/failure.ts";
import type { ScriptedCall } from "../kernel/contracts/provider.fake.ts";
import { fakePdf } from "../kernel/conversation/document.fake.ts";
import { fakePicture } from "../kernel/conversation/picture.fake.ts";
import { noUsage } from "../kernel/model/usage.ts";
import { linesOf, scriptedAgent, textTool } from "./agent.fake.ts";
import type { AgentParts, AgentSession, SessionResult } from "./agent-contract.ts";

const tools = [
  ...createBuiltinTools({ clock: systemClock }).filter(({ name }) => name === "write"),
  externalTool(),
  textTool("echo", () => "echo"),
];
const done: ScriptedCall = [text("Done."), finished("end-turn")];
const calls: ScriptedCall = [text("I look."), call("echo"), finished("tool-use")];
const writes: ScriptedCall = [call("write", { file_path: "/a.md", content: "a" }), finished("tool-use")];
const errand: ScriptedCall = [call("errand", { what: "one" }), finished("tool-use")];
const fails = (type: "unauthorized" | "bad-request"): ScriptedCall => [
  { type: "failed", failure: { type, message: "No.", status: 400 } satisfies Failure, usage: noUsage },
];

interface Ended {
  readonly name: string;
  readonly script: readonly ScriptedCall[];
  readonly parts?: Partial<AgentParts>;
  /** Stops when the model begins to answer. */
  readonly isStopped?: boolean;
  readonly result: object;
}

/** What ends a run and a turn alike, after one model call. */
const afterOneCall: readonly Ended[] = [
  { name: "Done", script: [done], result: { status: "completed", text: "Done.", summary: { turns: 1, calls: 0 } } },
  {
    name: "Refusal",
    script: [[text("No."), finished("refusal")]],
    result: { status: "refused", text: "No.", summary: { turns: 1, usage: usageOf(10, 5) } },
  },
  {
    name: "Error, not recoverable",
    script: [fails("bad-request")],
    result: { status: "failed", failure: { type: "bad-request" }, canGoOn: false, summary: { turns: 1 } },
  },
  {
    name: "Error, recoverable",
    script: [fails("unauthorized")],
    result: { status: "failed", failure: { type: "unauthorized" }, canGoOn: true, summary: { turns: 1 } },
  },
  {
    name: "AwaitingConfirmation",
    script: [writes],
    parts: { level: "ask-every-change" },
    result: { status: "waiting", approvals: [{ tool: "write", headline: {}, input: { content: "a" } }], summary: { turns: 1 } },
  },
  {
    name: "Cancelled",
    script: [[text("Some"), { type: "wait-for-abort" }]],
    isStopped: true,
    result: { status: "stopped", text: "Some", summary: { turns: 1 } },
  },
  {
    name: "BudgetExceeded",
    script: [done],
    parts: { maxTokens: 2_000, system: "x".repeat(4_000) },
    result: { status: "limit-reached", limit: "session-tokens", cap: { amount: 2_000 }, summary: { turns: 1, usage: noUsage } },
  },
  {
    name: "PendingToolCalls",
    script: [errand],
    result: { status: "awaiting-results", calls: [{ tool: "errand", task: "one" }], summary: { turns: 1 } },
  },
];

type Say = (session: AgentSession, signal: AbortSignal) => Promise<SessionResult>;

const play = async ({ script, parts, isStopped = false, result }: Ended, say: Say): Promise<void> => {
  const controller = new AbortController();
  const stop = { type: "do", run: () => controller.abort() } as const;
  const played = isStopped
    ? script.map((one) => (typeof one === "function" ? one : [...one.slice(0, 1), stop, ...one.slice(1)]))
    : script;
  const { agent } = scriptedAgent(played, { tools, ...parts });
  const session = await agent.openSession();
  const ended = await say(session, controller.signal);
  expect(ended).toMatchObject(result);
  expect(findHistoryProblem([{ ...helloOf(await session.history()) }, ...ended.newMessages])).toBeUndefined();
  const ends = (await agent.log()).filter(({ event }) => event.type === "run-ended");
  expect({ ends: ends.length <= 1, problems: auditLog(await agent.log()) }).toEqual({ ends: true, problems: [] });
};

const helloOf = (history: Awaited<ReturnType<AgentSession["history"]>>) => {
  const [first] = history;
  if (first === undefined) throw new Error("Nothing was said.");
  return first;
};

describe("a run ends in the state", () => {
  const states: readonly Ended[] = [
    ...afterOneCall,
    { name: "Done, after calls", script: [calls, done], result: { status: "completed", summary: { turns: 2, calls: 1 } } },
    {
      name: "Error, the turns used up",
      script: [calls],
      parts: { limits: { maxTurns: 1 } },
      result: { status: "limit-reached", limit: "turns", summary: { turns: 1, calls: 1 } },
    },
  ];
  test.each(states)("$name, with its summary", (state) => play(state, (session, signal) => session.send("Go", { signal })));
});

describe("a turn comes out as", () => {
  const outcomes: readonly Ended[] = [
    ...afterOneCall,
    {
      name: "NeedsMoreTurns",
      script: [calls],
      result: {
        ...{ status: "needs-more-turns", turn: 1, text: "I look." },
        turnSummary: { usage: usageOf(10, 5), calls: 1 },
        summary: { turns: 1, usage: usageOf(10, 5), calls: 1 },
      },
    },
  ];
  test.each(outcomes)("$name, with its summary", (outcome) =>
    play(outcome, async (session, signal) => {
      const turned = await session.turn("Go", { signal });
      if (!turned.ok) throw new Error(turned.error.message);
      return turned.value;
    }),
  );
});

describe("a session takes in", () => {
  const value = async (answered: ReturnType<AgentSession["turn"]>): Promise<SessionResult> => {
    const result = await answered;
    if (!result.ok) throw new Error(result.error.message);
    return result.value;
  };

  test("Text", async () => {
    const { agent, provider } = scriptedAgent([done]);
    expect(await (await agent.openSession()).ask("Hello")).toEqual({ ok: true, value: "Done." });
    expect(linesOf(provider.requests[0]?.messages ?? [])).toEqual(["user text: Hello"]);
  });

  test("Message, with a picture and a document, which a provider of the program's own can read", async () => {
    const { agent, provider } = scriptedAgent([done]);
    const session = await agent.openSession();
    const files = [
      { bytes: fakePicture("png"), name: "moss.png" },
      { bytes: fakePdf(2), name: "plan.pdf", pages: 2 },
    ];
    expect(await session.send({ text: "Compare them", files })).toMatchObject({ status: "completed" });
    const blocks = provider.requests[0]?.messages[0]?.blocks ?? [];
    expect(blocks).toMatchObject([
      { type: "image", mediaType: "image/png", name: "moss.png" },
      { type: "document", mediaType: "application/pdf", pages: 2, name: "plan.pdf" },
      { type: "text", text: "Compare them" },
    ]);
    const bytes = await Promise.all(blocks.flatMap((block) => ("hash" in block ? [agent.attached(block.hash)] : [])));
    expect(bytes).toEqual(files.map((file) => file.bytes));
    expect(await agent.attached("none")).toBeUndefined();
    const broken = [{ bytes: Uint8Array.of(1, 2, 3), name: "what.bin" }];
    expect(await session.send({ text: "And this?", files: broken })).toMatchObject({
      status: "failed",
      failure: { type: "invalid-input" },
    });
  });

  test("Resume, confirmed and not", async () => {
    for (const [answer, files] of [
      [{ type: "approve" }, { "/a.md": "a" }],
      [{ type: "reject", reason: "not today" }, {}],
    ] as const) {
      const { agent, provider } = scriptedAgent([writes, done], { tools, level: "ask-every-change" });
      const session = await agent.openSession();
      const waiting = await session.send("Write");
      if (waiting.status !== "waiting" || waiting.approvals[0] === undefined) throw new Error("Nothing is asked.");
      expect(await value(session.answer(waiting.approvals[0].approvalId, answer))).toMatchObject({ status: "completed" });
      expect(await agent.files()).toEqual(files);
      expect(linesOf(provider.requests[1]?.messages ?? []).at(-1)).toMatch(answer.type === "reject" ? /not today/u : /result/u);
    }
  });

  test("SubmitToolResults", async () => {
    const { agent, provider } = scriptedAgent([errand, done], { tools });
    const session = await agent.openSession();
    const waiting = await session.send("Go");
    const results =
      waiting.status === "awaiting-results" ? waiting.calls.map(({ callId }) => ({ callId, text: "42", isError: false })) : [];
    expect(await value(session.submitResults(results))).toMatchObject({ status: "completed", text: "Done." });
    expect(linesOf(provider.requests[1]?.messages ?? []).at(-1)).toBe("user result: 42");
  });

  test("Continue, turn by turn and then to the end, and refuses it where nothing waits to go on", async () => {
    const { agent } = scriptedAgent([calls, calls, calls, done, calls, done], { tools });
    const session = await agent.openSession();
    expect(await session.turn()).toMatchObject({ ok: false, error: { type: "conflict" } });
    expect(await value(session.turn("Go"))).toMatchObject({ status: "needs-more-turns", turn: 1, summary: { turns: 1 } });
    expect(await value(session.turn())).toMatchObject({ status: "needs-more-turns", turn: 2, summary: { turns: 2, calls: 2 } });
    expect(await value(session.goOn())).toMatchObject({ status: "completed", text: "I look.\n\nDone.", summary: { turns: 4 } });
    expect(await session.turn()).toMatchObject({ ok: false, error: { type: "conflict" } });
    expect(await session.send("And again")).toMatchObject({ status: "completed", summary: { turns: 2 } });
  });
});
