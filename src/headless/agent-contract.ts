import type { Hash } from "../kernel/base/canonical.ts";
import type { ClockDep } from "../kernel/base/clock.ts";
import type { Failure } from "../kernel/base/failure.ts";
import type { ApprovalId, CallId, MessageId, RunId } from "../kernel/base/ids.ts";
import type { JsonValue } from "../kernel/base/json.ts";
import type { RandomDep } from "../kernel/base/random.ts";
import type { Result } from "../kernel/base/result.ts";
import type { Hooks } from "../kernel/contracts/hooks.ts";
import type { Persistence } from "../kernel/contracts/persistence.ts";
import type { Provider } from "../kernel/contracts/provider.ts";
import type { Tool } from "../kernel/contracts/tool.ts";
import type { Coordination } from "../kernel/conversation/coordination.ts";
import type { Message, StopReason } from "../kernel/conversation/message.ts";
import type { PictureFile } from "../kernel/conversation/picture.ts";
import type { StateTransition } from "../kernel/files/state.ts";
import type { LimitName, ReachedCap, RunLimits } from "../kernel/limits/limits.ts";
import type { CheckpointRow, Restored, RestorePlan } from "../kernel/log/checkpoint.ts";
import type { Checkpointing } from "../kernel/log/checkpointing.ts";
import type { EntryQuery, FoundEntries } from "../kernel/log/entry-query.ts";
import type { RunSummary, TurnSummary } from "../kernel/log/event.ts";
import type { ChainVerdict } from "../kernel/log/hash-chain.ts";
import type { LogEntry } from "../kernel/log/log-entry.ts";
import type { LogStatistics } from "../kernel/log/log-statistics.ts";
import type { CallSettings } from "../kernel/model/model-settings.ts";
import type { Approval, ApprovalAnswer } from "../kernel/rules/approval.ts";
import type { Level } from "../kernel/rules/rule.ts";
import type { HandedOver, SubmittedResult } from "../kernel/tools/operation.ts";
import type { SharedWorkspace } from "../runtime/shared-store.ts";
import type { AnswerSchema, ValueOf } from "./answer-schema.ts";

/** What an agent is made of. Without a provider or a model there is none: the compiler says so, and `createAgent` throws. */
export interface AgentParts extends Partial<ClockDep>, Partial<RandomDep> {
  readonly provider: Provider;
  /** What the provider is asked for; sent with every request. */
  readonly model: string;
  /** Absent: none. The product's own are `createBuiltinTools` of engine/tools/builtin. */
  readonly tools?: readonly Tool[];
  /** Asked and told in this order. Absent: none. */
  readonly hooks?: readonly Hooks[];
  /** Absent: none is sent. */
  readonly system?: string;
  readonly settings?: CallSettings;
  /** What is not named is as in `defaultRunLimits`. */
  readonly limits?: Partial<RunLimits>;
  /** At most so many tokens, in all requests of one session or one-shot run together; at least 2,000. Absent: no cap. */
  readonly maxTokens?: number;
  /**
   * Lets the agent ask others in sessions, as runs inside its calls with the same tools, within what all of them may use together
   * in one session. `{}`: nothing limits them together. Absent: it asks nobody. A one-shot run asks nobody either.
   */
  readonly agents?: Coordination;
  /** What is asked before it runs. Absent: nothing, only limits hold. */
  readonly level?: Level;
  /**
   * Answers what the level asks. Absent: a one-shot run refuses what would be asked, and a session waits for `answer`. What it
   * throws, and an answer that does not fit the question, counts as a refusal. Never asked for results from outside.
   */
  readonly approve?: (approval: Approval) => ApprovalAnswer | Promise<ApprovalAnswer>;
  /**
   * A workspace that other agents work in too: log, files, state and rules are everybody's. Tools, model, settings and what stands
   * before tools stay this agent's own, so an equal call may run once for each agent. Time and chance are the workspace's; give
   * `files` to one agent only. Absent: a workspace of its own.
   */
  readonly shared?: SharedWorkspace;
  /** Where checkpoints of the state are kept. Absent: in the agent, as long as it lives. */
  readonly persistence?: Persistence;
  /** When they are made by themselves. Absent: never. */
  readonly checkpointing?: Checkpointing;
  /** What the workspace starts with, by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Hears every entry of the log, in order. */
  readonly onEntries?: (entries: readonly LogEntry[]) => void;
}

/** What a run or a call left behind, however it ended. */
export interface RunPart {
  /**
   * What was added and nothing of what was given. Appended to the history it came from, the conversation is valid, and can be
   * run again or added to, also after a failure.
   */
  readonly newMessages: readonly Message[];
  /** What the model wrote: in a one-shot run its last message, in a session all messages of this call, a blank line between. */
  readonly text: string;
  /** The last of `newMessages`, where it is an answer that broke off: its text is what had arrived, its calls never ran. */
  readonly brokenOff?: MessageId;
  readonly summary: RunSummary;
}

export type RunEnd =
  | { readonly status: "completed"; readonly reason: StopReason }
  /** The model declined. The conversation can go on. */
  | { readonly status: "refused" }
  | { readonly status: "stopped" }
  /** `cap`: how it stood, where the limit is one. */
  | { readonly status: "limit-reached"; readonly limit: LimitName; readonly cap?: ReachedCap }
  /** `canGoOn`: nothing of the answer was shown, so the same history can be run again once the cause is gone. */
  | { readonly status: "failed"; readonly failure: Failure; readonly canGoOn: boolean };

/** A call whose work is done outside of the program. */
export interface OpenCall extends HandedOver {
  readonly callId: CallId;
  readonly tool: string;
  readonly input: JsonValue;
}

/**
 * The run waits for what is done outside; `submitResults` goes on with it, or `stop`, its signal or `close` ends it. In
 * `newMessages` these calls say that they have no result: whoever does not submit goes on from there.
 */
export interface AwaitingResults {
  readonly status: "awaiting-results";
  readonly runId: RunId;
  readonly calls: readonly OpenCall[];
}

export type RunResult = RunPart & (RunEnd | AwaitingResults);

/** The model waits for what comes after its calls. `turn`: its number, in a session counted over all runs. */
export interface NeedsMoreTurns {
  readonly status: "needs-more-turns";
  readonly turn: number;
  readonly turnSummary: TurnSummary;
}

/** How one turn ended. */
export type TurnResult = RunPart & (RunEnd | AwaitingResults | NeedsMoreTurns);

/** In a session a run may also wait for answers to questions; `answer` or `stop` goes on. */
export type SessionResult = RunPart &
  (RunEnd | AwaitingResults | NeedsMoreTurns | { readonly status: "waiting"; readonly approvals: readonly Approval[] });

export type Unfinished = Exclude<SessionResult, { readonly status: "completed" }>;

/** What a stream tells: pieces of text as they come, and every entry of the run as it is stored. */
export type AgentEvent =
  | { readonly type: "text-delta" | "thinking-delta"; readonly messageId: MessageId; readonly delta: string }
  | { readonly type: "entry"; readonly entry: LogEntry };

/**
 * A run that is read while it goes on. The run waits for its reader. Leaving the iteration stops the run; errors are never
 * items of the stream, they are in the result.
 */
export interface AgentStream extends AsyncIterable<AgentEvent> {
  /** How it ended. Reads what nobody has read. */
  readonly result: () => Promise<RunResult>;
}

export interface RunOptions {
  /** Aborted, the run ends `stopped` with what it has; an aborted one asks nobody. */
  readonly signal?: AbortSignal;
}

export interface AskOptions<Schema extends AnswerSchema> extends RunOptions {
  /** What the answer has to be; its type is the value's. */
  readonly schema: Schema;
  /** What wires call it: 1 to 64 letters, digits, _ or -. Absent: `answer`. */
  readonly name?: string;
}

/** An answer that matches its schema. */
export type SchemaAnswer<Value> = RunPart & { readonly value: Value };

/**
 * Keys and values that outlive runs. A program's own change is one entry of the log, by the person; where the agent changes the
 * same meanwhile, it is done again over that. What cannot be a name or a value is refused and changes nothing.
 */
export interface AgentState {
  /** Undefined where the key is absent; null is a value. */
  readonly get: (key: string) => Promise<Result<JsonValue | undefined, Failure>>;
  readonly exists: (key: string) => Promise<Result<boolean, Failure>>;
  /** Sorted by code unit. */
  readonly keys: () => Promise<Result<readonly string[], Failure>>;
  readonly set: (key: string, value: JsonValue) => Promise<Result<null, Failure>>;
  /** Whether it was there. */
  readonly delete: (key: string) => Promise<Result<boolean, Failure>>;
  /** The same for the same keys and values, in whatever order. */
  readonly hash: () => Promise<Result<Hash, Failure>>;
  /** Keeps all values under a name. */
  readonly snapshot: (name: string) => Promise<Result<null, Failure>>;
  /** Makes the values exactly those kept under the name. False, and nothing is done, where there are none. */
  readonly restore: (name: string) => Promise<Result<boolean, Failure>>;
  /** The newest 200 changes of a key by whomever, oldest first. */
  readonly transitions: (key: string) => Promise<Result<readonly StateTransition[], Failure>>;
}

/** A restore changes the state and nothing else, as one entry of the log. */
export interface AgentCheckpoints {
  /** The newest first. */
  readonly list: () => Promise<Result<readonly CheckpointRow[], Failure>>;
  readonly make: () => Promise<Result<CheckpointRow, Failure>>;
  /** What restoring would change. */
  readonly plan: (checkpointId: string) => Promise<Result<RestorePlan, Failure>>;
  readonly restore: (checkpointId: string) => Promise<Result<Restored, Failure>>;
  readonly remove: (checkpointId: string) => Promise<Result<null, Failure>>;
  /** The text of a file, for `take` of any agent. */
  readonly save: (checkpointId: string) => Promise<Result<string, Failure>>;
  readonly take: (text: string) => Promise<Result<CheckpointRow, Failure>>;
}

/**
 * An agent without a page: the loop, the gate and the log of the product over a workspace in memory. Its history belongs to
 * the caller, so one agent serves any number of runs at once; they share its files. None of its methods rejects.
 */
export interface Agent {
  /** Runs until the model ends, a limit is reached, something fails or the signal aborts. The messages are not changed. */
  readonly run: (messages: readonly Message[], options?: RunOptions) => Promise<RunResult>;
  /** The same, told while it happens. It begins when it is read. */
  readonly stream: (messages: readonly Message[], options?: RunOptions) => AgentStream;
  /**
   * Runs until the answer is what the schema says. An answer that is not is kept, and the model is told all that is wrong with it
   * and asked again, at most twice in a row; then the run fails with `answer-format`. Everything but a value is an error: a run's
   * result, from which the conversation can go on. A text is the first message of a conversation of its own.
   */
  readonly ask: <Schema extends AnswerSchema>(
    messages: string | readonly Message[],
    options: AskOptions<Schema>,
  ) => Promise<Result<SchemaAnswer<ValueOf<Schema>>, Exclude<RunResult, { readonly status: "completed" }>>>;
  /** One model call and its tools. */
  readonly turn: (messages: readonly Message[], options?: RunOptions) => Promise<TurnResult>;
  /**
   * Goes on with a run that awaits results, with one result for each of its open calls; what comes of it has all messages that the
   * run added. `needs-more-turns` only of what `turn` began. Refused results change nothing, and the run goes on waiting.
   */
  readonly submitResults: (runId: RunId, results: readonly SubmittedResult[]) => Promise<Result<TurnResult, Failure>>;
  /** A conversation that the agent keeps. */
  readonly openSession: (title?: string) => Promise<AgentSession>;
  /** Texts of the workspace's files by path. */
  readonly files: () => Promise<Readonly<Record<string, string>>>;
  /**
   * The state of a tenant, beside the files: what `createStateTools` of engine/tools/builtin reads and sets for the model. Without
   * a tenant it is what all share.
   */
  readonly state: (tenant?: string) => AgentState;
  /** The bytes of a picture or document that was said, by the `hash` of its block; undefined where there is none. */
  readonly attached: (hash: Hash) => Promise<Uint8Array | undefined>;
  /** Moments of the state that can be gone back to. */
  readonly checkpoints: AgentCheckpoints;
  /** Entries of the log that fit, newest first. */
  readonly find: (query: EntryQuery) => Promise<Result<FoundEntries, Failure>>;
  /** What all entries that fit say together, whatever the limit. */
  readonly statistics: (query?: EntryQuery) => Promise<Result<LogStatistics, Failure>>;
  /**
   * Whether the log is what it was at the looks before, and, where the text of a head is given that was kept (`headText` of
   * kernel/hash-chain), what it was then.
   */
  readonly verify: (kept?: string) => Promise<Result<ChainVerdict, Failure>>;
  /** The log of everything that the agent did. */
  readonly log: () => Promise<readonly LogEntry[]>;
  /** Stops what goes on. Nothing can be asked any more. */
  readonly close: () => void;
}

export interface AskInSession {
  <Schema extends AnswerSchema>(text: string, options: AskOptions<Schema>): Promise<Result<ValueOf<Schema>, Unfinished>>;
  (text: string, options?: RunOptions): Promise<Result<string, Unfinished>>;
}

/** What a person says: words, with pictures and PDF documents, which the session keeps. What a file is, its bytes say. */
export interface SaidWithFiles {
  /** Empty only where there are files. */
  readonly text: string;
  readonly files: readonly PictureFile[];
}

/** A conversation in the agent's log. What is said while a run goes on steers it. */
export interface AgentSession {
  /** Says something and waits until the run ends or waits for an answer; the text is that of this call alone. */
  readonly send: (said: string | SaidWithFiles, options?: RunOptions) => Promise<SessionResult>;
  /**
   * As `send`, for those who want the words, or the value that a schema describes: everything but a completed run is an error.
   * With a schema it is a run of its own, so it is refused while another goes on; for answers that do not match see `Agent`.
   */
  readonly ask: AskInSession;
  /** Answers a question of a `waiting` result and waits on. */
  readonly answer: (approvalId: ApprovalId, answer: ApprovalAnswer) => Promise<Result<SessionResult, Failure>>;
  /**
   * Gives the calls of an `awaiting-results` result what came of them, one result each, and waits on. The same results given again
   * are noted and not taken twice; with others, or not all of them, nothing is stored.
   */
  readonly submitResults: (results: readonly SubmittedResult[]) => Promise<Result<SessionResult, Failure>>;
  /** One turn: with what is said, or, without words, the next one of the run that needs more. */
  readonly turn: (said?: string | SaidWithFiles, options?: RunOptions) => Promise<Result<SessionResult, Failure>>;
  /** Goes on with a run that failed and `canGoOn`, or that needs more turns, until it ends. */
  readonly goOn: () => Promise<Result<SessionResult, Failure>>;
  readonly stop: () => Promise<void>;
  /** The conversation as the model is sent it. */
  readonly history: () => Promise<readonly Message[]>;
}
