import type { RunId } from "../../../kernel/base/ids.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { type FileHistory, fileHistory, type TouchedFile } from "./file-history.ts";
import type { SessionOutline } from "./session-outline.ts";

/** A run that one can choose. */
export interface RunChoice {
  readonly runId: RunId;
  /** From 1, in the order in which they began. */
  readonly number: number;
  readonly startAt: number;
}

/** A file that entries touched; `read`: it was looked at and nothing of it changed. */
export interface TouchedRow extends Omit<TouchedFile, "change"> {
  readonly change: TouchedFile["change"] | "read";
}

export interface TouchedFiles {
  /** By path. */
  readonly rows: readonly TouchedRow[];
  /** How many were read, whether or not they were also changed, and what became of the others. */
  readonly counts: Readonly<Record<TouchedRow["change"], number>>;
  readonly stepsOf: FileHistory["stepsOf"];
}

type Outline = Pick<SessionOutline, "calls" | "effects" | "entries" | "runOf" | "runs">;

export const runChoices = ({ runs }: Pick<Outline, "runs">): readonly RunChoice[] =>
  runs.map(({ runId, startAt }, index) => ({ runId, number: index + 1, startAt }));

/** The paths that calls read to the end, as their tools name them. */
const readPaths = (entries: readonly LogEntry[], { calls }: Pick<Outline, "calls">): ReadonlySet<string> => {
  const paths = new Set<string>();
  for (const { event } of entries) {
    if (event.type !== "call-settled" || event.tool !== "read" || event.outcome.type !== "done") continue;
    const path = calls.get(event.callId)?.headline.object;
    if (path?.startsWith("/") === true && !event.outcome.output.isError) paths.add(path);
  }
  return paths;
};

/** What a run, or the whole session where none is named, did to files, and which ones it read. Calls inside calls count to the run they serve. */
export const touchedFiles = (
  outline: Outline,
  { runId, until = Number.POSITIVE_INFINITY }: { readonly runId?: RunId | undefined; readonly until?: number | undefined },
): TouchedFiles => {
  const run = runId === undefined ? -1 : outline.runs.findIndex((one) => one.runId === runId);
  const { entries, runOf } = outline;
  const counted = entries.filter(({ seq }, place) => seq <= until && (run < 0 || runOf[place] === run));
  const inRun = new Set(counted);
  const { stepsOf, touched } = fileHistory(outline.effects, { until, within: (entry) => inRun.has(entry) });
  const reads = readPaths(counted, outline);
  const changed = new Set(touched.map(({ path }) => path));
  const onlyRead = [...reads].filter((path) => !changed.has(path));
  const rows: TouchedRow[] = [...touched, ...onlyRead.map((path) => ({ path, added: 0, removed: 0, change: "read" as const }))];
  rows.sort((a, b) => (a.path < b.path ? -1 : 1));
  const counts = { created: 0, changed: 0, deleted: 0, undone: 0, read: reads.size };
  for (const { change } of touched) counts[change] += 1;
  return { rows, counts, stepsOf };
};
