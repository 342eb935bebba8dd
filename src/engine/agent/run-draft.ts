import type { Failure } from "../../kernel/base/failure.ts";
import type { RunId } from "../../kernel/base/ids.ts";
import type { StopReason } from "../../kernel/conversation/message.ts";
import type { Event, RunSummary } from "../../kernel/log/event.ts";
import { type CostSum, withCost } from "../../kernel/model/cost.ts";
import { addUsage, noUsage } from "../../kernel/model/usage.ts";
import type { RunSpending } from "./loop-contract.ts";

type EventOf<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

/** A run as its entries tell it, while they are read. */
export interface RunDraft {
  readonly runId: RunId;
  readonly started: EventOf<"run-started">;
  interrupted: Failure | undefined;
  answered: StopReason | undefined;
  turns: number;
  usage: RunSpending["usage"];
  openTurnUsage: RunSpending["usage"];
  cost: CostSum | undefined;
  openTurnCost: CostSum | undefined;
  calls: number;
  callsFailed: number;
  filesChanged: number;
  durationMs: number;
  modelMs: number;
  rejections: number;
  rounds: number;
  formRounds: number;
  wasShortened: boolean;
  activeSince: number;
  activeUntil: number;
}

export const openRunDraft = (runId: RunId, at: number, started: EventOf<"run-started">): RunDraft => ({
  runId,
  started,
  interrupted: undefined,
  answered: undefined,
  turns: 0,
  usage: noUsage,
  openTurnUsage: noUsage,
  cost: undefined,
  openTurnCost: undefined,
  calls: 0,
  callsFailed: 0,
  filesChanged: 0,
  durationMs: 0,
  modelMs: 0,
  rejections: 0,
  rounds: 0,
  formRounds: 0,
  wasShortened: false,
  activeSince: at,
  activeUntil: at,
});

export const resumeRun = (run: RunDraft, at: number): void => {
  run.durationMs += Math.max(0, run.activeUntil - run.activeSince);
  run.activeSince = at;
  run.activeUntil = at;
  run.interrupted = undefined;
};

export const countAnswer = (run: RunDraft, { usage, cost }: Pick<RunSummary, "usage" | "cost">): void => {
  run.usage = addUsage(run.usage, usage);
  run.openTurnUsage = addUsage(run.openTurnUsage, usage);
  run.cost = withCost(run.cost, cost);
  run.openTurnCost = withCost(run.openTurnCost, cost);
};

export const startTurn = (run: RunDraft, turn: number | undefined): void => {
  run.turns = Math.max(run.turns + 1, (turn ?? 0) - (run.started.turnsBefore ?? 0));
  run.openTurnUsage = noUsage;
  run.openTurnCost = undefined;
};

export const countSummary = (
  run: RunDraft,
  { cost, durationMs, usage }: EventOf<"context-compacted" | "compaction-skipped">,
): void => {
  // No turn is open.
  run.usage = addUsage(run.usage, usage);
  run.cost = withCost(run.cost, cost);
  run.modelMs += durationMs;
};

export const spentBy = (run: RunDraft): RunSpending => {
  const { turns, usage, openTurnUsage, cost, openTurnCost, calls, callsFailed, filesChanged, modelMs, answered } = run;
  const durationMs = run.durationMs + Math.max(0, run.activeUntil - run.activeSince);
  const used: RunSpending = {
    ...{ turns, usage, openTurnUsage, calls, callsFailed, filesChanged, durationMs, modelMs },
    ...(cost === undefined ? {} : { cost }),
    ...(openTurnCost === undefined ? {} : { openTurnCost }),
    ...(run.rejections === 0 ? {} : { rejections: run.rejections }),
    ...(run.rounds === 0 ? {} : { rounds: run.rounds }),
    ...(run.started.turnsBefore === undefined ? {} : { turnsBefore: run.started.turnsBefore }),
    ...(run.formRounds === 0 ? {} : { formRounds: run.formRounds }),
  };
  return answered === undefined ? used : { ...used, answered };
};
