import type { RunId } from "../base/ids.ts";
import { lastSetFor } from "../conversation/nested-run.ts";
import type { LogEntry } from "../log/log-entry.ts";

/** Where a shell stands after a command, and what its variables are: the next command of the session starts from it. */
export interface ShellState {
  /** Absolute and normalised. */
  readonly folder: string;
  /** What differs from a fresh shell, by name. */
  readonly variables: Readonly<Record<string, string>>;
}

export const freshShell: ShellState = { folder: "/", variables: {} };

const isText = (value: unknown): value is string => typeof value === "string";

const isShellState = (value: unknown): value is ShellState =>
  typeof value === "object" &&
  value !== null &&
  "folder" in value &&
  isText(value.folder) &&
  "variables" in value &&
  typeof value.variables === "object" &&
  value.variables !== null &&
  Object.values(value.variables).every(isText);

/** The state that an entry leaves behind; undefined where it is about no shell, or damaged. */
const shellSetBy = ({ event }: Pick<LogEntry, "event">): ShellState | undefined => {
  if (event.type !== "call-settled" || event.outcome.type !== "done") return undefined;
  const { shell } = event.outcome.output;
  return isShellState(shell) ? shell : undefined;
};

/** The shell of the agent of a run, after the last of its session's entries. Each nested run has one of its own. */
export const shellAfter = (entries: readonly LogEntry[], runId: RunId): ShellState =>
  lastSetFor(entries, runId, shellSetBy) ?? freshShell;
