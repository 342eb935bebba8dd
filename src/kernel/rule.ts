import type { RiskClass } from "./effect.ts";
import type { RuleId, SessionId } from "./ids.ts";

export type Decision = "allow" | "ask" | "deny";

/** What a rule speaks about. Every field that is present must match; an empty match matches every call. */
export interface RuleMatch {
  /** Names of tools. */
  readonly tools?: readonly string[];
  /** Any of these risk classes among the call's. */
  readonly risks?: readonly RiskClass[];
  /**
   * Paths that the call touches lie in this folder (`/notes` covers `/notes/a`, never `/notesx`): for `allow` every one of
   * them, for `ask` and `deny` any of them.
   */
  readonly folder?: string;
  /** Exactly this call: the hash of tool and arguments. */
  readonly callHash?: string;
}

/** The one stored form of permission: levels, modes and "Allow for…" all compile to it. */
export interface Rule {
  readonly ruleId: RuleId;
  readonly match: RuleMatch;
  readonly decision: Decision;
  /** Where it holds: the whole workspace, or one session. */
  readonly scope: { readonly type: "workspace" } | { readonly type: "session"; readonly sessionId: SessionId };
  /** Milliseconds since 1970 after which it no longer holds. */
  readonly expiresAt?: number;
  readonly madeBy: "level" | "person";
  readonly madeAt: number;
  /** The rule as one sentence for people. */
  readonly sentence: string;
}

/** How much is asked. `ask-risky` is the default: reads and undoable writes run; delete, large loss, network and spend ask. */
export type Level = "ask-every-change" | "ask-risky" | "only-limits";
export const levels: readonly Level[] = ["ask-every-change", "ask-risky", "only-limits"];
export const defaultLevel: Level = "ask-risky";
