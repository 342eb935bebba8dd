import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { ApprovalId, CallId, ChoiceId, EffectId, MessageId, RuleId, RunId, Seq, SessionId } from "../../kernel/base/ids.ts";
import type { JsonObject } from "../../kernel/base/json.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { BranchAnswer } from "../../kernel/conversation/branch.ts";
import type { ContinuationGuard } from "../../kernel/conversation/continuation-guard.ts";
import type { CoordinationChanges } from "../../kernel/conversation/coordination.ts";
import type { Reference } from "../../kernel/conversation/message.ts";
import type { Mode } from "../../kernel/conversation/mode.ts";
import type { DraftPicture, PictureFile } from "../../kernel/conversation/picture.ts";
import type { StepChoice } from "../../kernel/conversation/session.ts";
import type { Delivery } from "../../kernel/conversation/waiting.ts";
import type { FileAct, FilesChanged } from "../../kernel/files/file-act.ts";
import type { ThreeWay } from "../../kernel/files/file-merge.ts";
import type { FileSearch, FilesFound } from "../../kernel/files/file-search.ts";
import type { PackedFiles } from "../../kernel/files/packed-files.ts";
import type { Preview } from "../../kernel/files/preview.ts";
import type { StatePlace, StateRow, StateTransition } from "../../kernel/files/state.ts";
import type { SessionCaps, SpendingCaps } from "../../kernel/limits/spending-caps.ts";
import type { CircuitLimits, ToolLimitChanges } from "../../kernel/limits/tool-limits.ts";
import type { LogAlert } from "../../kernel/log/alert.ts";
import type { CheckpointList, CheckpointRow, Restored, RestorePlan } from "../../kernel/log/checkpoint.ts";
import type { Checkpointing } from "../../kernel/log/checkpointing.ts";
import type { EntryQuery, FoundEntries } from "../../kernel/log/entry-query.ts";
import type { ChainVerdict } from "../../kernel/log/hash-chain.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { LogStatistics } from "../../kernel/log/log-statistics.ts";
import type { MemoryAct, MemoryChanged, MemoryHistory, MemoryOverview, MemoryRow } from "../../kernel/memory/memory-view.ts";
import type { ModelChoice, RemoteProvider } from "../../kernel/model/model.ts";
import type { ModelOverrides, SettingName } from "../../kernel/model/model-settings.ts";
import type { Price, PriceDraft } from "../../kernel/model/price.ts";
import type { ApprovalAnswer } from "../../kernel/rules/approval.ts";
import type { Guardrail } from "../../kernel/rules/guardrail.ts";
import type { ConnectionVerdict, Content, Diff, PictureContent, StorageReport, UndoPlan } from "../../kernel/rules/inspection.ts";
import type { PermissionTrail } from "../../kernel/rules/permission-trail.ts";
import type { Level, Rule } from "../../kernel/rules/rule.ts";
import type { Simulation } from "../../kernel/rules/simulation.ts";
import type { SubmittedResult } from "../../kernel/tools/operation.ts";
import type { ArgumentProblem, ToolCard } from "../../kernel/tools/tool-card.ts";
import type { CarryAnswers, CarryCommand } from "./carry-command.ts";
import type { GraphAnswers, GraphCommand } from "./graph-command.ts";
import type { MemoryAnswers, MemoryCommand } from "./memory-command.ts";
import type { WhyAnswers, WhyCommand } from "./why-command.ts";

export type {
  ConnectionVerdict,
  Content,
  Diff,
  StorageReport,
  UndoPlan,
} from "../../kernel/rules/inspection.ts";

import type { HistoryAnswers, HistoryCommand } from "./history-command.ts";

/** Both sides must speak the same; otherwise the page asks for a reload. */
export const protocolVersion = 1;

/** What the page can ask for, and what each answer holds. The names are imperative; every command is answered once. */
export interface CommandAnswers extends CarryAnswers, GraphAnswers, HistoryAnswers, MemoryAnswers, WhyAnswers {
  readonly "open-session": { readonly entries: readonly LogEntry[]; readonly unreadable: number };
  readonly "create-session": { readonly sessionId: SessionId };
  readonly "rename-session": null;
  readonly "delete-session": null;
  readonly "send-message": { readonly runId: RunId };
  readonly "queue-message": null;
  readonly "keep-draft-picture": null;
  readonly "drop-draft-pictures": null;
  readonly "read-draft-pictures": { readonly pictures: readonly DraftPicture[] };
  readonly "withdraw-steer": null;
  readonly "move-steer": null;
  readonly "edit-message": BranchAnswer;
  readonly regenerate: BranchAnswer;
  readonly "fork-at": BranchAnswer;
  readonly "choose-branch": BranchAnswer;
  readonly "name-branch": null;
  readonly "stop-run": null;
  readonly "stop-call": null;
  readonly "retry-now": null;
  readonly "resume-run": null;
  readonly "answer-approval": null;
  readonly "list-tools": { readonly tools: readonly ToolCard[] };
  readonly "check-call": { readonly problems: readonly ArgumentProblem[] };
  readonly "call-tool": { readonly sessionId: SessionId };
  readonly "submit-results": { readonly submitted: number; readonly replayed: number };
  readonly "plan-undo": UndoPlan;
  readonly undo: null;
  readonly "set-level": null;
  readonly "set-mode": null;
  readonly "change-session-guard": null;
  readonly "set-stepping": null;
  readonly "shorten-session": null;
  readonly "add-rule": null;
  readonly "change-rule": null;
  readonly "put-rules": null;
  readonly "order-rules": null;
  readonly "simulate-rule": Simulation;
  readonly "read-permissions": PermissionTrail;
  readonly "remove-rule": null;
  readonly "set-guardrail": null;
  readonly "remove-guardrail": null;
  readonly "change-tool-limits": null;
  readonly "change-provider-circuit": null;
  readonly "choose-model": null;
  readonly "set-fallbacks": null;
  readonly "choose-session-model": null;
  readonly "change-default-settings": null;
  readonly "change-session-settings": null;
  readonly "set-default-level": null;
  readonly "change-spending-caps": null;
  readonly "change-session-caps": null;
  readonly "change-coordination": null;
  readonly "set-price": null;
  readonly "remove-price": null;
  readonly "read-prices": { readonly prices: readonly Price[] };
  readonly "give-key": null;
  readonly "forget-key": null;
  readonly "forget-all-keys": null;
  readonly "check-connection": ConnectionVerdict;
  readonly "list-files": { readonly files: PackedFiles };
  readonly "read-state": { readonly values: readonly StateRow[] };
  readonly "read-state-history": { readonly transitions: readonly StateTransition[]; readonly total: number };
  readonly "read-memory": { readonly rows: readonly MemoryRow[] };
  readonly "read-memory-overview": MemoryOverview;
  readonly "read-memory-history": MemoryHistory;
  readonly "change-memory": MemoryChanged;
  readonly "read-content": Content;
  readonly "read-bytes": { readonly bytes: Uint8Array };
  readonly "change-files": FilesChanged;
  readonly "compare-three": ThreeWay;
  readonly "preview-page": Preview;
  readonly "search-files": FilesFound;
  readonly "stop-search": null;
  readonly "read-picture": PictureContent;
  readonly "read-diff": Diff;
  readonly "read-storage": StorageReport;
  readonly "export-audit": { readonly jsonl: string };
  readonly "export-log": { readonly jsonl: string };
  readonly "export-entries": { readonly jsonl: string };
  readonly "search-log": FoundEntries;
  readonly "read-log-statistics": LogStatistics;
  readonly "verify-log": ChainVerdict;
  readonly "set-alert": null;
  readonly "remove-alert": null;
  readonly "list-checkpoints": CheckpointList;
  readonly "make-checkpoint": CheckpointRow;
  readonly "plan-restore": RestorePlan;
  readonly "restore-checkpoint": Restored;
  readonly "remove-checkpoint": null;
  readonly "export-checkpoint": { readonly json: string };
  readonly "import-checkpoint": CheckpointRow;
  readonly "change-checkpointing": null;
  readonly "export-cassette": { readonly json: string };
  readonly "open-cassette": { readonly choice: ModelChoice };
  readonly "take-over": null;
}

/** Text, pictures, or both. The bytes are copied on the way, so that a message that was not stored is still whole on the page. */
interface Message {
  readonly sessionId: SessionId;
  readonly messageId: MessageId;
  readonly text: string;
  /** Absent: none. */
  readonly pictures?: readonly PictureFile[];
  /** What the person points at. Absent: nothing. */
  readonly about?: readonly Reference[];
}

/** Choosing a branch takes the session's files along. No run of the session may go on. */
interface BranchAsk {
  readonly sessionId: SessionId;
  /** The same choice twice is one. */
  readonly choiceId: ChoiceId;
  /** Files that may stay as others changed them; where one is missing here, the answer asks for it and nothing is changed. */
  readonly keep: readonly string[];
}

export type Command =
  | { readonly type: "open-session"; readonly sessionId: SessionId }
  | { readonly type: "create-session"; readonly title?: string }
  | { readonly type: "rename-session"; readonly sessionId: SessionId; readonly title: string }
  | { readonly type: "delete-session"; readonly sessionId: SessionId }
  /**
   * Starts a run, or steers the one that goes on. The same `messageId` twice is one message. `expectedRunId`: it is meant for this
   * run only; refused with `conflict` where that one is over.
   */
  | ({ readonly type: "send-message"; readonly expectedRunId?: RunId } & Message)
  /**
   * Keeps a message without sending it; the next `send-message` of the session says it first. Sending the last one that waits
   * says all of them. A run that goes on is steered instead. With `delivery: "later"` it waits until the run has completed and is
   * then said as a request of its own. The same `messageId` twice is one message.
   */
  | ({ readonly type: "queue-message"; readonly delivery?: Delivery } & Message)
  /** Keeps a picture of a message that is being written, until it is dropped or its session erased. */
  | { readonly type: "keep-draft-picture"; readonly sessionId: SessionId; readonly picture: DraftPicture }
  | { readonly type: "drop-draft-pictures"; readonly sessionId: SessionId; readonly pictureIds: readonly string[] }
  /** In the order in which they were kept. */
  | { readonly type: "read-draft-pictures"; readonly sessionId: SessionId }
  /** Takes back a message that waits, steering or queued. */
  | { readonly type: "withdraw-steer"; readonly sessionId: SessionId; readonly messageId: MessageId }
  /** Changes when a waiting message is said. `before`: the waiting message that follows it then; `null`: none. */
  | {
      readonly type: "move-steer";
      readonly sessionId: SessionId;
      readonly messageId: MessageId;
      readonly delivery: Delivery;
      readonly before: MessageId | null;
    }
  /** Says a message of the active branch anew, under a name of its own, on a branch that begins before it. A run starts there. */
  | ({
      readonly type: "edit-message";
      readonly edited: MessageId;
      readonly messageId: MessageId;
      readonly text: string;
    } & BranchAsk)
  /** Asks the model once more for the answer to a message of the active branch, on a branch that begins after it. */
  | ({ readonly type: "regenerate"; readonly messageId: MessageId } & BranchAsk)
  /** Goes back to right after an entry, of any branch; what is said next goes on from there. */
  | ({ readonly type: "fork-at"; readonly at: Seq } & BranchAsk)
  /** Goes to the newest entry that continues from the entry `branch`. */
  | ({ readonly type: "choose-branch"; readonly branch: Seq } & BranchAsk)
  /** `branch`: its first entry. An empty name takes the name away. */
  | { readonly type: "name-branch"; readonly sessionId: SessionId; readonly branch: Seq; readonly name: string }
  | { readonly type: "stop-run"; readonly runId: RunId }
  /** Stops one call that runs; its run goes on, and the model reads that it was stopped. */
  | { readonly type: "stop-call"; readonly callId: CallId }
  /** Ends the wait before the run's next attempt at the model. */
  | { readonly type: "retry-now"; readonly runId: RunId }
  /** `step`: what becomes of the step in which the tab ended more than once; without it such a run is not taken up. */
  | { readonly type: "resume-run"; readonly runId: RunId; readonly step?: StepChoice }
  | { readonly type: "answer-approval"; readonly approvalId: ApprovalId; readonly answer: ApprovalAnswer }
  /**
   * Gives calls that were handed over their results; all are stored, or none. A result that is there already is not taken twice.
   * `complete`: these are all of them, so each call of the session that waits for one has to be among them.
   */
  | {
      readonly type: "submit-results";
      readonly sessionId: SessionId;
      readonly results: readonly SubmittedResult[];
      readonly complete?: boolean;
    }
  /** Every tool, with what the log says of its calls. */
  | { readonly type: "list-tools" }
  /** All that is wrong with arguments; nothing runs. */
  | { readonly type: "check-call"; readonly tool: string; readonly input: JsonObject }
  /**
   * Calls a tool by hand, through the same gate as every call; refused while any run goes on. The answer names the session whose
   * log tells how it goes. The same `messageId` twice is one call.
   */
  | { readonly type: "call-tool"; readonly tool: string; readonly input: JsonObject; readonly messageId: MessageId }
  | { readonly type: "plan-undo"; readonly effectId: EffectId }
  | { readonly type: "undo"; readonly sessionId?: SessionId; readonly effectId: EffectId }
  | HistoryCommand
  | { readonly type: "set-level"; readonly sessionId: SessionId; readonly level: Level }
  /** It holds from the next request and the next call on, also in a run that goes on. */
  | { readonly type: "set-mode"; readonly sessionId: SessionId; readonly mode: Mode }
  /** Whether the session's runs pause after each turn. A run that paused goes on with `resume-run`. */
  | { readonly type: "set-stepping"; readonly sessionId: SessionId; readonly on: boolean }
  /**
   * The model reads a summary of the older part of the conversation from here on. A run that goes on does it before its next
   * turn, else a run of its own does. Refused where there is nothing to shorten, or no model that could.
   */
  | { readonly type: "shorten-session"; readonly sessionId: SessionId }
  | GraphCommand
  | MemoryCommand
  | WhyCommand
  /** What the session's runs wait for before they end, from the next run on; `null`: nothing. */
  | { readonly type: "change-session-guard"; readonly sessionId: SessionId; readonly guard: ContinuationGuard | null }
  /** What happened to permissions, and with them, as the end of the log tells it. */
  | { readonly type: "read-permissions" }
  | { readonly type: "add-rule"; readonly rule: Rule }
  /** The rule of this id is as it says here, in the place that it has. */
  | { readonly type: "change-rule"; readonly rule: Rule }
  /** In one commit: each is added, or takes the place of the one of its id; and those that are named in `removed` are removed. */
  | { readonly type: "put-rules"; readonly rules: readonly Rule[]; readonly removed: readonly RuleId[] }
  /** The order in which rules are asked: each of them once. */
  | { readonly type: "order-rules"; readonly ruleIds: readonly RuleId[] }
  | { readonly type: "remove-rule"; readonly ruleId: RuleId }
  /** What the rule would say of the newest calls, added or in the place of the one of its id; `null`: what the rules say as they stand. */
  | { readonly type: "simulate-rule"; readonly rule: Rule | null }
  /** Adds a check, or replaces the one of the same id. It holds from the next request, answer or call on. */
  | { readonly type: "set-guardrail"; readonly guardrail: Guardrail }
  | { readonly type: "remove-guardrail"; readonly guardrailId: string }
  /** What stands before a tool, from its next call on; `null`: what it brings itself. */
  | { readonly type: "change-tool-limits"; readonly tool: string; readonly changes: ToolLimitChanges | null }
  /** After how many failures in a row a provider is left alone, and for how long; `null`: never. */
  | { readonly type: "change-provider-circuit"; readonly circuit: CircuitLimits | null }
  | { readonly type: "choose-model"; readonly choice: ModelChoice }
  /** Models that are asked where the default or a session's own one does not answer, in this order. */
  | { readonly type: "set-fallbacks"; readonly models: readonly ModelChoice[] }
  /** `null`: the default model again. */
  | { readonly type: "choose-session-model"; readonly sessionId: SessionId; readonly choice: ModelChoice | null }
  /** `null` takes a setting back. Settings that are not named stay. */
  | { readonly type: "change-default-settings"; readonly changes: ModelOverrides }
  /** `set` stands before the defaults in this session; what `follows` names is as the defaults say again. */
  | {
      readonly type: "change-session-settings";
      readonly sessionId: SessionId;
      readonly set: ModelOverrides;
      readonly follows: readonly SettingName[];
    }
  /** How much sessions ask that are made from here on. */
  | { readonly type: "set-default-level"; readonly level: Level }
  /** `null` takes a cap away. Caps that are not named stay. */
  | { readonly type: "change-spending-caps"; readonly changes: Partial<SpendingCaps> }
  /** What one session may spend from here on; what is not named is as everywhere. */
  | { readonly type: "change-session-caps"; readonly sessionId: SessionId; readonly caps: SessionCaps }
  /** What all agents of a session may use together, from the next one that is asked for on. `null` takes a limit away. */
  | { readonly type: "change-coordination"; readonly changes: CoordinationChanges }
  | { readonly type: "set-price"; readonly price: PriceDraft }
  /** Takes the person's own line away; the build's holds again, where there is one. */
  | { readonly type: "remove-price"; readonly model: string; readonly origin: string }
  /** The person's lines first, then the build's. */
  | { readonly type: "read-prices" }
  /**
   * The key stays in the memory of this tab's worker, bound to one origin. The only command that may hold a key: every other
   * one is refused with a held key in it, and a mirror refuses this one, because it would have to pass the key on.
   */
  | { readonly type: "give-key"; readonly origin: string; readonly key: string }
  | { readonly type: "forget-key"; readonly origin: string }
  | { readonly type: "forget-all-keys" }
  | { readonly type: "check-connection"; readonly provider: RemoteProvider; readonly baseUrl: string }
  /** The workspace now, or as it was right after an entry. */
  | { readonly type: "list-files"; readonly at?: Seq }
  /** What is remembered, now or as it was right after an entry. `asOf`: the time for which strengths are told; absent: now. */
  | { readonly type: "read-memory"; readonly at?: Seq; readonly asOf?: number }
  | { readonly type: "read-memory-overview"; readonly at?: Seq; readonly asOf?: number }
  | { readonly type: "read-memory-history"; readonly memoryId: string }
  /** One entry of the log, of the session where one is named. */
  | { readonly type: "change-memory"; readonly act: MemoryAct; readonly sessionId?: SessionId }
  /** The state of every tenant, now or as it was right after an entry. */
  | { readonly type: "read-state"; readonly at?: Seq }
  /** How one value changed up to an entry: the newest changes, oldest first. */
  | { readonly type: "read-state-history"; readonly place: StatePlace; readonly at?: Seq }
  | { readonly type: "read-content"; readonly hash: Hash }
  /** A content as it is, whatever it is. */
  | { readonly type: "read-bytes"; readonly hash: Hash }
  /** A person's own acts on files: one entry, which can be undone, or nothing happened. `sessionId`: in whose log it stands. */
  | { readonly type: "change-files"; readonly acts: readonly FileAct[]; readonly sessionId?: SessionId }
  /** A text that a person writes beside what it was made from, and what stands there by now; `null`: nothing. */
  | { readonly type: "compare-three"; readonly base: Hash | null; readonly yours: string; readonly theirs: Hash | null }
  /** A page of the workspace with the files that it names. `html`: its text, saved or not. */
  | { readonly type: "preview-page"; readonly path: string; readonly html: string }
  /** Looks through the texts of files. A search of the same id that still goes on is stopped. */
  | { readonly type: "search-files"; readonly searchId: string; readonly search: FileSearch }
  | { readonly type: "stop-search"; readonly searchId: string }
  | { readonly type: "read-picture"; readonly hash: Hash }
  | { readonly type: "read-diff"; readonly before: Hash | null; readonly after: Hash | null }
  | { readonly type: "read-storage" }
  | { readonly type: "export-audit"; readonly sessionId: SessionId }
  | { readonly type: "export-log"; readonly sessionId?: SessionId }
  /** All that fits, whatever the limit, one entry a line, oldest first. */
  | { readonly type: "export-entries"; readonly query: EntryQuery }
  /** Looks through the log of every session. */
  | { readonly type: "search-log"; readonly query: EntryQuery }
  /** Of all entries that fit, whatever the limit. */
  | { readonly type: "read-log-statistics"; readonly query: EntryQuery }
  /** Adds what the person wants to be told of, or replaces the one of its id. */
  | { readonly type: "set-alert"; readonly alert: LogAlert }
  | { readonly type: "remove-alert"; readonly alertId: string }
  /** Checkpoints of the state, the newest first. */
  | { readonly type: "list-checkpoints" }
  | { readonly type: "make-checkpoint" }
  /** What restoring it would do; nothing is done. */
  | { readonly type: "plan-restore"; readonly checkpointId: string }
  /** Makes the state what it was, as one entry of the session, which `undo` takes back. */
  | { readonly type: "restore-checkpoint"; readonly checkpointId: string; readonly sessionId?: SessionId }
  | { readonly type: "remove-checkpoint"; readonly checkpointId: string }
  | { readonly type: "export-checkpoint"; readonly checkpointId: string }
  /** Keeps what a file of `export-checkpoint` holds, and restores nothing. */
  | { readonly type: "import-checkpoint"; readonly text: string }
  | { readonly type: "change-checkpointing"; readonly checkpointing: Checkpointing }
  /** Whether the log is what it was when it was sealed. `kept`: a head that the person kept; the log up to there is compared with it. */
  | { readonly type: "verify-log"; readonly kept?: string }
  | CarryCommand
  | { readonly type: "export-cassette"; readonly sessionId: SessionId }
  | { readonly type: "open-cassette"; readonly text: string }
  | { readonly type: "take-over" };

export type CommandType = Command["type"];
export type Answer<Type extends CommandType> = Result<CommandAnswers[Type], Failure>;
