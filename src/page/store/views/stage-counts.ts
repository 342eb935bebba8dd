import type { StageName } from "../../../kernel/limits/tool-limits.ts";
import type { StageCounter } from "../fold-stages.ts";
import { circuitWords, heldWords, secondsWords, servedWords } from "./stage-words.ts";

/** One thing that was counted, as a short line: what, and how often. */
export interface StageCount {
  readonly words: string;
  readonly amount: string;
}

const times = (count: number): string => `${count.toLocaleString("en-US")}×`;

/** What stood before a tool did, line by line; what never happened is left out. */
export const stageCounts = ({
  circuit,
  crowded,
  held,
  retries,
  served,
  waitedMs,
  waits,
}: StageCounter): readonly StageCount[] => [
  ...Object.entries(served).map(([from, count]) => ({ words: servedWords[from as keyof typeof served], amount: times(count) })),
  ...(waits === 0 ? [] : [{ words: "waited for its turn", amount: `${times(waits)}, ${secondsWords(waitedMs)} together` }]),
  ...(retries === 0 ? [] : [{ words: "tried again", amount: times(retries) }]),
  ...(crowded === 0 ? [] : [{ words: "nearly too many at once", amount: times(crowded) }]),
  ...Object.entries(held).map(([by, count]) => ({ words: `not let in: ${heldWords[by as StageName]}`, amount: times(count) })),
  ...(circuit === undefined ? [] : [{ words: "circuit", amount: circuitWords[circuit] }]),
];
