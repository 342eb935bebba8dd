import type { ApprovalId, CallId, RuleId, SessionId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { RiskClass } from "../log/effect.ts";
import type { CapabilitySet } from "./capability.ts";
import type { OutsideKind } from "./origin.ts";
import type { Permission } from "./permission.ts";
import type { Posture } from "./posture.ts";

export type Decision = "allow" | "ask" | "deny";
export const decisions: readonly Decision[] = ["allow", "ask", "deny"];

/**
 * How a value is tested. Values compare as whole JSON; what is missing equals nothing, so `not-equals` and `not-one-of` hold for
 * it. The four that measure hold only where both sides are numbers, or texts that are numbers. `contains`: a text holds the text,
 * a list the value. `matches`: RE2, found anywhere in a line.
 */
export type ValueOperator =
  | "equals"
  | "not-equals"
  | "greater"
  | "less"
  | "at-least"
  | "at-most"
  | "exists"
  | "missing"
  | "contains"
  | "one-of"
  | "not-one-of"
  | "matches";

/** `value`: not there for `exists` and `missing`; a list for `one-of` and `not-one-of`. */
export interface ValueTest {
  readonly operator: ValueOperator;
  readonly value?: JsonValue;
}

/** Of one argument of the call, or of any value among them where none is named. For `contains` and `matches` a value that is no text is taken as its JSON. */
export interface ArgumentTest extends ValueTest {
  readonly argument?: string;
}

/** Of a key of the workspace's state. */
export interface StateTest extends ValueTest {
  readonly key: string;
}

/**
 * How much a call reaches for: it looks; it changes what can be undone; it does what cannot be taken back, or touches what
 * guards the rest. From the lowest up.
 */
export type Tier = "read-only" | "sandbox-edit" | "full-access";
export const tiers: readonly Tier[] = ["read-only", "sandbox-edit", "full-access"];

/** More than `max` calls within any stretch of `windowMs` milliseconds. */
export interface CallWindow {
  readonly max: number;
  readonly windowMs: number;
}

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
  /** The tool is defined as it was then: the hash of what models read of it, and of what it can do. */
  readonly definition?: string;
  /** All of them hold. */
  readonly arguments?: readonly ArgumentTest[];
  /** All of them hold. */
  readonly state?: readonly StateTest[];
  /** One of these agents acts, or an agent below it. The session's own agent has the name "agent". */
  readonly agents?: readonly string[];
  /** The tier that the call needs is one of these. */
  readonly tiers?: readonly Tier[];
  /** The tool needs one of these. */
  readonly permissions?: readonly Permission[];
  /** The call needs more than this set gives. Not for a rule that allows. */
  readonly beyond?: CapabilitySet;
  /**
   * The call was made from text of these places outside, or from files of them. To deny and to ask, any of them; to allow, none but
   * them, so that an empty list allows only where nothing from outside was read.
   */
  readonly from?: readonly OutsideKind[];
  /** The call would be one too many of those that the rest of the match covers, in its session. */
  readonly exceeds?: CallWindow;
}

/** Where a rule was made, if not by hand. */
export type RuleSource =
  | {
      readonly type: "approval";
      readonly approvalId: ApprovalId;
      /** Absent: written before it was said. */
      readonly sessionId?: SessionId;
      readonly callId?: CallId;
    }
  | { readonly type: "file"; readonly path: string }
  | { readonly type: "suggestion" }
  /** How far the agent is trusted, as three rules. */
  | { readonly type: "posture"; readonly agent: string; readonly posture: Posture }
  /** What the agent may reach for. */
  | { readonly type: "capability"; readonly agent: string }
  /** A permission that a person revoked, or granted again: then the rule is off. */
  | { readonly type: "permission"; readonly permission: Permission };

/** The one stored form of permission: levels, modes, rule files and "Allow for…" all compile to it. */
export interface Rule {
  readonly ruleId: RuleId;
  readonly match: RuleMatch;
  readonly decision: Decision;
  /** Where it holds: the whole workspace, or one session. */
  readonly scope: { readonly type: "workspace" } | { readonly type: "session"; readonly sessionId: SessionId };
  /** Milliseconds since 1970 after which it no longer holds. */
  readonly expiresAt?: number;
  readonly madeBy: "level" | "person" | "file";
  readonly madeAt: number;
  /** The rule as one sentence for people. */
  readonly sentence: string;
  /** Absent: it is on. */
  readonly isOff?: true;
  /** Its place in the order that a person gave them, from 0. Absent: before all of those, the newest first. */
  readonly place?: number;
  /** Absent: by hand, or before it was written. */
  readonly from?: RuleSource;
}

/** How often a rule decided, or asked. */
export interface RuleHits {
  readonly count: number;
  readonly lastAt: number;
}

/** How much is asked. `ask-risky` is the default: reads and undoable writes run; delete, large loss, network and spend ask. */
export type Level = "ask-every-change" | "ask-risky" | "only-limits";
export const levels: readonly Level[] = ["ask-every-change", "ask-risky", "only-limits"];
export const defaultLevel: Level = "ask-risky";

/** The order in which rules are asked: those without a place first, the newest first; then by place. */
export const inRuleOrder = (rules: Iterable<Rule>): readonly Rule[] => {
  // Those of one moment go by their ids, which are the same after a reload.
  const later = (a: Rule, b: Rule): number => b.madeAt - a.madeAt || (a.ruleId < b.ruleId ? -1 : 1);
  return [...rules].sort((a, b) => {
    if (a.place === undefined || b.place === undefined) return a.place === b.place ? later(a, b) : a.place === undefined ? -1 : 1;
    return a.place - b.place || later(a, b);
  });
};
