/** The same numbers in every round: a small generator (Numerical Recipes). */
export const createNumbers = (seed: number): (() => number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};
