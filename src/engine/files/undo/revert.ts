import type { RevertConflict } from "../../../kernel/log/history.ts";
import { hunkRanges } from "../text/diff.ts";
import { blockEdits, type LineRun, shortestEdits } from "../text/line-edits.ts";
import { decodeText, linesWithEnds, maxTextBytes } from "../text/text-content.ts";

/** What a step did to one file, and what stands there; `null`: no file. */
export interface RevertRequest {
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  readonly current: Uint8Array | null;
  /** Places of hunks in the difference of `before` and `after`, as `diffContents` counts them; absent: the whole file. */
  readonly hunks?: readonly number[];
}

export type Reverted =
  | { readonly type: "clean"; readonly bytes: Uint8Array | null }
  | { readonly type: "conflict"; readonly sentence: string; readonly conflicts: readonly RevertConflict[] };

/** A stretch of lines of the common text, and what stands in its place. `end`: the first line after it. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

const sameBytes = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : a.length === b.length && a.every((byte, index) => byte === b[index]);

const refused = (sentence: string): Reverted => ({ type: "conflict", sentence, conflicts: [] });

/** Lines of a text, or undefined where it is not compared by lines. */
const linesOf = (bytes: Uint8Array): readonly string[] | undefined => {
  if (bytes.length > maxTextBytes) return undefined;
  const text = decodeText(bytes);
  return text === undefined ? undefined : linesWithEnds(text);
};

/** Runs as edits of the text that they begin with; a removal and the addition beside it are one. */
const editsOf = (runs: readonly LineRun[]): readonly Edit[] => {
  const edits: Edit[] = [];
  let line = 0;
  let isOpen = false;
  for (const { sign, lines } of runs) {
    if (sign === " ") {
      line += lines.length;
      isOpen = false;
      continue;
    }
    const last = isOpen ? edits.pop() : undefined;
    const start = last?.start ?? line;
    if (sign === "-") line += lines.length;
    edits.push({ start, end: line, lines: [...(last?.lines ?? []), ...(sign === "+" ? lines : [])] });
    isOpen = true;
  }
  return edits;
};

/** The way back from `after` to `before`, only through the chosen hunks. Undefined: there is no such hunk. */
const editsBack = (runs: readonly LineRun[], hunks: readonly number[] | undefined): readonly Edit[] | undefined => {
  const ranges = hunkRanges(runs.flatMap(({ sign, lines }) => lines.map(() => sign)));
  if (hunks?.some((hunk) => ranges[hunk] === undefined)) return undefined;
  const edits: Edit[] = [];
  let [index, line] = [0, 0];
  let isOpen = false;
  for (const { sign, lines } of runs) {
    const place = index;
    index += lines.length;
    const isWanted = sign !== " " && (hunks?.some((hunk) => isIn(ranges[hunk], place)) ?? true);
    const start = line;
    if (sign !== "-") line += lines.length;
    if (!isWanted) {
      isOpen = false;
      continue;
    }
    const last = isOpen ? edits.pop() : undefined;
    edits.push({ start: last?.start ?? start, end: line, lines: [...(last?.lines ?? []), ...(sign === "-" ? lines : [])] });
    isOpen = true;
  }
  return edits;
};

const isIn = (range: { readonly from: number; readonly to: number } | undefined, index: number): boolean =>
  range !== undefined && range.from <= index && index < range.to;

const isSameEdit = (a: Edit, b: Edit): boolean =>
  a.start === b.start &&
  a.end === b.end &&
  a.lines.length === b.lines.length &&
  a.lines.every((line, at) => line === b.lines[at]);

/** Edits that touch count as being in each other's way: which of two neighbours came first nobody can tell. */
const touches = (a: Edit, b: Edit): boolean => a.start <= b.end && b.start <= a.end;

const textOf = (lines: readonly string[]): string => lines.join("");

/** Both sets of edits of one text, or the places where they touch. */
const merge = (base: readonly string[], later: readonly Edit[], back: readonly Edit[]): Reverted => {
  const conflicts: RevertConflict[] = [];
  let shift = 0;
  const done: Edit[] = [];
  for (const edit of later) {
    const inTheWay = back.filter((other) => touches(edit, other) && !isSameEdit(edit, other));
    for (const { lines } of inTheWay) {
      conflicts.push({ line: edit.start + shift + 1, current: textOf(edit.lines), wanted: textOf(lines) });
    }
    shift += edit.lines.length - (edit.end - edit.start);
    done.push(edit);
  }
  if (conflicts.length > 0) {
    const sentence = "Later changes touch the same lines. Nothing was changed: undo those first, or edit the file yourself.";
    return { type: "conflict", sentence, conflicts };
  }
  for (const edit of back) if (!later.some((other) => isSameEdit(edit, other))) done.push(edit);
  done.sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: string[] = [];
  let line = 0;
  for (const { start, end, lines } of done) {
    merged.push(...base.slice(line, start), ...lines);
    line = end;
  }
  merged.push(...base.slice(line));
  return { type: "clean", bytes: new TextEncoder().encode(textOf(merged)) };
};

/** The way from `before` to `after`, as `diffContents` shows it. */
const runsOf = (before: readonly string[], after: readonly string[]): readonly LineRun[] =>
  shortestEdits(before, after) ?? blockEdits(before, after);

/**
 * Takes back what a step did to a file, or some hunks of it, and keeps what came later: a merge of three texts by lines, after
 * Khanna, Kunal and Pierce (2007), where edits that touch are a conflict and never a guess. Bytes outside the hunks stay as they
 * are. Contents that are not compared by lines are taken back only as a whole, and only while nobody changed them since.
 */
export const revert = ({ before, after, current, hunks }: RevertRequest): Reverted => {
  const isWhole = hunks === undefined;
  if (isWhole && sameBytes(current, before)) return refused("The file is already as it was before this step.");
  if (isWhole && sameBytes(current, after)) return { type: "clean", bytes: before };
  if (current === null) return refused("The file was removed since. Nothing was changed: undo that first.");
  if (after === null) return refused("Something else was written there since. Nothing was changed: move it away first.");
  if (before === null && isWhole)
    return refused("The file that this step made was changed since, and would go with it. Nothing was changed.");
  const [old, base, now] = [linesOf(before ?? new Uint8Array()), linesOf(after), linesOf(current)];
  if (old === undefined || base === undefined || now === undefined)
    return refused("This is not text that can be compared by lines, and it was changed since. Nothing was changed.");
  const back = editsBack(runsOf(old, base), hunks);
  if (back === undefined) return refused("This part of the change is not there. Nothing was changed; look at it again.");
  return merge(base, editsOf(runsOf(base, now)), back);
};
