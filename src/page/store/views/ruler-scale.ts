import type { SessionOutline } from "./session-outline.ts";

/** Where entries lie on the ruler: 0 is its left end, 1 its right. */
export interface RulerScale {
  readonly positionOf: (index: number) => number;
  /** The entry nearest to a position; -1 when there is none. */
  readonly indexAt: (position: number) => number;
}

/** Time between two entries counts up to these limits: a night between two runs must not flatten the runs. */
const idleCapMs = 1_500;
const runCapMs = 20_000;
/** How much of the ruler is shared out by count alone, so that entries of one millisecond can still be told apart. */
const shareByCount = 0.35;

/** Both by time and by count: true enough to see what took long, even enough to reach every entry. */
export const rulerScale = ({ entries, runOf }: SessionOutline): RulerScale => {
  const elapsed = new Float64Array(entries.length);
  for (let index = 1; index < entries.length; index += 1) {
    const since = (entries[index]?.at ?? 0) - (entries[index - 1]?.at ?? 0);
    const sameRun = (runOf[index] ?? -1) >= 0 && runOf[index] === runOf[index - 1];
    elapsed[index] = (elapsed[index - 1] ?? 0) + Math.min(sameRun ? runCapMs : idleCapMs, Math.max(0, since));
  }
  const total = elapsed[entries.length - 1] ?? 0;
  const byCount = total === 0 ? 1 : shareByCount;
  const positionOf = (index: number): number => {
    if (entries.length < 2) return 1;
    const byTime = total === 0 ? 0 : (elapsed[index] ?? 0) / total;
    return byCount * (index / (entries.length - 1)) + (1 - byCount) * byTime;
  };
  return {
    positionOf,
    indexAt: (position) => {
      let [low, high] = [0, entries.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (positionOf(middle) < position) low = middle + 1;
        else high = middle;
      }
      if (low > 0 && position - positionOf(low - 1) < positionOf(low) - position) return low - 1;
      return entries.length === 0 ? -1 : low;
    },
  };
};

/** The place of the entry with this `seq`, or of the last one before it; -1 when all come later. */
export const indexOfSeq = ({ entries }: Pick<SessionOutline, "entries">, seq: number): number => {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
