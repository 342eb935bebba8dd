import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { type Clock, systemClock } from "../../kernel/base/clock.ts";
import { memoryIdAt, memoryKinds } from "../../kernel/memory/memory.ts";
import type { MemoryAct } from "../../kernel/memory/memory-view.ts";
import { createDoom } from "../runs/doom.fake.ts";
import { createWorkbench, type OpenTab, say } from "../workbench.fake.ts";
import { createMemoryModel } from "./memory-model.fake.ts";

const cats = "The cat sleeps on the warm sofa";
const ships = "Container ships cross the northern ocean";
const episodes = [1, 2, 3, 4, 5].flatMap((number) => [`${cats} ${number}`, `${ships} ${number}`]);

/** Days pass at each look, so that episodes are old enough to be summed up. */
const openBench = () => {
  let aheadMs = 0;
  let tick = 1_700_000_000_000;
  // No two things happen at the same time, so that the same are summed up in the same order.
  const clock: Clock = {
    ...systemClock,
    now: () => {
      tick += 1;
      return tick + aheadMs;
    },
  };
  const bench = createWorkbench(createMemoryModel(), () => ({ type: "approve" }), fetch, new IDBFactory(), clock);
  return {
    bench,
    pass: (ms: number) => {
      aheadMs += ms;
    },
  };
};

/** What is remembered, by folder, text and status; what stands for what was forgotten counts as it stands. */
const standing = async (tab: OpenTab): Promise<string> => {
  const files = Object.entries(await tab.files()).filter(([path]) => path.startsWith("/.memory/"));
  const lines = files.map(([path, text]) => {
    if (memoryIdAt(path) === undefined) return path;
    const { status, text: said } = JSON.parse(text) as { readonly status: string; readonly text: string };
    return `${path.split("/")[2]} ${status} ${said}`;
  });
  return lines.sort().join("\n");
};

const idOf = async (tab: OpenTab, text: string): Promise<string> => {
  for (const [path, held] of Object.entries(await tab.files()))
    if (memoryIdAt(path) !== undefined && (JSON.parse(held) as { readonly text: string }).text === text)
      return memoryIdAt(path) ?? "";
  throw new Error(`Nothing says “${text}”.`);
};

/** Everything that is done to the memory, one thing after the other; `did` hears of each that was answered. */
const story = async (tab: OpenTab, pass: (ms: number) => void, did: () => Promise<void> | void): Promise<void> => {
  const act = async (what: MemoryAct): Promise<void> => {
    const done = await tab.workspace.changeMemory(what, undefined);
    if (!done.ok) throw new Error(done.error.message);
    await did();
  };
  await say(tab, 'do remember {"text":"Answers are short."}');
  await tab.until(() => tab.workspace.snapshot().sessions[0]?.status === "completed");
  await did();
  await act({ type: "add", text: "Short answers are wanted.", kind: "semantic", tags: [] });
  const both = [await idOf(tab, "Answers are short."), await idOf(tab, "Short answers are wanted.")];
  await act({ type: "merge", memoryIds: both, text: "Answers are short, as wanted." });
  await act({ type: "forget", memoryIds: [await idOf(tab, "Answers are short, as wanted.")] });
  await act({ type: "restore", memoryId: await idOf(tab, "Answers are short, as wanted.") });
  for (const text of episodes) await act({ type: "add", text, kind: "episodic", tags: [] });
  pass(2 * 3_600_000);
  const summed = await tab.workspace.consolidateMemory();
  if (!summed.ok || summed.value.summaries !== 2) throw new Error("Nothing was summed up.");
  await did();
  const summary = `${cats} 1; ${cats} 2; ${cats} 3`;
  await act({ type: "forget", memoryIds: [await idOf(tab, summary)] });
};

test("a tab that dies at any commit of remembering, merging, forgetting or summing up has done all of it or nothing", async () => {
  const golden = createDoom();
  const first = openBench();
  const tab = await first.bench.open({ point: golden.point });
  const states = [await standing(tab)];
  await story(tab, first.pass, async () => void states.push(await standing(tab)));
  // What is brought back is as it was; everything else is new.
  expect(states.every((state, place) => state !== states[place - 1])).toBe(true);
  expect(memoryKinds.some((kind) => states.at(-1)?.includes(`${kind} superseded`))).toBe(true);
  tab.workspace.close();
  const points = golden.commits();
  expect(points).toBeGreaterThan(15);
  for (let k = 1; k <= points; k += 1) {
    const doom = createDoom((commit) => commit === k);
    const { bench, pass } = openBench();
    let done = 0;
    const count = (): void => {
      done += 1;
    };
    const told = bench.open({ point: doom.point }).then((opened) => story(opened, pass, count));
    await Promise.race([doom.death, told]);
    const next = await bench.open();
    expect(states.slice(done, done + 2), `dead at commit ${k}`).toContain(await standing(next));
    next.workspace.close();
  }
});
