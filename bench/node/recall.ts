import MiniSearch from "minisearch";
import { createSimdRows } from "../../src/engine/memory/simd-rows.ts";
import { createTextIndex } from "../../src/engine/memory/text-index.ts";
import { createVectorIndex } from "../../src/engine/memory/vector-index.ts";
import { createPlainRows, rowsPerBlock } from "../../src/engine/memory/vector-rows.ts";
import type { Row } from "../tools/report.mjs";
import { median, pairedRatio, spread } from "../tools/rounds.mjs";
import { busyMs, timed } from "./busy-time.ts";
import { createNumbers } from "./numbers.ts";

const size = { texts: 100_000, words: 10, vocabulary: 20_000, queries: 200, queryWords: 3, dimensions: 384, top: 10 };

/** Short texts whose words are as unevenly common as those of a language. */
const textsAndQueries = () => {
  const next = createNumbers(7);
  const word = (): string => `word${Math.floor(size.vocabulary * next() ** 3)}`;
  const words = (count: number): string => Array.from({ length: count }, word).join(" ");
  const texts = Array.from({ length: size.texts }, () => words(size.words));
  return { texts, queries: Array.from({ length: size.queries }, () => words(size.queryWords)) };
};

const searched = (search: (query: string) => unknown, queries: readonly string[]): number =>
  timed(() => {
    for (const query of queries) search(query);
  }).tookMs / queries.length;

/** What finding remembered texts and vectors among many takes, beside minisearch 7. */
export const recallRows = (rounds: number): readonly Row[] => {
  const { queries, texts } = textsAndQueries();
  const measured = { build: [] as number[], query: [] as number[], theirBuild: [] as number[], theirQuery: [] as number[] };
  for (let round = 0; round <= Math.min(rounds, 3); round += 1) {
    const index = createTextIndex();
    const build = timed(() => {
      for (const [number, text] of texts.entries()) index.add(String(number), text);
    }).tookMs;
    const query = searched((words) => index.search(words, size.top), queries);
    const library = new MiniSearch({ fields: ["text"] });
    const theirBuild = timed(() => {
      for (const [id, text] of texts.entries()) library.add({ id, text });
    }).tookMs;
    const theirQuery = searched((words) => library.search(words), queries);
    if (round === 0) continue;
    measured.build.push(build);
    measured.query.push(query);
    measured.theirBuild.push(theirBuild);
    measured.theirQuery.push(theirQuery);
  }
  const queryRatio = median(measured.theirQuery) / median(measured.query);
  const buildRatio = median(measured.theirBuild) / median(measured.build);
  return [
    {
      name: "Text recall over 100,000 short items, one query of three words",
      unit: "ms",
      ours: median(measured.query),
      target: "at least 10 times faster than minisearch 7",
      judged: queryRatio,
      bound: 10,
      sense: "at-least",
      note: `${spread(measured.query)}; minisearch ${median(measured.theirQuery).toFixed(2)} ms: ${queryRatio.toFixed(1)} times`,
    },
    {
      name: "Text recall, building the index of 100,000 short items",
      unit: "ms",
      ours: median(measured.build),
      target: "at least 3 times faster than minisearch 7",
      judged: buildRatio,
      bound: 3,
      sense: "at-least",
      note: `${spread(measured.build)}; minisearch ${Math.round(median(measured.theirBuild))} ms: ${buildRatio.toFixed(1)} times`,
    },
    ...vectorRows(rounds),
  ];
};

const vectorRows = (rounds: number): readonly Row[] => {
  const next = createNumbers(9);
  const vector = (): Float32Array => Float32Array.from({ length: size.dimensions }, () => next() - 0.5);
  const [index, plain] = [createVectorIndex(), createVectorIndex(createPlainRows)];
  const bare = createSimdRows(size.dimensions);
  if (bare?.reserve(size.texts) !== true) throw new Error("This machine cannot run the program of the vectors.");
  const inserts: number[] = [];
  for (let number = 0; number < size.texts; number += 1) {
    const one = vector();
    bare.row(number).set(one);
    plain.add(String(number), one);
    const start = busyMs();
    index.add(String(number), one);
    inserts.push(busyMs() - start);
    // Somebody remembers meanwhile.
    if (number % 5_000 === 0) index.nearest(one, size.top);
  }
  const multiply = (query: Float32Array): void => {
    bare.query().set(query);
    for (let block = 0; block * rowsPerBlock < size.texts; block += 1)
      bare.products(block, Math.min(rowsPerBlock, size.texts - block * rowsPerBlock));
  };
  const measured = { ours: [] as number[], bare: [] as number[], plain: [] as number[] };
  for (let round = 0; round < Math.max(5, rounds); round += 1) {
    const query = vector();
    const times = {
      bare: timed(() => multiply(query)).tookMs,
      ours: timed(() => index.nearest(query, size.top)).tookMs,
      plain: timed(() => plain.nearest(query, size.top)).tookMs,
    };
    if (round === 0) continue;
    for (const name of ["ours", "bare", "plain"] as const) measured[name].push(times[name]);
  }
  const ratio = pairedRatio(measured.ours, measured.bare);
  const longest = inserts.reduce((most, one) => Math.max(most, one), 0);
  return [
    {
      name: "Nearest 10 of 100,000 vectors of 384 numbers",
      unit: "ms",
      floor: median(measured.bare),
      ours: median(measured.ours),
      ratio,
      target: "at most 1.5× the bare WASM SIMD loop",
      judged: ratio,
      bound: 1.5,
      sense: "at-most",
      note: `${spread(measured.ours)}; in plain JavaScript ${median(measured.plain).toFixed(1)} ms`,
    },
    {
      name: "Vectors, the longest of 100,000 inserts with recalls in between",
      unit: "ms",
      ours: longest,
      target: "at most 16 ms",
      judged: longest,
      bound: 16,
      sense: "at-most",
      note: `median ${(median(inserts) * 1_000).toFixed(1)} µs`,
    },
  ];
};
