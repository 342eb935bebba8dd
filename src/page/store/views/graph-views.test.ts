import { expect, test } from "vitest";
import type { GraphLink, GraphNode } from "../../../kernel/graph-view.ts";
import { communitiesIn, filterGraph, isOnPath, kindsIn, showsAll } from "./graph-filter.ts";
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
  ...more,
});
const link = (from: string, to: string): GraphLink => ({ from, to, kind: "knows", weight: 1 });
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
  const { links, nodes } = filterGraph(graph, { ...showsAll, ...filter });
  return [nodes.map(({ id }) => id), links.map(({ from, to }) => `${from}-${to}`)];
};

test("what fits is shown, with the links among it", () => {
  expect(filterGraph(graph, showsAll)).toEqual(graph);
  expect(idsOf({ kind: "person" })).toEqual([["Ada", "Bob"], ["Ada-Bob"]]);
  expect(idsOf({ search: " eN" })).toEqual([["Engine"], []]);
  expect(idsOf({ community: 1 })).toEqual([["Engine", "steam"], ["Engine-steam"]]);
  expect(idsOf({ around: "Bob" })).toEqual([
    ["Ada", "Bob", "Engine"],
    ["Ada-Bob", "Bob-Engine"],
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
  const plain = { node: () => "plain" as const, link: () => "plain" as const };
  const { nodes, links, width, height } = pictureOf(graph, plain);
  expect([links.length, width, height]).toEqual([3, 1_000, 750]);
  const [ada, bob, engine] = nodes;
  expect([ada?.y, ada !== undefined && engine !== undefined && ada.y < engine.y]).toEqual([bob?.y, true]);
  expect((bob?.x ?? 0) - (ada?.x ?? 0)).toBeCloseTo(2 * ((engine?.y ?? 0) - (ada?.y ?? 0)));
  for (const { x, y } of nodes) expect(x >= 60 && x <= 940 && y >= 60 && y <= 690).toBe(true);
  expect(pictureOf({ nodes: [], links: [] }, plain).nodes).toEqual([]);
});
