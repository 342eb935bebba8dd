import { kmeans } from "ml-kmeans";
import { kMeans } from "../../src/engine/memory/consolidation/k-means.ts";
import { type TermRows, termRowsOf } from "../../src/engine/memory/consolidation/term-rows.ts";
import type { Row } from "../tools/report.mjs";
import { median, spread } from "../tools/rounds.mjs";
import { timed } from "./busy-time.ts";
import { createNumbers } from "./numbers.ts";

const size = { texts: 10_000, k: 20, words: 12, topics: 20, topicWords: 90, commonWords: 200 };

/** Short texts of twenty subjects: half of a text's words belong to its subject, half to all. */
const texts = (): readonly string[] => {
  const next = createNumbers(5);
  const pick = (below: number): number => Math.floor(next() * below);
  const word = (topic: number): string =>
    next() < 0.5 ? `subject${topic}x${pick(size.topicWords)}` : `common${pick(size.commonWords)}`;
  return Array.from({ length: size.texts }, () => {
    const topic = pick(size.topics);
    return Array.from({ length: size.words }, () => word(topic)).join(" ");
  });
};

const denseOf = ({ offsets, rowCount, termCount, terms, values }: TermRows): number[][] =>
  Array.from({ length: rowCount }, (_, row) => {
    const dense = new Array<number>(termCount).fill(0);
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at += 1) dense[terms[at] ?? 0] = values[at] ?? 0;
    return dense;
  });

/** The library, one round: ten iterations from the first vectors, as it has no farthest-point start without chance. */
const libraryMs = (rows: TermRows): number => {
  const dense = denseOf(rows);
  const starts = dense.slice(0, size.k);
  return timed(() => kmeans(dense, size.k, { initialization: starts, maxIterations: 10 })).tookMs;
};

/** What grouping many short texts takes. */
export const kMeansRows = (rounds: number): readonly Row[] => {
  const all = texts();
  const measured = { vectors: [] as number[], clusters: [] as number[] };
  let rows = termRowsOf(all);
  for (let round = 0; round <= rounds; round += 1) {
    const made = timed(() => termRowsOf(all));
    rows = made.value;
    const { tookMs, value } = timed(() => kMeans(rows, size.k, 10));
    if (value.count !== size.k) throw new Error(`There are ${value.count} clusters.`);
    // The first round is the one in which everything is compiled.
    if (round === 0) continue;
    measured.vectors.push(made.tookMs);
    measured.clusters.push(tookMs);
  }
  return [
    {
      name: "Consolidation, k-means over 10,000 sparse vectors, k = 20",
      unit: "ms",
      ours: median(measured.clusters),
      target: "at most 300 ms",
      judged: median(measured.clusters),
      bound: 300,
      sense: "at-most",
      note: `${spread(measured.clusters)}; their vectors from the texts ${Math.round(median(measured.vectors))} ms; ml-kmeans dense, once: ${Math.round(libraryMs(rows))} ms`,
    },
  ];
};
