import { expect, test } from "vitest";
import type { SessionId } from "../../kernel/base/ids.ts";
import { messageId } from "../../kernel/base/ids.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import { isPlanning, type Mode } from "../../kernel/conversation/mode.ts";
import type { Approval } from "../../kernel/rules/approval.ts";
import type { Level } from "../../kernel/rules/rule.ts";
import { createWorkbench, type OpenTab, plannedProvider } from "../workbench.fake.ts";

const write = { tool: "write", input: { file_path: "/notes/a.md", content: "a" } };
const plan = [
  { text: "", calls: [write, { tool: "list", input: { path: "/" } }, { tool: "delete", input: { path: "/README.md" } }] },
];

const sessionIn = async ({ workspace }: OpenTab, mode: Mode, level: Level): Promise<SessionId> => {
  const created = await workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  const { sessionId } = created.value;
  expect(await workspace.setLevel(sessionId, level)).toEqual({ ok: true, value: null });
  expect(await workspace.setMode(sessionId, mode)).toEqual({ ok: true, value: null });
  return sessionId;
};
const play = async (tab: OpenTab, sessionId: SessionId, text: string): Promise<void> => {
  await tab.workspace.sendMessage(sessionId, messageId(text), text);
  await tab.until(() => tab.workspace.snapshot().runningRunIds.length === 0);
};
const outcomes = async (tab: OpenTab) =>
  (await tab.entries()).flatMap(({ event }) => (event.type === "call-settled" ? [`${event.tool} ${event.outcome.type}`] : []));

test("plan mode denies every change with a reason that the model reads, and lets it look", async () => {
  const systems: string[] = [];
  const inner = plannedProvider(plan);
  const provider: Provider = {
    stream: (request, signal) => {
      systems.push(request.system);
      return inner.stream(request, signal);
    },
  };
  const tab = await createWorkbench(provider).open();
  const before = await tab.files();
  const sessionId = await sessionIn(tab, "plan", "only-limits");
  await play(tab, sessionId, "Do it.");
  expect(await outcomes(tab)).toEqual(["write denied", "list done", "delete denied"]);
  expect(await tab.files()).toEqual(before);
  expect(systems.map(isPlanning)).toEqual([true, true]);
  const reasons = (await tab.entries()).flatMap(({ event }) =>
    event.type === "call-settled" && event.outcome.type === "denied" ? [event.outcome] : [],
  );
  expect(reasons[0]).toMatchObject({ by: "rule", ruleId: "level:plan:deny" });
  expect(reasons[0]?.reason).toContain("answer with a plan");
});

test("a person's own allow does not let a change through while planning", async () => {
  const tab = await createWorkbench(plannedProvider(plan)).open();
  const sessionId = await sessionIn(tab, "plan", "only-limits");
  await tab.workspace.addRule({
    ruleId: "rule_1" as never,
    match: { tools: ["write", "delete"] },
    decision: "allow",
    scope: { type: "workspace" },
    madeBy: "person",
    madeAt: 1,
    sentence: "Write and delete.",
  });
  await play(tab, sessionId, "Do it.");
  expect(await outcomes(tab)).toEqual(["write denied", "list done", "delete denied"]);
});

test("accepted edits are not asked about, deleting still is", async () => {
  const asked: Approval[] = [];
  const approve = (approval: Approval) => {
    asked.push(approval);
    return { type: "approve" } as const;
  };
  const tab = await createWorkbench(plannedProvider(plan), approve).open();
  const sessionId = await sessionIn(tab, "accept-edits", "ask-every-change");
  await play(tab, sessionId, "Do it.");
  expect(await outcomes(tab)).toEqual(["write done", "list done", "delete done"]);
  expect(asked.map(({ tool }) => tool)).toEqual(["delete"]);
});

test("a mode survives a reload, is written into the run, and goes back to the default", async () => {
  const bench = createWorkbench(plannedProvider(plan), () => ({ type: "approve" }));
  const first = await bench.open();
  const sessionId = await sessionIn(first, "plan", "ask-risky");
  await play(first, sessionId, "Do it.");
  first.workspace.close();
  const second = await bench.open();
  const modeOf = () => second.workspace.snapshot().sessions[0]?.mode;
  expect(modeOf()).toBe("plan");
  await second.workspace.setMode(sessionId, "default");
  expect(modeOf()).toBeUndefined();
  await play(second, sessionId, "Carry out the plan.");
  const entries = await second.entries();
  expect(entries.flatMap(({ event }) => (event.type === "run-started" ? [event.mode] : []))).toEqual(["plan", undefined]);
  expect((await second.files())["/notes/a.md"]).toBe("a");
});

test("a mode that does not exist is refused", async () => {
  const tab = await createWorkbench(plannedProvider(plan)).open();
  const sessionId = await sessionIn(tab, "default", "ask-risky");
  expect(await tab.workspace.setMode(sessionId, "yolo" as Mode)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
});
