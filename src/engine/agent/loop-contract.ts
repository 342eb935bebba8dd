import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { MessageId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import type { CallScope, GateDep } from "../../kernel/contracts/gate.ts";
import type { HooksDep } from "../../kernel/contracts/hooks.ts";
import type { ProviderDep } from "../../kernel/contracts/provider.ts";
import type { Durability } from "../../kernel/contracts/store.ts";
import type { Message, StopReason } from "../../kernel/conversation/message.ts";
import type { RunLimits } from "../../kernel/limits/limits.ts";
import type { Event, RunOutcome, RunSummary } from "../../kernel/log/event.ts";
import type { AnswerCheck } from "../../kernel/model/answer-format.ts";
import type { CostSum } from "../../kernel/model/cost.ts";
import type { CallSettings } from "../../kernel/model/model-settings.ts";
import type { Usage } from "../../kernel/model/usage.ts";
import type { Compaction } from "./compaction/compaction-contract.ts";
import type { Reminders } from "./reminders.ts";
import type { Inbox } from "./steering.ts";

/** On whose behalf the run acts. It is read again for every round, so a level behind a getter may change meanwhile. */
export type LoopScope = Omit<CallScope, "turn">;

/** What a run used before this loop took it up; all zero for a run that starts. */
export interface RunSpending {
  /** Turns of the run that were started: what its limit counts. */
  readonly turns: number;
  /** Turns of the session before the run. A turn's number is these and the run's own, so none is used twice. Absent: none. */
  readonly turnsBefore?: number;
  readonly usage: Usage;
  /** Absent where nothing was charged. */
  readonly cost?: CostSum;
  /** Settled calls, without those of a round that is still open. */
  readonly calls: number;
  readonly callsFailed: number;
  readonly filesChanged: number;
  /** Milliseconds in which the run was at work. */
  readonly durationMs: number;
  /** Milliseconds of it that models took: what the time limit counts. */
  readonly modelMs: number;
  /** Tokens of the turn whose calls are open; they are part of `usage` too. */
  readonly openTurnUsage: Usage;
  /** What it cost; part of `cost` too. */
  readonly openTurnCost?: CostSum;
  /** How many answers in a row the hooks sent back, up to here. Absent: none. */
  readonly rejections?: number;
  /** How often a guard sent the run on. Absent: never. */
  readonly rounds?: number;
  /** How often in a row the model was asked again for the form of its answer, up to here. Absent: never. */
  readonly formRounds?: number;
  /** How the model ended its last message, when that was its answer and only the run's end is missing in the log. */
  readonly answered?: StopReason;
}

/** What nested runs used, the runs that they started included. */
export type NestedSpent = Pick<RunSummary, "usage" | "cost" | "calls" | "callsFailed" | "filesChanged">;

/** The runs that a run's calls started, and the run that started it. */
export interface Family {
  /** What nested runs came to that ended since this was asked last; undefined where none did. */
  readonly takeSpent: () => NestedSpent | undefined;
  /** Tokens that this run and those above it may still use together; the limit on tokens is reached at 0. */
  readonly tokensLeft: () => number;
}

/** What a guard finds of a run that answered. `reason`: one sentence, which the model is told where it goes on. */
export type ContinuationVerdict =
  | { readonly type: "stop" }
  | { readonly type: "continue"; readonly reason: string }
  /** It is of no use to go on. */
  | { readonly type: "abort"; readonly reason: string };

/** Decides whether a run that answered may end. */
export interface Continuation {
  /** What is waited for, as the end of a sentence that begins with "until". */
  readonly name: string;
  /** How often the run is sent on; there is none without an end. */
  readonly maxRounds: number;
  /** It is left behind when the run is stopped. What it throws is noted, and the run ends. */
  readonly decide: (
    about: { readonly turns: number; readonly lastAnswer: string },
    signal: AbortSignal,
  ) => ContinuationVerdict | Promise<ContinuationVerdict>;
}

export interface LoopInput {
  /**
   * The conversation so far. It ends with a user message; or, to resume, with an assistant message whose calls are open:
   * they go through the gate first, which answers the settled ones from its ledger. When it ends with the answer itself, the
   * model is asked only for what waits in the inbox. It is not changed.
   */
  readonly history: readonly Message[];
  /** Read again for every request, as the scope is. */
  readonly system: string;
  readonly model: string;
  /** Sent with every request. */
  readonly settings?: CallSettings;
  readonly limits: RunLimits;
  readonly scope: LoopScope;
  readonly spent: RunSpending;
  /** Looks at every answer in the place of the settings' `answerFormat`. What it throws counts as a problem. */
  readonly answerCheck?: AnswerCheck | undefined;
  /** Asked when the run would end with an answer. Absent: it may. */
  readonly continuation?: Continuation | undefined;
  /** Shortens the conversation between turns, and once more where it no longer fits the model. Absent: then the run fails. */
  readonly compaction?: Compaction | undefined;
  /** Tokens of the request that the history makes, as far as they were counted before. Absent: they are estimated. */
  readonly contextTokens?: number | undefined;
  /** What the person says meanwhile. Taken only where it can be sent: after a round of calls, and before the run would end. */
  readonly inbox?: Inbox;
  /**
   * What goes out in the place of the conversation: the same with more put in. Asked for every request; while nothing changes it
   * gives the same objects for the same messages. Absent: the conversation as it is.
   */
  readonly enriched?: (messages: readonly Message[]) => readonly Message[];
  /** Which notes go with a request. Absent: none. */
  readonly reminders?: Reminders;
  /** Whether the run pauses when a turn is over and another one would begin. Read again after every turn. */
  readonly stepping?: boolean;
  /** Absent: the run starts no others and was started by none. */
  readonly family?: Family;
}

/** A fact for the log. `turn`: its number in the session. */
export interface Fact {
  readonly event: Event;
  readonly turn: number;
}

/**
 * Facts between which nothing happens. Whoever hears them stores them in this order and in one commit, after all pieces of the
 * stream before them and before whatever is told next, so each of these is a commit point.
 */
export interface RecordEvent {
  readonly type: "record";
  readonly facts: readonly Fact[];
  readonly durability: Durability;
}

/** What a loop tells. */
export type LoopEvent =
  /** A piece of the stream, never empty. Whoever hears it joins pieces and stores them before the next `record`. */
  { readonly type: "text-delta" | "thinking-delta"; readonly messageId: MessageId; readonly delta: string } | RecordEvent;

/**
 * Hears what a loop tells, one event at a time: the loop goes on when this returned, or when its promise resolves. So a slow
 * hearer slows the model's stream. What it throws ends the run as failed.
 */
export type Tell = (event: LoopEvent) => void | Promise<void>;

/** How the loop left the run. `interrupted` is not an end: when its cause is gone, the run is resumed from the log. */
export type LoopEnding =
  | { readonly type: "ended"; readonly outcome: RunOutcome }
  | { readonly type: "interrupted"; readonly reason: Failure };

export interface LoopOutcome {
  readonly ending: LoopEnding;
  /** What this loop added to the history, and nothing of the history itself; appended to it, the conversation is valid. */
  readonly newMessages: readonly Message[];
  /** The conversation as the model reads it from here on, where it was shortened meanwhile. Absent: it was not. */
  readonly shortened?: readonly Message[];
  /** Of the whole run, `spent` included. */
  readonly summary: RunSummary;
}

export type LoopDeps = ClockDep & GateDep & HooksDep & ProviderDep & RandomDep;

/**
 * Runs an agent: model call, round of calls, model call, until the model ends, a limit is reached, something fails, or the
 * signal aborts. It keeps nothing between runs and never throws. After an abort no model call and no call starts, a provider
 * that does not listen is left at once, text that was shown stays, and the outcome is `stopped`; calls of the round that is
 * going on are settled by the gate first. Hooks are asked where they are given: before a request, and on a whole answer, whose
 * pieces are held back until it is accepted; the eighth answer in a row that they send back fails the run. An answer that has to
 * have a form is kept in any case; where it has not, the model is told all that is wrong with it and asked again, at most twice in
 * a row, and then the run fails with `answer-format`.
 */
export type Loop = (input: LoopInput, tell: Tell, signal: AbortSignal) => Promise<LoopOutcome>;
