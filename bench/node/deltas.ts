import type { Row } from "../tools/report.mjs";
import { median, pairedRatio, spread } from "../tools/rounds.mjs";
import { createAgentWorld } from "./agent-world.ts";
import { busyMs, collect } from "./busy-time.ts";
import { runFloorLoop } from "./floor-loop.ts";
import { writingModel } from "./scripted-model.ts";

const deltas = 20_000;
const sampleEvery = 128;

type Play = (onDelta: (text: string) => void) => Promise<() => Promise<unknown>>;

const floor: Play = async (onDelta) => () => runFloorLoop(writingModel(deltas), new Map(), "Go on.", onDelta);
const ours: Play = async (onDelta) => (await createAgentWorld({ provider: writingModel(deltas), onDelta })).run;

/** Microseconds per delta, over `runs` answers. */
const measureTime = async (play: Play, runs: number): Promise<number> => {
  let heard = 0;
  const plays: (() => Promise<unknown>)[] = [];
  for (let index = 0; index < runs; index += 1) {
    const run = await play(() => {
      heard += 1;
    });
    plays.push(run);
  }
  collect();
  const start = busyMs();
  for (const run of plays) await run();
  const spent = busyMs() - start;
  if (heard !== deltas * runs) throw new Error(`The consumer heard ${heard} pieces.`);
  return (spent * 1000) / heard;
};

/**
 * The highest use of the heap while one answer flows, over what it was before, in MB. It counts garbage that still lies about, so
 * the process is started with a small space for young objects: else it tells how late Node collects, not how much is held.
 */
const measureHeap = async (play: Play): Promise<number> => {
  let [heard, peak] = [0, 0];
  const run = await play(() => {
    heard += 1;
    if (heard % sampleEvery === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
  });
  collect();
  const base = process.memoryUsage().heapUsed;
  await run();
  return Math.max(0, peak - base) / 1024 ** 2;
};

/** 20,000 pieces of text from the provider through loop, recorder and log in memory to the consumer. */
export const deltaRows = async (rounds: number): Promise<readonly Row[]> => {
  const time: Record<"floor" | "ours", number[]> = { floor: [], ours: [] };
  for (let warmUp = 0; warmUp < 3; warmUp += 1) {
    await measureTime(floor, 2);
    await measureTime(ours, 2);
  }
  for (let round = 0; round < rounds; round += 1) {
    time.floor.push(await measureTime(floor, 4));
    time.ours.push(await measureTime(ours, 4));
  }
  return [
    {
      name: "20,000 deltas, provider to consumer, per delta",
      unit: "µs",
      floor: median(time.floor),
      ours: median(time.ours),
      ratio: pairedRatio(time.ours, time.floor),
      target: "at most 3 µs",
      judged: median(time.ours),
      bound: 3,
      sense: "at-most",
      note: spread(time.ours),
    },
  ];
};

/** The memory that the same takes. */
export const heapRows = async (rounds: number): Promise<readonly Row[]> => {
  const heap: Record<"floor" | "ours", number[]> = { floor: [], ours: [] };
  for (let round = -1; round < rounds; round += 1) {
    const [byHand, product] = [await measureHeap(floor), await measureHeap(ours)];
    // The first round also loads the program.
    if (round < 0) continue;
    heap.floor.push(byHand);
    heap.ours.push(product);
  }
  return [
    {
      name: "20,000 deltas, peak heap above the start",
      unit: "MB",
      floor: median(heap.floor),
      ours: median(heap.ours),
      target: "at most 6 MB",
      judged: median(heap.ours),
      bound: 6,
      sense: "at-most",
      note: `${spread(heap.ours)}; young space held at 1 MB`,
    },
  ];
};
