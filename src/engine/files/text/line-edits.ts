import { diffArrays } from "diff";

/** A run of lines that both texts have, or that only one of them has. */
export interface LineRun {
  readonly sign: " " | "+" | "-";
  readonly lines: readonly string[];
}

/**
 * Bounds of the comparison. Its cost grows with the square of the number of differing lines; 3,000 take about 100 ms.
 * The time is a second net for slow machines.
 */
const maxEditLength = 3_000;
const timeoutMs = 500;

const run = (sign: LineRun["sign"], lines: readonly string[]): readonly LineRun[] =>
  lines.length === 0 ? [] : [{ sign, lines }];

interface Ends {
  readonly start: number;
  readonly end: number;
}

/** How many lines at the start and at the end are the same. */
const commonEnds = (before: readonly string[], after: readonly string[]): Ends => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { start, end };
};

/** The shortest way from `before` to `after`, in order; undefined when finding it would take too long. */
export const shortestEdits = (before: readonly string[], after: readonly string[]): readonly LineRun[] | undefined => {
  const { start, end } = commonEnds(before, after);
  const changes = diffArrays(before.slice(start, before.length - end), after.slice(start, after.length - end), {
    maxEditLength,
    timeout: timeoutMs,
  });
  return (
    changes && [
      ...run(" ", before.slice(0, start)),
      ...changes.flatMap(({ added, removed, value }) => run(added ? "+" : removed ? "-" : " ", value)),
      ...run(" ", before.slice(before.length - end)),
    ]
  );
};

/** The same, always at once: what lies between the common beginning and the common end is replaced as a whole. */
export const blockEdits = (before: readonly string[], after: readonly string[]): readonly LineRun[] => {
  const { start, end } = commonEnds(before, after);
  return [
    ...run(" ", before.slice(0, start)),
    ...run("-", before.slice(start, before.length - end)),
    ...run("+", after.slice(start, after.length - end)),
    ...run(" ", before.slice(before.length - end)),
  ];
};

export const countSigns = (runs: readonly LineRun[]): { readonly added: number; readonly removed: number } => {
  let added = 0;
  let removed = 0;
  for (const { sign, lines } of runs) {
    if (sign === "+") added += lines.length;
    if (sign === "-") removed += lines.length;
  }
  return { added, removed };
};
