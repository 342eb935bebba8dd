import type { Failure } from "../base/failure.ts";
import type { CallId, RunId, SessionId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { Message, StopReason } from "../conversation/message.ts";
import type { CallOutcome } from "../log/event.ts";
import type { EntryDraft } from "../log/log-entry.ts";
import type { Usage } from "../model/usage.ts";
import type { ModelRequest } from "./provider.ts";
import type { Access } from "./tool.ts";

/** Where in a run a hook is asked or told. */
export type HookPoint = "before-request" | "on-answer" | "before-tool" | "after-tool" | "on-entry" | "on-error" | "on-compaction";

/** Which turn of which run it is about. */
export interface HookScope {
  readonly sessionId: SessionId;
  readonly runId: RunId;
  readonly turn: number;
}

/**
 * `modify` changes what is sent and nothing else: the conversation stays as it was said; `note` tells people what was changed. `block` ends the run as failed.
 */
export type RequestRuling =
  | { readonly type: "proceed" }
  | { readonly type: "modify"; readonly request: ModelRequest; readonly note: string }
  | { readonly type: "block"; readonly reason: string };

/** An answer that came whole. Its calls have not run. */
export interface HookedAnswer {
  readonly message: Message;
  readonly reason: StopReason;
  readonly usage: Usage;
}

/** `retry`: the answer is thrown away unseen, and the model is asked again with `feedback` behind what was said. */
export type AnswerRuling =
  | { readonly type: "accept" }
  | { readonly type: "block"; readonly reason: string }
  | { readonly type: "retry"; readonly feedback: string };

/** A call that could run. `effectiveInput` differs from `requestedInput` where a person changed the arguments. */
export interface HookedCall {
  readonly callId: CallId;
  readonly tool: string;
  readonly access: Access;
  readonly requestedInput: JsonValue;
  readonly effectiveInput: JsonValue;
}

/** `ask`: a person is asked, whatever the rules allow; what a rule denies stays denied. */
export type ToolRuling =
  | { readonly type: "allow" }
  | { readonly type: "block"; readonly reason: string }
  | { readonly type: "ask"; readonly description: string };

/** What a compaction takes out of the conversation. */
export interface HookedCompaction {
  readonly removed: readonly Message[];
  readonly kept: readonly Message[];
}

type Awaitable<Value> = Value | Promise<Value>;

/**
 * Somebody's say in a run. Every method may be left out, and then costs nothing. Several hooks are asked in the order in which
 * they were given; each sees what the ones before it left, and the first that blocks, or sends an answer back, has the last word.
 *
 * Those that decide (`beforeRequest`, `onAnswer`, `beforeTool`) fail closed: one that throws lets nothing through. What the
 * others throw is noted in the log and changes nothing else. All but `onEntry` are left behind when the run is stopped; `signal`
 * tells them so.
 */
export interface Hooks {
  /** Who speaks, for the log and for people. */
  readonly name: string;
  readonly beforeRequest?: (request: ModelRequest, scope: HookScope, signal: AbortSignal) => Awaitable<RequestRuling>;
  /** While one is there, nothing of an answer is shown or stored before it is accepted. */
  readonly onAnswer?: (answer: HookedAnswer, scope: HookScope, signal: AbortSignal) => Awaitable<AnswerRuling>;
  /**
   * Asked when the arguments are read and the log does not know the outcome, before the rules; asked again when a person changed
   * the arguments, and when a run is taken up again.
   */
  readonly beforeTool?: (call: HookedCall, scope: HookScope, signal: AbortSignal) => Awaitable<ToolRuling>;
  /** Told of calls that ran, once they are recorded. */
  readonly afterTool?: (call: HookedCall, outcome: CallOutcome, scope: HookScope, signal: AbortSignal) => Awaitable<void>;
  /** Told of each entry before it is stored. It cannot wait, so a stop cannot be held up by it. */
  readonly onEntry?: (entry: EntryDraft) => void;
  /** Told why a run failed or was interrupted. */
  readonly onError?: (failure: Failure, scope: HookScope, signal: AbortSignal) => Awaitable<void>;
  /** Told before a conversation is shortened. */
  readonly onCompaction?: (compaction: HookedCompaction, scope: HookScope, signal: AbortSignal) => Awaitable<void>;
}

export interface HooksDep {
  /** The hooks that hold at this moment, in their order. Absent, or none: nobody is asked. */
  readonly hooks?: () => readonly Hooks[];
}
