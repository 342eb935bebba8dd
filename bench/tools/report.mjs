/**
 * One measured bound.
 *
 * @typedef {object} Row
 * @property {string} name what was measured
 * @property {string} unit of `floor` and `ours`
 * @property {number} ours median over the rounds
 * @property {number} [floor] the same work by hand, median over the same rounds
 * @property {number} [ratio] ours to the floor, or to what the row compares with
 * @property {string} target the promise in words
 * @property {number} judged the figure that the promise is about
 * @property {number} bound where the promise ends
 * @property {"at-most" | "at-least"} sense
 * @property {string} [note] how the figure spreads, or what it rests on
 */

/** Up to this ratio, two equal programs may differ on a shared machine. */
const nearRatio = 1.5;

/**
 * `met`, `missed`, or `reported`: a ratio over its bound of 1 or more, but both too near to 1 to fail anybody.
 * @param {Row} row
 * @returns {"met" | "missed" | "reported"}
 */
export const verdictOf = ({ judged, bound, sense, ratio }) => {
  if (sense === "at-most" ? judged <= bound : judged >= bound) return "met";
  return judged === ratio && bound >= 1 && judged < nearRatio ? "reported" : "missed";
};

/**
 * Three significant figures, and as many more as a whole number has.
 * @param {number} value
 * @returns {string}
 */
export const figure = (value) => {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  return size < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
};

/**
 * @param {Row} row
 * @returns {string}
 */
const line = (row) => {
  const { name, unit, floor, ours, ratio, target, note } = row;
  const cells = [
    name,
    floor === undefined ? "" : `${figure(floor)} ${unit}`,
    `${figure(ours)} ${unit}`,
    ratio === undefined ? "" : `${figure(ratio)}×`,
    target,
    verdictOf(row) === "missed" ? "**missed**" : verdictOf(row),
    note ?? "",
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
};

/**
 * The page that tells what a run of the bench gave.
 * @param {{ date: string, machine: string, rounds: number, rows: readonly Row[] }} run
 * @returns {string}
 */
export const benchReport = ({ date, machine, rounds, rows }) => {
  const met = rows.filter((row) => verdictOf(row) === "met").length;
  return [
    "# Speed and size",
    "",
    `${date}. ${machine}. Medians of ${rounds} interleaved rounds. Made by \`npm run bench\`.`,
    "",
    "A floor is the same work written by hand, measured in the same rounds. Node's figures and the main thread's are time on the",
    "processor where the system tells it, so that other programs on the machine do not lengthen them. A ratio that is over its",
    "bound and under 1.5 is reported and not failed. All rows beside peers, ours among them, run under the Node that",
    "`bench/package.json` names; what the peers take stands in the note, as the median over the same rounds.",
    "",
    "| row | floor | ours | ratio | target | verdict | note |",
    "|---|--:|--:|--:|---|---|---|",
    ...rows.map(line),
    "",
    `${met} of ${rows.length} met.`,
    "",
  ].join("\n");
};
