import type { ClockDep } from "../../../kernel/base/clock.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { CallId, RuleId, SessionId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { RandomDep } from "../../../kernel/base/random.ts";
import type { Result } from "../../../kernel/base/result.ts";
import type { ApproverDep } from "../../../kernel/contracts/approver.ts";
import type { FileSystem, FileTree } from "../../../kernel/contracts/file-system.ts";
import type { CallScope, SettledCall } from "../../../kernel/contracts/gate.ts";
import type { HooksDep } from "../../../kernel/contracts/hooks.ts";
import type { StoreDep } from "../../../kernel/contracts/store.ts";
import type { ListenTool } from "../../../kernel/contracts/tool.ts";
import type { OutsideOrigin } from "../../../kernel/rules/origin.ts";
import type { TextSource } from "../../../kernel/rules/text-source.ts";
import type { PreparedOperation } from "../../../kernel/tools/operation.ts";
import type { CreateOverlay } from "../../files/overlay/overlay.ts";
import type { RuleBook } from "../rules/rule-book.ts";
import type { ToolStages } from "../stages/tool-stages.ts";
import type { CheckedArguments } from "./arguments.ts";
import type { AskedCalls } from "./hooked-call.ts";
import type { Ledger } from "./ledger.ts";
import type { ToolRegistry } from "./registry.ts";
import type { RunningCalls } from "./running-calls.ts";

export interface GateDeps extends ApproverDep, ClockDep, HooksDep, RandomDep, StoreDep {
  readonly tools: ToolRegistry;
  /** The committed files. It follows the store, so it shows a commit when that commit's `append` resolves. */
  readonly tree: FileTree;
  /** The stored rules of people and files. Levels are added by the gate. */
  readonly rules: RuleBook;
  readonly ledger: Ledger;
  readonly createOverlay: CreateOverlay;
  /** The file API that tools speak, over an overlay's plain files. The gate puts the path jail before it. */
  readonly openFiles: (raw: FileSystem) => FileSystem;
  /** Settles the calls of `listen` tools; see `settleListen`. */
  readonly settleListen: SettleListen;
  /** Where text from outside came into the conversation. Absent: a question only names the places. */
  readonly findSources?: FindSources;
  /** What stands before each tool. Absent: nothing. */
  readonly stages?: ToolStages;
  /** How many reads of one round run at once; at least 1. */
  readonly maxParallelReads: number;
}

export type FindSources = (about: {
  readonly sessionId: SessionId;
  readonly origins: readonly OutsideOrigin[];
  readonly input: JsonValue;
}) => Promise<readonly TextSource[]>;

export type SettleListen = (
  deps: GateDeps,
  call: ReadyCall & { readonly tool: ListenTool },
  round: Round,
) => Promise<Result<SettledCall, Failure>>;

/** What all calls of one `settle` share. */
export interface Round {
  readonly scope: CallScope;
  readonly signal: AbortSignal;
  readonly running: RunningCalls;
  /** Calls that passed what stands before their tool; a call passes it once. Absent where nothing can stand there. */
  readonly admitted?: Set<CallId>;
  /** What the hooks were asked, where there are any. */
  readonly asked?: AskedCalls;
}

/** A call whose arguments can run. */
export interface ReadyCall extends CheckedArguments {
  readonly callId: CallId;
  /** Arguments that a person changed; empty for the model's own. */
  readonly editedFields: readonly string[];
  /** What the hooks said of these arguments; absent where nobody had anything to say. */
  readonly ruling?: HookRuling;
  /** The rule of a person that lets it run unasked; absent where the level does. */
  readonly allowedBy?: RuleId;
  /** What exactly would be carried out; there once a `listen` tool prepared it. */
  readonly prepared?: PreparedOperation;
}

/** A hook's word about a call, as the rules say theirs. */
export type HookRuling =
  | { readonly type: "block"; readonly by: string; readonly reason: string }
  | { readonly type: "ask"; readonly by: string; readonly description: string }
  | { readonly type: "failed"; readonly failure: Failure };

export const readyCall = (
  callId: CallId,
  { tool, input, parsed, paths, inputHash }: CheckedArguments,
  editedFields: readonly string[],
): ReadyCall => ({ callId, tool, input, parsed, paths, inputHash, editedFields });
