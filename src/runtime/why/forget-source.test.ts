import fc from "fast-check";
import { expect, test } from "vitest";
import { messageId, type SessionId } from "../../kernel/base/ids.ts";
import type { ForgetSource } from "../../kernel/log/forget-source.ts";
import { createMemoryModel, sectionIn } from "../memory/memory-model.fake.ts";
import { createDoom } from "../runs/doom.fake.ts";
import { createWorkbench, type OpenTab, say } from "../workbench.fake.ts";

const idle = (tab: OpenTab) => (): boolean => tab.workspace.snapshot().runningRunIds.length === 0;
const doing = (tool: string, input: object): string => `do ${tool} ${JSON.stringify(input)}`;
const remember = (text: string): string => doing("remember", { text });
const origin = (name: string): ForgetSource => ({ type: "origin", origin: { type: "import", name } });

const actsOn = (tab: OpenTab, model = createMemoryModel()) => {
  let said = 0;
  return {
    model,
    tab,
    first: async (...lines: readonly string[]): Promise<SessionId> => {
      const id = await say(tab, lines.join("\n"));
      await tab.until(idle(tab));
      return id;
    },
    sayIn: async (id: SessionId, ...lines: readonly string[]): Promise<void> => {
      said += 1;
      await tab.workspace.sendMessage(id, messageId(`message_${said}`), lines.join("\n"));
      await tab.until(idle(tab));
    },
    add: async (name: string, text: string): Promise<void> => {
      const bytes = new TextEncoder().encode(text);
      await tab.workspace.changeFiles([{ type: "add", folder: "/inbox", name, bytes }], undefined);
    },
    acceptAll: async (id: SessionId): Promise<void> => {
      const read = await tab.workspace.readMemory(undefined, undefined);
      for (const { item } of read.ok ? read.value.rows : [])
        if (item.status === "pending") await tab.workspace.changeMemory({ type: "accept", memoryId: item.memoryId }, id);
    },
    plan: async (source: ForgetSource) => {
      const plan = await (await tab.workspace.whyDesk()).planForget(source);
      if (!plan.ok) throw new Error(plan.error.message);
      return plan.value.items;
    },
    statuses: async (): Promise<readonly string[]> => {
      const read = await tab.workspace.readMemory(undefined, undefined);
      return (read.ok ? read.value.rows : []).map(({ item }) => `${item.status}: ${item.text}`).sort();
    },
  };
};

const openWorld = async () => {
  const model = createMemoryModel();
  return actsOn(await createWorkbench(model, () => ({ type: "approve" })).open(), model);
};

/** Two imported files, what was remembered and drawn from each, from both, and from neither. */
const twoFiles = async () => {
  const world = await openWorld();
  await world.add("one.md", "Ferns like shade.\n");
  await world.add("two.md", "Pumps are loud.\n");
  const own = await world.first(remember("Nobody wrote this anywhere."));
  const relate = (name: string) => doing("relate", { entities: [{ name, kind: "thing", facts: { seen: name } }] });
  const one = await world.first(doing("read", { file_path: "/inbox/one.md" }), remember("Ferns like shade."), relate("Fern"));
  await world.first(doing("read", { file_path: "/inbox/two.md" }), remember("Pumps are loud."), relate("Pump"));
  await world.sayIn(one, doing("read", { file_path: "/inbox/two.md" }), remember("Ferns and pumps."), relate("Fern house"));
  await world.acceptAll(own);
  return { ...world, own };
};

test("what came from one file alone is told apart from what has other sources too", async () => {
  const { plan } = await twoFiles();
  const items = await plan(origin("one.md"));
  expect(items.map(({ isAlone, kind, title }) => `${isAlone ? "alone" : "also elsewhere"}: ${kind} ${title}`)).toEqual([
    "also elsewhere: memory Ferns and pumps.",
    "alone: memory Ferns like shade.",
    "alone: entity Fern",
    "also elsewhere: fact Fern house: seen Fern house",
    // The call that drew it looked through the graph, and so read what came from the file.
    "also elsewhere: fact Pump: seen Pump",
    "alone: file /inbox/one.md",
  ]);
  expect(items[0]?.others).toEqual([{ type: "import", name: "two.md" }]);
  expect(await plan(origin("nowhere.md"))).toEqual([]);
});

test("what is chosen goes in one entry, stays out of later requests and of the agent's reach, and comes back with one undo", async () => {
  const { first, model, own, plan, sayIn, statuses, tab } = await twoFiles();
  const before = [await statuses(), await tab.files()];
  const chosen = (await plan(origin("one.md"))).filter(({ isAlone }) => isAlone).map(({ key }) => key);
  const entries = (await tab.entries()).length;
  const done = await (await tab.workspace.whyDesk()).forget(origin("one.md"), chosen, own);
  expect(done).toEqual({ ok: true, value: { effectId: expect.any(String), items: 3 } });
  expect(await tab.entries()).toHaveLength(entries + 1);
  expect(await statuses()).toEqual([
    "active: Ferns and pumps.",
    "active: Nobody wrote this anywhere.",
    "active: Pumps are loud.",
    "forgotten: Ferns like shade.",
  ]);
  const files = Object.keys(await tab.files());
  expect(files).not.toContain("/inbox/one.md");
  expect(files.filter((path) => path.startsWith("/.graph/"))).toEqual(["/.graph/fern-house.json", "/.graph/pump.json"]);
  await first("say what now, ferns like shade?");
  expect(sectionIn(model.requests.at(-1)!)).not.toContain("Ferns like shade."); // It was asked.
  await sayIn(own, remember("ferns like shade"));
  expect(await statuses()).toHaveLength(4);
  expect(await plan(origin("one.md"))).toHaveLength(3);
  const { effectId } = done.ok ? done.value : {};
  expect(await tab.workspace.undo(own, effectId!)).toMatchObject({ ok: true }); // It changed something.
  expect([await statuses(), await tab.files()]).toEqual(before);
});

test("a fact that has gone gives its place back to the one before it", async () => {
  const { add, first, plan, tab } = await openWorld();
  const relate = (colour: string) => doing("relate", { entities: [{ name: "Pump", kind: "thing", facts: { colour } }] });
  await first(relate("red"));
  await add("one.md", "The pump is blue.\n");
  const id = await first(doing("read", { file_path: "/inbox/one.md" }), relate("blue"));
  const items = await plan(origin("one.md"));
  expect(items.map(({ kind, title }) => `${kind} ${title}`)).toContain("fact Pump: colour blue");
  const keys = items.filter(({ title }) => title === "Pump: colour blue").map(({ key }) => key);
  await (await tab.workspace.whyDesk()).forget(origin("one.md"), keys, id);
  const card = await (await tab.workspace.graphDesk()).card("pump", undefined);
  expect(card.ok && card.value.facts).toEqual([{ key: "colour", value: "red", from: expect.any(Number) }]);
});

test("what a run kept is forgotten by the run or by the message that it began with, and a person's words in it are kept", async () => {
  const { first, plan, tab } = await openWorld();
  const id = await first(remember("Ferns like shade."), doing("write", { file_path: "/notes/new.md", content: "new\n" }));
  await first(remember("Pumps are loud."));
  const entries = await tab.entries();
  const said = entries.find(({ event, sessionId }) => event.type === "user-message" && sessionId === id);
  const titles = async (source: ForgetSource) => (await plan(source)).map(({ isAlone, title }) => `${isAlone} ${title}`);
  const expected = ["true Ferns like shade.", "true /notes/new.md"];
  expect(await titles({ type: "message", seq: said?.seq ?? 0 })).toEqual(expected);
  const runId = said?.runId;
  if (runId === undefined) throw new Error("no run");
  expect(await titles({ type: "run", runId })).toEqual(expected);
  const [row] = (await tab.workspace.readMemory(undefined, undefined).then((read) => (read.ok ? read.value.rows : []))).filter(
    ({ item }) => item.text === "Ferns like shade.",
  );
  await tab.workspace.changeMemory({ type: "edit", memoryId: row?.item.memoryId ?? "", edit: { text: "Ferns love shade." } }, id);
  expect(await titles({ type: "run", runId })).toEqual(["false Ferns love shade.", "true /notes/new.md"]);
});

test("a tab that dies while it forgets has forgotten everything or nothing", async () => {
  const story = async (isLast?: (commit: number) => boolean) => {
    const model = createMemoryModel();
    const bench = createWorkbench(model, () => ({ type: "approve" }));
    const world = actsOn(await bench.open(), model);
    await world.add("one.md", "Ferns like shade.\n");
    const own = await world.first(
      doing("read", { file_path: "/inbox/one.md" }),
      remember("Ferns like shade."),
      remember("Ferns like rain."),
    );
    await world.acceptAll(own);
    const keys = (await world.plan(origin("one.md"))).map(({ key }) => key);
    const doom = createDoom(isLast);
    const dying = await bench.open(doom);
    const forgetting = (await dying.workspace.whyDesk()).forget(origin("one.md"), keys, own);
    await Promise.race([forgetting, doom.death]);
    dying.workspace.close();
    const after = actsOn(await bench.open());
    const left = { statuses: await after.statuses(), file: Object.keys(await after.tab.files()).includes("/inbox/one.md") };
    return { commits: doom.commits(), left };
  };
  const nothing = { statuses: ["active: Ferns like rain.", "active: Ferns like shade."], file: true };
  const everything = { statuses: ["forgotten: Ferns like rain.", "forgotten: Ferns like shade."], file: false };
  const whole = await story();
  expect(whole.left).toEqual(everything);
  for (let last = 1; last <= whole.commits; last += 1) {
    const { left } = await story((commit) => commit === last);
    expect([nothing, everything]).toContainEqual(left);
  }
});

test("whatever was remembered from whichever files, no later section has a forgotten text", async () => {
  const fact = fc.record({ file: fc.nat(2), also: fc.option(fc.nat(2)), place: fc.nat(99) });
  await fc.assert(
    fc.asyncProperty(fc.array(fact, { minLength: 1, maxLength: 4 }), fc.nat(2), fc.boolean(), async (facts, file, withShared) => {
      const { acceptAll, add, first, model, plan, statuses, tab } = await openWorld();
      for (const name of [0, 1, 2]) await add(`file-${name}.md`, `Words of ${name}.\n`);
      let id: SessionId | undefined;
      for (const [index, one] of facts.entries()) {
        const reads = [one.file, ...(one.also === null ? [] : [one.also])];
        const lines = reads.map((name) => doing("read", { file_path: `/inbox/file-${name}.md` }));
        id = await first(...lines, remember(`Fact ${index} about pump ${one.place}.`));
      }
      if (id === undefined) return;
      await acceptAll(id);
      const source = origin(`file-${file}.md`);
      const chosen = (await plan(source)).filter(({ isAlone, kind }) => kind === "memory" && (isAlone || withShared));
      await (await tab.workspace.whyDesk()).forget(
        source,
        chosen.map(({ key }) => key),
        id,
      );
      const from = model.requests.length;
      await first("say what of the pump?");
      const sections = model.requests.slice(from).map((request) => sectionIn(request) ?? "");
      for (const { title } of chosen) for (const section of sections) expect(section).not.toContain(title);
      const counts = facts.filter(({ also, file: own }) => own === file || also === file).length;
      const expected = withShared
        ? counts
        : facts.filter(({ also, file: own }) => own === file && (also === null || also === file)).length;
      expect((await statuses()).filter((status) => status.startsWith("forgotten"))).toHaveLength(expected);
      tab.workspace.close();
    }),
    { numRuns: 8 },
  );
});
