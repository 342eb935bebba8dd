import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { abortedFailure } from "../../kernel/base/failure.ts";
import { type RunId, ruleId } from "../../kernel/base/ids.ts";
import type { ModelRequest, Provider } from "../../kernel/contracts/provider.ts";
import { textOf } from "../../kernel/conversation/message.ts";
import type { EventType } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { Approval, ApprovalAnswer } from "../../kernel/rules/approval.ts";
import type { Rule } from "../../kernel/rules/rule.ts";
import type { CommitHook } from "../../platform/storage/idb/writer.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedFamily, say, statusOf } from "../workbench.fake.ts";

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

const one = (task: string, more: object = {}): readonly PlannedAnswer[] => [
  { text: "", calls: [agent("one", task, more)] },
  { text: "End.", calls: [] },
];

/** What the session's agent was told of its calls. */
const told = (entries: readonly LogEntry[]): readonly string[] => results(entries).filter((line) => line.startsWith(" agent"));

test("an agent that is as deep as may be starts no other, and is told so", async () => {
  const { entries } = await play({ go: one("1"), 1: one("2"), 2: one("3"), 3: one("4") });
  expect(results(entries)[0]).toBe(
    "one/one/one agent: The greatest depth of agents, 3, is reached, so none was started. Do the task yourself.",
  );
  expect(of(entries, "run-started")).toHaveLength(4);
});

test("a run starts as many agents as it may, at most four of one answer at a time, and is told of the rest", async () => {
  const many = (first: number) => Array.from({ length: 20 }, (_, index) => agent(`agent ${first + index}`, "work"));
  const { entries } = await play({
    go: [
      { text: "", calls: many(0) },
      { text: "", calls: many(20) },
      { text: "End.", calls: [] },
    ],
  });
  const refused = "This run has started 32 agents, the most it may. Do the task yourself.";
  expect(told(entries)).toEqual([
    ...Array.from({ length: 32 }, () => " agent: All done."),
    ...Array.from({ length: 8 }, () => ` agent: ${refused}`),
  ]);
  let [open, most] = [0, 0];
  for (const { event } of entries) {
    if (event.type === "run-started" && event.parent !== undefined) open += 1;
    if (event.type === "run-ended" && open > 0) open -= 1;
    most = Math.max(most, open);
  }
  expect(most).toBe(4);
});

test("an agent uses the tools it was given, hands on none of the others, and finds none that do not exist", async () => {
  const { tab, entries } = await play({
    go: [
      { text: "", calls: [agent("narrow", "try", { tools: ["read", "agent"] })] },
      { text: "", calls: [agent("broken", "try", { tools: ["reed"] })] },
      { text: "End.", calls: [] },
    ],
    try: [
      { text: "", calls: [write("/w/a.md", "a\n"), agent("deeper", "try", { tools: ["write"] })] },
      { text: "", calls: [agent("deeper", "again")] },
      { text: "Tried.", calls: [] },
    ],
    again: [{ text: "", calls: [write("/w/b.md", "b\n")] }],
  });
  expect(results(entries)).toEqual([
    "narrow write: The agent that asked for this work allows only read, agent.",
    "narrow agent: You cannot hand on write: yours are read, agent. No agent was started.",
    "narrow/deeper write: The agent that asked for this work allows only read, agent.",
    "narrow agent: All done.",
    " agent: Tried.",
    expect.stringMatching(/^ agent: You cannot hand on reed: yours are agent, .*write\. No agent was started\.$/),
  ]);
  expect(Object.keys(await tab.files()).filter((path) => path.startsWith("/w/"))).toEqual([]);
});

test("an agent that was given folders and calls goes beyond neither, nor does one that it asks", async () => {
  const { tab, entries } = await play({
    go: [
      { text: "", calls: [agent("narrow", "try", { folders: ["/w"], maxCalls: 4 })] },
      { text: "End.", calls: [] },
    ],
    try: [
      { text: "", calls: [write("/w/a.md", "a\n"), write("/outside.md", "b\n")] },
      { text: "", calls: [agent("deeper", "again", { folders: ["/", "/w"] })] },
      { text: "Tried.", calls: [] },
    ],
    again: [{ text: "", calls: [write("/outside.md", "c\n"), write("/w/late.md", "d\n")] }],
  });
  const bounds = "The agent that asked for this work allows only in /w.";
  expect(results(entries)).toEqual([
    "narrow write: Wrote 1 lines to /w/a.md",
    `narrow write: ${bounds}`,
    `narrow/deeper write: ${bounds}`,
    "narrow/deeper write: The agent that asked for this work allows 4 calls in all, and they are used up.",
    "narrow agent: All done.",
    " agent: Tried.",
  ]);
  expect(Object.keys(await tab.files()).filter((path) => /^\/(w|outside)/.test(path))).toEqual(["/w/a.md"]);
  const [, narrow, deeper] = of(entries, "run-started");
  const given = [narrow, deeper].map((entry) => entry?.event.type === "run-started" && entry.event.parent?.bounds);
  expect(given).toEqual([
    [{ of: narrow?.runId, folders: ["/w"], maxCalls: 4 }],
    [
      { of: narrow?.runId, folders: ["/w"], maxCalls: 4 },
      { of: deeper?.runId, folders: ["/", "/w"] },
    ],
  ]);
});

test("an agent takes as many turns as it was given, and the one that asked reads how far it came", async () => {
  const look = { tool: "list", input: { path: "/" } };
  const { entries } = await play({
    go: one("look", { maxTurns: 2 }),
    look: [
      { text: "First. ", calls: [look] },
      { text: "Second. ", calls: [look] },
      { text: "Third.", calls: [] },
    ],
  });
  expect(told(entries)).toEqual([
    " agent: The agent reached its limit on turns before it was done. What it changed is kept. It had said:\nSecond. ",
  ]);
  expect(of(entries, "run-ended").map(({ event }) => event.type === "run-ended" && event.outcome.type)).toEqual([
    "limit-reached",
    "completed",
  ]);
});

test("a model that the person does not allow is refused by name", async () => {
  const { entries } = await play({ go: one("work", { model: "gpt-huge" }) });
  expect(told(entries)).toEqual([
    ' agent: The model "gpt-huge" is not among those that the person allows (Demo). No agent was started.',
  ]);
});

test("an agent's own instructions stand in place of the usual ones, and its request is its task alone", async () => {
  const requests: ModelRequest[] = [];
  const family = plannedFamily({ go: one("work", { system: "Be brief." }) });
  const provider: Provider = {
    stream: (request, signal) => {
      requests.push({ ...request, messages: [...request.messages] });
      return family.stream(request, signal);
    },
  };
  const tab = await createWorkbench(provider).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect(requests.map(({ system, messages }) => [system === "Be brief.", messages.map(textOf)])).toEqual([
    [false, ["go"]],
    [true, ["work"]],
    [false, ["go", "", ""]],
  ]);
});

test("a question of an agent names it, and a rejection is told to it and not to the one that asked", async () => {
  const asked: Approval[] = [];
  const { entries } = await play(
    {
      go: [
        { text: "", calls: [write("/w/a.md", "a\n")] },
        { text: "", calls: [agent("keeper", "outer")] },
        { text: "End.", calls: [] },
      ],
      outer: [
        { text: "", calls: [agent("cleaner", "inner")] },
        { text: "Kept.", calls: [] },
      ],
      inner: [
        { text: "", calls: [{ tool: "delete", input: { path: "/w/a.md" } }] },
        { text: "It stays.", calls: [] },
      ],
    },
    (approval) => {
      asked.push(approval);
      return { type: "reject", reason: "keep it" };
    },
  );
  expect(asked.map(({ agentPath, tool }) => [agentPath, tool])).toEqual([[["keeper", "cleaner"], "delete"]]);
  expect(results(entries).slice(1)).toEqual(["keeper/cleaner delete: keep it", "keeper agent: It stays.", " agent: Kept."]);
});

/** A model whose request for one task hangs until it is told to end. */
const hanging = (plans: Readonly<Record<string, readonly PlannedAnswer[]>>, task: string) => {
  const family = plannedFamily(plans);
  let asked: () => void = () => {};
  const provider: Provider = {
    stream: async function* (request, signal) {
      if (textOf(request.messages[0]!) !== task) return yield* family.stream(request, signal);
      yield { type: "text-delta", delta: "I think about it" };
      asked();
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      yield { type: "failed", failure: abortedFailure, usage: noUsage };
    },
  };
  return {
    provider,
    reached: new Promise<void>((resolve) => {
      asked = resolve;
    }),
  };
};

const outcomes = (entries: readonly LogEntry[]): readonly unknown[] =>
  of(entries, "run-ended").map(({ event }) => event.type === "run-ended" && event.outcome);

test("stopping the run stops the agents in it, deepest first, and each call says what was said by then", async () => {
  const { provider, reached } = hanging({ go: one("outer"), outer: one("deep") }, "deep");
  const tab = await createWorkbench(provider).open();
  await say(tab, "go");
  await reached;
  const [session] = tab.workspace.snapshot().sessions;
  expect(await tab.workspace.stopRun(session?.openRunId as RunId)).toEqual({ ok: true, value: null });
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(outcomes(entries)).toEqual([{ type: "stopped" }, { type: "stopped" }, { type: "stopped" }]);
  expect(of(entries, "call-settled").map(({ event }) => event.type === "call-settled" && event.outcome)).toEqual([
    { type: "stopped", when: "running", partial: "I think about it" },
    { type: "stopped", when: "running", partial: "" },
  ]);
  expect(entries.at(-1)?.event.type).toBe("run-ended");
});

test.each(["its call", "its run"])("stopping %s stops that agent only, and the one that asked goes on", async (what) => {
  const plans = {
    go: [
      { text: "", calls: [agent("slow", "deep"), agent("quick", "work")] },
      { text: "End.", calls: [] },
    ],
    work: [
      { text: "", calls: [write("/w/a.md", "a\n")] },
      { text: "Worked.", calls: [] },
    ],
  };
  const { provider, reached } = hanging(plans, "deep");
  const tab = await createWorkbench(provider).open();
  await say(tab, "go");
  await reached;
  const slow = tab.heard.find(({ event }) => event.type === "run-started" && event.parent?.agentPath[0] === "slow");
  const parent = slow?.event.type === "run-started" ? slow.event.parent : undefined;
  const stopped = what === "its call" ? tab.workspace.stopCall(parent!.callId) : tab.workspace.stopRun(slow!.runId!);
  expect(await stopped).toEqual({ ok: true, value: null });
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(told(entries).toSorted()).toEqual([" agent: Worked.", " agent: stopped"]);
});

test("an agent whose model fails gives the one that asked what it had said, and its files stay", async () => {
  const family = plannedFamily({
    go: one("fail"),
    fail: [{ text: "I write. ", calls: [write("/w/a.md", "a\n")] }],
  });
  const provider: Provider = {
    stream: async function* (request, signal) {
      const isSecond = textOf(request.messages[0]!) === "fail" && request.messages.length > 1;
      if (isSecond) yield { type: "failed", failure: { type: "bad-request", message: "No.", status: 400 }, usage: noUsage };
      else yield* family.stream(request, signal);
    },
  };
  const tab = await createWorkbench(provider).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(told(entries)).toEqual([" agent: The agent failed: No. What it changed is kept. It had said:\nI write. "]);
  expect((await tab.files())["/w/a.md"]).toBe("a\n");
});

test("a run that is parked with a question of an agent is ended whole, deepest first", async () => {
  const bench = createWorkbench(
    plannedFamily({
      go: [
        { text: "", calls: [write("/w/a.md", "a\n")] },
        { text: "", calls: [agent("cleaner", "inner")] },
      ],
      inner: [{ text: "I ask. ", calls: [{ tool: "delete", input: { path: "/w/a.md" } }] }],
    }),
  );
  const first = await bench.open();
  await say(first, "go");
  await first.until(() => statusOf(first) === "waiting");
  first.workspace.close();
  const next = await bench.open();
  const [question] = next.workspace.snapshot().approvals;
  expect(await next.workspace.stopRun(question?.runId as RunId)).toEqual({ ok: true, value: null });
  const entries = await next.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(
    entries.slice(-5).map(({ event }) => (event.type === "call-settled" ? [event.tool, event.outcome] : event.type)),
  ).toEqual([
    "approval-expired",
    ["delete", { type: "stopped", when: "before-start" }],
    "run-ended",
    ["agent", { type: "stopped", when: "running", partial: "I ask. " }],
    "run-ended",
  ]);
});

const parked = async (hook?: CommitHook): Promise<OpenTab> => {
  const bench = createWorkbench(
    plannedFamily({
      go: [
        { text: "", calls: [write("/w/a.md", "a\n")] },
        { text: "", calls: [agent("cleaner", "inner")] },
        { text: "End.", calls: [] },
      ],
      inner: [
        { text: "I ask. ", calls: [{ tool: "delete", input: { path: "/w/a.md" } }] },
        { text: "Asked.", calls: [] },
      ],
    }),
  );
  const first = await bench.open();
  await say(first, "go");
  await first.until(() => statusOf(first) === "waiting");
  first.workspace.close();
  return bench.open(hook);
};

test("a parked run is either ended or taken up, never both", async () => {
  const tab = await parked();
  const root = tab.workspace.snapshot().sessions[0]?.openRunId as RunId;
  const [stopped, resumed] = await Promise.all([tab.workspace.stopRun(root), tab.workspace.resumeRun(root)]);
  expect([stopped.ok, resumed.ok]).toEqual([true, false]);
  expect([statusOf(tab), auditLog(await tab.entries())]).toEqual(["stopped", []]);
});

test("a run that is stopped before it takes up its agents ends them from the inside", async () => {
  let onCommit = (): void => {};
  const tab = await parked({ point: async () => onCommit() });
  const root = tab.workspace.snapshot().sessions[0]?.openRunId as RunId;
  // Its resumption is stored, and it has not begun yet.
  onCommit = () => void tab.workspace.stopRun(root);
  expect(await tab.workspace.resumeRun(root)).toEqual({ ok: true, value: null });
  await tab.until(() => statusOf(tab) === "stopped");
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(outcomes(entries)).toEqual([{ type: "stopped" }, { type: "stopped" }]);
  expect(tab.workspace.snapshot().approvals).toEqual([]);
});

test("a rule against agents that was made meanwhile lets no other begin, and what an agent had begun is judged call by call", async () => {
  const tab = await parked();
  const rule = (id: string, name: string): Rule => ({
    ruleId: ruleId(id),
    match: { tools: [name] },
    decision: "deny",
    scope: { type: "workspace" },
    madeBy: "person",
    madeAt: 1,
    sentence: `No ${name}.`,
  });
  await tab.workspace.addRule(rule("rule_1", "agent"));
  await tab.workspace.addRule(rule("rule_2", "delete"));
  await tab.workspace.resumeRun(tab.workspace.snapshot().sessions[0]?.openRunId as RunId);
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(results(entries).slice(1)).toEqual([expect.stringContaining("cleaner delete: "), " agent: Asked."]);
  expect(of(entries, "call-settled").flatMap(({ event }) => (event.type === "call-settled" ? [event.outcome.type] : []))).toEqual(
    ["done", "denied", "done"],
  );
});

test("an agent in which nothing happens for two minutes is timed out, and the one that asked reads what it had said", async () => {
  const clock = createFakeClock();
  const { provider, reached } = hanging({ go: one("deep") }, "deep");
  const tab = await createWorkbench(provider, undefined, undefined, undefined, clock).open();
  await say(tab, "go");
  await reached;
  await clock.advance(119_000);
  expect(statusOf(tab)).toBe("running");
  await clock.advance(121_000);
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(outcomes(entries)).toEqual([
    { type: "timed-out", afterMs: 120_000 },
    { type: "completed", reason: { type: "end-turn" } },
  ]);
  expect(of(entries, "call-settled").map(({ event }) => event.type === "call-settled" && event.outcome)).toEqual([
    { type: "timed-out", afterMs: 120_000, partial: "I think about it" },
  ]);
});

test("an agent that waits for the person waits as long as it takes", async () => {
  const clock = createFakeClock();
  const family = plannedFamily({
    go: [
      { text: "", calls: [write("/w/a.md", "a\n")] },
      { text: "", calls: [agent("outer", "outer")] },
    ],
    outer: one("inner"),
    inner: [{ text: "", calls: [{ tool: "delete", input: { path: "/w/a.md" } }] }],
  });
  const tab = await createWorkbench(family, undefined, undefined, undefined, clock).open();
  await say(tab, "go");
  await tab.until(() => tab.workspace.snapshot().approvals.length === 1);
  await clock.advance(3 * 60 * 60 * 1_000);
  expect(statusOf(tab)).toBe("waiting");
  const [question] = tab.workspace.snapshot().approvals;
  await tab.workspace.answerApproval(question!.approvalId, { type: "approve" });
  await tab.until(() => statusOf(tab) === "completed");
  expect(outcomes(await tab.entries())).toEqual(
    Array.from({ length: 3 }, () => ({ type: "completed", reason: { type: "end-turn" } })),
  );
});

test("the tokens of agents count for the run that asked, and no agent begins without any left", async () => {
  const usage = { ...noUsage, inputTokens: 1_500_000, outputTokens: 1 };
  const family = plannedFamily({
    go: [
      { text: "", calls: [agent("first", "work")] },
      { text: "", calls: [agent("second", "work")] },
    ],
    work: [{ text: "Worked.", calls: [] }],
  });
  const provider: Provider = {
    stream: async function* (request, signal) {
      const isWork = textOf(request.messages[0]!) === "work";
      for await (const event of family.stream(request, signal))
        yield isWork && event.type === "finished" ? { ...event, usage } : event;
    },
  };
  const tab = await createWorkbench(provider).open();
  await say(tab, "go");
  await tab.until(() => tab.workspace.snapshot().sessions[0]?.openRunId === undefined && statusOf(tab) !== "empty");
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(outcomes(entries)).toEqual([
    { type: "completed", reason: { type: "end-turn" } },
    { type: "completed", reason: { type: "end-turn" } },
    { type: "limit-reached", limit: "tokens" },
  ]);
  expect(of(entries, "run-started").map(({ event }) => event.type === "run-started" && event.limits.maxTokens)).toEqual([
    2_000_000, 1_999_985, 499_969,
  ]);
  expect(tab.workspace.snapshot().sessions[0]?.usage.inputTokens).toBe(3_000_020);
});
