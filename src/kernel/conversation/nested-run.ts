import type { CallId, RunId } from "../base/ids.ts";
import type { LogEntry } from "../log/log-entry.ts";
import type { AgentBounds } from "../rules/capability.ts";

/** Where a nested run hangs: it is what one call of another run, a call of a container, consists of. */
export interface ParentRun {
  readonly runId: RunId;
  readonly callId: CallId;
  /** Names from the session's own run down to this one, at least one. Its length is the depth. */
  readonly agentPath: readonly string[];
  /** The only tools that it may call. Absent: those of its parent. */
  readonly tools?: readonly string[];
  /** What those above it and the one that asked for it gave it, from the first down. Absent: nothing is taken away but other tools. */
  readonly bounds?: readonly AgentBounds[];
}

/** Who acts in a nested run, and what it may reach for. */
export type NestedAgent = Pick<ParentRun, "agentPath" | "tools" | "bounds">;

/** How far agents may go on starting agents. */
export interface NestingLimits {
  /** The session's own run stands at 0. */
  readonly maxDepth: number;
  /** Below one run of the session: at the same time, and over its whole life. */
  readonly maxAtOnce: number;
  readonly maxTotal: number;
  /** Model calls of one, where the caller asks for no other number; never more than its parent may make. */
  readonly maxTurns: number;
  /** Milliseconds without any event, waits for a person or for a retry aside, after which one counts as timed out. */
  readonly stallMs: number;
}

export const defaultNestingLimits: NestingLimits = {
  maxDepth: 3,
  maxAtOnce: 8,
  maxTotal: 32,
  maxTurns: 30,
  stallMs: 2 * 60 * 1000,
};

/** Who acts, for people: "agent › research". */
export const agentPathWords = (agentPath: readonly string[]): string => ["agent", ...agentPath].join(" › ");

/** Tells the entries of nested runs from those of a session's own. */
export interface NestedIndex {
  /** Takes entries in order of `seq`; true when this one belongs to a nested run. */
  readonly note: (entry: LogEntry) => boolean;
  readonly parentOf: (runId: RunId | undefined) => ParentRun | undefined;
}

export const createNestedIndex = (): NestedIndex => {
  const parents = new Map<RunId, ParentRun>();
  return {
    note: ({ runId, event }) => {
      if (runId === undefined) return false;
      if (event.type === "run-started" && event.parent !== undefined) parents.set(runId, event.parent);
      return parents.has(runId);
    },
    parentOf: (runId) => (runId === undefined ? undefined : parents.get(runId)),
  };
};

/**
 * What the agent of a run keeps over its calls, as the last entry has it that sets it; undefined before the first does. Runs of
 * the session itself share one, each nested run has its own.
 */
export const lastSetFor = <Kept>(
  entries: readonly LogEntry[],
  runId: RunId,
  setBy: (entry: LogEntry) => Kept | undefined,
): Kept | undefined => {
  const nested = createNestedIndex();
  let [shared, own]: [Kept | undefined, Kept | undefined] = [undefined, undefined];
  for (const entry of entries) {
    if (!nested.note(entry)) shared = setBy(entry) ?? shared;
    else if (entry.runId === runId) own = setBy(entry) ?? own;
  }
  return nested.parentOf(runId) === undefined ? shared : own;
};
