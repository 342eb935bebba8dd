import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { messageId, type SessionId } from "../../kernel/base/ids.ts";
import { dayMs } from "../../kernel/memory/memory.ts";
import type { MemoryAct, MemoryRow } from "../../kernel/memory/memory-view.ts";
import { openOutsideWorld } from "../origins/outside-world.fake.ts";
import { createWorkbench, type OpenTab, say } from "../workbench.fake.ts";
import { createMemoryModel, sectionIn } from "./memory-model.fake.ts";

const idle = (tab: OpenTab) => (): boolean => tab.workspace.snapshot().runningRunIds.length === 0;
const remember = (text: string, kind = "semantic"): string => `do remember ${JSON.stringify({ text, kind })}`;

const openTab = async () => {
  const model = createMemoryModel();
  const clock = createFakeClock(1_000 * dayMs);
  const tab = await createWorkbench(model, () => ({ type: "approve" }), globalThis.fetch, new IDBFactory(), clock).open();
  const first = async (text: string): Promise<SessionId> => {
    const id = await say(tab, text);
    await tab.until(idle(tab));
    return id;
  };
  const rows = async (asOf?: number): Promise<readonly MemoryRow[]> => {
    const read = await tab.workspace.readMemory(undefined, asOf);
    if (!read.ok) throw new Error(read.error.message);
    return read.value.rows;
  };
  const change = async (act: MemoryAct, sessionId?: SessionId) => {
    const changed = await tab.workspace.changeMemory(act, sessionId);
    if (!changed.ok) throw new Error(changed.error.message);
    return changed.value;
  };
  const statuses = async (): Promise<readonly string[]> =>
    (await rows()).map(({ item }) => `${item.status}: ${item.text}`).sort();
  return { change, clock, first, model, rows, statuses, tab };
};

test("a person adds, edits, pins, merges, forgets and brings back, each as one entry that is undone with one click", async () => {
  const { change, first, rows, statuses, tab } = await openTab();
  const id = await first("say hello");
  const { memoryId: one = "" } = await change({ type: "add", text: "Ferns like shade.", kind: "semantic", tags: ["garden"] }, id);
  const { memoryId: two = "" } = await change({ type: "add", text: "Ferns like rain.", kind: "semantic", tags: [] }, id);
  await change({ type: "edit", memoryId: two, edit: { text: "Ferns love rain.", pinned: true } }, id);
  expect((await rows()).find(({ item }) => item.memoryId === two)?.item).toMatchObject({
    text: "Ferns love rain.",
    pinned: true,
  });
  const merged = await change({ type: "merge", memoryIds: [one, two], text: "Ferns like shade and rain." }, id);
  const all = ["active: Ferns like shade and rain.", "superseded: Ferns like shade.", "superseded: Ferns love rain."];
  expect(await statuses()).toEqual(all);
  expect((await rows()).find(({ item }) => item.memoryId === merged.memoryId)?.item).toMatchObject({
    mergedFrom: [one, two],
    tags: ["garden"],
    by: "person",
  });
  await change({ type: "forget", memoryIds: [merged.memoryId ?? ""] }, id);
  expect((await statuses())[0]).toBe("forgotten: Ferns like shade and rain.");
  await change({ type: "restore", memoryId: merged.memoryId ?? "" }, id);
  expect(await statuses()).toEqual(all);
  expect(await tab.workspace.undo(id, merged.effectId!)).toMatchObject({ ok: true }); // It changed something.
  expect((await tab.entries()).filter(({ event }) => event.type === "files-changed" && event.by === "person")).toHaveLength(6);
});

test("what fades is told for the time that is asked about, and goes with no run once little is left", async () => {
  const { clock, first, model, rows } = await openTab();
  await first(remember("The pump is loud.", "long-term"));
  const [row] = await rows();
  expect(row).toMatchObject({ strength: 0.6, uses: 0, fadesAt: expect.closeTo(clock.now() + 30 * Math.log(12) * dayMs, -4) });
  expect((await rows(clock.now() + 30 * dayMs))[0]?.strength).toBeCloseTo(0.6 / Math.E, 9);
  await first("say hello");
  expect(sectionIn(model.requests.at(-1)!)).toContain("The pump is loud."); // It was asked.
  await clock.advance(74 * dayMs);
  await first("say later");
  expect(sectionIn(model.requests.at(-1)!)).toContain("The pump is loud."); // It was used in between.
  await clock.advance(75 * dayMs);
  await first("say much later");
  expect(sectionIn(model.requests.at(-1)!)).toBe(undefined); // It was asked.
  expect((await rows())[0]).toMatchObject({ uses: 2 });
});

test("an item tells which words it was made from, its versions, which run read it, and what an answer has of it literally", async () => {
  const { change, first, rows, tab } = await openTab();
  const id = await first(remember("The big pump is very loud."));
  await first("say They told me that the big pump is very loud today");
  const memoryId = (await rows())[0]?.item.memoryId ?? "";
  const read = await tab.workspace.readMemoryHistory(memoryId);
  if (!read.ok) throw new Error(read.error.message);
  expect(read.value.excerpt).toBe(remember("The big pump is very loud."));
  expect(read.value.accesses).toEqual([
    expect.objectContaining({ how: "run", rank: 1, of: 1, reachedPrompt: true, quoted: "the big pump is very loud" }),
  ]);
  await change({ type: "edit", memoryId, edit: { text: "The small pump is quiet." } }, id);
  const later = await tab.workspace.readMemoryHistory(memoryId);
  expect(later.ok && later.value.versions.map(({ by, text }) => [by, text])).toEqual([
    ["agent", "The big pump is very loud."],
    ["person", "The small pump is quiet."],
  ]);
  expect(later.ok && later.value.accesses[0]?.quoted).toBe(undefined);
});

test("what is only for who asks goes with no run, and an agent finds it", async () => {
  const { change, first, model, rows, tab } = await openTab();
  const id = await first(remember("The pump is loud."));
  const memoryId = (await rows())[0]?.item.memoryId ?? "";
  await change({ type: "edit", memoryId, edit: { onlyAsked: true } }, id);
  await tab.workspace.sendMessage(id, messageId("again"), 'do recall {"query":"pump"}');
  await tab.until(idle(tab));
  expect(model.requests.slice(-2).map(sectionIn)).toEqual([undefined, undefined]);
  const read = await tab.workspace.readMemoryHistory(memoryId);
  expect(read.ok && read.value.accesses).toEqual([expect.objectContaining({ how: "call", rank: 1, of: 1, reachedPrompt: true })]);
});

test("the bin holds for seven days, is emptied by hand, and what was forgotten stays forgotten", async () => {
  const { change, clock, first, rows, statuses, tab } = await openTab();
  const id = await first([remember("One fact."), remember("Other fact."), "say done"].join("\n"));
  const idOf = async (text: string): Promise<string> =>
    (await rows()).find(({ item }) => item.text === text)?.item.memoryId ?? "";
  await change({ type: "forget", memoryIds: [await idOf("One fact.")] }, id);
  await clock.advance(6 * dayMs);
  await change({ type: "forget", memoryIds: [await idOf("Other fact.")] }, id);
  expect(await statuses()).toEqual(["forgotten: One fact.", "forgotten: Other fact."]);
  await clock.advance(2 * dayMs);
  expect(await statuses()).toEqual(["forgotten: Other fact."]);
  await change({ type: "empty-bin" }, id);
  expect([await statuses(), Object.keys(await tab.files()).filter((path) => path.startsWith("/.memory/bin/"))]).toEqual([[], []]);
  await first(remember("one FACT"));
  expect(await statuses()).toEqual([]);
  await change({ type: "add", text: "One fact.", kind: "semantic", tags: [] }, id);
  expect(await statuses()).toEqual(["active: One fact."]);
});

test("a person accepts what waited, and from then on it goes along with its label", async () => {
  const model = createMemoryModel();
  const world = await openOutsideWorld({
    provider: model,
    files: [{ path: "/in/letter.md", text: "The shop opens at nine.", from: "mail.zip" }],
    answerTo: () => ({ type: "approve" }),
  });
  const id = await world.createSession();
  await world.say(id, ['do read {"file_path":"/in/letter.md"}', remember("The shop opens at nine.")].join("\n"));
  const read = await world.workspace.readMemory(undefined, undefined);
  const [row] = read.ok ? read.value.rows : [];
  expect(row?.item).toMatchObject({ status: "pending", origins: [{ type: "import", name: "mail.zip" }] });
  const memoryId = row?.item.memoryId ?? "";
  expect(await world.workspace.changeMemory({ type: "accept", memoryId }, undefined)).toMatchObject({ ok: true });
  const other = await world.createSession();
  await world.say(other, "say hello");
  expect(sectionIn(model.requests.at(-1)!)).toContain("The shop opens at nine."); // It was asked.
  const recalled = (await world.entries()).findLast(({ event }) => event.type === "memory-recalled");
  expect(recalled?.origins).toEqual([{ type: "user" }, { type: "import", name: "mail.zip" }]);
});

test("what is not there is refused in words, and nothing is changed", async () => {
  const { first, tab } = await openTab();
  const id = await first("say hello");
  const refused = (message: string) => ({ ok: false, error: { type: "invalid-input", message } });
  expect(await tab.workspace.changeMemory({ type: "accept", memoryId: "memory_none" }, id)).toEqual(
    refused("The memory memory_none is not there any more. Look at the list again. Nothing was changed."),
  );
  expect(await tab.workspace.changeMemory({ type: "merge", memoryIds: [], text: "x" }, id)).toEqual(
    refused("Two memories or more are made one. Nothing was changed."),
  );
  expect(await tab.workspace.changeMemory({ type: "add", text: " ", kind: "semantic", tags: [] }, id)).toMatchObject({
    ok: false,
  });
  expect(await tab.workspace.readMemoryHistory("memory_none")).toMatchObject({ ok: false, error: { type: "not-found" } });
});
