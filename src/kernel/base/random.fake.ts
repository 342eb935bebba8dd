import type { Random } from "./random.ts";

/** Counts instead of guessing: `call_1`, `call_2`, …; numbers come from a small linear generator. */
export const createFakeRandom = (seed = 1): Random => {
  let state = seed >>> 0;
  const counts = new Map<string, number>();
  return {
    next: () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    },
    id: (prefix) => {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return `${prefix}_${count}`;
    },
  };
};
