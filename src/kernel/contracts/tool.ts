import type { Failure } from "../base/failure.ts";
import type { CallId } from "../base/ids.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import type { Result } from "../base/result.ts";
import type { AttachedBlock } from "../conversation/message.ts";
import type { Todo } from "../conversation/todo.ts";
import type { UserQuestion } from "../conversation/user-question.ts";
import type { Artifact } from "../files/artifact.ts";
import type { ShellState } from "../files/shell-state.ts";
import type { ToolLimits } from "../limits/tool-limits.ts";
import type { Origin } from "../rules/origin.ts";
import type { Permission } from "../rules/permission.ts";
import type { CancelReason, HandedOver, Operation, PreparedOperation, Progress } from "../tools/operation.ts";
import type { FileSystem } from "./file-system.ts";
import type { CallScope } from "./gate.ts";

/**
 * What running a tool can do. `read`: nothing changes, runs beside other reads, may run twice. `write`: changes the
 * workspace only, runs in an overlay. `external`: reaches outside, cannot be previewed. `container`: its nested calls
 * pass the gate themselves.
 */
export type Access = "read" | "write" | "external" | "container";

/** The title of a call, made by the tool and never by the model: "Edited" + "/notes/plan.md". */
export interface Headline {
  /** Past tense for a settled call: "Read", "Edited", "Deleted". */
  readonly verb: string;
  readonly object: string;
}

/** What a tool gave back. `isError`: the tool worked, the answer is a refusal the model can act on. */
export interface ToolOutput {
  readonly text: string;
  readonly isError: boolean;
  /** The session's list of tasks from here on; absent: as it was. */
  readonly todos?: readonly Todo[];
  /** The whole of it, where `text` is only its beginning and its end. The gate sets it; a tool gives its whole text. */
  readonly artifact?: Artifact;
  /** Pictures and documents of the workspace that the model is shown with the text. Absent: none. */
  readonly pictures?: readonly AttachedBlock[];
  /** Where the agent's shell stands from here on; absent: where it stood. */
  readonly shell?: ShellState;
  /** Where its text came from, as far as that is outside. The gate adds the files that were read; absent: its tool says nothing. */
  readonly origins?: readonly Origin[];
  /** Of a container that did not come to its end by itself; `text` is what it had said by then. */
  readonly ended?: { readonly type: "stopped" } | { readonly type: "timed-out"; readonly afterMs: number };
}

/** Which call of which run a tool carries out. */
export interface Caller {
  readonly callId: CallId;
  readonly scope: CallScope;
}

/** The part of a tool that the model sees. `inputSchema` is JSON Schema 2020-12 of an object. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

/** What from outside has come into a call by now. */
export interface CallOrigins {
  readonly origins: () => readonly Origin[];
  /** Text from there came into it: what it writes and says from here on has these origins. */
  readonly hear: (origins: readonly Origin[]) => void;
}

export interface ToolContext {
  /** The workspace as this call sees it: an overlay for writes. */
  readonly files: FileSystem;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970, fixed for the call. */
  readonly now: number;
  /** Containers act on its behalf. Absent where a tool runs outside a run. */
  readonly caller?: Caller;
  /** Absent where a tool runs outside a gate. */
  readonly outside?: CallOrigins;
}

/** What every tool is, whatever its kind. `Input` is what `parse` makes of the model's arguments. */
interface ToolBase<Input> extends ToolSpec {
  readonly access: Access;
  /** Milliseconds after which the call counts as timed out. */
  readonly timeoutMs: number;
  /** Checks the arguments: all problems at once, as sentences the model can act on. */
  readonly parse: (input: JsonValue) => Result<Input, readonly string[]>;
  readonly headline: (input: Input) => Headline;
  /** Absolute, normalised paths that the call names, for rules on folders; empty where it names none. */
  readonly paths: (input: Input) => readonly string[];
  /** Its result hangs on its arguments and on the files it reads, and on nothing else. Absent: it may hang on anything. */
  readonly pure?: boolean;
  /** Doing it twice with the same arguments is as doing it once. Absent: it is not. Reads need not say so. */
  readonly idempotent?: boolean;
  /**
   * It makes calls of its own while it runs, which have to be settled before it: it is waited for, also after the stop, and its time
   * limit is its own. Absent: it makes none. Containers need not say so.
   */
  readonly nests?: boolean;
  /** What it needs of the sandbox; empty: nothing. Absent: what its access says. */
  readonly permissions?: readonly Permission[];
  /** What stands before it where the person set nothing. Absent: nothing. */
  readonly limits?: ToolLimits;
}

/**
 * A tool that is done when it returns. `run` reports a refusal as output with `isError` and a foreseen breakdown as a failure;
 * what it throws becomes an `unexpected` failure. It must end soon after the signal aborts; one that does not is left behind
 * and its late result ignored; a container is waited for instead, because its nested calls have to be settled before it, and
 * its time limit is its own. The same holds for every method of the other kinds.
 */
export interface SyncTool<Input = unknown> extends ToolBase<Input> {
  readonly kind?: "sync";
  readonly run: (input: Input, context: ToolContext) => Promise<Result<ToolOutput, Failure>>;
}

/** What came of beginning an operation: it was done at once, or it goes on and is looked at from time to time. */
export type Begun =
  | { readonly type: "done"; readonly output: ToolOutput }
  | { readonly type: "in-progress"; readonly operationId: string; readonly message: string };

export type OperationStatus =
  | { readonly type: "done"; readonly output: ToolOutput }
  | { readonly type: "in-progress"; readonly progress: Progress };

/**
 * A tool whose work goes on after it was begun. The operation's id is stored before it is first looked at; after a reload the
 * call is not begun again but looked at with that id and its last stored progress. It reads, or reaches outside: an overlay
 * does not outlive the tab. `timeoutMs` counts from when this tab began or took up the operation. A stop leaves it behind.
 */
export interface AsyncTool<Input = unknown> extends ToolBase<Input> {
  readonly kind: "async";
  readonly access: "read" | "external";
  readonly begin: (input: Input, context: ToolContext) => Promise<Result<Begun, Failure>>;
  /** Milliseconds between two looks. */
  readonly pollMs: number;
  /** How the operation stands; a failure ends the call with it. Progress is stored when it differs from the last. */
  readonly check: (operation: Operation, input: Input, context: ToolContext) => Promise<Result<OperationStatus, Failure>>;
}

export type ListenUpdate =
  /** It is being prepared. `operationId`: from here on it can be cancelled. */
  | { readonly type: "listening"; readonly message: string; readonly operationId?: string }
  | { readonly type: "ready"; readonly prepared: PreparedOperation }
  /** What was prepared does not hold any more. `recoverable`: calling again may work. */
  | { readonly type: "invalidated"; readonly message: string; readonly recoverable: boolean }
  /** There is nothing to carry out; this is the result. */
  | { readonly type: "done"; readonly output: ToolOutput };

/**
 * A tool that first prepares what it would do and shows it. `prepare` tells its updates until it is `ready`; then the rules and the
 * person decide over the snapshot while it may still be invalidated, by another update or by an error; a stream that simply ends
 * after that changes nothing. `execute` carries out exactly what was prepared: it gets it back, also after a reload, and refuses
 * it as output with `isError` where the revision is another by now. `cancel` is told why it is not carried out.
 */
export interface ListenTool<Input = unknown> extends ToolBase<Input> {
  readonly kind: "listen";
  readonly access: "write" | "external";
  readonly prepare: (input: Input, context: ToolContext) => AsyncIterable<ListenUpdate>;
  readonly execute: (prepared: PreparedOperation, input: Input, context: ToolContext) => Promise<Result<ToolOutput, Failure>>;
  readonly cancel: (operationId: string, reason: CancelReason) => Promise<void>;
}

/** A tool that asks the person. The answer is its result, given through the gate; nothing of it runs. */
export interface QuestionTool<Input = unknown> extends ToolBase<Input> {
  readonly kind: "question";
  readonly access: "read";
  readonly question: (input: Input) => UserQuestion;
}

/**
 * A tool whose work is done outside of this program, by a person or by another one. The call is handed over and waits, over
 * reloads too, until somebody submits its result; nothing of it runs here.
 */
export interface ExternalTool<Input = unknown> extends ToolBase<Input> {
  readonly kind: "external";
  readonly access: "read" | "external";
  readonly handOver: (input: Input) => HandedOver;
}

export type Tool<Input = unknown> =
  | SyncTool<Input>
  | AsyncTool<Input>
  | ListenTool<Input>
  | QuestionTool<Input>
  | ExternalTool<Input>;
