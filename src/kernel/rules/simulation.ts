import type { CallId, RuleId, Seq, SessionId } from "../base/ids.ts";
import type { Headline } from "../contracts/tool.ts";
import type { Decision, RuleMatch } from "./rule.ts";

/** How many calls a simulation looks back at. */
export const simulatedCalls = 500;

/** What would be said of a call that was made before, by the rules as they stand and with the change that is tried. */
export interface SimulatedCall {
  /** Of the entry in which the model asked for it. */
  readonly seq: Seq;
  readonly sessionId: SessionId;
  readonly callId: CallId;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tool: string;
  readonly headline: Headline;
  readonly before: Decision;
  readonly after: Decision;
  /** The rule that decides afterwards, and its sentence. */
  readonly ruleId: RuleId;
  readonly sentence: string;
}

/** The smallest rule that lets through what a person always let through. */
export interface RuleSuggestion {
  readonly match: RuleMatch;
  /** How often such calls were asked about, and each time approved. */
  readonly approved: number;
}

export interface Simulation {
  /** The newest calls of all sessions, in their order. */
  readonly calls: readonly SimulatedCall[];
  readonly suggestions: readonly RuleSuggestion[];
}
