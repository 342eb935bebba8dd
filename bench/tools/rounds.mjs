/**
 * The middle value; of an even number, the lower of the two.
 * @param {readonly number[]} values
 * @returns {number}
 */
export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
};

/**
 * The median of the rounds' own ratios: what slowed one round slowed both of its sides.
 * @param {readonly number[]} ours
 * @param {readonly number[]} floor
 * @returns {number}
 */
export const pairedRatio = (ours, floor) => median(ours.map((value, round) => value / (floor[round] ?? Number.NaN)));

/**
 * The smallest and the largest round, as a note beside the median.
 * @param {readonly number[]} values
 * @returns {string}
 */
export const spread = (values) =>
  `rounds ${Number(Math.min(...values).toPrecision(3))} to ${Number(Math.max(...values).toPrecision(3))}`;
