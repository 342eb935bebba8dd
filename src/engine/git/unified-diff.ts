import { hunkRanges } from "../files/text/diff.ts";
import { blockEdits, shortestEdits } from "../files/text/line-edits.ts";
import { decodeText, linesWithEnds, maxTextBytes } from "../files/text/text-content.ts";

interface Side {
  readonly path: string;
  /** Undefined: no file. */
  readonly bytes: Uint8Array | undefined;
}

const none = new Uint8Array();

const range = (start: number, count: number): string => {
  const from = count === 0 ? start : start + 1;
  return count === 1 ? `${from}` : `${from},${count}`;
};

const lineText = (sign: string, line: string): string =>
  line.endsWith("\n") ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;

const hunksOf = (before: string, after: string): string => {
  const [old, next] = [linesWithEnds(before), linesWithEnds(after)];
  const lines = (shortestEdits(old, next) ?? blockEdits(old, next)).flatMap((run) =>
    run.lines.map((text) => ({ sign: run.sign, text })),
  );
  let text = "";
  let [index, oldLine, newLine] = [0, 0, 0];
  for (const { from, to } of hunkRanges(lines.map(({ sign }) => sign))) {
    // Lines between hunks stand in both.
    [oldLine, newLine, index] = [oldLine + from - index, newLine + from - index, from];
    const hunk = lines.slice(from, to);
    const olds = hunk.filter(({ sign }) => sign !== "+").length;
    const news = hunk.filter(({ sign }) => sign !== "-").length;
    text += `@@ -${range(oldLine, olds)} +${range(newLine, news)} @@\n`;
    text += hunk.map(({ sign, text: line }) => lineText(sign, line)).join("");
    [oldLine, newLine, index] = [oldLine + olds, newLine + news, from + hunk.length];
  }
  return text;
};

/** The difference of one file as git writes it. Contents that are no text, or over 1 MiB, are only said to differ. */
export const unifiedDiff = ({ path, bytes: before }: Side, { bytes: after }: Side): string => {
  const name = path.slice(1);
  const kind = before === undefined ? "new file mode 100644\n" : after === undefined ? "deleted file mode 100644\n" : "";
  const head = `diff --git a/${name} b/${name}\n${kind}`;
  const [from, to] = [before === undefined ? "/dev/null" : `a/${name}`, after === undefined ? "/dev/null" : `b/${name}`];
  const [old, next] = [before ?? none, after ?? none];
  const [oldText, newText] = [decodeText(old), decodeText(next)];
  const isLarge = Math.max(old.length, next.length) > maxTextBytes;
  if (oldText === undefined || newText === undefined || isLarge) return `${head}Binary files ${from} and ${to} differ\n`;
  const hunks = hunksOf(oldText, newText);
  return hunks === "" ? head : `${head}--- ${from}\n+++ ${to}\n${hunks}`;
};
