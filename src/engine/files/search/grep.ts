import type { ClockDep } from "../../../kernel/base/clock.ts";
import { type FileSystem, FileSystemError } from "../../../kernel/contracts/file-system.ts";
import { decodeText } from "../text/text-content.ts";
import type { GlobMatcher } from "./glob-pattern.ts";
import type { LineMatcher } from "./line-matcher.ts";
import { createPace, type Pace } from "./pace.ts";
import { walkFiles } from "./walk.ts";

const budgetMs = 8_000;
/** Text that a search gives back at most; more does not fit into a model's context. */
const maxChars = 256 * 1024;
const longestShownLine = 500;

/** Folders of tools and builds: large, made by machines, and rarely what is looked for. */
const skippedNames = new Set(["node_modules", "target", "__pycache__", "dist", "build", "vendor"]);

export interface GrepRequest {
  /** Resolved; a folder or a file. */
  readonly path: string;
  readonly matcher: Pick<LineMatcher, "matches" | "mayMatchIn" | "searchedChars">;
  /** Which files are searched, by their path relative to `path`. */
  readonly accepts?: GlobMatcher;
  /** Lines shown before and after each hit. */
  readonly context: number;
  readonly maxResults: number;
}

interface GrepLine {
  /** From 1. */
  readonly number: number;
  /** Without its line end; cut after 500 UTF-16 units, with a note. */
  readonly text: string;
  readonly isHit: boolean;
}

/** Neighbouring lines of one file. */
interface GrepGroup {
  readonly path: string;
  readonly lines: readonly GrepLine[];
}

export interface GrepResult {
  readonly groups: readonly GrepGroup[];
  readonly hits: number;
  /** Why there may be more: the most results or the most text were reached, or the time was over. */
  readonly ended: "complete" | "results" | "time";
  /** Lines that were too long to be searched to their end. */
  readonly linesCut: number;
}

const shown = (line: string): string =>
  line.length <= longestShownLine ? line : `${line.slice(0, longestShownLine)}… [${line.length} characters in this line]`;

const splitLines = (text: string): readonly string[] => {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
};

/** Hits and their neighbours, joined where they touch. */
const groupsOf = (path: string, lines: readonly string[], hits: readonly number[], context: number): readonly GrepGroup[] => {
  const hitSet = new Set(hits);
  const groups: GrepLine[][] = [];
  let next = 0;
  for (const hit of hits) {
    const from = Math.max(next, hit - context);
    const current = groups.at(-1);
    const group = current !== undefined && from === next && next > 0 ? current : [];
    if (group !== current) groups.push(group);
    for (next = from; next <= Math.min(lines.length - 1, hit + context); next += 1) {
      group.push({ number: next + 1, text: shown(lines[next] ?? ""), isHit: hitSet.has(next) });
    }
  }
  return groups.map((group) => ({ path, lines: group }));
};

interface Search {
  readonly groups: GrepGroup[];
  hits: number;
  chars: number;
  linesCut: number;
  ended: GrepResult["ended"];
}

const searchText = async (search: Search, path: string, text: string, request: GrepRequest, pace: Pace): Promise<void> => {
  const { matcher, context, maxResults } = request;
  if (matcher.mayMatchIn?.(text) === false) {
    if (pace.isDue() && !(await pace.rest())) search.ended = "time";
    return;
  }
  const lines = splitLines(text);
  const hits: number[] = [];
  for (let at = 0; at < lines.length && search.ended === "complete"; at += 1) {
    const line = lines[at] ?? "";
    if (line.length > matcher.searchedChars) search.linesCut += 1;
    if (matcher.matches(line)) {
      if (search.hits + hits.length === maxResults || search.chars > maxChars) search.ended = "results";
      else hits.push(at);
      search.chars += Math.min(line.length, longestShownLine);
    }
    if (pace.isDue() && !(await pace.rest())) search.ended = "time";
  }
  const groups = groupsOf(path, lines, hits, context);
  search.hits += hits.length;
  search.groups.push(...groups);
};

/** The file's text; undefined for files that cannot be searched: binary, or their content is missing. */
const readText = async (files: FileSystem, path: string): Promise<string | undefined> => {
  try {
    return decodeText(await files.readFile(path));
  } catch (cause) {
    // A file that cannot be read is no reason to withhold what the others hold.
    if (cause instanceof FileSystemError) return undefined;
    throw cause;
  }
};

/**
 * Searches the text files at and below a path, in order of path. Leaves out binary and unreadable files, names that start
 * with a dot, and folders of tools and builds; never the start itself. Ends within about 8 s with what it has found.
 * Rejects with ENOENT where the path does not exist.
 */
export const grepFiles = async (
  { clock }: ClockDep,
  files: FileSystem,
  request: GrepRequest,
  signal: AbortSignal,
): Promise<GrepResult> => {
  const pace = createPace(clock, budgetMs, signal);
  const search: Search = { groups: [], hits: 0, chars: 0, linesCut: 0, ended: "complete" };
  const start = request.path === "/" ? 1 : request.path.length + 1;
  for await (const { path } of walkFiles(files, request.path, (name) => !name.startsWith(".") && !skippedNames.has(name))) {
    if (signal.aborted) search.ended = "time";
    if (search.ended !== "complete") break;
    const name = path === request.path ? path.slice(path.lastIndexOf("/") + 1) : path.slice(start);
    if (request.accepts !== undefined && !request.accepts(name)) continue;
    const text = await readText(files, path);
    if (text !== undefined) await searchText(search, path, text, request, pace);
  }
  return { groups: search.groups, hits: search.hits, ended: search.ended, linesCut: search.linesCut };
};
