import type { NestedSpent } from "../../engine/agent/loop-contract.ts";
import type { CallId, RunId } from "../../kernel/base/ids.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { NestedAgent, NestingLimits } from "../../kernel/conversation/nested-run.ts";
import {
  type Account,
  type Amounts,
  countIn,
  createAccount,
  type Line,
  leftOf,
  tightestIn,
} from "../../kernel/limits/account.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { type CostSum, withCost } from "../../kernel/model/cost.ts";
import { addUsage, totalTokens, type Usage } from "../../kernel/model/usage.ts";
import type { Origin } from "../../kernel/rules/origin.ts";
import type { LiveRun } from "./live-run.ts";
import type { MadeCall } from "./nested-calls.ts";
import { type NestedRecord, nestedRunsIn, runsBelow } from "./nested-log.ts";
import type { RunPlan } from "./run-plan.ts";

/** A tool call whose own calls are a run. */
export interface CallingTool {
  readonly provider: Provider;
  /** What from outside has come into it by now. */
  readonly origins: () => readonly Origin[];
  readonly hear: (entry: LogEntry) => void;
}

/** A run among those that it started and that started it. */
export interface Member {
  readonly run: LiveRun;
  readonly plan: RunPlan;
  readonly agent: NestedAgent;
  readonly parent: Member | undefined;
  /** Its own account, then those of the runs above it. */
  readonly line: Line;
  /** All agents that the session's run started, with those that they started. */
  readonly tree: Account;
  /** The session's entries as they were when the run was resumed; empty for one that starts. */
  readonly entries: readonly LogEntry[];
  /** Nested runs of earlier that its open calls consist of, until these calls take them up. */
  readonly known: Map<CallId, NestedRecord>;
  /** What nested runs came to that its loop has not heard of yet. */
  spent: NestedSpent | undefined;
  /** What the calls of its tools made in turn, as far as somebody asked. */
  readonly made: Map<CallId, MadeCall[]>;
  /** The tool that makes its calls, in place of a model. */
  readonly tool?: CallingTool;
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

/** The account of the agents below a run of a session, with those that its log tells of. */
export const openTreeAccount = ({ maxAtOnce, maxTotal }: NestingLimits, entries: readonly LogEntry[], root: RunId): Account => {
  const limits: Amounts = { agents: maxTotal, "agents-at-once": maxAtOnce };
  const below = runsBelow(nestedRunsIn(entries), root).length;
  return createAccount({ name: "agents", limits: () => limits, opening: { spent: { agents: below } } });
};

/** What a model call of an agent counts as. */
export const spentBy = (usage: Usage, cost: CostSum | undefined): Amounts => ({
  tokens: totalTokens(usage),
  "input-tokens": totalTokens({ ...usage, outputTokens: 0 }),
  "output-tokens": usage.outputTokens,
  "nano-dollars": cost?.nanoDollars ?? 0,
});

/** What a model call came to, counted once in every account that it belongs to. */
export const countSpent = ({ line }: Member, spent: Amounts): void => countIn(line, spent);

/** The account of one run; what runs below it use is used in it as well. */
export const openMemberAccount = ({ limits }: RunPlan): Account => {
  const limit: Amounts = { tokens: limits.maxTokens };
  return createAccount({ name: "run", limits: () => limit });
};

/** What the run and each run above it has left, the least of them. */
export const tokensLeft = ({ line }: Pick<Member, "line">): number => {
  const tightest = tightestIn(line, "tokens");
  return tightest === undefined ? Number.POSITIVE_INFINITY : leftOf(tightest);
};

/** Something happened in a run: that is activity of every run above it as well. */
export const touch = (member: Member, at: number): void => {
  for (let one: Member | undefined = member; one !== undefined; one = one.parent) one.activeAt = at;
};
