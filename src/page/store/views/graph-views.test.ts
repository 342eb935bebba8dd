import { expect, test } from "vitest";
import type { GraphLink, GraphNode } from "../../../kernel/memory/graph-view.ts";
import { communitiesIn, filterGraph, graphTimes, isOnPath, kindsIn, showsAll } from "./graph-filter.ts";
import { graphLooks, type LookedAt } from "./graph-looks.ts";
import { pictureOf } from "./graph-picture.ts";

const node = (id: string, more: Partial<GraphNode> = {}): GraphNode => ({
  id,
  label: id,
  kind: "person",
  isKnown: true,
  community: 0,
  importance: 1,
  facts: 0,
  relations: 1,
  x: 0,
  y: 0,
  changedAt: 1,
  ...more,
});
const link = (from: string, to: string): GraphLink => ({ from, to, kind: "knows", weight: 1, since: 1 });
const graph = {
  nodes: [
    node("Ada", { x: -10, y: 5 }),
    node("Bob", { x: 10, y: 5, importance: 0.25 }),
    node("Engine", { kind: "machine", community: 1, y: -5 }),
    node("steam", { kind: "", isKnown: false, community: 1 }),
  ],
  links: [link("Ada", "Bob"), link("Bob", "Engine"), link("Engine", "steam")],
};
const idsOf = (filter: Partial<typeof showsAll>) => {
  const { links, nodes } = filterGraph(graph, { ...showsAll, ...filter }, 10_000_000);
  return [nodes.map(({ id }) => id), links.map(({ from, to }) => `${from}-${to}`)];
};

test("what fits is shown, with the links among it", () => {
  expect(filterGraph(graph, showsAll, 0)).toEqual(graph);
  expect(idsOf({ kind: "person" })).toEqual([["Ada", "Bob"], ["Ada-Bob"]]);
  expect(idsOf({ search: " eN" })).toEqual([["Engine"], []]);
  expect(idsOf({ community: 1 })).toEqual([["Engine", "steam"], ["Engine-steam"]]);
  expect(idsOf({ around: "Bob" })).toEqual([
    ["Ada", "Bob", "Engine"],
    ["Ada-Bob", "Bob-Engine"],
  ]);
});

test("of a time are shown what was said or ended in it and what that leads to; what ended only where the past is wanted", () => {
  const now = 10 * 24 * 3_600_000;
  const ago = (hours: number): number => now - hours * 3_600_000;
  const timed = {
    nodes: [node("Ada", { changedAt: ago(0.5) }), node("Bob", { changedAt: ago(30) }), node("Engine", { changedAt: ago(200) })],
    links: [
      { ...link("Ada", "Bob"), since: ago(30) },
      { ...link("Bob", "Engine"), since: ago(200), until: ago(0.5) },
    ],
  };
  const shown = graphTimes.map((time) => {
    const { links, nodes } = filterGraph(timed, { ...showsAll, time }, now);
    return [time, nodes.map(({ id }) => id).join(" "), links.map(({ from, to }) => `${from}-${to}`).join(" ")];
  });
  expect(shown).toEqual([
    ["current", "Ada Bob Engine", "Ada-Bob"],
    ["past", "Ada Bob Engine", "Ada-Bob Bob-Engine"],
    ["hour", "Ada Bob Engine", "Bob-Engine"],
    ["day", "Ada Bob Engine", "Bob-Engine"],
    ["week", "Ada Bob Engine", "Ada-Bob Bob-Engine"],
  ]);
});

test("kinds are counted, and a community is named for its most important member", () => {
  expect(kindsIn(graph.nodes)).toEqual([
    ["person", 2],
    ["machine", 1],
  ]);
  expect(communitiesIn(graph.nodes)).toEqual([
    { community: 0, name: "Ada", count: 2 },
    { community: 1, name: "Engine", count: 2 },
  ]);
});

test("a link is on a path where both its ends follow each other there, whichever way it points", () => {
  const path = ["Engine", "Bob", "Ada"];
  expect(graph.links.map((one) => isOnPath(path, one))).toEqual([true, true, false]);
});

test("a picture holds every node inside, up is up, and proportions are kept", () => {
  const plain = graphLooks({ links: [], chosen: undefined, path: [], uses: undefined, difference: undefined });
  const { nodes, links, width, height } = pictureOf(graph, plain);
  expect([links.length, width, height]).toEqual([3, 1_000, 750]);
  const [ada, bob, engine] = nodes;
  expect([ada?.y, ada !== undefined && engine !== undefined && ada.y < engine.y]).toEqual([bob?.y, true]);
  expect((bob?.x ?? 0) - (ada?.x ?? 0)).toBeCloseTo(2 * ((engine?.y ?? 0) - (ada?.y ?? 0)));
  for (const { x, y } of nodes) expect(x >= 60 && x <= 940 && y >= 60 && y <= 690).toBe(true);
  expect(pictureOf({ nodes: [], links: [] }, plain).nodes).toEqual([]);
});

const looked = (more: Partial<LookedAt>) => {
  const looks = graphLooks({ links: graph.links, chosen: undefined, path: [], uses: undefined, difference: undefined, ...more });
  return [graph.nodes.map((one) => looks.node(one)), graph.links.map((one) => looks.link(one))];
};

test("beside what is chosen its neighbours stand out; on a path only the path does", () => {
  expect(looked({ chosen: "Ada" })).toEqual([
    [{ emphasis: "chosen" }, { emphasis: "near" }, { emphasis: "faint" }, { emphasis: "faint" }],
    [{ emphasis: "near" }, { emphasis: "faint" }, { emphasis: "faint" }],
  ]);
  expect(looked({ chosen: "Ada", path: ["Ada", "Bob"] })).toEqual([
    [{ emphasis: "chosen" }, { emphasis: "chosen" }, { emphasis: "faint" }, { emphasis: "faint" }],
    [{ emphasis: "chosen" }, { emphasis: "faint" }, { emphasis: "faint" }],
  ]);
});

test("what the agent did is shown on what it touched, and the rest steps back; a cited name stands in quotation marks", () => {
  const ada = { read: true, wrote: false, cited: true };
  const bob = { read: false, wrote: true, cited: false };
  const uses = {
    nodes: [
      { id: "Ada", ...ada },
      { id: "Bob", ...bob },
    ],
    links: [{ from: "Ada", kind: "knows", to: "Bob", ...bob }],
  };
  expect(looked({ uses })).toEqual([
    [{ emphasis: "plain", use: ada }, { emphasis: "plain", use: bob }, { emphasis: "faint" }, { emphasis: "faint" }],
    [{ emphasis: "plain", use: bob }, { emphasis: "faint" }, { emphasis: "faint" }],
  ]);
  const looks = graphLooks({ links: [], chosen: undefined, path: [], uses, difference: undefined });
  expect(pictureOf(graph, looks).nodes.map(({ hasLabel, label }) => [label, hasLabel])).toEqual([
    ["“Ada”", true],
    ["Bob", true],
    ["Engine", false],
    ["steam", false],
  ]);
});

test("of two moments only what differs stands out", () => {
  const difference = {
    nodes: [{ id: "Engine", label: "Engine", kind: "added" as const, changes: [] }],
    links: [{ from: "Bob", kind: "knows", to: "Engine", difference: "added" as const }],
  };
  expect(looked({ difference })).toEqual([
    [{ emphasis: "faint" }, { emphasis: "faint" }, { emphasis: "near", difference: "added" }, { emphasis: "faint" }],
    [{ emphasis: "faint" }, { emphasis: "near", difference: "added" }, { emphasis: "faint" }],
  ]);
});
