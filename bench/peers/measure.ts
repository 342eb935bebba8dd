import { busyMs, collect } from "../node/busy-time.ts";
import { median } from "../tools/rounds.mjs";
import { type Answer, type Peer, piece, type Work } from "./work.ts";

/** What a library is asked to do. The figure is microseconds per turn or per delta, MB, or milliseconds. */
export type Task =
  | { readonly type: "turns"; readonly turns: number; readonly runs: number; readonly by: "processor" | "clock" }
  | { readonly type: "deltas"; readonly deltas: number; readonly runs: number }
  | { readonly type: "heap"; readonly deltas: number }
  /** The median of so many runs, each with so many reads at once. */
  | { readonly type: "reads"; readonly runs: number; readonly reads: number; readonly readMs: number }
  /** The median of so many; -1 where one run does not end within `limitMs`. */
  | { readonly type: "cancel"; readonly cancels: number; readonly limitMs: number };

interface Expected {
  readonly calls: number;
  readonly characters: number;
}

interface Play {
  readonly run: () => Promise<void>;
  /** Throws when the agent did not do what the model said. */
  readonly check: () => void;
}

const unheard = (): void => {};

/** An agent that is ready to do the work, counted. */
const prepare = async (
  peer: Peer,
  answer: (index: number) => Answer,
  expected: Expected,
  {
    read = async () => "constant",
    onText = unheard,
  }: { readonly read?: () => Promise<string>; readonly onText?: () => void } = {},
): Promise<Play> => {
  let [calls, characters] = [0, 0];
  const work: Work = {
    answer,
    tool: () => {
      calls += 1;
      return read();
    },
    onText: (text) => {
      characters += text.length;
      onText();
    },
    signal: new AbortController().signal,
  };
  const run = await peer(work);
  return {
    run,
    check: () => {
      if (calls === expected.calls && characters >= expected.characters) return;
      throw new Error(`The agent made ${calls} calls of ${expected.calls} and told ${characters} characters.`);
    },
  };
};

const callingOnce = { pieces: 0, calls: 1 } as const;
const saying = { pieces: 1, calls: 0 } as const;
const calling =
  (turns: number) =>
  (index: number): Answer =>
    index < turns ? callingOnce : saying;

/** Milliseconds for agents one after the other; making them ready is not counted. */
const timeOf = async (plays: readonly Play[], now: () => number): Promise<number> => {
  collect();
  const start = now();
  for (const { run } of plays) await run();
  const spent = now() - start;
  for (const { check } of plays) check();
  return spent;
};

const several = (runs: number, play: () => Promise<Play>): Promise<readonly Play[]> =>
  Promise.all(Array.from({ length: runs }, play));

const measureTurns = async (peer: Peer, { turns, runs, by }: Extract<Task, { readonly type: "turns" }>): Promise<number> => {
  const plays = await several(runs, () => prepare(peer, calling(turns), { calls: turns, characters: piece.length }));
  const spent = await timeOf(plays, by === "processor" ? busyMs : () => performance.now());
  return (spent * 1000) / (turns * runs);
};

const writing = (deltas: number) => (): Answer => ({ pieces: deltas, calls: 0 });

const measureDeltas = async (peer: Peer, { deltas, runs }: Extract<Task, { readonly type: "deltas" }>): Promise<number> => {
  const plays = await several(runs, () => prepare(peer, writing(deltas), { calls: 0, characters: deltas * piece.length }));
  return ((await timeOf(plays, busyMs)) * 1000) / (deltas * runs);
};

const sampleEvery = 128;

/** The highest use of the heap while one answer flows, over what it was before, in MB. */
const measureHeap = async (peer: Peer, { deltas }: Extract<Task, { readonly type: "heap" }>): Promise<number> => {
  let [heard, peak] = [0, 0];
  const onText = (): void => {
    heard += 1;
    if (heard % sampleEvery === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
  };
  const play = await prepare(peer, writing(deltas), { calls: 0, characters: deltas * piece.length }, { onText });
  collect();
  const base = process.memoryUsage().heapUsed;
  await play.run();
  play.check();
  return Math.max(0, peak - base) / 1024 ** 2;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds on the clock from the start of a run to its end. */
const measureReads = async (peer: Peer, { runs, reads, readMs }: Extract<Task, { readonly type: "reads" }>): Promise<number> => {
  const read = async (): Promise<string> => {
    await pause(readMs);
    return "constant";
  };
  const answer = (index: number): Answer => (index === 0 ? { pieces: 0, calls: reads } : saying);
  const figures: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const play = await prepare(peer, answer, { calls: reads, characters: piece.length }, { read });
    figures.push(await timeOf([play], () => performance.now()));
  }
  return median(figures);
};

/** Milliseconds on the clock from the stop to the end of one run, while a tool runs that does not hear it. */
const cancelOnce = async (peer: Peer, limitMs: number): Promise<number | undefined> => {
  const controller = new AbortController();
  let onCall = (): void => {};
  const called = new Promise<void>((resolve) => {
    onCall = resolve;
  });
  const run = await peer({
    answer: calling(1),
    tool: () => {
      onCall();
      return new Promise(() => {});
    },
    onText: unheard,
    signal: controller.signal,
  });
  // Some libraries end by throwing; that is an end.
  const ended = run().catch(unheard);
  await called;
  // What the library does behind the call's start is not part of the stop.
  await pause(5);
  const start = performance.now();
  controller.abort();
  const spentMs = ended.then(() => performance.now() - start);
  return Promise.race([spentMs, pause(limitMs).then(() => undefined)]);
};

const measureCancel = async (peer: Peer, { cancels, limitMs }: Extract<Task, { readonly type: "cancel" }>): Promise<number> => {
  const figures: number[] = [];
  for (let index = 0; index < cancels; index += 1) {
    const spentMs = await cancelOnce(peer, limitMs);
    if (spentMs === undefined) return -1;
    figures.push(spentMs);
  }
  return median(figures);
};

export const measure = (peer: Peer, task: Task): Promise<number> => {
  switch (task.type) {
    case "turns":
      return measureTurns(peer, task);
    case "deltas":
      return measureDeltas(peer, task);
    case "heap":
      return measureHeap(peer, task);
    case "reads":
      return measureReads(peer, task);
    case "cancel":
      return measureCancel(peer, task);
  }
};
