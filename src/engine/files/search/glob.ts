import type { ClockDep } from "../../../kernel/base/clock.ts";
import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import { byCodeUnit } from "../path-parts.ts";
import type { GlobMatcher } from "./glob-pattern.ts";
import { createPace } from "./pace.ts";
import { walkFiles } from "./walk.ts";

const maxGlobResults = 10_000;
const budgetMs = 8_000;

export interface GlobRequest {
  /** Resolved; patterns without a leading `/` are relative to it. */
  readonly folder: string;
  readonly pattern: string;
  readonly matches: GlobMatcher;
}

export interface GlobResult {
  /** Absolute paths of files, newest first, equally new ones by path; at most 10,000. */
  readonly paths: readonly string[];
  /** How many more there are. */
  readonly left: number;
  /** Whether the search ended early: its time was over, or the signal aborted. */
  readonly isPartial: boolean;
}

/** What a path is called in a pattern: relative to the folder, or from the root for a pattern that starts there. */
const nameForm = ({ folder, pattern }: GlobRequest): ((path: string) => string) => {
  const start = folder === "/" || /^!?\//.test(pattern) ? 1 : folder.length + 1;
  return (path) => path.slice(start);
};

/** Rejects with ENOENT where the folder does not exist. */
export const globFiles = async (
  { clock }: ClockDep,
  files: FileSystem,
  request: GlobRequest,
  signal: AbortSignal,
): Promise<GlobResult> => {
  const pace = createPace(clock, budgetMs, signal);
  const nameOf = nameForm(request);
  const found: { readonly path: string; readonly mtimeMs: number }[] = [];
  let isPartial = signal.aborted;
  for await (const { path, stat } of walkFiles(files, request.folder)) {
    if (isPartial) break;
    if (request.matches(nameOf(path))) found.push({ path, mtimeMs: stat.mtimeMs });
    if (pace.isDue()) isPartial = !(await pace.rest());
  }
  found.sort((a, b) => b.mtimeMs - a.mtimeMs || byCodeUnit(a.path, b.path));
  return {
    paths: found.slice(0, maxGlobResults).map(({ path }) => path),
    left: Math.max(0, found.length - maxGlobResults),
    isPartial,
  };
};
