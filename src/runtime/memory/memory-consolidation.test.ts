import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { type Clock, systemClock } from "../../kernel/base/clock.ts";
import { type Memory, memoryIdAt } from "../../kernel/memory/memory.ts";
import { createWorkbench, type OpenTab, say } from "../workbench.fake.ts";
import { createMemoryModel, sectionIn } from "./memory-model.fake.ts";

const hour = 3_600_000;
const cats = "The cat sleeps on the warm sofa";
const ships = "Container ships cross the northern ocean";
/** Each text its own, and each like the others of its subject. */
const episodes = [1, 2, 3, 4, 5].flatMap((number) => [`${cats} ${number}`, `${ships} ${number}`]);

const idle = (tab: OpenTab) => (): boolean => tab.workspace.snapshot().runningRunIds.length === 0;
const doing = (tool: string, input: object): string => `do ${tool} ${JSON.stringify(input)}`;
const remember = (text: string): string => doing("remember", { text, kind: "episodic" });

const openBench = async () => {
  let aheadMs = 0;
  const due: (() => void)[] = [];
  const clock: Clock = {
    ...systemClock,
    now: () => Date.now() + aheadMs,
    // What is done from time to time waits for the test; everything else goes on.
    after: (delayMs, task) => {
      if (delayMs < 60_000) return systemClock.after(delayMs, task);
      if (delayMs === 5 * 60_000) due.push(task);
      return () => void due.splice(due.indexOf(task), due.includes(task) ? 1 : 0);
    },
  };
  const model = createMemoryModel();
  const bench = createWorkbench(model, () => ({ type: "approve" }), fetch, new IDBFactory(), clock);
  const tab = await bench.open();
  const ask = async (text: string): Promise<void> => {
    await say(tab, text);
    await tab.until(idle(tab));
  };
  return {
    ask,
    bench,
    due,
    model,
    tab,
    pass: (ms: number) => {
      aheadMs += ms;
    },
  };
};

const openOld = async () => {
  const opened = await openBench();
  await opened.ask(episodes.map(remember).join("\n"));
  opened.pass(2 * hour);
  return opened;
};

const memories = async (tab: OpenTab): Promise<readonly Memory[]> =>
  Object.entries(await tab.files()).flatMap(([path, text]) => (memoryIdAt(path) === undefined ? [] : [JSON.parse(text)]));
const texts = (items: readonly Memory[], status: Memory["status"]): readonly string[] =>
  items.flatMap((item) => (item.status === status ? item.text : [])).sort();
const standing = async ({ workspace }: OpenTab) => {
  const read = await workspace.readConsolidation();
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
};

const summed = (text: string): string => [1, 2, 3].map((number) => `${text} ${number}`).join("; ");
const counts = { passes: 1, examined: 10, clusters: 2, archived: 6, summaries: 2 };

test("what happened is summed up in one entry: summaries count, their sources stay readable, and undo has all as it was", async () => {
  const { tab } = await openOld();
  const before = await tab.files();
  const length = (await tab.entries()).length;
  expect(await tab.workspace.consolidateMemory()).toEqual({ ok: true, value: counts });
  const items = await memories(tab);
  expect(texts(items, "active")).toEqual(
    [summed(cats), summed(ships), ...[4, 5].flatMap((n) => [`${cats} ${n}`, `${ships} ${n}`])].sort(),
  );
  const [summary] = items.filter(({ text }) => text === summed(cats));
  const sources = items.filter(({ supersededBy }) => supersededBy === summary?.memoryId);
  expect(sources.map(({ text }) => text).sort()).toEqual([1, 2, 3].map((number) => `${cats} ${number}`));
  expect(new Set(summary?.mergedFrom)).toEqual(new Set(sources.map(({ memoryId }) => memoryId)));
  const entries = await tab.entries();
  const last = entries.at(-1);
  expect([entries.length, last?.sessionId, last?.event]).toEqual([
    length + 1,
    undefined,
    expect.objectContaining({ type: "files-changed", by: "person", consolidation: counts }),
  ]);
  const { latest, ...rest } = await standing(tab);
  expect([rest.archived, rest.summaries, rest.runs, latest.length]).toEqual([6, 2, 1, 1]);
  expect(await tab.workspace.undo(undefined, latest[0]?.effectId ?? ("" as never))).toEqual({ ok: true, value: null });
  expect(await tab.files()).toEqual(before);
  expect(await standing(tab)).toMatchObject({ archived: 0, summaries: 0, latest: [{ isUndone: true }] });
});

test("a run is given the summary and not what it sums up", async () => {
  const { ask, model, tab } = await openOld();
  await tab.workspace.consolidateMemory();
  await ask("say cat sofa");
  const section = sectionIn(model.requests.at(-1)!); // It was asked.
  expect(section).toContain(summed(cats));
  expect(section?.split("\n").filter((line) => line.endsWith(`${cats} 1`))).toEqual([]);
});

test("a second time finds nothing more to do and writes nothing, and neither does one over memories that are too young", async () => {
  const { bench, pass, tab } = await openOld();
  await tab.workspace.consolidateMemory();
  const entries = await tab.entries();
  expect(await tab.workspace.consolidateMemory()).toMatchObject({ ok: true, value: { archived: 0, summaries: 0 } });
  expect(await tab.entries()).toEqual(entries);
  tab.workspace.close();
  const again = await bench.open();
  pass(hour);
  expect(await again.workspace.consolidateMemory()).toMatchObject({ ok: true, value: { archived: 0 } });
  const young = await openBench();
  await young.ask(episodes.map(remember).join("\n"));
  expect(await young.tab.workspace.consolidateMemory()).toMatchObject({ ok: true, value: { clusters: 2, archived: 0 } });
});

test("it is done by itself every few minutes while enough is remembered, as long as that is on", async () => {
  const { due, tab } = await openOld();
  expect(due.length).toBe(1);
  due[0]?.();
  await tab.until(() => tab.heard.some(({ event }) => event.type === "files-changed" && event.by === "schedule"));
  expect((await standing(tab)).latest).toMatchObject([{ by: "schedule", archived: 6 }]);
  expect(await tab.workspace.changeConsolidation({ on: false, everyMinutes: 5 })).toEqual({ ok: true, value: null });
  expect(due).toEqual([]);
  expect((await standing(tab)).settings).toEqual({ on: false, everyMinutes: 5 });
});

test("nothing waits for a time where too little is remembered", async () => {
  const { ask, due } = await openBench();
  await ask(episodes.slice(0, 7).map(remember).join("\n"));
  expect(due).toEqual([]);
});

test("who forgets a memory that was summed up has the summary taken away too, and the others count again", async () => {
  const { ask, model, tab } = await openOld();
  await tab.workspace.consolidateMemory();
  const item = (await memories(tab)).find(({ text }) => text === `${cats} 2`);
  await ask(doing("forget", { memoryId: item?.memoryId }));
  const left = await memories(tab);
  expect(texts(left, "active").filter((text) => text.includes("cat"))).toEqual([1, 3, 4, 5].map((number) => `${cats} ${number}`));
  expect(texts(left, "forgotten")).toEqual([`${cats} 2`]);
  await tab.workspace.consolidateMemory();
  await ask("say cat sofa");
  expect((await memories(tab)).filter(({ status, text }) => status !== "forgotten" && text.includes(`${cats} 2`))).toEqual([]);
  expect(sectionIn(model.requests.at(-1)!)).not.toContain(`${cats} 2`); // It was asked.
});

test("who forgets a summary forgets what it sums up", async () => {
  const { ask, tab } = await openOld();
  await tab.workspace.consolidateMemory();
  const summary = (await memories(tab)).find(({ text }) => text === summed(cats));
  await ask(doing("forget", { memoryId: summary?.memoryId }));
  const left = await memories(tab);
  expect(texts(left, "forgotten")).toEqual([`${cats} 1`, summed(cats), `${cats} 2`, `${cats} 3`].sort());
  expect(texts(left, "active").filter((text) => text.includes("cat"))).toEqual([`${cats} 4`, `${cats} 5`]);
});

test("a tab that dies right after the commit, before anybody hears of it, finds all of it", async () => {
  const { bench, tab } = await openOld();
  tab.workspace.close();
  let died = (): void => {};
  const dead = new Promise<void>((resolve) => {
    died = resolve;
  });
  const dying = await bench.open({ point: () => new Promise(() => died()) });
  void dying.workspace.consolidateMemory();
  await dead;
  dying.workspace.close();
  const again = await bench.open();
  expect([texts(await memories(again), "active").length, (await standing(again)).archived]).toEqual([6, 6]);
});

test("what was learned twice in nearly the same words becomes one, in the same entry, and undoing brings both back", async () => {
  const { ask, bench, tab } = await openBench();
  const twice = ["The pump in the cellar is loud at night", "The pump in the cellar is very loud at night"];
  const learn = (text: string): string => doing("remember", { text, kind: "long-term", importance: 0.8 });
  await ask([...twice, "Rain comes on Monday"].map(learn).join("\n"));
  const read = await tab.workspace.readMemoryOverview(undefined, undefined);
  expect(read.ok && read.value.alike).toEqual([{ text: twice[1], memoryIds: [expect.any(String), expect.any(String)] }]);
  expect(await tab.workspace.consolidateMemory()).toMatchObject({ ok: true, value: { summaries: 0, merged: 2 } });
  const after = await memories(tab);
  expect(texts(after, "active")).toEqual(["Rain comes on Monday", twice[1]]);
  expect(texts(after, "superseded")).toEqual(twice);
  expect(await tab.workspace.consolidateMemory()).toMatchObject({ ok: true, value: { summaries: 0 } });
  const standing = await tab.workspace.readConsolidation();
  const [done] = standing.ok ? standing.value.latest : [];
  expect(done?.merged).toBe(2);
  expect(await tab.workspace.undo(undefined, done?.effectId ?? ("" as never))).toEqual({ ok: true, value: null });
  expect(texts(await memories(tab), "active")).toEqual(["Rain comes on Monday", ...twice]);
  tab.workspace.close();
  const again = await bench.open();
  expect(texts(await memories(again), "active")).toHaveLength(3);
});
