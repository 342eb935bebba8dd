import type { Hash } from "../kernel/base/canonical.ts";
import type { Failure } from "../kernel/base/failure.ts";
import type { ApprovalId, CallId, MessageId, RuleId, RunId, Seq, SessionId } from "../kernel/base/ids.ts";
import type { JsonObject } from "../kernel/base/json.ts";
import type { Result } from "../kernel/base/result.ts";
import type { BranchAnswer } from "../kernel/conversation/branch.ts";
import type { ShorteningStrategy } from "../kernel/conversation/compaction.ts";
import type { ContinuationGuard } from "../kernel/conversation/continuation-guard.ts";
import type { CoordinationChanges } from "../kernel/conversation/coordination.ts";
import type { LiveText } from "../kernel/conversation/live.ts";
import type { Reference } from "../kernel/conversation/message.ts";
import type { Mode } from "../kernel/conversation/mode.ts";
import type { DraftPicture, PictureFile } from "../kernel/conversation/picture.ts";
import type { StepChoice } from "../kernel/conversation/session.ts";
import type { Delivery } from "../kernel/conversation/waiting.ts";
import type { RestoredBackup } from "../kernel/files/backup.ts";
import type { FileAct, FilesChanged } from "../kernel/files/file-act.ts";
import type { ThreeWay } from "../kernel/files/file-merge.ts";
import type { FileSearch, FilesFound } from "../kernel/files/file-search.ts";
import type { ImportedFiles, ImportPreview } from "../kernel/files/import-preview.ts";
import type { Preview } from "../kernel/files/preview.ts";
import type { StatePlace, StateRow, StateTransition } from "../kernel/files/state.ts";
import type { StorageItems } from "../kernel/files/storage-items.ts";
import type { SessionCaps, SpendingCaps } from "../kernel/limits/spending-caps.ts";
import type { CircuitLimits, ToolLimitChanges } from "../kernel/limits/tool-limits.ts";
import type { LogAlert } from "../kernel/log/alert.ts";
import type { CheckpointList, CheckpointRow, Restored, RestorePlan } from "../kernel/log/checkpoint.ts";
import type { Checkpointing } from "../kernel/log/checkpointing.ts";
import type { EntryQuery, FoundEntries } from "../kernel/log/entry-query.ts";
import type { ChainVerdict } from "../kernel/log/hash-chain.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import type { LogStatistics } from "../kernel/log/log-statistics.ts";
import type { WorkspaceSnapshot } from "../kernel/log/workspace-snapshot.ts";
import type { ConsolidationCounts, ConsolidationSettings, ConsolidationStanding } from "../kernel/memory/consolidation.ts";
import type { RecallLimits } from "../kernel/memory/memory.ts";
import type { MemoryAct, MemoryChanged, MemoryHistory, MemoryOverview, MemoryRow } from "../kernel/memory/memory-view.ts";
import type { EmbeddingChoice } from "../kernel/model/embedding.ts";
import type { ModelChoice, RemoteProvider } from "../kernel/model/model.ts";
import type { ModelOverrides, SettingName } from "../kernel/model/model-settings.ts";
import type { Price, PriceDraft } from "../kernel/model/price.ts";
import type { ApprovalAnswer } from "../kernel/rules/approval.ts";
import type { Guardrail } from "../kernel/rules/guardrail.ts";
import type { ConnectionVerdict, Content, Diff, FileRow, PictureContent, StorageReport } from "../kernel/rules/inspection.ts";
import type { PermissionTrail } from "../kernel/rules/permission-trail.ts";
import type { Level, Rule } from "../kernel/rules/rule.ts";
import type { Simulation } from "../kernel/rules/simulation.ts";
import type { SubmittedResult } from "../kernel/tools/operation.ts";
import type { ArgumentProblem, ToolCard } from "../kernel/tools/tool-card.ts";
import type { BranchAsk } from "./branches/branches.ts";
import type { MadeBackup, PickedFile } from "./carry/carry-desk.ts";
import type { RestoreChoice } from "./carry/restore-backup.ts";
import type { ExportedFiles } from "./files/file-export.ts";
import type { HistoryActs } from "./history/history-acts.ts";
import type { GraphDesk } from "./memory/graph-desk.ts";
import type { WhyDesk } from "./why/why-desk.ts";

/** What a workspace tells by itself. */
export interface WorkspaceListener {
  /** Stored entries, in order. */
  readonly onEntries: (entries: readonly LogEntry[]) => void;
  /** Stream text that the log does not have yet. */
  readonly onLiveText: (piece: LiveText) => void;
  /** The snapshot changed. */
  readonly onChange: () => void;
  readonly onNotice: (failure: Failure) => void;
  /** Another tab holds an older version of the workspace, so it cannot be opened yet; it is, by itself, once that tab is gone. */
  readonly onBlocked: (message: string) => void;
}

type Answered<Value> = Promise<Result<Value, Failure>>;

/**
 * One owned workspace: engine and platform married. Every method answers with a failure instead of throwing; after `close`
 * nothing is written any more.
 */
export interface Workspace extends HistoryActs {
  readonly snapshot: () => WorkspaceSnapshot;
  readonly openSession: (
    sessionId: SessionId,
  ) => Answered<{ readonly entries: readonly LogEntry[]; readonly unreadable: number }>;
  readonly createSession: (title: string | undefined) => Answered<{ readonly sessionId: SessionId }>;
  readonly renameSession: (sessionId: SessionId, title: string) => Answered<null>;
  readonly deleteSession: (sessionId: SessionId) => Answered<null>;
  /** `pictures`: stored with the message, in one commit. They are checked by their content. */
  readonly sendMessage: (
    sessionId: SessionId,
    messageId: MessageId,
    text: string,
    pictures?: readonly PictureFile[],
    expectedRunId?: RunId,
    about?: readonly Reference[],
  ) => Answered<{ readonly runId: RunId }>;
  readonly queueMessage: (
    sessionId: SessionId,
    messageId: MessageId,
    text: string,
    pictures?: readonly PictureFile[],
    delivery?: Delivery,
    about?: readonly Reference[],
  ) => Answered<null>;
  readonly keepDraftPicture: (sessionId: SessionId, picture: DraftPicture) => Answered<null>;
  readonly dropDraftPictures: (sessionId: SessionId, pictureIds: readonly string[]) => Answered<null>;
  readonly readDraftPictures: (sessionId: SessionId) => Answered<{ readonly pictures: readonly DraftPicture[] }>;
  readonly withdrawSteer: (sessionId: SessionId, messageId: MessageId) => Answered<null>;
  /** `before`: the waiting message that follows it then; `null`: none. */
  readonly moveSteer: (
    sessionId: SessionId,
    messageId: MessageId,
    delivery: Delivery,
    before: MessageId | null,
  ) => Answered<null>;
  /** As `Branches` says. */
  readonly editMessage: (
    ask: BranchAsk,
    edit: { readonly edited: MessageId; readonly messageId: MessageId; readonly text: string },
  ) => Answered<BranchAnswer>;
  readonly regenerate: (ask: BranchAsk, messageId: MessageId) => Answered<BranchAnswer>;
  readonly forkAt: (ask: BranchAsk, at: Seq) => Answered<BranchAnswer>;
  readonly chooseBranch: (ask: BranchAsk, branch: Seq) => Answered<BranchAnswer>;
  readonly nameBranch: (sessionId: SessionId, branch: Seq, name: string) => Answered<null>;
  readonly stopRun: (runId: RunId) => Answered<null>;
  /** Stops one call that runs; its run goes on. */
  readonly stopCall: (callId: CallId) => Answered<null>;
  readonly retryNow: (runId: RunId) => Answered<null>;
  /** `step`: what becomes of the step in which the tab ended more than once; without it such a run is not taken up. */
  readonly resumeRun: (runId: RunId, step?: StepChoice) => Answered<null>;
  readonly answerApproval: (approvalId: ApprovalId, answer: ApprovalAnswer) => Answered<null>;
  /** Gives calls that were handed over their results, all or none. `complete`: each call that waits has to be among them. */
  readonly submitResults: (
    sessionId: SessionId,
    results: readonly SubmittedResult[],
    complete?: boolean,
  ) => Answered<{ readonly submitted: number; readonly replayed: number }>;
  /** As `HandCalls` says. */
  readonly listTools: () => Answered<{ readonly tools: readonly ToolCard[] }>;
  readonly checkCall: (tool: string, input: JsonObject) => Answered<{ readonly problems: readonly ArgumentProblem[] }>;
  readonly callTool: (tool: string, input: JsonObject, messageId: MessageId) => Answered<{ readonly sessionId: SessionId }>;
  readonly setLevel: (sessionId: SessionId, level: Level) => Answered<null>;
  /** What the session's runs wait for before they end; `null`: nothing. */
  readonly changeSessionGuard: (sessionId: SessionId, guard: ContinuationGuard | null) => Answered<null>;
  readonly setMode: (sessionId: SessionId, mode: Mode) => Answered<null>;
  /** Whether the session's runs pause after each turn. */
  readonly setStepping: (sessionId: SessionId, on: boolean) => Answered<null>;
  /** Whether the session's runs are given what is remembered without asking for it, from the next one on. */
  /** Without limits they stay as they are. */
  readonly setRecalling: (sessionId: SessionId, on: boolean, limits?: RecallLimits) => Answered<null>;
  /** Which model gives vectors of what is remembered; `null`: none. */
  readonly readEmbedding: () => Answered<{ readonly engine: EmbeddingChoice | null }>;
  /** Who writes what stands for an older part of a conversation, from the next run on. */
  readonly readShortening: () => Answered<{ readonly strategy: ShorteningStrategy }>;
  readonly changeShortening: (strategy: ShorteningStrategy) => Answered<null>;
  readonly changeEmbedding: (engine: EmbeddingChoice | null) => Answered<null>;
  /** Whether an item of the memory is kept from the session's agents, from their next request on. */
  readonly withholdMemory: (sessionId: SessionId, memoryId: string, withheld: boolean) => Answered<null>;
  /** Replaces the older part of the conversation by a summary for the model; as `Runs.shorten` says. */
  readonly shortenSession: (sessionId: SessionId) => Answered<null>;
  readonly readConsolidation: () => Answered<ConsolidationStanding>;
  readonly changeConsolidation: (settings: ConsolidationSettings) => Answered<null>;
  readonly consolidateMemory: () => Answered<ConsolidationCounts>;
  readonly addRule: (rule: Rule) => Answered<null>;
  readonly changeRule: (rule: Rule) => Answered<null>;
  /** Several rules in one commit; as `RuleKeeper` says. */
  readonly putRules: (rules: readonly Rule[], removed: readonly RuleId[]) => Answered<null>;
  readonly orderRules: (ruleIds: readonly RuleId[]) => Answered<null>;
  readonly removeRule: (ruleId: RuleId) => Answered<null>;
  /** Grants, revocations and uses of permissions, as the end of the log tells them. */
  readonly readPermissions: () => Answered<PermissionTrail>;
  readonly simulateRule: (rule: Rule | null) => Answered<Simulation>;
  /** What stands before a tool, from its next call on; `null`: what it brings itself. */
  readonly changeToolLimits: (tool: string, changes: ToolLimitChanges | null) => Answered<null>;
  /** After how many failures in a row a provider is left alone, and for how long; `null`: never. */
  readonly changeProviderCircuit: (circuit: CircuitLimits | null) => Answered<null>;
  /** Adds a guardrail, or replaces the one of the same id. */
  readonly setGuardrail: (guardrail: Guardrail) => Answered<null>;
  readonly removeGuardrail: (guardrailId: string) => Answered<null>;
  readonly chooseModel: (choice: ModelChoice) => Answered<null>;
  /** In the order in which they are asked; at most five, none twice. */
  readonly setFallbacks: (models: readonly ModelChoice[]) => Answered<null>;
  /** `null` takes a setting back. */
  readonly changeDefaultSettings: (changes: ModelOverrides) => Answered<null>;
  /** How much sessions ask that are made from here on. */
  readonly setDefaultLevel: (level: Level) => Answered<null>;
  /** `null`: the default model. */
  readonly chooseSessionModel: (sessionId: SessionId, choice: ModelChoice | null) => Answered<null>;
  readonly changeSessionSettings: (sessionId: SessionId, set: ModelOverrides, follows: readonly SettingName[]) => Answered<null>;
  /** `null` takes a cap away. */
  readonly changeSpendingCaps: (changes: Partial<SpendingCaps>) => Answered<null>;
  /** What is not named is as everywhere. */
  readonly changeSessionCaps: (sessionId: SessionId, caps: SessionCaps) => Answered<null>;
  /** What all agents of a session may use together; `null` takes a limit away. */
  readonly changeCoordination: (changes: CoordinationChanges) => Answered<null>;
  readonly setPrice: (price: PriceDraft) => Answered<null>;
  readonly removePrice: (about: Pick<Price, "model" | "origin">) => Answered<null>;
  readonly readPrices: () => Answered<{ readonly prices: readonly Price[] }>;
  readonly giveKey: (origin: string, key: string) => Answered<null>;
  /** A server on this machine is asked without a key from then on. */
  readonly forgetKey: (origin: string) => Answered<null>;
  /** Forgets every key at once. A run at an endpoint that needs one waits for it; a server on this machine is asked without. */
  readonly forgetAllKeys: () => Answered<null>;
  /** The origin whose held key stands in a value that is about to be stored or sent; undefined where none does. */
  readonly keyOriginIn: (value: unknown) => string | undefined;
  readonly checkConnection: (provider: RemoteProvider, baseUrl: string) => Answered<ConnectionVerdict>;
  readonly listFiles: (at: Seq | undefined) => Answered<{ readonly files: readonly FileRow[] }>;
  /** The knowledge graph in front of a person; loaded when it is first asked for. */
  readonly graphDesk: () => Promise<GraphDesk>;
  /** The state of every tenant, now or as it was right after an entry, by tenant and key. */
  readonly readState: (at: Seq | undefined) => Answered<{ readonly values: readonly StateRow[] }>;
  readonly readStateHistory: (
    place: StatePlace,
    at: Seq | undefined,
  ) => Answered<{ readonly transitions: readonly StateTransition[]; readonly total: number }>;
  /** As `MemoryBook` and `MemoryDesk` say. */
  readonly readMemory: (at: Seq | undefined, asOf: number | undefined) => Answered<{ readonly rows: readonly MemoryRow[] }>;
  readonly readMemoryOverview: (at: Seq | undefined, asOf: number | undefined) => Answered<MemoryOverview>;
  readonly readMemoryHistory: (memoryId: string) => Answered<MemoryHistory>;
  readonly changeMemory: (act: MemoryAct, sessionId: SessionId | undefined) => Answered<MemoryChanged>;
  /** As `WhyDesk` says. */
  readonly whyDesk: () => Promise<WhyDesk>;
  readonly readContent: (hash: Hash) => Answered<Content>;
  /** A content as it is; `not-found` where it is not kept any more. */
  readonly readBytes: (hash: Hash) => Answered<{ readonly bytes: Uint8Array }>;
  /** As `PersonFiles` says. */
  readonly changeFiles: (acts: readonly FileAct[], sessionId: SessionId | undefined) => Answered<FilesChanged>;
  /** A text beside the content that it was made from and the one that stands there by now; `null`: nothing. */
  readonly compareThree: (base: Hash | null, yours: string, theirs: Hash | null) => Answered<ThreeWay>;
  readonly previewPage: (path: string, html: string) => Answered<Preview>;
  /** Looks through the texts of files. A search of the same id that still goes on is stopped and answers what it found. */
  readonly searchFiles: (searchId: string, search: FileSearch) => Answered<FilesFound>;
  readonly stopSearch: (searchId: string) => Answered<null>;
  readonly readPicture: (hash: Hash) => Answered<PictureContent>;
  readonly readDiff: (before: Hash | null, after: Hash | null) => Answered<Diff>;
  readonly readStorage: () => Answered<StorageReport>;
  /** Looks through the log of every session. */
  readonly searchLog: (query: EntryQuery) => Answered<FoundEntries>;
  /** Adds an alert, or replaces the one of its id. */
  readonly setAlert: (alert: LogAlert) => Answered<null>;
  readonly removeAlert: (alertId: string) => Answered<null>;
  /** The newest first, and when they are made by themselves. */
  readonly listCheckpoints: () => Answered<CheckpointList>;
  readonly makeCheckpoint: () => Answered<CheckpointRow>;
  readonly planRestore: (checkpointId: string) => Answered<RestorePlan>;
  /** Makes the state what it was, as one entry of the session, which can be undone. */
  readonly restoreCheckpoint: (checkpointId: string, sessionId: SessionId | undefined) => Answered<Restored>;
  readonly removeCheckpoint: (checkpointId: string) => Answered<null>;
  readonly exportCheckpoint: (checkpointId: string) => Answered<{ readonly json: string }>;
  /** Keeps what a file holds, and restores nothing. */
  readonly importCheckpoint: (text: string) => Answered<CheckpointRow>;
  readonly changeCheckpointing: (to: Checkpointing) => Answered<null>;
  /** Whether the log is what it was when it was sealed, and what it was when the head that a person kept was given out. */
  readonly verifyLog: (kept: string | undefined) => Answered<ChainVerdict>;
  /** Of all entries that fit, whatever the limit. */
  readonly readLogStatistics: (query: EntryQuery) => Answered<LogStatistics>;
  /** One record a line of what became of every call of a session, without the keys that are held. */
  readonly exportAudit: (sessionId: SessionId) => Answered<{ readonly jsonl: string }>;
  /** As `CarryDesk` says. */
  readonly readStorageItems: () => Answered<StorageItems>;
  readonly wipe: (phrase: string) => Answered<null>;
  readonly makeBackup: () => Answered<MadeBackup>;
  readonly restoreBackup: (picked: PickedFile, choice: RestoreChoice) => Answered<RestoredBackup>;
  readonly exportFiles: (folder: string) => Answered<ExportedFiles>;
  readonly previewImport: (picked: PickedFile, into: string) => Answered<ImportPreview>;
  readonly importFiles: (picked: PickedFile, into: string, digest: Hash) => Answered<ImportedFiles>;
  /** The session's answers as a file that can be played without a model. Keys of this tab are taken out. */
  readonly exportCassette: (sessionId: SessionId) => Answered<{ readonly json: string }>;
  /** Keeps such a file, to be chosen as a model. */
  readonly openCassette: (text: string) => Answered<{ readonly choice: ModelChoice }>;
  /** Entries as they are stored, one a line, but for the keys that are held: they are replaced. */
  readonly exportLog: (sessionId: SessionId | undefined) => Answered<{ readonly jsonl: string }>;
  /** The same of all entries that fit, whatever the limit, oldest first. */
  readonly exportEntries: (query: EntryQuery) => Answered<{ readonly jsonl: string }>;
  /** Stops everything at once without another word in the log: another tab owns it, or the page goes away. */
  readonly close: () => void;
}
