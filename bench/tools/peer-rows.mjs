import { withPeers } from "./peer-children.mjs";
import { figure } from "./report.mjs";
import { median, pairedRatio, spread } from "./rounds.mjs";

/** @typedef {import("../peers/measure.ts").Task} Task */
/** @typedef {Map<string, number[]>} Figures of each library, round by round */

/** How a library says that a run does not end. */
const neverEnds = -1;
const floor = "floor";
const ours = "ours";
/** With a hook of each kind that lets everything through, and the audit read along. */
const watched = "ours, watched";
const peers = ["pi", "ai", "@openai/agents", "langchain", "mastra"];

/** 25 µs where the hand-written loop takes 3.4. */
const loopBound = 25 / 3.4;
/** How often a library repeats a run of 100 turns in a round: what takes a few µs is measured over more turns. */
const repeats = new Map([
  [floor, 100],
  [ours, 20],
  [watched, 20],
  ["pi", 20],
]);
/** How many rounds of 1,000 turns are enough for those that take seconds; the time of the first two grows with the square. */
const longRounds = new Map([
  ["@openai/agents", 1],
  ["mastra", 1],
  ["langchain", 3],
]);

/**
 * One task in every library, round by round, so that what slows one slows all. The first `warmUps` rounds do not count. A library
 * that does not end is asked once.
 * @param {readonly import("./peer-children.mjs").PeerChild[]} children
 * @param {{ rounds: number, warmUps: number, taskOf: (name: string) => Task, roundsOf?: (name: string) => number }} plan
 * @returns {Promise<Figures>}
 */
const interleaved = async (children, { rounds, warmUps, taskOf, roundsOf = () => rounds }) => {
  /** @type {Figures} */
  const figures = new Map(children.map(({ name }) => [name, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const { name, measure } of children) {
      const own = figures.get(name) ?? [];
      const few = roundsOf(name) < rounds;
      if (own.length >= roundsOf(name) || own[0] === neverEnds || (round < 0 && few)) continue;
      const measured = await measure(taskOf(name));
      if (round >= 0 || measured === neverEnds) own.push(measured);
    }
  }
  return figures;
};

/** @param {Figures} figures @param {string} name */
const of = (figures, name) => figures.get(name) ?? [];

/** @param {Figures} figures @param {string} unit @param {readonly string[]} [names] */
const beside = (figures, unit, names = peers) => {
  const told = names.map((name) => {
    const value = median(of(figures, name));
    return `${name} ${value === neverEnds ? "does not return" : `${figure(value)} ${unit}`}`;
  });
  return told.join(", ");
};

/** The smallest of the peers, round by round. @param {Figures} figures */
const least = (figures) =>
  of(figures, ours).map((_, round) => Math.min(...peers.map((name) => of(figures, name)[round] ?? Infinity)));

/** @param {number} rounds @returns {Promise<import("./report.mjs").Row[]>} */
const turnRows = (rounds) =>
  withPeers([floor, ours, watched, ...peers], [], async (children) => {
    const short = await interleaved(children, {
      rounds,
      warmUps: 3,
      taskOf: (name) => ({ type: "turns", turns: 100, runs: repeats.get(name) ?? 1, by: "processor" }),
    });
    const long = await interleaved(children, {
      rounds,
      warmUps: 1,
      taskOf: (name) => ({ type: "turns", turns: 1_000, runs: Math.ceil((repeats.get(name) ?? 1) / 10), by: "processor" }),
      roundsOf: (name) => longRounds.get(name) ?? rounds,
    });
    /** @param {Figures} figures @param {string} turns @returns {import("./report.mjs").Row} */
    const row = (figures, turns) => {
      const ratio = pairedRatio(of(figures, watched), of(figures, floor));
      return {
        name: `Beside peers: a turn with one call, hooks of each kind and audit, ${turns} turns`,
        unit: "µs",
        floor: median(of(figures, floor)),
        ours: median(of(figures, watched)),
        ratio,
        target: "at most 7.4× the hand-written loop: 25 µs where it takes 3.4",
        judged: ratio,
        bound: loopBound,
        sense: "at-most",
        note: `${spread(of(figures, watched))}; without these ${figure(median(of(figures, ours)))} µs; ${beside(figures, "µs")}`,
      };
    };
    const growth = pairedRatio(of(long, watched), of(short, watched));
    return [
      row(short, "100"),
      row(long, "1,000"),
      {
        name: "Beside peers: 1,000 turns to 100 turns, per turn",
        unit: "µs",
        floor: median(of(short, watched)),
        ours: median(of(long, watched)),
        ratio: growth,
        target: "flat: at most 1.3×",
        judged: growth,
        bound: 1.3,
        sense: "at-most",
        note: peers.map((name) => `${name} ${figure(median(of(long, name)) / median(of(short, name)))}×`).join(", "),
      },
    ];
  });

const deltas = 20_000;

/**
 * @param {Figures} figures
 * @param {{ name: string, unit: string, target: string, note?: string }} about
 * @returns {import("./report.mjs").Row}
 */
const toLeast = (figures, { name, unit, target, note = "" }) => {
  const ratio = pairedRatio(of(figures, ours), least(figures));
  return {
    name,
    unit,
    floor: median(of(figures, floor)),
    ours: median(of(figures, ours)),
    ratio,
    target,
    judged: ratio,
    bound: 1,
    sense: "at-most",
    note: `${spread(of(figures, ours))}; ${beside(figures, unit)}${note}`,
  };
};

/** @param {number} rounds @returns {Promise<import("./report.mjs").Row[]>} */
const deltaRows = async (rounds) => {
  const names = [floor, ours, ...peers];
  const time = await withPeers(names, [], (children) =>
    interleaved(children, { rounds, warmUps: 3, taskOf: () => ({ type: "deltas", deltas, runs: 2 }) }),
  );
  // A small space for young objects: else the figure tells how late Node collects, not how much is held.
  const heap = await withPeers(names, ["--max-semi-space-size=1"], (children) =>
    interleaved(children, { rounds, warmUps: 1, taskOf: () => ({ type: "heap", deltas }) }),
  );
  return [
    toLeast(time, {
      name: "Beside peers: 20,000 deltas, per delta",
      unit: "µs",
      target: "at most the fastest peer's",
    }),
    toLeast(heap, {
      name: "Beside peers: 20,000 deltas, peak heap above the start",
      unit: "MB",
      target: "at most the leanest peer's",
      note: "; young space held at 1 MB",
    }),
  ];
};

/** @param {number} rounds @returns {Promise<import("./report.mjs").Row[]>} */
const waitRows = async (rounds) => {
  const reads = await withPeers([floor, ours, ...peers], [], (children) =>
    interleaved(children, { rounds, warmUps: 2, taskOf: () => ({ type: "reads", runs: 5, reads: 16, readMs: 20 }) }),
  );
  const cancels = await withPeers([ours, ...peers], [], (children) =>
    interleaved(children, { rounds, warmUps: 1, taskOf: () => ({ type: "cancel", cancels: 15, limitMs: 2_000 }) }),
  );
  return [
    {
      name: "Beside peers: 16 parallel reads of 20 ms",
      unit: "ms",
      floor: median(of(reads, floor)),
      ours: median(of(reads, ours)),
      target: "at most 22 ms",
      judged: median(of(reads, ours)),
      bound: 22,
      sense: "at-most",
      note: `${spread(of(reads, ours))}; ${beside(reads, "ms")}; ours may read 16 at once here, 8 in the product`,
    },
    {
      name: "Beside peers: stop of a tool that does not hear it, to the run's last entry",
      unit: "ms",
      ours: median(of(cancels, ours)),
      target: "at most 0.5 ms in process",
      judged: median(of(cancels, ours)),
      bound: 0.5,
      sense: "at-most",
      note: `${spread(of(cancels, ours))}; ${beside(cancels, "ms")}`,
    },
  ];
};

/**
 * The same scripted work in the product's engine and in the libraries that people would take instead, each in a process of its
 * own under the same Node.
 * @param {number} rounds
 * @returns {Promise<import("./report.mjs").Row[]>}
 */
export const peerRows = async (rounds) => [
  ...(await turnRows(rounds)),
  ...(await deltaRows(rounds)),
  ...(await waitRows(rounds)),
];
