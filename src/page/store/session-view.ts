import type { Failure } from "../../kernel/base/failure.ts";
import type { CallId, MessageId, RunId, Seq, SessionId } from "../../kernel/base/ids.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { Access, Headline, ToolOutput } from "../../kernel/contracts/tool.ts";
import type { BranchPoint } from "../../kernel/conversation/branch-path.ts";
import type { ContextCompacted } from "../../kernel/conversation/compaction.ts";
import type { AttachedBlock, Reference, StopReason } from "../../kernel/conversation/message.ts";
import type { Todo } from "../../kernel/conversation/todo.ts";
import type { WaitingSaid } from "../../kernel/conversation/waiting.ts";
import type { Served, StageAct } from "../../kernel/limits/stage-act.ts";
import type { WorkspaceEffect } from "../../kernel/log/effect.ts";
import type { Event, RunOutcome, RunSummary } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { MemoryRecall } from "../../kernel/memory/memory.ts";
import type { Cost, CostSum } from "../../kernel/model/cost.ts";
import type { ModelChoice, SkippedModel } from "../../kernel/model/model.ts";
import type { Usage } from "../../kernel/model/usage.ts";
import type { Approval } from "../../kernel/rules/approval.ts";
import type { OutsideOrigin } from "../../kernel/rules/origin.ts";
import type { Progress } from "../../kernel/tools/operation.ts";
import type { StageCounters } from "./fold-stages.ts";

/** What every call knows, whatever its status. */
interface CallBase {
  readonly callId: CallId;
  readonly tool: string;
  readonly headline: Headline;
  readonly access: Access;
  readonly input: JsonValue;
  readonly turn: number;
  /** The entry that asked for it. */
  readonly requestedSeq: Seq;
  /** Milliseconds after it was left behind at which its tool answered after all; the answer was ignored. */
  readonly lateMs?: number;
  /** What stood before its tool did, in order. Absent: nothing. */
  readonly acts?: readonly StageAct[];
  /** It did not run: its result is that of another call. */
  readonly served?: Served;
  /** The places outside that its result has text from. Absent: none, or it has no result. */
  readonly origins?: readonly OutsideOrigin[];
}

/** A call as the page shows it. Each status carries what that status knows, and no more. */
export type CallView = CallBase &
  (
    | { readonly status: "queued" }
    | { readonly status: "waiting"; readonly approval: Approval }
    | { readonly status: "running"; readonly startedAt: number; readonly progress?: Progress }
    | {
        readonly status: "done";
        readonly settledSeq: Seq;
        readonly output: ToolOutput;
        readonly effect?: WorkspaceEffect;
        /** Set once an undo took the effect back; undoing that undo clears it. */
        readonly undoneBySeq?: Seq;
        readonly durationMs: number;
        readonly approval?: Approval;
      }
    | {
        readonly status: "failed";
        readonly settledSeq: Seq;
        readonly failure: Failure;
        readonly durationMs: number;
        readonly approval?: Approval;
      }
    | {
        readonly status: "denied";
        readonly settledSeq: Seq;
        readonly by: "rule" | "person" | "hook";
        readonly reason: string;
        readonly durationMs: number;
        readonly approval?: Approval;
      }
    | {
        readonly status: "stopped" | "timed-out";
        readonly settledSeq: Seq;
        readonly durationMs: number;
        readonly approval?: Approval;
      }
  );

/** How a message ended. */
export type MessageEnding =
  | {
      readonly type: "ended";
      readonly reason: StopReason;
      readonly usage: Usage;
      readonly durationMs: number;
      readonly cost?: Cost;
    }
  | { readonly type: "failed"; readonly failure: Failure; readonly usage: Usage; readonly cost?: Cost };

export type FormView = Pick<Extract<Event, { readonly type: "answer-checked" }>, "verdict" | "problems" | "round" | "maxRounds">;

/** One model message. `text` grows while it streams; it is open until `ending` is there. */
export interface MessageView {
  readonly messageId: MessageId;
  readonly text: string;
  readonly thinking: string;
  readonly startedAt: number;
  /** When the first piece of text or thinking, and when the first piece of text came. */
  readonly thinkingMs?: number;
  readonly ending?: MessageEnding;
  /** How it was held against the form that it has to have; absent where it was not. */
  readonly form?: FormView;
}

/** What stands under one user message, in order. Rows name things; the things are looked up by id. */
export type ItemView =
  | { readonly type: "message"; readonly key: string; readonly messageId: MessageId }
  | { readonly type: "call"; readonly key: string; readonly callId: CallId }
  | {
      readonly type: "steer";
      readonly key: string;
      readonly messageId: MessageId;
      readonly text: string;
      readonly pictures: readonly AttachedBlock[];
      readonly at: number;
      /** False when it was said together with the turn's first message, before the run did anything. */
      readonly whileRunning: boolean;
    }
  | {
      readonly type: "retry";
      readonly key: string;
      readonly delayMs: number;
      readonly reason: Failure;
      readonly at: number;
      /** It waits for the network and not for a time. */
      readonly until?: "online";
    }
  /** As in the event of this name. */
  | {
      readonly type: "model-replaced";
      readonly key: string;
      readonly from: ModelChoice;
      readonly to: ModelChoice;
      readonly reason?: Failure;
      readonly skipped?: readonly SkippedModel[];
    }
  /** As in the event of this name. */
  | {
      readonly type: "thinking-dropped";
      readonly key: string;
      readonly why: "model-changed" | "refused";
      readonly provider: string;
      readonly answers: number;
    }
  | { readonly type: "recalled"; readonly key: string; readonly recall: MemoryRecall }
  | { readonly type: "compaction"; readonly key: string; readonly event: ContextCompacted }
  | {
      readonly type: "undo";
      readonly key: string;
      readonly seq: Seq;
      readonly effect: WorkspaceEffect;
      readonly isRedo: boolean;
      /** All files were put back as they were after this entry. */
      readonly rewoundTo?: Seq;
      readonly undoneBySeq?: Seq;
    }
  | { readonly type: "interrupted"; readonly key: string; readonly reason: Failure; readonly resumed: boolean }
  /** What neither the person nor the model said or did: a check's part in the run. `words`: what happened; `text`: its own words. */
  /** `isAside`: the text was for the model, and people look at it only where they want to. */
  | { readonly type: "remark"; readonly key: string; readonly words: string; readonly text: string; readonly isAside?: true }
  /** The session went on in more than one way from here. */
  | { readonly type: "branch"; readonly key: string; readonly point: BranchPoint }
  | { readonly type: "unsupported"; readonly key: string; readonly seq: Seq; readonly text: string };

/** A run that is the inside of a call. Replaced as a turn is. */
export interface NestedRunView {
  readonly runId: RunId;
  /** Names from the session's agent down. */
  readonly agentPath: readonly string[];
  /** What it was asked to do. */
  readonly task: string;
  readonly model: ModelChoice;
  readonly maxTurns: number;
  readonly startedAt: number;
  readonly turn: number;
  readonly items: readonly ItemView[];
  readonly ending?: NonNullable<TurnView["ending"]>;
}

/** A user message and everything that the agent did because of it: the unit of the virtual list. Replaced also when one of its calls changes its status or one of its messages ends. */
export interface TurnView {
  readonly key: string;
  readonly seq: Seq;
  readonly at: number;
  readonly messageId: MessageId;
  readonly userText: string;
  readonly pictures: readonly AttachedBlock[];
  /** What the person pointed at. Absent: nothing. */
  readonly about?: readonly Reference[];
  readonly runId?: RunId;
  readonly items: readonly ItemView[];
  /** Where the session went on in more than one way, and this message is one of them. */
  readonly branches: readonly BranchPoint[];
  readonly ending?: { readonly outcome: RunOutcome; readonly summary: RunSummary; readonly at: number };
}

/**
 * The active branch of a session folded from its entries, and from live text that the log does not have yet. The maps are changed in place,
 * their values are replaced: a row that selects its own value is drawn again only when that value changed. `entries` grows in
 * place as well, so that a view costs what is new and not what is there. `revision` grows with every change.
 */
export interface SessionView {
  readonly sessionId: SessionId;
  /** Of every branch. */
  readonly entries: readonly LogEntry[];
  /** Every place where the session went on in more than one way. */
  readonly branchPoints: readonly BranchPoint[];
  /** Those of them that the active branch stands at: nothing was said behind them yet. */
  readonly openPoints: readonly BranchPoint[];
  /** Entries that the active branch does not pass. */
  readonly elsewhere: ReadonlySet<Seq>;
  /** By first entry, where the person gave a branch a name. */
  readonly branchNames: ReadonlyMap<Seq, string>;
  readonly revision: number;
  readonly turnKeys: readonly string[];
  readonly turns: ReadonlyMap<string, TurnView>;
  readonly calls: ReadonlyMap<CallId, CallView>;
  readonly messages: ReadonlyMap<MessageId, MessageView>;
  /** By the call that each is the inside of. Its messages and calls stand among the others, its items in no turn. */
  readonly nested: ReadonlyMap<CallId, NestedRunView>;
  /** What was said and no model has read yet, in order. */
  readonly waiting: readonly WaitingSaid[];
  /** The list that the agent keeps of its work; empty where it keeps none. */
  readonly todos: readonly Todo[];
  /** How often something stood before a tool. */
  readonly stages: StageCounters;
  readonly run:
    | { readonly status: "none" }
    | {
        readonly status: "running" | "waiting";
        readonly runId: RunId;
        /** Which of the run's own turns goes on, of at most `maxTurns`; in the session it is the one after `turnsBefore` more. */
        readonly turn: number;
        readonly turnsBefore: number;
        readonly startedAt: number;
        readonly model: ModelChoice;
        readonly maxTurns: number;
      }
    | {
        readonly status: "interrupted";
        readonly runId: RunId;
        readonly turn: number;
        readonly reason: Failure;
        /** How often the tab has ended in the step in which the run stands; from the second time on, the person says how it goes on. */
        readonly crashes?: number;
      }
    | { readonly status: "ended"; readonly runId: RunId; readonly outcome: RunOutcome; readonly summary: RunSummary };
  /** Tokens that the model reads with the next request, before anything is added to it. Absent: it did not answer yet. */
  readonly contextTokens?: number;
  /** Of every branch. */
  readonly usage: Usage;
  /** Of every branch. Absent: nothing was charged. */
  readonly cost?: CostSum;
  /** Entries that could not be read or that this version does not know; kept, counted, exported. */
  readonly unreadable: number;
}
