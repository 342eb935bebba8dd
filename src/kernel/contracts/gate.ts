import type { Failure } from "../base/failure.ts";
import type { CallId, RunId, Seq, SessionId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { Result } from "../base/result.ts";
import type { AttachedBlock } from "../conversation/message.ts";
import type { Mode } from "../conversation/mode.ts";
import type { NestedAgent } from "../conversation/nested-run.ts";
import type { CallOutcome } from "../log/event.ts";
import type { Origin } from "../rules/origin.ts";
import type { Level } from "../rules/rule.ts";
import type { Access, Headline, ToolSpec } from "./tool.ts";

/** One call on its way to an effect. */
export interface GateCall {
  readonly callId: CallId;
  readonly tool: string;
  readonly input: JsonValue;
  /** Why the arguments could not be read; such a call is answered with an error and never runs. */
  readonly invalid?: string;
}

/** On whose behalf, and what for. */
export interface CallScope {
  readonly sessionId: SessionId;
  readonly runId: RunId;
  readonly turn: number;
  readonly level: Level;
  /** Absent: the default. */
  readonly mode?: Mode;
  readonly causes: readonly Seq[];
  /** Who wrote the calls, and what from outside they had read when they did. */
  readonly origins: readonly Origin[];
  /** Who acts, where it is not the session's own agent. */
  readonly agent?: NestedAgent;
}

export interface SettledCall {
  readonly callId: CallId;
  readonly outcome: CallOutcome;
  /** What the model reads as the result of this call. */
  readonly resultText: string;
  readonly isError: boolean;
  /** What the model is shown with it. Absent: nothing. */
  readonly pictures?: readonly AttachedBlock[];
  readonly changedFiles: number;
}

/**
 * The one door to effects. `settle` takes the calls of one round in order, gives exactly one settled call each in the same
 * order, and has recorded them when it resolves. Reads run together up to `maxParallelReads`; consecutive writes are
 * previewed each on top of the one before and asked together; consecutive containers run beside each other, each settled by
 * itself. After an abort nothing starts, results that are already there are kept, and every open call is settled `stopped`;
 * after an interruption (`interrupt`) nothing more is said of the open calls and of their questions, and the round fails with
 * its cause. Else it fails only when the log cannot be written.
 */
export interface Gate {
  readonly specs: () => readonly ToolSpec[];
  /** Title and access of a call as its entry shows it; an unknown tool or bad arguments have `write` and the tool's name. */
  readonly describe: (tool: string, input: JsonValue) => { readonly headline: Headline; readonly access: Access };
  readonly settle: (
    calls: readonly GateCall[],
    scope: CallScope,
    signal: AbortSignal,
  ) => Promise<Result<readonly SettledCall[], Failure>>;
  /**
   * Stops one call that runs: it is settled `stopped`, and its round goes on. False, and nothing is done, where it does not run:
   * it waits for its turn or for a person, or it is settled.
   */
  readonly stop: (callId: CallId) => boolean;
}

export interface GateDep {
  readonly gate: Gate;
}
