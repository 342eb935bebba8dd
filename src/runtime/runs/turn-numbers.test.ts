import { expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { foldMessages } from "../../engine/agent/fold-messages.ts";
import { choiceId, messageId, runId, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createWorkbench, type OpenTab, plannedFamily, say, statusOf } from "../workbench.fake.ts";
import { turnsIn } from "./run-plan.ts";

const look = { tool: "list", input: { path: "/" } };
const model = plannedFamily({
  look: [{ text: "I look. ", calls: [look] }],
  ask: [{ text: "I ask. ", calls: [{ tool: "agent", input: { name: "one", task: "look" } }] }],
});

const idle = (tab: OpenTab) => (): boolean => tab.workspace.snapshot().runningRunIds.length === 0;

const sayIn = async (tab: OpenTab, id: SessionId, text: string, name: string): Promise<void> => {
  const sent = await tab.workspace.sendMessage(id, messageId(name), text);
  if (!sent.ok) throw new Error(sent.error.message);
  await tab.until(idle(tab));
};

/** The turns of each run, in the order of the runs. */
const turnsByRun = (entries: readonly LogEntry[]): readonly (readonly (number | undefined)[])[] => {
  const runs = new Map<string, (number | undefined)[]>();
  for (const { event, runId: id = "", turn } of entries) {
    if (event.type === "run-started") runs.set(id, []);
    else if (event.type === "turn-started") runs.get(id)?.push(turn);
  }
  return [...runs.values()];
};

const summaries = (entries: readonly LogEntry[]): readonly number[] =>
  entries.flatMap(({ event }) => (event.type === "run-ended" ? [event.summary.turns] : []));

test("turns are numbered on over the runs of a session, and each run says how many it had", async () => {
  const tab = await createWorkbench(model).open();
  const id = await say(tab, "look");
  await tab.until(idle(tab));
  await sayIn(tab, id, "hello", "said_2");
  await sayIn(tab, id, "look", "said_3");
  const entries = await tab.entries();
  expect({ turns: turnsByRun(entries), summaries: summaries(entries), problems: auditLog(entries) }).toEqual({
    turns: [[1, 2], [3], [4, 5]],
    summaries: [2, 1, 2],
    problems: [],
  });
});

test("a branch takes no number of the branch that it leaves", async () => {
  const tab = await createWorkbench(model).open();
  const id = await say(tab, "look");
  await tab.until(idle(tab));
  const ask = { sessionId: id, choiceId: choiceId("choice_1"), keep: [] };
  const edit = { edited: messageId("said_look"), messageId: messageId("said_edited"), text: "look" };
  const said = (await tab.entries()).find(({ event }) => event.type === "user-message")?.event;
  if (said?.type !== "user-message") throw new Error("Nothing was said.");
  expect(await tab.workspace.editMessage(ask, { ...edit, edited: said.messageId })).toMatchObject({ ok: true });
  await tab.until(idle(tab));
  const entries = await tab.entries();
  expect({ turns: turnsByRun(entries), problems: auditLog(entries) }).toEqual({
    turns: [
      [1, 2],
      [3, 4],
    ],
    problems: [],
  });
});

test("an agent inside a call counts its own turns, and its session goes on with its own", async () => {
  const tab = await createWorkbench(model).open();
  const id = await say(tab, "ask");
  await tab.until(idle(tab));
  await sayIn(tab, id, "hello", "said_2");
  const entries = await tab.entries();
  expect({ turns: turnsByRun(entries), problems: auditLog(entries) }).toEqual({
    turns: [[1, 2], [1, 2], [3]],
    problems: [],
  });
});

test("a run that is taken up in another tab goes on with the number after its last one, and with its own count", async () => {
  const bench = createWorkbench(model);
  const tab = await bench.open();
  const id = await say(tab, "hello");
  await tab.until(idle(tab));
  await tab.workspace.setStepping(id, true);
  await sayIn(tab, id, "look", "said_2");
  expect(statusOf(tab)).toBe("paused");
  const paused = (await tab.entries()).at(-1)?.event;
  expect(paused).toMatchObject({
    type: "run-interrupted",
    reason: { turn: 2, message: "Turn 2 is over and kept. The agent has more to do." },
  });
  tab.workspace.close();

  const next = await bench.open();
  const open = next.workspace.snapshot().sessions[0]?.openRunId;
  if (open === undefined) throw new Error("No run is open.");
  expect(await next.workspace.resumeRun(open)).toEqual({ ok: true, value: null });
  await next.until(() => statusOf(next) === "completed");
  const entries = await next.entries();
  expect({ turns: turnsByRun(entries), summaries: summaries(entries), problems: auditLog(entries) }).toEqual({
    turns: [[1], [2, 3]],
    summaries: [1, 2],
    problems: [],
  });
});

const oldRun = (name: string, turns: number, from: number): readonly LogEntry[] => {
  const about = { sessionId: sessionId("session_1"), runId: runId(name), causes: [], origins: [] };
  const started = { type: "run-started", model: { provider: "demo" }, limits: defaultRunLimits, level: "ask-risky" } as const;
  return [
    { seq: from, at: from, ...about, event: started },
    ...Array.from({ length: turns }, (_, index) => ({
      ...{ seq: from + index + 1, at: from, turn: index + 1, ...about },
      event: { type: "turn-started" } as const,
    })),
  ];
};

test("of a log whose runs each begin at 1, the highest number counts, and an open run counts its own", () => {
  const log = [...oldRun("run_1", 3, 1), ...oldRun("run_2", 2, 10)];
  expect({ turns: turnsIn(log), spent: foldMessages(log).openRun?.spent.turns }).toEqual({ turns: 3, spent: 2 });
});
