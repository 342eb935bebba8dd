import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryGraph, type MemoryGraph, type NewFact } from "./memory-graph.ts";
import { layerOf, type NewNode, type NodeKind } from "./node.ts";

const node = (kind: NodeKind, key: string, value = key): NewNode => ({ kind, key, value, authority: "user", createdAt: 0 });
const fact = (factId: string, key: string, more: Partial<NewFact> = {}): NewFact => ({
  factId,
  key,
  value: `value of ${factId}`,
  authority: "user",
  createdAt: 0,
  ...more,
});
const kinds = (graph: MemoryGraph): readonly NodeKind[] => graph.nodes().map(({ kind }) => kind);
const edges = (graph: MemoryGraph) => graph.edges().map(({ from, kind, to, weight }) => [from, kind, to, weight]);

describe("nodes (FT-1)", () => {
  test("are found by id, by key and by layer", () => {
    const graph = createMemoryGraph();
    graph.add(node("identity", "me"));
    graph.addFact(fact("f1", "colour"));
    graph.add(node("conversation", "user", "hello"));
    graph.add(node("environment", "branch", "main"));
    expect(graph.byFactId("f1")?.node).toBe(1);
    expect(graph.byKey("colour").map((one) => one.node)).toEqual([1]);
    expect(([1, 2, 3, 4] as const).map((layer) => graph.byLayer(layer).map((one) => one.node))).toEqual([[0], [1], [2], [3]]);
  });

  test("of every kind have their layer (INV-3)", () => {
    const byLayer: Readonly<Record<1 | 2 | 3 | 4, readonly NodeKind[]>> = {
      1: ["identity"],
      2: ["fact", "fact-superseded", "conclusion", "conclusion-invalidated", "skill", "skill-deprecated"],
      3: ["conversation", "conversation-summary"],
      4: ["environment"],
    };
    for (const layer of [1, 2, 3, 4] as const) expect(byLayer[layer].map(layerOf)).toEqual(byLayer[layer].map(() => layer));
  });

  test("about the same key are both found, and related by half (EC-3)", () => {
    const graph = createMemoryGraph();
    graph.addFact(fact("a", "colour"));
    graph.addFact(fact("b", "colour"));
    expect(graph.byKey("colour").map(({ factId }) => factId)).toEqual(["a", "b"]);
    expect(edges(graph)).toEqual([[1, "related-to", 0, 0.5]]);
  });

  test("with an id that is taken get the next one", () => {
    const graph = createMemoryGraph();
    for (const key of ["x", "y", "z"]) graph.addFact(fact("f", key));
    expect(graph.nodes().map(({ factId }) => factId)).toEqual(["f", "f-2", "f-3"]);
  });

  test("of a conversation follow one another", () => {
    const graph = createMemoryGraph();
    for (const text of ["one", "two", "three"]) graph.add(node("conversation", "user", text));
    expect(edges(graph)).toEqual([
      [0, "temporal-next", 1, 1],
      [1, "temporal-next", 2, 1],
    ]);
  });

  test("that are removed leave every index and take their edges along", () => {
    const graph = createMemoryGraph();
    graph.addFact(fact("a", "colour"));
    graph.addFact(fact("b", "colour", { supersedes: "a" }));
    graph.remove(0);
    expect([graph.edges(), graph.byKey("colour").map(({ factId }) => factId), graph.byFactId("a"), graph.needsReview()]).toEqual([
      [],
      ["b"],
      undefined,
      [],
    ]);
  });

  test("that are not there can be removed without harm (EC-6)", () => {
    const graph = createMemoryGraph();
    graph.addFact(fact("a", "colour"));
    const before = graph.revision();
    graph.remove(999);
    graph.remove(-1);
    expect([graph.nodes().length, graph.revision()]).toEqual([1, before]);
  });

  test("leave no edge behind that hangs in the air: ten nodes in a row without two have five (INV-1, INV-2)", () => {
    const graph = createMemoryGraph();
    for (let number = 0; number < 10; number += 1) graph.addFact(fact(`f${number}`, `key ${number}`));
    for (let number = 0; number < 9; number += 1) graph.link(number, number + 1, "related-to");
    graph.remove(3);
    graph.remove(6);
    expect(graph.edges().map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [4, 5],
      [7, 8],
      [8, 9],
    ]);
  });

  test("that are tied to themselves take all their edges along", () => {
    const graph = createMemoryGraph();
    graph.addFact(fact("a", "colour"));
    graph.link(0, 0, "related-to");
    graph.addFact(fact("b", "colour", { supersedes: "a" }));
    graph.remove(0);
    expect([graph.edges(), graph.edgesFrom(1)]).toEqual([[], []]);
  });

  test("and edges agree after any changes, whatever their order", () => {
    const change = fc.oneof(
      fc.record({
        type: fc.constant("fact" as const),
        key: fc.constantFrom("a", "b"),
        supersedes: fc.constantFrom("a", "b", "f-2", undefined),
      }),
      fc.record({ type: fc.constant("said" as const) }),
      fc.record({ type: fc.constant("link" as const), from: fc.nat(12), to: fc.nat(12) }),
      fc.record({ type: fc.constant("remove" as const), node: fc.nat(12) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const graph = createMemoryGraph();
        for (const one of changes) {
          if (one.type === "fact") {
            const { key, supersedes } = one;
            graph.addFact(fact("f", key, supersedes === undefined ? {} : { supersedes }));
          } else if (one.type === "said") graph.add(node("conversation", "user"));
          else if (one.type === "link") graph.link(one.from, one.to, "cites-premise");
          else graph.remove(one.node);
        }
        const there = new Set(graph.nodes().map((one) => one.node));
        expect(graph.edges().every(({ from, to }) => there.has(from) && there.has(to))).toBe(true);
        expect(graph.edges().length).toBe(graph.nodes().reduce((sum, one) => sum + graph.edgesTo(one.node).length, 0));
        expect(graph.needsReview().every((one) => there.has(one))).toBe(true);
        expect(graph.nodes().every((one) => graph.byKey(one.key).includes(one))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe("superseding (FT-4)", () => {
  const built = (): MemoryGraph => {
    const graph = createMemoryGraph();
    graph.addFact(fact("db", "database"));
    graph.addFact(fact("pool", "pool size", { dependsOn: ["db", "nothing"] }));
    const conclusion = graph.add(node("conclusion", "driver"));
    graph.link(conclusion, 0, "cites-premise");
    graph.addFact(fact("far", "far", { dependsOn: ["pool"] }));
    graph.addFact(fact("db2", "database", { supersedes: "db" }));
    return graph;
  };

  test("changes the old one, marks what depends on it for review and invalidates what cites it, one step far", () => {
    const graph = built();
    expect(kinds(graph)).toEqual(["fact-superseded", "fact", "conclusion-invalidated", "fact", "fact"]);
    expect(graph.needsReview()).toEqual([0, 1]);
    expect(edges(graph)).toContainEqual([4, "supersedes", 0, 1]);
    expect([graph.byFactId("db")?.kind, graph.byFactId("db2")?.kind]).toEqual(["fact-superseded", "fact"]);
  });

  test("finds the old one by its id first, and else by its key the newest that counts", () => {
    const graph = createMemoryGraph();
    graph.addFact(fact("one", "colour"));
    graph.addFact(fact("two", "colour"));
    graph.addFact(fact("colour", "shape"));
    graph.addFact(fact("three", "colour", { supersedes: "colour" }));
    expect(kinds(graph)).toEqual(["fact", "fact", "fact-superseded", "fact"]);
    graph.addFact(fact("four", "colour", { supersedes: "shade" }));
    graph.addFact(fact("five", "hue", { supersedes: "one" }));
    graph.remove(2);
    graph.addFact(fact("six", "colour", { supersedes: "colour" }));
    expect(kinds(graph)).toEqual(["fact-superseded", "fact", "fact", "fact-superseded", "fact", "fact"]);
  });

  test("goes on in a chain, also from one that is superseded already (EC-7)", () => {
    const graph = createMemoryGraph();
    graph.addFact(fact("v1", "version"));
    graph.addFact(fact("v2", "version", { supersedes: "v1" }));
    graph.addFact(fact("v3", "version", { supersedes: "v2" }));
    graph.addFact(fact("v3b", "version", { supersedes: "v1" }));
    expect(kinds(graph)).toEqual(["fact-superseded", "fact-superseded", "fact", "fact"]);
    expect(edges(graph).filter(([, kind]) => kind === "supersedes")).toEqual([
      [1, "supersedes", 0, 1],
      [2, "supersedes", 1, 1],
      [3, "supersedes", 0, 1],
    ]);
  });
});
