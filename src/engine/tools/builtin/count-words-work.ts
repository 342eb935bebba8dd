import { isJsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import { ok, type Result } from "../../../kernel/base/result.ts";
import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import type { Begun, OperationStatus, ToolContext, ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { Operation, Progress } from "../../../kernel/tools/operation.ts";
import { byCodeUnit } from "../../files/path-parts.ts";
import { walkFiles } from "../../files/search/walk.ts";
import { countLines, decodeText } from "../../files/text/text-content.ts";

/** How many looks a count takes at least, where there are as many files: so that one sees it go on. */
const looks = 6;
const mostNamed = 10;

interface Counted {
  readonly path: string;
  readonly words: number;
  readonly lines: number;
}

/** A count so far. It is kept in the progress, so that a count goes on after a reload where it was. */
interface Count {
  /** The last file that was counted; files are counted in the order of their paths. */
  readonly after: string;
  readonly files: number;
  readonly skipped: number;
  readonly words: number;
  readonly lines: number;
  /** The files with the most words, most first. */
  readonly largest: readonly Counted[];
}

const nothingYet: Count = { after: "", files: 0, skipped: 0, words: 0, lines: 0, largest: [] };

const numberIn = (value: JsonValue | undefined): number => (typeof value === "number" ? value : 0);

const countedIn = (value: JsonValue): readonly Counted[] =>
  isJsonObject(value) && typeof value.path === "string"
    ? [{ path: value.path, words: numberIn(value.words), lines: numberIn(value.lines) }]
    : [];

/** Reads back what an earlier look stored. */
const countIn = (data: JsonValue | undefined): Count => {
  if (!isJsonObject(data ?? null)) return nothingYet;
  const { after, files, skipped, words, lines, largest } = data as Readonly<Record<string, JsonValue>>;
  return {
    after: typeof after === "string" ? after : "",
    files: numberIn(files),
    skipped: numberIn(skipped),
    words: numberIn(words),
    lines: numberIn(lines),
    largest: Array.isArray(largest) ? largest.flatMap(countedIn) : [],
  };
};

/** Every file whose name does not start with a dot, nor a folder above it below the start. */
const pathsBelow = async (files: FileSystem, start: string): Promise<readonly string[]> => {
  const paths: string[] = [];
  for await (const { path } of walkFiles(files, start, (name) => !name.startsWith("."))) paths.push(path);
  return paths.sort(byCodeUnit);
};

const withFile = (count: Count, path: string, bytes: Uint8Array): Count => {
  const text = decodeText(bytes);
  if (text === undefined) return { ...count, after: path, skipped: count.skipped + 1 };
  const words = text.match(/\S+/g)?.length ?? 0;
  const lines = countLines(text);
  const largest = [...count.largest, { path, words, lines }].sort((a, b) => b.words - a.words).slice(0, mostNamed);
  return {
    ...count,
    after: path,
    files: count.files + 1,
    words: count.words + words,
    lines: count.lines + lines,
    largest,
  };
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

const answerOf = ({ files, skipped, words, lines, largest }: Count, path: string): ToolOutput => ({
  text: [
    `${plural(files, "text file")} in ${path}: ${plural(words, "word")}, ${plural(lines, "line")}.`,
    ...largest.map((file) => `${file.words}\t${file.lines}\t${file.path}`),
    ...(largest.length > 0 ? [`(words, lines, path; the ${plural(largest.length, "file")} with the most words)`] : []),
    ...(skipped > 0 ? [`(${plural(skipped, "binary file")} left out)`] : []),
  ].join("\n"),
  isError: false,
});

const progressOf = (count: Count, total: number): Progress => ({
  stage: "counting",
  message: `${count.files + count.skipped} of ${plural(total, "file")}, ${plural(count.words, "word")} so far`,
  data: { ...count, largest: count.largest.map((file) => ({ ...file })) },
});

export const beginCount = async (path: string, { files }: ToolContext): Promise<Result<Begun, never>> => {
  const { length } = await pathsBelow(files, path);
  if (length === 0) return ok({ type: "done", output: { text: `There are no files in ${path}.`, isError: false } });
  return ok({ type: "in-progress", operationId: `count ${path}`, message: `${plural(length, "file")} to count` });
};

export const goOnCounting = async (
  { last }: Operation,
  path: string,
  { files, signal }: ToolContext,
): Promise<Result<OperationStatus, never>> => {
  const paths = await pathsBelow(files, path);
  let count = countIn(last?.data);
  const left = paths.filter((one) => one > count.after);
  for (const one of left.slice(0, Math.max(1, Math.ceil(paths.length / looks)))) {
    if (signal.aborted) break;
    count = withFile(count, one, await files.readFile(one));
  }
  if (!left.some((one) => one > count.after)) return ok({ type: "done", output: answerOf(count, path) });
  return ok({ type: "in-progress", progress: progressOf(count, paths.length) });
};
