import type { MergePiece } from "../../../kernel/files/file-merge.ts";
import { blockEdits, shortestEdits } from "./line-edits.ts";
import { linesWithEnds } from "./text-content.ts";

/** Lines `start` to `end` of the base, which one side has as `lines`. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

const hunksOf = (base: readonly string[], side: readonly string[]): readonly Hunk[] => {
  const hunks: { start: number; end: number; lines: string[] }[] = [];
  let at = 0;
  let open = false;
  for (const { sign, lines } of shortestEdits(base, side) ?? blockEdits(base, side)) {
    if (sign === " ") {
      at += lines.length;
      open = false;
      continue;
    }
    if (!open) hunks.push({ start: at, end: at, lines: [] });
    open = true;
    const hunk = hunks.at(-1);
    if (hunk === undefined) continue;
    if (sign === "+") hunk.lines.push(...lines);
    else {
      at += lines.length;
      hunk.end = at;
    }
  }
  return hunks;
};

/** Lines `start` to `end` of the base with the hunks that lie in them. */
const applied = (base: readonly string[], start: number, end: number, hunks: readonly Hunk[]): readonly string[] => {
  const lines: string[] = [];
  let at = start;
  for (const hunk of hunks) {
    lines.push(...base.slice(at, hunk.start), ...hunk.lines);
    at = hunk.end;
  }
  return [...lines, ...base.slice(at, end)];
};

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, index) => line === b[index]);

const pieceOf = (
  base: readonly string[],
  [start, end]: readonly [number, number],
  yours: readonly Hunk[],
  theirs: readonly Hunk[],
): MergePiece => {
  const before = base.slice(start, end);
  const [mine, others] = [applied(base, start, end, yours), applied(base, start, end, theirs)];
  if (theirs.length === 0) return { type: "yours", base: before, lines: mine };
  if (yours.length === 0) return { type: "theirs", base: before, lines: others };
  return isSame(mine, others) ? { type: "same", lines: mine } : { type: "conflict", base: before, yours: mine, theirs: others };
};

/**
 * Three-way comparison by lines (diff3: Khanna, Kunal and Pierce, 2007). Changes of the two sides that overlap or touch stand
 * together, because what lies between them cannot tell which belongs first. Always ends quickly, as `diffContents` does.
 */
export const compareThree = (baseText: string, yoursText: string, theirsText: string): readonly MergePiece[] => {
  const base = linesWithEnds(baseText);
  const yours = hunksOf(base, linesWithEnds(yoursText));
  const theirs = hunksOf(base, linesWithEnds(theirsText));
  const pieces: MergePiece[] = [];
  const same = (lines: readonly string[]): void => {
    if (lines.length > 0) pieces.push({ type: "same", lines });
  };
  let [at, i, j] = [0, 0, 0];
  while (i < yours.length || j < theirs.length) {
    const start = Math.min(yours[i]?.start ?? Number.POSITIVE_INFINITY, theirs[j]?.start ?? Number.POSITIVE_INFINITY);
    const [firstYours, firstTheirs] = [i, j];
    let end = start;
    for (let grew = true; grew; ) {
      grew = false;
      for (let hunk = yours[i]; hunk !== undefined && hunk.start <= end; hunk = yours[i]) {
        [end, grew] = [Math.max(end, hunk.end), true];
        i += 1;
      }
      for (let hunk = theirs[j]; hunk !== undefined && hunk.start <= end; hunk = theirs[j]) {
        [end, grew] = [Math.max(end, hunk.end), true];
        j += 1;
      }
    }
    same(base.slice(at, start));
    pieces.push(pieceOf(base, [start, end], yours.slice(firstYours, i), theirs.slice(firstTheirs, j)));
    at = end;
  }
  same(base.slice(at));
  return pieces;
};
