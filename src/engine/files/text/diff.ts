import type { Diff, DiffHunk, DiffLine } from "../../../kernel/rules/inspection.ts";
import { blockEdits, countSigns, type LineRun, shortestEdits } from "./line-edits.ts";
import { decodeText, linesWithEnds, maxTextBytes } from "./text-content.ts";

const contextLines = 3;

/** Every line of both texts with its number: in the new text, or in the old one where it is removed. */
const numbered = (runs: readonly LineRun[]): readonly DiffLine[] => {
  let oldNumber = 1;
  let newNumber = 1;
  const lines: DiffLine[] = [];
  for (const { sign, lines: texts } of runs) {
    for (const text of texts) {
      lines.push({ sign, number: sign === "-" ? oldNumber : newNumber, text: text.endsWith("\n") ? text.slice(0, -1) : text });
      if (sign !== "+") oldNumber += 1;
      if (sign !== "-") newNumber += 1;
    }
  }
  return lines;
};

/**
 * Where the hunks lie in the lines of both texts: changed lines with their neighbours; two changes share a hunk where their
 * neighbours meet.
 */
export const hunkRanges = (signs: readonly DiffLine["sign"][]): readonly { readonly from: number; readonly to: number }[] => {
  const ranges: { from: number; to: number }[] = [];
  signs.forEach((sign, index) => {
    if (sign === " ") return;
    const from = Math.max(0, index - contextLines);
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to) last.to = index + contextLines + 1;
    else ranges.push({ from, to: index + contextLines + 1 });
  });
  return ranges;
};

const hunksOf = (lines: readonly DiffLine[]): readonly DiffHunk[] =>
  hunkRanges(lines.map(({ sign }) => sign)).map(({ from, to }) => ({ lines: lines.slice(from, to) }));

/**
 * The difference of two contents; a missing one counts as empty. A last line without its line end differs from one with it.
 * Always ends quickly: where the shortest difference takes too long, everything between the common beginning and the common
 * end is shown as replaced.
 */
export const diffContents = (before: Uint8Array, after: Uint8Array): Diff => {
  const sizes = { beforeBytes: before.length, afterBytes: after.length };
  const [oldText, newText] = [decodeText(before), decodeText(after)];
  if (oldText === undefined || newText === undefined) return { type: "binary", ...sizes };
  if (Math.max(before.length, after.length) > maxTextBytes) return { type: "too-large", ...sizes };
  const [oldLines, newLines] = [linesWithEnds(oldText), linesWithEnds(newText)];
  const runs = shortestEdits(oldLines, newLines) ?? blockEdits(oldLines, newLines);
  return { type: "text", hunks: hunksOf(numbered(runs)), ...countSigns(runs) };
};
