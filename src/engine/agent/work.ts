import type { HookScope, Hooks } from "../../kernel/contracts/hooks.ts";
import type { TurnSummary } from "../../kernel/log/event.ts";
import type { CostSum } from "../../kernel/model/cost.ts";
import { noUsage, type Usage } from "../../kernel/model/usage.ts";
import type { ContextMeter } from "./compaction/context-size.ts";
import type { Fact, LoopDeps, LoopEvent, LoopInput, RecordEvent, Tell } from "./loop-contract.ts";
import { recordOf } from "./record.ts";
import type { RunState } from "./run-state.ts";

/** A run while its loop works. */
export interface Work {
  readonly deps: LoopDeps;
  readonly input: LoopInput;
  readonly tell: Tell;
  readonly run: RunState;
  readonly signal: AbortSignal;
  /** Facts that go into the log with the next ones: the end of a turn with the start of the next. */
  untold: Fact[];
  /** Of the turn that is over, while no other has begun. */
  overTurn: TurnSummary | undefined;
  /** How long requests are; undefined where nobody shortens the conversation. */
  readonly context: ContextMeter | undefined;
  /** How often in a row the conversation no longer fitted the model, and was shortened. */
  overflows: number;
}

/** A turn up to its calls. */
export interface OpenTurn {
  readonly startedAt: number;
  readonly usage: Usage;
  readonly cost: CostSum | undefined;
  readonly firstByteMs: number | undefined;
}

/** What a turn used that ended before its model was asked. */
export const nothingUsed = { usage: noUsage, cost: undefined, firstByteMs: undefined };

/** Notes the end of a turn; it is told with what comes next. */
export const endTurn = (work: Work, { startedAt, usage, cost, firstByteMs }: OpenTurn, calls: number): void => {
  const durationMs = Math.round(work.deps.clock.monotonic() - startedAt);
  const timed: TurnSummary = firstByteMs === undefined ? { usage, calls, durationMs } : { usage, calls, durationMs, firstByteMs };
  const summary = cost === undefined ? timed : { ...timed, cost };
  work.overTurn = summary;
  work.untold.push({ event: { type: "turn-ended", summary }, turn: work.run.turn() });
};

/** The facts that wait to be told; none waits after this. */
export const takeUntold = (work: Work): RecordEvent => {
  const facts = work.untold;
  work.untold = [];
  return recordOf(facts);
};

export const tellAll = async ({ tell }: Work, events: readonly LoopEvent[]): Promise<void> => {
  for (const event of events) await tell(event);
};

export const noHooks: readonly Hooks[] = [];

export const hookScope = ({ input: { scope }, run }: Work): HookScope => ({
  sessionId: scope.sessionId,
  runId: scope.runId,
  turn: run.turn(),
});

/** Whether the person said something that the model has not read. */
export const isAsked = ({ input }: Work): boolean => input.inbox !== undefined && !input.inbox.isEmpty();
