import type { NestedSpent } from "../engine/agent/loop-contract.ts";
import { withCost } from "../kernel/cost.ts";
import type { CallId, RunId } from "../kernel/ids.ts";
import type { LogEntry } from "../kernel/log-entry.ts";
import type { ParentRun } from "../kernel/nested-run.ts";
import { addUsage } from "../kernel/usage.ts";
import type { LiveRun } from "./live-run.ts";
import type { RunPlan } from "./run-plan.ts";

/** How many agents one run of a session has started, with those that they started. */
export interface Tree {
  total: number;
  atOnce: number;
}

/** A run among those that it started and that started it. */
export interface Member {
  readonly run: LiveRun;
  readonly plan: RunPlan;
  readonly agent: Pick<ParentRun, "agentPath" | "tools">;
  readonly parent: Member | undefined;
  readonly tree: Tree;
  /** The session's entries as they were when the run was resumed; empty for one that starts. */
  readonly entries: readonly LogEntry[];
  /** Nested runs of earlier that its open calls consist of, until these calls take them up. */
  readonly known: Map<CallId, { readonly runId: RunId; readonly parent: ParentRun }>;
  /** Tokens that it used, with all below it. */
  usedTokens: number;
  /** What nested runs came to that its loop has not heard of yet. */
  spent: NestedSpent | undefined;
  /** When something last happened in it or below, and whether it waits for the next attempt. */
  activeAt: number;
  waitsForRetry: boolean;
}

export const addSpent = (sum: NestedSpent | undefined, more: NestedSpent): NestedSpent => {
  const { usage, cost, calls, callsFailed, filesChanged } = more;
  if (sum === undefined) return { usage, calls, callsFailed, filesChanged, ...(cost === undefined ? {} : { cost }) };
  const total = withCost(sum.cost, cost);
  return {
    usage: addUsage(sum.usage, usage),
    calls: sum.calls + calls,
    callsFailed: sum.callsFailed + callsFailed,
    filesChanged: sum.filesChanged + filesChanged,
    ...(total === undefined ? {} : { cost: total }),
  };
};

/** Tokens counted once: for the run that used them and for every run above it. */
export const countTokens = (member: Member, tokens: number): void => {
  for (let one: Member | undefined = member; one !== undefined; one = one.parent) one.usedTokens += tokens;
};

/** What the run and each run above it has left, the least of them. */
export const tokensLeft = (member: Member): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let one: Member | undefined = member; one !== undefined; one = one.parent)
    least = Math.min(least, one.plan.limits.maxTokens - one.usedTokens);
  return least;
};

/** Something happened in a run: that is activity of every run above it as well. */
export const touch = (member: Member, at: number): void => {
  for (let one: Member | undefined = member; one !== undefined; one = one.parent) one.activeAt = at;
};
