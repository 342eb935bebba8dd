import fc from "fast-check";
import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { call, finished, text } from "../../engine/agent/loop.fake.ts";
import { scriptedAgent } from "../../headless/agent.fake.ts";
import type { CoordinationChanges } from "../../kernel/conversation/coordination.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedFamily, say } from "../workbench.fake.ts";

const agent = (name: string): PlannedAnswer["calls"][number] => ({ tool: "agent", input: { name, task: "work" } });
const work = { work: [{ text: "Worked.", calls: [] }] };
const four = ["a", "b", "c", "d"].map(agent);

/** What each call of an agent came to. */
const answersOf = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ event }) =>
    event.type === "call-settled" && event.tool === "agent" && event.outcome.type === "done" ? [event.outcome.output.text] : [],
  );
const agentsIn = (entries: readonly LogEntry[]): number =>
  entries.filter(({ event }) => event.type === "run-started" && event.parent !== undefined).length;

const ends = ({ heard }: OpenTab): number =>
  heard.filter(({ event, runId }) => event.type === "run-ended" && runId !== undefined && !nestedIn(heard).has(runId)).length;
const nestedIn = (entries: readonly LogEntry[]): ReadonlySet<string> =>
  new Set(entries.flatMap(({ event, runId }) => (event.type === "run-started" && event.parent && runId ? [runId] : [])));

const openWith = async (changes: CoordinationChanges, calls = four) => {
  const bench = createWorkbench(plannedFamily({ go: [{ text: "", calls }], again: [{ text: "", calls }], ...work }));
  const tab = await bench.open();
  expect(await tab.workspace.changeCoordination(changes)).toEqual({ ok: true, value: null });
  return { bench, tab };
};

test("of four agents that are asked for at once two begin where two are allowed, and the others are told why", async () => {
  const { tab } = await openWith({ agents: 2 });
  await say(tab, "go");
  await tab.until(() => ends(tab) === 1);
  const entries = await tab.entries();
  expect(auditLog(entries)).toEqual([]);
  expect(answersOf(entries).toSorted()).toEqual([
    ...Array(2).fill("This session has started 2 agents, the most it may. Do the task yourself."),
    ...Array(2).fill("Worked."),
  ]);
});

test("what agents use together counts over the runs of a session and over a reload, and not in another session", async () => {
  const { bench, tab } = await openWith({ agents: 3 }, [agent("a"), agent("b")]);
  const sessionId = await say(tab, "go");
  await tab.until(() => ends(tab) === 1);
  tab.workspace.close();
  const next = await bench.open();
  expect(next.workspace.snapshot().coordination).toEqual({ agents: 3 });
  await next.workspace.sendMessage(sessionId, "again" as never, "again");
  await next.until(() => ends(next) === 1);
  expect(agentsIn(await next.entries())).toBe(3);
  await say(next, "go");
  await next.until(() => ends(next) === 2);
  expect(agentsIn(await next.entries())).toBe(5);
});

test("no agent begins once the tokens of all are used up; without the limit they begin again", async () => {
  const { tab } = await openWith({ "input-tokens": 10 }, [agent("a")]);
  const sessionId = await say(tab, "go");
  await tab.until(() => ends(tab) === 1);
  await tab.workspace.sendMessage(sessionId, "again" as never, "again");
  await tab.until(() => ends(tab) === 2);
  expect(answersOf(await tab.entries())).toEqual([
    "Worked.",
    "What all agents of this session may use together, 10 input tokens, is used up. Do the task yourself.",
  ]);
  await tab.workspace.changeCoordination({ "input-tokens": null });
  await tab.workspace.sendMessage(sessionId, "go once more" as never, "go");
  await tab.until(() => ends(tab) === 3);
  expect(answersOf(await tab.entries()).at(-1)).toBe("Worked.");
});

test("however many agents are asked for in however many runs, no more begin than are allowed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(5), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }), async (most, runs) => {
      const plans = Object.fromEntries(
        runs.map((count, index) => [
          `run ${index}`,
          [{ text: "", calls: Array.from({ length: count }, (_, i) => agent(`a${i}`)) }],
        ]),
      );
      const tab = await createWorkbench(plannedFamily({ ...plans, ...work })).open();
      await tab.workspace.changeCoordination({ agents: most });
      const sessionId = await say(tab, "run 0");
      for (let index = 1; index < runs.length; index += 1) {
        await tab.until(() => ends(tab) === index);
        await tab.workspace.sendMessage(sessionId, `m${index}` as never, `run ${index}`);
      }
      await tab.until(() => ends(tab) === runs.length);
      const asked = runs.reduce((sum, count) => sum + count, 0);
      expect(agentsIn(await tab.entries())).toBe(Math.min(most, asked));
      tab.workspace.close();
    }),
    { numRuns: 8 },
  );
});

test("limits that are none are refused whole", async () => {
  const { tab } = await openWith({ agents: 2, tokens: 500 });
  for (const changes of [{ agents: -1 }, { agents: 1.5 }, { agents: 9e9 }, { other: 1 }, { tokens: "many" }])
    expect(await tab.workspace.changeCoordination(changes as never)).toMatchObject({ error: { type: "invalid-input" } });
  expect(await tab.workspace.changeCoordination({ tokens: null })).toEqual({ ok: true, value: null });
  expect(tab.workspace.snapshot().coordination).toEqual({ agents: 2 });
});

test("a program says what its agents may use together, and its one-shot runs ask nobody", async () => {
  const asks = [call("agent", { task: "work" }), call("agent", { task: "work" }), finished("tool-use")];
  const { agent: program } = scriptedAgent(
    [asks, [text("Worked."), finished("end-turn")], [text("Done."), finished("end-turn")]],
    {
      agents: { agents: 1 },
    },
  );
  const session = await program.openSession();
  await session.send("Go.");
  expect(answersOf(await program.log()).toSorted()).toEqual([
    "This session has started 1 agent, the most it may. Do the task yourself.",
    "Worked.",
  ]);
  const { agent: alone, provider } = scriptedAgent([[text("Done."), finished("end-turn")]], { agents: {} });
  await alone.run([{ messageId: "m" as never, role: "user", blocks: [{ type: "text", text: "Go." }] }]);
  expect(provider.requests[0]?.tools).toEqual([]);
});
