import { expect, test } from "vitest";
import type { SessionId } from "../../kernel/base/ids.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { GraphEdit } from "../../kernel/memory/graph.ts";
import type { GraphView } from "../../kernel/memory/graph-view.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const relating = (input: PlannedAnswer["calls"][number]["input"]): PlannedAnswer => ({
  text: "",
  calls: [{ tool: "relate", input }],
});
const plan = [
  relating({
    entities: [
      { name: "Ada", kind: "person", facts: { born: "1815" } },
      { name: "Bob", kind: "person" },
    ],
    relations: [{ from: "Ada", kind: "knows", to: "Bob", evidence: "Ada met Bob" }],
  }),
  relating({ relations: [{ from: "Bob", kind: "built", to: "Engine" }] }),
];

const openGraph = async (): Promise<{
  readonly tab: OpenTab;
  readonly session: SessionId;
  readonly effects: readonly LogEntry[];
}> => {
  const tab = await createWorkbench(plannedProvider(plan)).open();
  const session = await say(tab, "Draw who is who");
  await tab.until(() => statusOf(tab) === "completed");
  const effects = (await tab.entries()).filter(({ event }) => event.type === "call-settled" && event.effect !== undefined);
  return { tab, session, effects };
};

const view = async ({ workspace }: OpenTab, at?: number): Promise<GraphView> => {
  const read = await (await workspace.graphDesk()).view(at);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
};
const drawn = ({ links, nodes }: GraphView): readonly string[] => [
  ...nodes.map(({ isKnown, label }) => (isKnown ? label : `(${label})`)).sort(),
  ...links.flatMap(({ from, kind, to, until }) => (until === undefined ? [`${from} ${kind} ${to}`] : [])).sort(),
];
const edit = async ({ workspace }: OpenTab, edits: readonly GraphEdit[], session?: SessionId) => {
  const edited = await (await workspace.graphDesk()).edit(edits, session);
  return edited.ok ? edited.value : { changes: [{ sign: "!", text: edited.error.message }], effectId: undefined };
};

test("the graph is drawn from the files, also as it was at a moment, and every moment at which it changed is told", async () => {
  const { effects, tab } = await openGraph();
  const [first, second] = effects;
  const all = await view(tab);
  expect(drawn(all)).toEqual(["(Engine)", "Ada", "Bob", "ada knows bob", "bob built engine"]);
  expect([all.entities, all.relations, all.communities, all.moments.map(({ seq }) => seq)]).toEqual([
    2,
    2,
    1,
    [first?.seq, second?.seq],
  ]);
  expect(drawn(await view(tab, first?.seq))).toEqual(["Ada", "Bob", "ada knows bob"]);
  expect(drawn(await view(tab, (first?.seq ?? 0) - 1))).toEqual([]);
});

test("a node stands where it stood, also after others came and after a reload", async () => {
  const bench = createWorkbench(plannedProvider(plan));
  const tab = await bench.open();
  await say(tab, "Draw who is who");
  await tab.until(() => statusOf(tab) === "completed");
  const places = (graph: GraphView) => new Map(graph.nodes.map(({ id, x, y }) => [id, { x, y }]));
  const before = places(await view(tab));
  await edit(tab, [{ type: "relate", from: "Carol", kind: "knows", to: "Bob" }]);
  const after = places(await view(tab));
  expect([...before].map(([id]) => after.get(id))).toEqual([...before.values()]);
  expect(after.size).toBe(4);
  tab.workspace.close();
  expect(places(await view(await bench.open()))).toEqual(after);
});

test("the card of an entity tells its facts, its relations both ways, and what made them", async () => {
  const { effects, session, tab } = await openGraph();
  const read = await (await tab.workspace.graphDesk()).card("bob", undefined);
  if (!read.ok) throw new Error(read.error.message);
  const { sources, ties, ...card } = read.value;
  expect(card).toEqual({
    id: "bob",
    label: "Bob",
    kind: "person",
    isKnown: true,
    aliases: [],
    facts: [],
    forbidden: [],
    memories: [],
  });
  expect(ties.map(({ direction, evidence, kind, otherLabel }) => [direction, kind, otherLabel, evidence])).toEqual([
    ["out", "built", "Engine", undefined],
    ["in", "knows", "Ada", "Ada met Bob"],
  ]);
  expect(
    sources.map(({ by, changes, seq, sessionId }) => ({ by, texts: changes.map(({ text }) => text), seq, sessionId })),
  ).toEqual([
    { by: "agent", texts: ["Bob built Engine"], seq: effects[1]?.seq, sessionId: session },
    { by: "agent", texts: ["Bob is a person"], seq: effects[0]?.seq, sessionId: session },
  ]);
  expect(await (await tab.workspace.graphDesk()).card("nobody", undefined)).toMatchObject({
    ok: false,
    error: { type: "not-found" },
  });
  expect(await (await tab.workspace.graphDesk()).path("engine", "ada", undefined)).toEqual({
    ok: true,
    value: { ids: ["engine", "bob", "ada"] },
  });
});

test("what a person changes is one entry of the log, which undo takes back", async () => {
  const { session, tab } = await openGraph();
  const before = await tab.files();
  const edited = await edit(
    tab,
    [
      { type: "put-entity", name: "Engine", kind: "machine" },
      { type: "set-fact", entity: "Engine", key: "weight", value: "4 tons" },
      { type: "end-relation", from: "Ada", kind: "knows", to: "Bob" },
    ],
    session,
  );
  expect(edited.changes).toEqual([
    { sign: "+", text: "Engine is a machine" },
    { sign: "+", text: "Engine: weight 4 tons" },
    { sign: "−", text: "Ada knows Bob" },
  ]);
  const last = (await tab.entries()).at(-1);
  expect([last?.event.type, last?.sessionId, last?.origins]).toEqual(["files-changed", session, [{ type: "user" }]]);
  expect(drawn(await view(tab))).toEqual(["Ada", "Bob", "Engine", "bob built engine"]);
  if (edited.effectId === undefined) throw new Error("Nothing was changed.");
  expect(await tab.workspace.undo(session, edited.effectId)).toEqual({ ok: true, value: null });
  expect(await tab.files()).toEqual(before);
});

test("an entity goes with every relation to it, two become one, and what cannot be done changes nothing", async () => {
  const { tab } = await openGraph();
  await edit(tab, [{ type: "relate", from: "Robert", kind: "likes", to: "Ada" }]);
  await edit(tab, [{ type: "merge", keep: "Bob", gone: "Robert" }]);
  expect(drawn(await view(tab))).toEqual(["(Engine)", "Ada", "Bob", "ada knows bob", "bob built engine", "bob likes ada"]);
  const files = await tab.files();
  const refused = await edit(tab, [
    { type: "remove-entity", entity: "Bob" },
    { type: "remove-entity", entity: "Bob" },
  ]);
  expect(refused.changes[0]?.text).toBe(
    "There is no entity 'Bob' in the graph. The graph is unchanged; change what you asked for, then try again.",
  );
  expect(await tab.files()).toEqual(files);
  await edit(tab, [{ type: "remove-entity", entity: "Robert" }]);
  expect(drawn(await view(tab))).toEqual(["Ada"]);
});

test("the graph leaves in each format and comes in again as it was, as one entry that names the file", async () => {
  const { tab } = await openGraph();
  const before = drawn(await view(tab));
  const texts: Record<string, string> = {};
  for (const format of ["json", "graphml", "dot"] as const) {
    const exported = await (await tab.workspace.graphDesk()).exported(format, undefined);
    texts[format] = exported.ok ? exported.value.text : exported.error.message;
  }
  expect(texts.dot).toBe(`digraph KnowledgeGraph {
  rankdir=LR;
  node [shape=box, style=filled, fillcolor=lightblue];

  "ada" [label="Ada\\nborn=1815"];
  "bob" [label="Bob"];

  "ada" -> "bob" [label="knows (1.00)"];
  "bob" -> "engine" [label="built (1.00)"];
}
`);
  for (const [format, text] of Object.entries(texts)) {
    const other = await createWorkbench(plannedProvider([])).open();
    const imported = await (await other.workspace.graphDesk()).imported(text, `graph.${format}`, undefined);
    expect(imported.ok).toBe(true);
    // GraphML names every node, so nothing is only spoken of.
    const expected = format === "graphml" ? ["Ada", "Bob", "Engine", ...before.slice(3)] : before;
    const names = drawn(await view(other)).map((line) => (format === "dot" ? line.replace("(engine)", "(Engine)") : line));
    expect(names).toEqual(expected);
    const last = (await other.entries()).at(-1);
    expect(last?.origins).toEqual([{ type: "user" }, { type: "import", name: `graph.${format}` }]);
  }
  expect(await (await tab.workspace.graphDesk()).imported("Dear Ada,", "letter.txt", undefined)).toMatchObject({
    ok: false,
    error: { type: "invalid-input" },
  });
});

const using: readonly PlannedAnswer[] = [
  ...plan,
  { text: "Let me look. ", calls: [{ tool: "path_between", input: { from: "Ada", to: "Engine" } }] },
  { text: "Ada is the one who knows Bob. He built it.", calls: [] },
];

test("what the agent read, wrote and named is told from the log, of its last run or of all of them", async () => {
  const tab = await createWorkbench(plannedProvider(using)).open();
  const session = await say(tab, "Draw who is who");
  await tab.until(() => statusOf(tab) === "completed");
  const desk = await tab.workspace.graphDesk();
  const both = { read: true, wrote: true, cited: true };
  expect(await desk.uses(session, "last")).toEqual({
    ok: true,
    value: {
      nodes: [
        { id: "ada", ...both },
        { id: "bob", ...both },
        { id: "engine", read: true, wrote: false, cited: false },
      ],
      links: [
        { from: "ada", kind: "knows", to: "bob", ...both },
        { from: "bob", kind: "built", to: "engine", read: true, wrote: true, cited: false },
      ],
    },
  });
  // The model says all of it again, and the graph says it already.
  await tab.workspace.sendMessage(session, "message_2" as never, "Who else?");
  await tab.until(() => tab.heard.filter(({ event }) => event.type === "run-ended").length === 2);
  const last = await desk.uses(session, "last");
  expect(last.ok && last.value.nodes).toEqual([
    { id: "ada", read: true, wrote: false, cited: true },
    { id: "bob", read: true, wrote: false, cited: true },
    { id: "engine", read: true, wrote: false, cited: false },
  ]);
  const all = await desk.uses(session, "all");
  expect(all.ok && all.value.nodes.map(({ id, wrote }) => [id, wrote])).toEqual([
    ["ada", true],
    ["bob", true],
    ["engine", false],
  ]);
});

test("two moments are compared: what is only in one of them is drawn beside the rest", async () => {
  const { effects, tab } = await openGraph();
  await edit(tab, [{ type: "end-relation", from: "Ada", kind: "knows", to: "Bob" }]);
  const compared = await (await tab.workspace.graphDesk()).difference(effects[0]?.seq ?? 0, undefined);
  if (!compared.ok) throw new Error(compared.error.message);
  const { links, nodes, view: both } = compared.value;
  expect([drawn(both), nodes.map(({ id, kind }) => [id, kind]), links]).toEqual([
    ["(Engine)", "Ada", "Bob", "ada knows bob", "bob built engine"],
    [
      ["ada", "changed"],
      ["bob", "changed"],
    ],
    [
      { from: "ada", kind: "knows", to: "bob", difference: "removed" },
      { from: "bob", kind: "built", to: "engine", difference: "added" },
    ],
  ]);
});

test("what a person forbids is one entry with a way back, stands on the card and in the view, and nothing leaves the graph", async () => {
  const { session, tab } = await openGraph();
  const before = await tab.files();
  const what = { type: "relation", from: "ada", kind: "knows", to: "bob" } as const;
  const edited = await edit(tab, [{ type: "forbid", what }], session);
  const desk = await tab.workspace.graphDesk();
  const [card, other] = [await desk.card("bob", undefined), await desk.card("engine", undefined)];
  const told = [{ ...what, text: "Ada knows Bob" }];
  expect([
    edited.changes,
    (await view(tab)).forbidden,
    card.ok && card.value.forbidden,
    other.ok && other.value.forbidden,
  ]).toEqual([[{ sign: "+", text: "Forbidden to agents: Ada knows Bob" }], told, told, []]);
  expect(drawn(await view(tab))).toContain("ada knows bob");
  if (edited.effectId === undefined) throw new Error("Nothing was changed.");
  expect(await tab.workspace.undo(session, edited.effectId)).toEqual({ ok: true, value: null });
  expect(await tab.files()).toEqual(before);
  expect((await view(tab)).forbidden).toEqual([]);
});

test("what a message is about is stored with it, reaches the model, and goes along when it is said anew", async () => {
  const tab = await createWorkbench(plannedProvider([{ text: "It is Ada.", calls: [] }])).open();
  const created = await tab.workspace.createSession(undefined);
  if (!created.ok) throw new Error(created.error.message);
  const { sessionId } = created.value;
  const about = [{ type: "entity", id: "ada", label: "Ada", kind: "person" }] as const;
  const ended = (): number => tab.heard.filter(({ event }) => event.type === "run-ended").length;
  await tab.workspace.sendMessage(sessionId, "message_1" as never, "Who is this?", [], undefined, about);
  await tab.until(() => ended() === 1);
  const edited = { edited: "message_1" as never, messageId: "message_2" as never, text: "And this?" };
  const ask = { sessionId, choiceId: "choice_1" as never, keep: [] };
  expect(await tab.workspace.editMessage(ask, edited)).toMatchObject({ ok: true });
  await tab.until(() => ended() === 2);
  const told = { type: "text", text: '<about>"Ada" (person), entity ada of the knowledge graph</about>', about: about[0] };
  // Reading the entries runs the log again to the same end.
  const said = (await tab.entries()).flatMap(({ event }) => (event.type === "user-message" ? [event.blocks] : []));
  expect(said).toEqual([
    [told, { type: "text", text: "Who is this?" }],
    [told, { type: "text", text: "And this?" }],
  ]);
});

test("the card tells which memories name the entity, and which of them rest on what was superseded", async () => {
  const remembered: PlannedAnswer = {
    text: "",
    calls: [
      { tool: "remember", input: { text: "Ada was born in 1815", kind: "semantic" } },
      { tool: "remember", input: { text: "Ada likes tea", kind: "semantic" } },
      { tool: "remember", input: { text: "Bob is tall", kind: "semantic" } },
    ],
  };
  const tab = await createWorkbench(plannedProvider([...plan, remembered])).open();
  await say(tab, "Draw who is who");
  await tab.until(() => statusOf(tab) === "completed");
  const told = async () => {
    const card = await (await tab.workspace.graphDesk()).card("ada", undefined);
    return card.ok ? card.value.memories.map(({ outdated, text }) => [text, outdated]) : [];
  };
  expect((await told()).toSorted()).toEqual([
    ["Ada likes tea", undefined],
    ["Ada was born in 1815", undefined],
  ]);
  await edit(tab, [{ type: "set-fact", entity: "Ada", key: "born", value: "1816" }]);
  expect(await told()).toEqual([
    ["Ada was born in 1815", "Ada: born 1815"],
    ["Ada likes tea", undefined],
  ]);
});
