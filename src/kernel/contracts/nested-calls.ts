import type { CallOutcome } from "../log/event.ts";
import type { Origin } from "../rules/origin.ts";
import type { HandCall } from "../tools/hand-call.ts";
import type { Caller } from "./tool.ts";

/** How a call came out that another one made; `over`: it was not made, and no other one is, for this reason. */
export type NestedEnd = CallOutcome | { readonly type: "over"; readonly reason: string };

/** Calls that a tool makes while it runs. They are the calls of a run inside its own, and pass the gate one by one. */
export interface NestedCalls {
  /**
   * Makes a call, after those before it, and resolves when it is settled: a rule or a person may have denied it. A call that an
   * earlier execution of the same tool call made is not made again: its outcome is given once more.
   */
  readonly call: (call: HandCall) => Promise<NestedEnd>;
  /** Resolves when the run is ended in the log. A tool waits for it before it returns, whatever happened. */
  readonly close: () => Promise<void>;
}

export interface NestedAsk {
  readonly caller: Caller;
  /** One word: who calls, for people. */
  readonly name: string;
  /** What it carries out, for people. */
  readonly task: string;
  /** The only tools that are called. */
  readonly tools: readonly string[];
  /** Ends the calls as a person's stop does. */
  readonly signal: AbortSignal;
  /** What from outside has come into the calling one by now. */
  readonly origins: () => readonly Origin[];
}

export type OpenNestedCalls = (ask: NestedAsk) => NestedCalls;
