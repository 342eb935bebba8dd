import type { Row } from "../tools/report.mjs";
import { median, pairedRatio, spread } from "../tools/rounds.mjs";
import { type AgentWorld, createAgentWorld } from "./agent-world.ts";
import { busyMs, collect } from "./busy-time.ts";
import { runFloorLoop } from "./floor-loop.ts";
import { callingModel } from "./scripted-model.ts";

const tools = new Map([["constant", async () => "constant"]]);

/** Microseconds per turn of the floor, over `runs` runs one after the other. */
const measureFloor = async (turns: number, runs: number): Promise<number> => {
  collect();
  const start = busyMs();
  for (let index = 0; index < runs; index += 1) {
    const messages = await runFloorLoop(callingModel(turns), tools, "Go on.");
    if (messages.length !== turns * 2 + 2) throw new Error(`The floor ended with ${messages.length} messages.`);
  }
  return ((busyMs() - start) * 1000) / (turns * runs);
};

const measureOurs = async (turns: number, runs: number): Promise<number> => {
  const worlds: AgentWorld[] = [];
  for (let index = 0; index < runs; index += 1) worlds.push(await createAgentWorld({ provider: callingModel(turns) }));
  collect();
  const start = busyMs();
  for (const world of worlds) {
    const done = await world.run();
    if (done !== turns + 1) throw new Error(`The run took ${done} turns.`);
  }
  return ((busyMs() - start) * 1000) / (turns * runs);
};

/** The cost of a turn with one constant read, against the hand-written loop, and how it grows with the run. */
export const loopRows = async (rounds: number): Promise<readonly Row[]> => {
  const floors: Record<"short" | "long", number[]> = { short: [], long: [] };
  const ours: Record<"short" | "long", number[]> = { short: [], long: [] };
  for (let warmUp = 0; warmUp < 3; warmUp += 1) {
    await measureFloor(1_000, 10);
    await measureOurs(1_000, 3);
  }
  for (let round = 0; round < rounds; round += 1) {
    floors.short.push(await measureFloor(100, 100));
    ours.short.push(await measureOurs(100, 20));
    floors.long.push(await measureFloor(1_000, 10));
    ours.long.push(await measureOurs(1_000, 2));
  }
  const rows = (["short", "long"] as const).map((length): Row => {
    const ratio = pairedRatio(ours[length], floors[length]);
    return {
      name: `Loop, one constant read a turn, ${length === "short" ? "100" : "1,000"} turns, per turn`,
      unit: "µs",
      floor: median(floors[length]),
      ours: median(ours[length]),
      ratio,
      target: "at most 8× the hand-written loop",
      judged: ratio,
      bound: 8,
      sense: "at-most",
      note: spread(ours[length]),
    };
  });
  const growth = pairedRatio(ours.long, ours.short);
  return [
    ...rows,
    {
      name: "Loop, 1,000 turns to 100 turns, per turn",
      unit: "µs",
      floor: median(ours.short),
      ours: median(ours.long),
      ratio: growth,
      target: "flat: at most 1.3×",
      judged: growth,
      bound: 1.3,
      sense: "at-most",
    },
  ];
};
