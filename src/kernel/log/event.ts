import type { Hash } from "../base/canonical.ts";
import type { Failure } from "../base/failure.ts";
import type { ApprovalId, CallId, ChoiceId, EffectId, MessageId, RuleId, Seq } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { HookPoint } from "../contracts/hooks.ts";
import type { Access, Headline, ToolOutput } from "../contracts/tool.ts";
import type { CompactionSkipped, ContextCompacted } from "../conversation/compaction.ts";
import type { ContinuationGuard } from "../conversation/continuation-guard.ts";
import type { AttachedBlock, Block, Reference, StopReason } from "../conversation/message.ts";
import type { Mode } from "../conversation/mode.ts";
import type { ParentRun } from "../conversation/nested-run.ts";
import type { Reminder } from "../conversation/reminder.ts";
import type { SessionStatus } from "../conversation/session.ts";
import type { Delivery } from "../conversation/waiting.ts";
import type { LimitName, ReachedCap, RunLimits } from "../limits/limits.ts";
import type { SessionCaps } from "../limits/spending-caps.ts";
import type { CircuitPlace, CircuitService, Served, StageAct } from "../limits/stage-act.ts";
import type { ConsolidationCounts } from "../memory/consolidation.ts";
import type { MemoryRecall, RecallLimits } from "../memory/memory.ts";
import type { Cost, CostSum } from "../model/cost.ts";
import type { TextsEmbedded } from "../model/embedding.ts";
import type { ModelChoice, SkippedModel } from "../model/model.ts";
import type { ModelOverrides, ModelSettings, SettingName } from "../model/model-settings.ts";
import type { Usage } from "../model/usage.ts";
import type { Approval, ApprovalAnswer } from "../rules/approval.ts";
import type { Origin } from "../rules/origin.ts";
import type { CallReviewed } from "../rules/reviewer.ts";
import type { Level, Rule } from "../rules/rule.ts";
import type { CancelReason, PreparedOperation, Progress } from "../tools/operation.ts";
import type { CheckpointName } from "./checkpoint.ts";
import type { WorkspaceEffect } from "./effect.ts";
import type { RevertedPart } from "./history.ts";

/**
 * How a call ended. Exactly one per call; only `done` may carry an effect. `origins`: where the text of its result came from, as
 * far as that is outside: what its tool said, and the files that it read. Absent: nothing of it.
 */
export type CallOutcome = CallEnd & { readonly origins?: readonly Origin[] };

type CallEnd =
  | { readonly type: "done"; readonly output: ToolOutput }
  | { readonly type: "failed"; readonly failure: Failure }
  /** A rule refused it (`by: rule`), the person did (`by: person`), or a check (`by: hook`). */
  | {
      readonly type: "denied";
      readonly by: "rule" | "person" | "hook";
      readonly reason: string;
      /** The first of them, where it was a rule. */
      readonly ruleId?: RuleId;
      /** Every rule that refused it, where it was more than one. */
      readonly violations?: readonly { readonly ruleId: RuleId; readonly reason: string }[];
    }
  /** `partial`: of a container that ran, what it had said by then; what its nested calls changed stays. */
  | { readonly type: "stopped"; readonly when: "before-start" | "waiting" | "running"; readonly partial?: string }
  /** `partial` as above; a container is timed out after so many milliseconds without any event. */
  | { readonly type: "timed-out"; readonly afterMs: number; readonly partial?: string };

export type RunOutcome =
  | { readonly type: "completed"; readonly reason: StopReason }
  | { readonly type: "stopped" }
  /** `cap`: how a cap stood, where the limit is one. */
  /** Only a nested run: nothing happened in it for so many milliseconds. */
  | { readonly type: "timed-out"; readonly afterMs: number }
  | { readonly type: "limit-reached"; readonly limit: LimitName; readonly cap?: ReachedCap }
  | { readonly type: "failed"; readonly failure: Failure };

/**
 * Who speaks to the model in a user message that the person did not write: a check that sent its answer back, a guard that sent
 * the run on, or the form that its answer does not have.
 */
export type Speaker = "guardrail" | "continuation" | "format";

/** Whether an answer has the form that it has to have: yes; the model reads why not and is asked again; it was asked often enough. */
export type AnswerVerdict = "fits" | "asked-again" | "gave-up";

/** What a guard found: it may end; it was sent on; often enough; it is of no use to go on; the guard itself broke down. */
export type GuardVerdict = "met" | "went-on" | "gave-up" | "aborted" | "failed";

export interface TurnSummary {
  readonly usage: Usage;
  /** Absent: nothing was charged, or the entry is from before costs were written. */
  readonly cost?: CostSum;
  readonly calls: number;
  readonly durationMs: number;
  /** From the request to the first piece of the answer. */
  readonly firstByteMs?: number;
}

export interface RunSummary {
  readonly turns: number;
  readonly usage: Usage;
  /** As in `TurnSummary`. */
  readonly cost?: CostSum;
  readonly calls: number;
  readonly callsFailed: number;
  readonly filesChanged: number;
  readonly durationMs: number;
}

/** What a person did to get to a branch. `switch`: to one that was there. */
export type BranchReason = "edit" | "regenerate" | "fork" | "switch";

/**
 * Every fact that a workspace can record. Readers switch over it and end in `assertNever`;
 * only readers make the last three (`erased-entry`, `unsupported-entry`, `unreadable-entry`).
 */
/**
 * What a model had thought in earlier answers, in a form that goes back to it alone, is not sent from here on: another model is
 * asked (`model-changed`), or the provider did not take it back (`refused`: no run sends it again).
 */
export interface ThinkingDropped {
  readonly type: "thinking-dropped";
  readonly why: "model-changed" | "refused";
  /** Whose blocks. */
  readonly provider: string;
  /** Of how many messages. */
  readonly answers: number;
}

export type Event =
  // sessions and permissions
  | { readonly type: "session-created"; readonly title: string; readonly level: Level }
  | { readonly type: "session-renamed"; readonly title: string }
  | { readonly type: "session-deleted" }
  | { readonly type: "level-changed"; readonly level: Level }
  /** It holds from the next request and the next call on, also in a run that goes on. */
  | { readonly type: "mode-changed"; readonly mode: Mode }
  /** Whether the session's runs pause after each turn; counts from the turn that goes on. */
  | { readonly type: "stepping-changed"; readonly on: boolean }
  /**
   * Whether the session's runs are given what is remembered without asking for it, and how much, from the next run on. Without
   * `limits`: as much as by default.
   */
  | { readonly type: "recalling-changed"; readonly on: boolean; readonly limits?: RecallLimits }
  /** From the next request on this item is in none of the session's, nor found by its agents; `withheld` false: it is again. */
  | { readonly type: "memory-withheld"; readonly memoryId: string; readonly withheld: boolean }
  /** What the session sets for itself. `follows`: what is as the defaults say again. It holds from the next run on. */
  | { readonly type: "session-settings-changed"; readonly set: ModelOverrides; readonly follows: readonly SettingName[] }
  /** Which model answers in this session from the next run on; `null`: the default one. */
  | { readonly type: "session-model-changed"; readonly model: ModelChoice | null }
  /** What this session's runs wait for before they end, from the next run on; `null`: nothing. */
  | { readonly type: "session-guard-changed"; readonly guard: ContinuationGuard | null }
  /** What this session may spend, from here on; what is not named is as everywhere. */
  | { readonly type: "session-caps-changed"; readonly caps: SessionCaps }
  | { readonly type: "rule-added"; readonly rule: Rule }
  /** The rule of this id is as it says here, in the place that it had. */
  | { readonly type: "rule-changed"; readonly rule: Rule }
  | { readonly type: "rule-removed"; readonly ruleId: RuleId }
  /** The order in which rules are asked from here on; rules made later stand before them. */
  | { readonly type: "rules-ordered"; readonly ruleIds: readonly RuleId[] }
  // what the person says
  | {
      readonly type: "user-message";
      readonly messageId: MessageId;
      readonly blocks: readonly Block[];
      /** Absent: the person. */
      readonly by?: Speaker;
    }
  | {
      readonly type: "steer-queued";
      readonly messageId: MessageId;
      readonly text: string;
      /** Pictures and documents. Absent: none. */
      readonly pictures?: readonly AttachedBlock[];
      /** What the person points at. Absent: nothing. */
      readonly about?: readonly Reference[];
      /** Absent: `steer`. */
      readonly delivery?: Delivery;
    }
  | { readonly type: "steer-withdrawn"; readonly messageId: MessageId }
  /** What waits changes its place or its moment. `before`: the message that follows it then; `null`: it is the last. */
  | {
      readonly type: "steer-moved";
      readonly messageId: MessageId;
      readonly delivery: Delivery;
      readonly before: MessageId | null;
    }
  // the run
  | {
      readonly type: "run-started";
      readonly model: ModelChoice;
      readonly limits: RunLimits;
      readonly level: Level;
      /** Absent: the default. */
      readonly mode?: Mode;
      /** Absent: all are the defaults. */
      readonly settings?: ModelSettings;
      /** Turns that the session had before; this run's are numbered on from there. Absent: none, or nobody counted them. */
      readonly turnsBefore?: number;
      /** The call that this run is the inside of. Absent: it is the session's own. */
      readonly parent?: ParentRun;
      /** It is there to shorten the conversation and takes no turn unless the person says something. Absent: it answers. */
      readonly purpose?: "compaction";
    }
  /** `crashes`: by the end of the tab; how often it has ended in this step, this time included. */
  | { readonly type: "run-interrupted"; readonly reason: Failure; readonly crashes?: number }
  | { readonly type: "run-resumed" }
  | { readonly type: "run-ended"; readonly outcome: RunOutcome; readonly summary: RunSummary }
  | { readonly type: "turn-started" }
  | { readonly type: "turn-ended"; readonly summary: TurnSummary }
  /** A note of the engine that goes with the turn's request, and with no other. */
  | ({ readonly type: "reminder-given" } & Reminder)
  /** What is remembered and goes with the run's requests, none of which was sent before this. */
  | ({ readonly type: "memory-recalled" } & MemoryRecall)
  | TextsEmbedded
  // the model
  /** `reserved`: the most that it can cost, counted until its end says more; absent where the model is free. */
  | { readonly type: "attempt-started"; readonly messageId: MessageId; readonly reserved?: Cost }
  /** `until`: not for a time but for the network to come back. */
  | { readonly type: "retry-waiting"; readonly delayMs: number; readonly reason: Failure; readonly until?: "online" }
  | ThinkingDropped
  | ContextCompacted
  | CompactionSkipped
  /**
   * Who answers from here on, until the run ends. With a `reason`: `from` failed before anything of its answer was shown, and
   * `skipped` stood before `to` in the order and could not be asked. Without: the person chose another model before the run
   * went on.
   */
  | {
      readonly type: "model-replaced";
      readonly from: ModelChoice;
      readonly to: ModelChoice;
      readonly reason?: Failure;
      readonly skipped?: readonly SkippedModel[];
    }
  /** Coalesced stream text; `offset` counts UTF-16 units of this message's text (or thinking) before it. */
  | { readonly type: "text-appended"; readonly messageId: MessageId; readonly offset: number; readonly text: string }
  | { readonly type: "thinking-appended"; readonly messageId: MessageId; readonly offset: number; readonly text: string }
  | { readonly type: "block-received"; readonly messageId: MessageId; readonly provider: string; readonly value: JsonValue }
  | {
      readonly type: "call-requested";
      readonly messageId: MessageId;
      readonly callId: CallId;
      readonly wireId: string;
      readonly tool: string;
      readonly input: JsonValue;
      readonly invalid?: string;
      readonly headline: Headline;
      readonly access: Access;
    }
  | {
      readonly type: "message-ended";
      readonly messageId: MessageId;
      readonly reason: StopReason;
      readonly usage: Usage;
      readonly durationMs: number;
      /** Of this one request. */
      readonly cost?: Cost;
    }
  /** The answer broke off: its text stays, its calls never run. */
  | {
      readonly type: "message-failed";
      readonly messageId: MessageId;
      readonly failure: Failure;
      readonly usage: Usage;
      readonly cost?: Cost;
    }
  // calls
  | {
      readonly type: "call-started";
      readonly callId: CallId;
      readonly tool: string;
      readonly inputHash: Hash;
      readonly access: Access;
    }
  | { readonly type: "approval-requested"; readonly approval: Approval }
  | {
      readonly type: "approval-answered";
      readonly approvalId: ApprovalId;
      readonly callId: CallId;
      readonly answer: ApprovalAnswer;
    }
  | { readonly type: "approval-superseded"; readonly approvalId: ApprovalId; readonly callId: CallId }
  | { readonly type: "approval-expired"; readonly approvalId: ApprovalId; readonly callId: CallId; readonly reason: string }
  | {
      readonly type: "call-settled";
      readonly callId: CallId;
      readonly tool: string;
      /**
       * Hash of {tool, arguments} as executed; equals the approval's where there was one. Absent for a read that nothing was held
       * against: it follows from the request.
       */
      readonly inputHash?: Hash;
      readonly outcome: CallOutcome;
      readonly effect?: WorkspaceEffect;
      readonly approvalId?: ApprovalId;
      readonly ruleId?: RuleId;
      readonly durationMs: number;
      /** Arguments a person changed before it ran; the model is told. */
      readonly editedFields?: readonly string[];
      /** It did not run: this is the result of another call. */
      readonly served?: Served;
    }
  | CallReviewed
  /** What stands before the tool made the call wait, or said how things are. Its turn, if it waits for one, comes after this. */
  | { readonly type: "stage-acted"; readonly callId: CallId; readonly act: StageAct }
  /** A circuit breaker changed its place after so many failures in a row. */
  | { readonly type: "circuit-changed"; readonly about: CircuitService; readonly to: CircuitPlace; readonly failures: number }
  /** The call goes on beside the run, under this name; after a reload it is looked at again, not begun again. */
  | { readonly type: "operation-started"; readonly callId: CallId; readonly operationId: string; readonly message: string }
  | { readonly type: "call-progressed"; readonly callId: CallId; readonly progress: Progress }
  /** What the call would do is ready to be decided over; after a reload exactly this is taken up, until it expires. */
  | { readonly type: "operation-prepared"; readonly callId: CallId; readonly prepared: PreparedOperation }
  /** Its tool was told that it is not carried out; `problem`: and could not take that in. Its run may be over. */
  | {
      readonly type: "operation-cancelled";
      readonly callId: CallId;
      readonly operationId: string;
      readonly reason: CancelReason;
      readonly problem?: string;
    }
  /** A result was submitted again for a call that has it already: it was not taken a second time. Its run may be over. */
  | { readonly type: "result-replayed"; readonly callId: CallId }
  /** A tool that was left behind answered after its call was settled; what it gave was dropped. Its run may be over. */
  | {
      readonly type: "late-result-ignored";
      readonly callId: CallId;
      readonly tool: string;
      readonly afterMs: number;
      readonly ended: "done" | "failed";
    }
  /** A hook changed what was sent, or broke down where it had nothing to decide. `name`: which one; `text`: for people. */
  | {
      readonly type: "hook-acted";
      readonly point: HookPoint;
      readonly name: string;
      readonly did: "changed-request" | "failed";
      readonly text: string;
    }
  /** Whether a run may end with its answer. `name`: what is waited for; `reason`: why not, or why nobody knows. */
  | {
      readonly type: "guard-checked";
      readonly name: string;
      readonly verdict: GuardVerdict;
      readonly reason: string;
      readonly round: number;
      readonly maxRounds: number;
    }
  /**
   * An answer was held against the form that it has to have. `messageId`: the answer, where there was one; `problems`: all that is
   * wrong with it, for the model and for people; `round`: how often in a row the model was asked again by then.
   */
  | {
      readonly type: "answer-checked";
      readonly messageId?: MessageId;
      readonly verdict: AnswerVerdict;
      readonly problems: readonly string[];
      readonly round: number;
      readonly maxRounds: number;
    }
  // effects without a call
  | {
      readonly type: "files-changed";
      /** `schedule`: what is done by itself from time to time. */
      readonly by: "person" | "sample" | "schedule";
      readonly effect: WorkspaceEffect;
      /** The state was made what this checkpoint holds. */
      readonly checkpoint?: CheckpointName;
      /** What an effect had done to one file was taken back, in whole or in part; what came after it stays. */
      readonly reverted?: RevertedPart;
      /** Summaries took the place of memories about the same. */
      readonly consolidation?: ConsolidationCounts;
    }
  /** Undo (and redo: undoing an undo). `undone` effects no longer count, `restored` ones count again. */
  | {
      readonly type: "effects-undone";
      readonly effect: WorkspaceEffect;
      readonly undone: readonly EffectId[];
      readonly restored: readonly EffectId[];
      /** All files were made what they were right after this entry. */
      readonly rewoundTo?: Seq;
    }
  /**
   * The session goes on from the entry that `parentId` names, on a branch of its own or on one that was there. The files follow
   * in the same commit: `undone` effects do not belong to that branch, `restored` ones do.
   */
  | {
      readonly type: "branch-chosen";
      /** Named by who asked: the same choice twice is one. */
      readonly choiceId: ChoiceId;
      readonly why: BranchReason;
      /** The message that an edit takes the place of; it does not wait to be said any more. */
      readonly edited?: MessageId;
      readonly effect: WorkspaceEffect;
      readonly undone: readonly EffectId[];
      readonly restored: readonly EffectId[];
      /** Files that stay as they are although the branch has them otherwise: others changed them since. */
      readonly kept: readonly string[];
      /** Where the newest run of that branch stands. */
      readonly standing: SessionStatus;
    }
  /** `branch`: the first entry of a branch. An empty name takes it away. */
  | { readonly type: "branch-named"; readonly branch: Seq; readonly name: string }
  // what readers put where an entry cannot be used
  | { readonly type: "erased-entry" }
  | { readonly type: "unsupported-entry"; readonly original: JsonValue }
  | { readonly type: "unreadable-entry"; readonly reason: string; readonly raw: string };

export type EventType = Event["type"];
