import { describe, expect, test } from "vitest";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { createMatchIndex, matchTokens } from "./match.ts";
import { createMemoryGraph, type MemoryGraph } from "./memory-graph.ts";
import { type EdgeKind, edgeTraits, type MemoryEdge, type MemoryNode } from "./node.ts";
import { createRetriever } from "./retrieve.ts";
import { activationArcs, seedShares, spreadActivation } from "./spread.ts";
import { stemOf } from "./stem.ts";

const nodesOf = (...values: readonly string[]): readonly MemoryNode[] =>
  values.map((value, node) => ({ node, kind: "fact", key: "", value, authority: "user", createdAt: 0 }));

describe("words", () => {
  test("are cut at white space and marks, in lower case", () => {
    expect(matchTokens("Path/To: some-file_name.ts, B; ok?")).toEqual(["path", "to", "some", "file", "name", "ts", "b", "ok"]);
  });

  test("lose one ending and a plural s, never below three letters", () => {
    expect(
      ["configured", "configuration", "databases", "database", "running", "red", "classes", "cats", "gas"].map(stemOf),
    ).toEqual(["configur", "configur", "databa", "databa", "runn", "red", "class", "cat", "gas"]);
  });
});

describe("matching", () => {
  const nodes = nodesOf("login page", "logins failed", "the credentials", "relogin", "nothing");
  const match = (query: string) => createMatchIndex(nodes).match(query, 0);

  test("counts a word as it stands 3, its stem 2, a synonym 1.5 and a part 1, the first that applies", () => {
    // One word: its rarity is in both sums.
    expect([...match("login").weights]).toEqual([1, 2 / 3, 0.5, 1 / 3, 0]);
    expect([...match("login").overlaps]).toEqual([1, 1, 1, 1, 0]);
  });

  test("weighs words by max(0.1, ln(N / (1 + n))), and by 1 where no node has them", () => {
    const page = Math.log(5 / 2);
    const { overlaps, weights } = match("page unheard");
    expect(weights[0]).toBeCloseTo((3 * page) / (3 * page + 3 * 1), 12);
    expect(overlaps[0]).toBe(0.5);
    const common = createMatchIndex(nodesOf("same", "same", "same other")).match("same other", 0);
    expect(common.weights[0]).toBeCloseTo((0.1 * 3) / (0.1 * 3 + Math.log(3 / 2) * 3), 12);
  });

  test("of a question without words finds nothing", () => {
    expect([...match(" ?! ").weights]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("spreading activation", () => {
  const edge = (from: number, to: number, kind: EdgeKind, weight = 1): MemoryEdge => ({ from, to, kind, weight });
  const places = (count: number): ReadonlyMap<number, number> =>
    new Map(Array.from({ length: count }, (_, place) => [place, place]));

  test("caps the shares of seeds at 0.4 and shares out what is left, so that one seed alone has all", () => {
    expect(seedShares([{ place: 0, weight: 7 }])).toEqual([1]);
    const shares = seedShares([
      { place: 0, weight: 8 },
      { place: 1, weight: 1 },
      { place: 2, weight: 1 },
    ]);
    expect(shares.map((share) => share.toFixed(9))).toEqual([0.4 / 0.6, 0.1 / 0.6, 0.1 / 0.6].map((share) => share.toFixed(9)));
  });

  test("gives one neighbour what its kind lets through of the half that goes on", () => {
    const active = spreadActivation(activationArcs(places(2), [edge(0, 1, "temporal-next")]), [{ place: 0, weight: 1 }]);
    expect([...active].map((value) => value.toFixed(6))).toEqual(["0.500000", "0.125000"]);
  });

  test("goes both ways where the kind does", () => {
    const active = spreadActivation(activationArcs(places(2), [edge(0, 1, "depends-on")]), [{ place: 0, weight: 1 }]);
    // a = 0.5 + 0.4 b, b = 0.4 a.
    expect([...active].map((value) => value.toFixed(5))).toEqual([(0.5 / 0.84).toFixed(5), (0.2 / 0.84).toFixed(5)]);
  });

  test("of nothing is nothing", () => {
    expect([...spreadActivation(activationArcs(places(2), []), [])]).toEqual([0, 0]);
  });

  test("agrees with the solution of its equations on seeded random graphs, and never makes activation", () => {
    const { next } = createFakeRandom(3);
    const kinds = Object.keys(edgeTraits) as readonly EdgeKind[];
    for (let trial = 0; trial < 30; trial += 1) {
      const size = 2 + Math.floor(next() * 12);
      const pick = (): number => Math.floor(next() * size);
      const edges = Array.from({ length: size * 2 }, () =>
        edge(pick(), pick(), kinds[Math.floor(next() * kinds.length)] ?? "related-to", next()),
      );
      const seeds = [
        { place: 0, weight: 1 + next() },
        { place: 1, weight: next() + 0.1 },
      ];
      const active = spreadActivation(activationArcs(places(size), edges), seeds);
      // A dense matrix, applied until nothing moves any more.
      const arcs = edges.flatMap(({ from, kind, to, weight }) => {
        const { bothWays, passes } = edgeTraits[kind];
        return bothWays && from !== to
          ? [[from, to, passes * weight] as const, [to, from, passes * weight] as const]
          : [[from, to, passes * weight] as const];
      });
      const shares = seedShares(seeds);
      let slow = Array.from({ length: size }, () => 0);
      for (let round = 0; round < 200; round += 1)
        slow = slow.map((_, place) => {
          const came = arcs
            .filter(([, to]) => to === place)
            .map(([from, , through]) => ((slow[from] ?? 0) * through) / arcs.filter(([source]) => source === from).length);
          return 0.5 * (shares[place] ?? 0) + 0.5 * came.reduce((sum, value) => sum + value, 0);
        });
      for (const [place, value] of active.entries()) expect(Math.abs(value - (slow[place] ?? 0))).toBeLessThan(1e-5);
      expect(active.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });
});

describe("retrieval", () => {
  const topics: Readonly<Record<string, readonly string[]>> = {
    postgresql: [
      "PostgreSQL is the main database of the shop",
      "the PostgreSQL configuration lives in config/database.yml",
      "PostgreSQL listens on port 5432",
      "PostgreSQL is configured with 20 connections",
      "PostgreSQL backups run each night",
    ],
    django: [
      "Django renders the admin area",
      "Django migrations are written by hand",
      "Django runs behind nginx",
      "Django sessions last a week",
      "Django uses Celery for mail",
    ],
    css: [
      "buttons are green",
      "the grid has twelve columns",
      "fonts are served locally",
      "dark mode follows the system",
      "icons are drawn as SVG",
    ],
    team: [
      "Ada leads the team",
      "Bob writes the mails",
      "Eve reviews on Mondays",
      "stand-up is at nine",
      "holidays are in August",
    ],
  };
  const topicGraph = (): MemoryGraph => {
    const graph = createMemoryGraph();
    for (const [topic, values] of Object.entries(topics))
      for (const [number, value] of values.entries())
        graph.addFact({ factId: `${topic}-${number}`, key: `${topic} ${number}`, value, authority: "user", createdAt: number });
    graph.link(graph.byFactId("django-2")?.node ?? -1, graph.byFactId("postgresql-0")?.node ?? -1, "depends-on");
    return graph;
  };
  const topicOf = ({ factId = "" }: MemoryNode): string => factId.split("-")[0] ?? "";

  test("finds the topic of a question, and what is connected with it (FT-2)", () => {
    const { found, seeds } = createRetriever(topicGraph()).retrieve("How is the database configured?", 0);
    expect(found.slice(0, 5).filter(({ node }) => topicOf(node) === "postgresql").length).toBeGreaterThanOrEqual(2);
    expect(found.map(({ node }) => node.factId)).toContain("django-2");
    const weight = (isTopic: boolean): number => {
      const weights = seeds.filter(({ node }) => (topicOf(node) === "postgresql") === isTopic).map((seed) => seed.weight);
      return weights.length === 0 ? 0 : weights.reduce((sum, value) => sum + value, 0) / weights.length;
    };
    expect(weight(true)).toBeGreaterThan(weight(false));
    const activations = found.map(({ activation }) => activation);
    expect(activations).toEqual(activations.toSorted((one, other) => other - one));
  });

  test("has at most five seeds, and at most one for a question of no words that anything knows (EC-8)", () => {
    const retriever = createRetriever(topicGraph());
    expect(retriever.retrieve("PostgreSQL Django team the", 0).seeds.length).toBe(5);
    expect(retriever.retrieve("xylophone zebra quux", 0).seeds.length).toBeLessThanOrEqual(1);
  });

  test("finds a single node (EC-2), and nothing in an empty graph", () => {
    const graph = createMemoryGraph();
    expect(createRetriever(graph).retrieve("anything", 0)).toMatchObject({ seeds: [], found: [] });
    graph.addFact({ factId: "f", key: "colour", value: "green", authority: "user", createdAt: 0 });
    const { found } = createRetriever(graph).retrieve("which colour", 0);
    expect(found.map(({ activation, node, score }) => [node.factId, activation, score])).toEqual([["f", 0.5, 0.5]]);
  });

  test("does not find what is expired (EC-4), and follows what changes", () => {
    const graph = createMemoryGraph();
    graph.addFact({ factId: "f", key: "colour", value: "green", authority: "user", createdAt: 0, expiresAt: 10 });
    const retriever = createRetriever(graph);
    const ids = (now: number): readonly (string | undefined)[] =>
      retriever.retrieve("colour", now).found.map(({ node }) => node.factId);
    expect([ids(9), ids(10)]).toEqual([["f"], []]);
    graph.addFact({ factId: "g", key: "colour", value: "blue", authority: "user", createdAt: 0 });
    expect(ids(10)).toEqual(["g"]);
  });

  test("takes the greater of activation and the words that a node shares with the question as its score", () => {
    const graph = topicGraph();
    const { scoreOf } = createRetriever(graph).retrieve("twelve columns", 0);
    expect(scoreOf(graph.byFactId("css-1")?.node ?? -1)).toBe(1);
    expect(scoreOf(graph.byFactId("team-0")?.node ?? -1)).toBe(0);
  });
});
