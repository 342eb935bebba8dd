/** The middle value; of an even number, the lower of the two. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
};

/** The median of the rounds' own ratios: what slowed one round slowed both of its sides. */
export const pairedRatio = (ours: readonly number[], floor: readonly number[]): number =>
  median(ours.map((value, round) => value / (floor[round] ?? Number.NaN)));

/** The smallest and the largest round, as a note beside the median. */
export const spread = (values: readonly number[]): string =>
  `${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)}`;
