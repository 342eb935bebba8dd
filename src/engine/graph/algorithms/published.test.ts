import { expect, test } from "vitest";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { betweenness, choosePivots, sampledError } from "./betweenness.ts";
import { breadthFirst, fewestSteps } from "./breadth-first.ts";
import { findCommunities, modularity } from "./communities.ts";
import { cheapestWay } from "./dijkstra.ts";
import { finished, type Model, published } from "./model.fake.ts";
import { pageRank } from "./page-rank.ts";
import { karateClub, lesMiserables, southernWomen } from "./published.fake.ts";

const rounded = ({ names }: Model, values: Float64Array, wanted: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(wanted.map((name) => [name, Math.round((values[names.indexOf(name)] ?? -1) * 1e6) / 1e6]));

const size = ({ csr }: Model) => ({ nodes: csr.nodeCount, edges: csr.targets.length / 2 });
const diameter = ({ csr }: Model): number =>
  Math.max(...Array.from({ length: csr.nodeCount }, (_, node) => Math.max(...breadthFirst(csr, node).steps)));
const exactRank = { tolerance: 1e-15, maxRounds: 2_000 };

test("Zachary's karate club has the values that are published of it", () => {
  const club = published(karateClub);
  const ways = {
    steps: fewestSteps(club.csr, club.names.indexOf("17"), club.names.indexOf("27"))?.length,
    diameter: diameter(club),
  };
  expect({ ...size(club), ...ways }).toEqual({ nodes: 34, edges: 78, steps: 6, diameter: 5 });
  const through = rounded(club, finished(betweenness(club.csr)), ["1", "34", "33", "3", "32", "9", "2"]);
  expect(through).toEqual({ 1: 0.437635, 34: 0.304075, 33: 0.145247, 3: 0.143657, 32: 0.138276, 9: 0.055927, 2: 0.053937 });
  const ranks = rounded(club, pageRank(club.csr, exactRank), ["34", "1", "33", "3"]);
  expect(ranks).toEqual({ 34: 0.100919, 1: 0.096997, 33: 0.071693, 3: 0.057079 });
  const communities = findCommunities(club.csr);
  // 0.4198 is the highest that there is (Brandes et al. 2008).
  expect(modularity(club.csr, communities)).toBeGreaterThan(0.415);
  expect(modularity(club.csr, communities)).toBeLessThan(0.4199);
  expect(new Set(communities).size).toBe(4);
  const of = (name: string): number | undefined => communities[club.names.indexOf(name)];
  // The two who fell out, each with those nearest to them.
  expect([of("1") === of("34"), of("33") === of("34"), of("2") === of("1")]).toEqual([false, true, true]);
});

test("Les Misérables has the values that are published of it", () => {
  const novel = published(lesMiserables);
  const [start, end] = [novel.names.indexOf("Napoleon"), novel.names.indexOf("Boulatruelle")];
  const ways = { cost: cheapestWay(novel.csr, start, end)?.cost, steps: fewestSteps(novel.csr, start, end)?.length };
  expect({ ...size(novel), diameter: diameter(novel), ...ways }).toEqual({
    nodes: 77,
    edges: 254,
    diameter: 5,
    cost: 9,
    steps: 5,
  });
  const through = rounded(novel, finished(betweenness(novel.csr)), ["Valjean", "Myriel", "Gavroche", "Marius", "Fantine"]);
  expect(through).toEqual({ Valjean: 0.569989, Myriel: 0.176842, Gavroche: 0.165113, Marius: 0.132032, Fantine: 0.129645 });
  const ranks = rounded(novel, pageRank(novel.csr, exactRank), ["Valjean", "Marius", "Myriel", "Cosette"]);
  expect(ranks).toEqual({ Valjean: 0.099558, Marius: 0.051668, Myriel: 0.039232, Cosette: 0.03691 });
  expect(modularity(novel.csr, findCommunities(novel.csr))).toBeGreaterThan(0.56);
});

test("Davis' southern women have the values that are published of them", () => {
  const women = published(southernWomen);
  expect({ ...size(women), diameter: diameter(women) }).toEqual({ nodes: 32, edges: 89, diameter: 4 });
  const through = rounded(women, finished(betweenness(women.csr)), ["E8", "E9", "E7", "Nora Fayette", "Evelyn Jefferson"]);
  expect(through).toEqual({ E8: 0.237003, E9: 0.219209, E7: 0.125881, "Nora Fayette": 0.108581, "Evelyn Jefferson": 0.092431 });
  const ranks = rounded(women, pageRank(women.csr, exactRank), ["E8", "E9", "E7", "Nora Fayette"]);
  expect(ranks).toEqual({ E8: 0.072497, E9: 0.066602, E7: 0.051901, "Nora Fayette": 0.044537 });
  const communities = findCommunities(women.csr);
  const of = (name: string): number | undefined => communities[women.names.indexOf(name)];
  // The two circles that the study found.
  expect([of("Evelyn Jefferson") === of("Laura Mandeville"), of("Evelyn Jefferson") === of("Katherina Rogers")]).toEqual([
    true,
    false,
  ]);
});

test("sampled betweenness stays within its stated error, and is exact with every node as a pivot", () => {
  for (const text of [karateClub, lesMiserables, southernWomen]) {
    const { csr } = published(text);
    const exact = finished(betweenness(csr));
    const random = createFakeRandom(7);
    const pivots = choosePivots(csr.nodeCount, 20, random.next);
    expect(new Set(pivots).size).toBe(20);
    const sampled = finished(betweenness(csr, pivots));
    const errors = sampled.map((value, node) => Math.abs(value - (exact[node] ?? 0)));
    expect(Math.max(...errors)).toBeLessThan(sampledError(20));
    const all = finished(betweenness(csr, choosePivots(csr.nodeCount, 1_000, random.next)));
    all.forEach((value, node) => void expect(value).toBeCloseTo(exact[node] ?? -1, 12));
  }
});

test("betweenness tells how far it is after each source, so it can be left there", () => {
  const { csr } = published(karateClub);
  const steps = betweenness(csr);
  expect([steps.next().value, steps.next().value]).toEqual([
    { done: 1, total: 34 },
    { done: 2, total: 34 },
  ]);
  const ended: IteratorResult<unknown, unknown> = steps.return(new Float64Array());
  expect(ended.done).toBe(true);
});
