import { expect, test } from "vitest";
import { type EffectId, messageId } from "../../kernel/base/ids.ts";
import type { StatePlace, StateTransition } from "../../kernel/files/state.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { createDoom } from "../runs/doom.fake.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const set = (key: string, value: number | string | null): PlannedAnswer => ({
  text: "",
  calls: [{ tool: "state_set", input: { key, value } }],
});
const calling = (tool: string, input: { readonly [name: string]: string } = {}): PlannedAnswer => ({
  text: "",
  calls: [{ tool, input }],
});
const restore = calling("state_restore", { name: "early" });
const count: StatePlace = { tenant: "", key: "count" };

const valuesIn = async ({ workspace }: OpenTab, at?: number): Promise<readonly string[]> => {
  const read = await workspace.readState(at);
  return read.ok ? read.value.values.map(({ tenant, key, value }) => `${tenant}${key}=${value?.text}`) : [read.error.message];
};

const stepsOf = async ({ workspace }: OpenTab, place: StatePlace = count): Promise<readonly string[]> => {
  const read = await workspace.readStateHistory(place, undefined);
  const words = ({ by, from, to }: StateTransition): string => `${by}: ${from?.text ?? "-"} > ${to?.text ?? "-"}`;
  return read.ok ? read.value.transitions.map(words) : [read.error.message];
};

const resultOf = (entries: readonly LogEntry[], tool: string): string =>
  entries.flatMap(({ event }) =>
    event.type === "call-settled" && event.tool === tool && event.outcome.type === "done" ? [event.outcome.output.text] : [],
  )[0] ?? "";

const effectOfSet = (entries: readonly LogEntry[], nth: number): { readonly seq: number; readonly effectId: EffectId } => {
  const sets = entries.flatMap(({ seq, event }) =>
    event.type === "call-settled" && event.tool === "state_set" && event.effect !== undefined
      ? [{ seq, effectId: event.effect.effectId }]
      : [],
  );
  const found = sets[nth];
  if (found === undefined) throw new Error(`There is no set number ${nth}.`);
  return found;
};

test("values, who set them and what they were follow from the log, also as they were at a moment, and are undone with a step", async () => {
  const plan = [set("count", 1), set("count", 2), set("name", null), calling("state_history", { key: "count" })];
  const tab = await createWorkbench(plannedProvider(plan)).open();
  const session = await say(tab, "count");
  await tab.until(() => statusOf(tab) === "completed");
  const entries = await tab.entries();
  const [first, second] = [effectOfSet(entries, 0), effectOfSet(entries, 1)];
  expect([await valuesIn(tab), await valuesIn(tab, first.seq), await valuesIn(tab, first.seq - 1)]).toEqual([
    ["count=2", "name=null"],
    ["count=1"],
    [],
  ]);
  expect(resultOf(entries, "state_history")).toMatch(
    new RegExp(`^event ${first.seq}, \\S+Z, agent: absent → 1\\nevent ${second.seq}, \\S+Z, agent: 1 → 2$`),
  );
  const read = await tab.workspace.readState(undefined);
  expect(read.ok && read.value.values[0]).toMatchObject({
    changes: 2,
    setBy: { seq: second.seq, sessionId: session, by: "agent" },
  });

  expect(await tab.workspace.undo(session, second.effectId)).toEqual({ ok: true, value: null });
  expect([await valuesIn(tab), await stepsOf(tab)]).toEqual([
    ["count=1", "name=null"],
    ["agent: - > 1", "agent: 1 > 2", "undo: 2 > 1"],
  ]);
});

test("overwriting a value asks nobody, and deleting one or restoring over one does", async () => {
  const plan = [
    set("count", 1),
    calling("state_snapshot", { name: "early" }),
    set("count", 2),
    set("more", "else"),
    calling("state_delete", { key: "count" }),
    restore,
  ];
  const asked: string[] = [];
  const answer = ({ tool }: { readonly tool: string }) => {
    asked.push(tool);
    return { type: "approve" } as const;
  };
  const tab = await createWorkbench(plannedProvider(plan), answer).open();
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect([asked, await valuesIn(tab), await stepsOf(tab)]).toEqual([
    ["state_delete", "state_restore"],
    ["count=1"],
    ["agent: - > 1", "agent: 1 > 2", "agent: 2 > -", "agent: - > 1"],
  ]);
});

/** The values that may stand while the story below is told, in its order. */
const stations: readonly (readonly string[])[] = [[], ["count=1"], ["count=2"], ["count=2", "more=1"], ["count=1"]];

test("a tab that dies at any commit of setting, keeping and restoring leaves a whole state, and its story ends the same", {
  timeout: 120_000,
}, async () => {
  const plan = [set("count", 1), calling("state_snapshot", { name: "early" }), set("count", 2), set("more", 1), restore];
  const approve = () => ({ type: "approve" }) as const;
  const tell = async (tab: OpenTab): Promise<void> => {
    const [session] = tab.workspace.snapshot().sessions;
    if (session === undefined) await say(tab, "go");
    else if (session.status === "empty") await tab.workspace.sendMessage(session.sessionId, messageId("again"), "go");
    else if (session.status === "interrupted" && session.openRunId !== undefined)
      await tab.workspace.resumeRun(session.openRunId);
    await tab.until(() => statusOf(tab) === "completed");
  };
  const whole = createDoom();
  await tell(await createWorkbench(plannedProvider(plan), approve).open({ point: whole.point }));
  expect(whole.commits()).toBeGreaterThan(15);
  for (let k = 1; k <= whole.commits(); k += 1) {
    const bench = createWorkbench(plannedProvider(plan), approve);
    const doom = createDoom((commit) => commit === k);
    await Promise.race([doom.death, bench.open({ point: doom.point }).then(tell)]);
    const next = await bench.open();
    expect(stations, `dead at commit ${k}`).toContainEqual(await valuesIn(next));
    await tell(next);
    expect([await valuesIn(next), await stepsOf(next)], `dead at commit ${k}`).toEqual([
      ["count=1"],
      ["agent: - > 1", "agent: 1 > 2", "agent: 2 > 1"],
    ]);
    next.workspace.close();
  }
});
