import { loadPart } from "../../../kernel/base/load-part.ts";
import type { Diff } from "../../../kernel/rules/inspection.ts";
import { countLines, linesWithEnds } from "../../files/text/text-content.ts";

const leftOut = "rest|remaining|existing|unchanged|same|previous|omitted|as before|no changes";

/** A comment, or words in brackets, that stand for text which is not there: "// ... rest unchanged". */
const elisions: readonly RegExp[] = [
  new RegExp(`^\\s*(?://|#|--|;|%|/\\*|<!--|\\{/\\*|\\(|\\[)+\\s*(?:\\.{3}|…).*\\b(?:${leftOut})\\b`, "i"),
  new RegExp(`^\\s*(?://|#|--|;|%|/\\*|<!--|\\{/\\*|\\(|\\[)+.*\\b(?:${leftOut})\\b.*(?:\\.{3}|…)\\W*$`, "i"),
  new RegExp(`^\\s*(?:\\.{3}|…).*\\b(?:${leftOut})\\b.*(?:\\.{3}|…)\\s*$`, "i"),
];

const isElision = (line: string): boolean => elisions.some((pattern) => pattern.test(line));

/** The first line of new text that only stands for what was there; undefined where there is none. */
export const findElision = (before: string, after: string): string | undefined => {
  const found = linesWithEnds(after)
    .find((line) => line.length < 300 && isElision(line))
    ?.trim();
  return found === undefined || before.includes(found) ? undefined : found;
};

export const elisionText = (line: string, path: string): string =>
  `The new text for ${path} holds the line ${JSON.stringify(line)}, which only stands for text that is not there. Nothing was changed. Write the text out, or use edit for the part that changes.`;

const bigLines = 200;
const keptShare = 0.2;

/** New text that is shorter than this share of the file may leave it with too few lines. */
export const suspectShare = 0.5;

/** How many lines of how many a big file would be left with; undefined where it keeps enough of them. */
export const findLargeLoss = (before: string, after: string): { readonly from: number; readonly to: number } | undefined => {
  const [from, to] = [countLines(before), countLines(after)];
  return from >= bigLines && to < from * keptShare ? { from, to } : undefined;
};

const shownLines = 60;

const linesOf = (diff: Diff): string => {
  if (diff.type !== "text") return "(too large, or no text: it cannot be shown line by line)";
  const lines = diff.hunks.flatMap((hunk) => hunk.lines.map(({ sign, text }) => `${sign}${text}`));
  const more = lines.length > shownLines ? [`(${lines.length - shownLines} more lines)`] : [];
  return [...lines.slice(0, shownLines), ...more].join("\n");
};

/** What others made of a file since the agent saw it. */
export const changedText = async (path: string, before: Uint8Array, now: Uint8Array): Promise<string> => {
  const part = await loadPart(() => import("../../files/text/diff.ts"), "the comparison");
  const lines = part.ok ? linesOf(part.value.diffContents(before, now)) : "";
  return `${path} was changed by somebody else since you read it, so nothing was replaced. What changed:\n${lines}\nYou know it now: repeat the edit where it still fits.`;
};
