import { type RuleId, ruleId, type SessionId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { RiskClass } from "../../../kernel/log/effect.ts";
import type { AgentBounds } from "../../../kernel/rules/capability.ts";
import type { OutsideKind, OutsideOrigin } from "../../../kernel/rules/origin.ts";
import type { Permission } from "../../../kernel/rules/permission.ts";
import { type CallWindow, type Decision, inRuleOrder, type Rule, type RuleMatch } from "../../../kernel/rules/rule.ts";
import { boundsRules, goesBeyond } from "./capability-rules.ts";
import { liesIn } from "./path-folder.ts";
import { tierOf } from "./tier.ts";
import { argumentHolds, type FindsPattern, stateHolds } from "./value-test.ts";

/** What is decided about: a call as far as it is known, before it runs or with its effect. */
export interface RuleSubject {
  readonly tool: string;
  readonly risks: readonly RiskClass[];
  /** Absolute, normalised paths that the call touches. */
  readonly paths: readonly string[];
  /** What the tool needs. Absent: nothing. */
  readonly permissions?: readonly Permission[];
  /** Hash of tool and arguments. */
  readonly callHash: () => string;
  /** Hash of the tool's definition. Absent: it is none that a rule speaks about. */
  readonly definition?: () => string | undefined;
  readonly input: JsonValue;
  readonly sessionId: SessionId;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Who acts below the session's own agent. Absent: that agent itself. */
  readonly agentPath?: readonly string[];
  /** What those above it gave it, from the first down. Absent: nothing is taken away. */
  readonly bounds?: readonly AgentBounds[];
  /** The places outside whose text it was made from. Absent: none. */
  readonly origins?: readonly OutsideOrigin[];
  /** The workspace's state. Absent: every key is missing. */
  readonly state?: (key: string) => JsonValue | undefined;
  /** How many other calls a window rule has let through in the stretch that ends now. Absent: none. */
  readonly admitted?: (ruleId: RuleId, windowMs: number) => number;
}

export interface Verdict {
  readonly decision: Decision;
  /** The rule that decided. */
  readonly rule: Rule;
  /** Every rule that denies, in their order; the first is `rule`. Absent where none does. */
  readonly violations?: readonly Rule[];
}

interface CompiledRule {
  readonly rule: Rule;
  /** Whether it speaks about the call, its window aside. */
  readonly covers: (subject: RuleSubject) => boolean;
  readonly exceeds: CallWindow | undefined;
}

/** Rules that are ready to decide, in the order in which they are asked. */
export interface RuleSet {
  readonly rules: readonly CompiledRule[];
  readonly hasWindows: boolean;
}

type Check = (subject: RuleSubject) => boolean;

const folderCheck = (folder: string, decision: Decision): Check => {
  // What is denied or asked in a folder may not slip out of it.
  if (decision !== "allow") return ({ paths }) => paths.some((path) => liesIn(path, folder));
  // What is allowed there must stay in it. A call that names no path lies in no folder.
  return ({ paths }) => paths.length > 0 && paths.every((path) => liesIn(path, folder));
};

const originCheck = (from: readonly OutsideKind[], decision: Decision): Check => {
  const isNamed = ({ type }: OutsideOrigin): boolean => from.includes(type);
  if (decision !== "allow") return ({ origins }) => origins?.some(isNamed) === true;
  return ({ origins }) => origins?.every(isNamed) !== false;
};

const ownAgent = "agent";
const agentCheck = (agents: readonly string[]): Check => {
  return ({ agentPath = [] }) => agents.includes(ownAgent) || agentPath.some((name) => agents.includes(name));
};

/** One check for each field. A field that this program does not know has none, so such a rule is never taken for a wider one. */
const checksOf = (match: RuleMatch, decision: Decision, finds: FindsPattern): readonly Check[] => {
  const {
    tools,
    risks,
    folder,
    callHash,
    arguments: tests,
    state,
    agents,
    tiers,
    exceeds,
    beyond,
    permissions,
    definition,
    from,
    ...unknown
  } = match;
  const checks: Check[] = [];
  const [strange] = Object.keys(unknown);
  if (from !== undefined) checks.push(originCheck(from, decision));
  if (tools !== undefined) checks.push(({ tool }) => tools.includes(tool));
  if (risks !== undefined) checks.push((subject) => risks.some((risk) => subject.risks.includes(risk)));
  if (definition !== undefined) checks.push((subject) => subject.definition?.() === definition);
  if (permissions !== undefined) checks.push((subject) => permissions.some((one) => subject.permissions?.includes(one) === true));
  if (callHash !== undefined) checks.push((subject) => callHash === subject.callHash());
  if (agents !== undefined) checks.push(agentCheck(agents));
  if (tiers !== undefined) checks.push((subject) => tiers.includes(tierOf(subject)));
  if (folder !== undefined) checks.push(folderCheck(folder, decision));
  for (const test of tests ?? []) checks.push(({ input }) => argumentHolds(test, input, finds));
  for (const test of state ?? []) checks.push((subject) => stateHolds(test, subject.state ?? nothing, finds));
  if (beyond !== undefined) checks.push((subject) => goesBeyond(beyond, subject));
  if ((exceeds !== undefined || beyond !== undefined) && decision === "allow")
    checks.push(() => {
      throw new Error("A rule that allows has no window and no bounds.");
    });
  if (strange !== undefined)
    checks.push(() => {
      throw new Error(`The rule says something that this program does not know: ${strange}.`);
    });
  return checks;
};

const nothing = (): undefined => undefined;

/** What a person allowed the session's own agent in answer to a question is not handed on: nobody asked for those below it. */
const isForAskerOnly = ({ decision, from, match }: Rule): boolean =>
  decision === "allow" && from?.type === "approval" && match.agents === undefined;
const isOwnAgent: Check = ({ agentPath = [] }) => agentPath.length === 0;

const compile = (rule: Rule, finds: FindsPattern): CompiledRule => {
  const { decision, expiresAt, isOff, match, scope } = rule;
  const checks = [...checksOf(match, decision, finds), ...(isForAskerOnly(rule) ? [isOwnAgent] : [])];
  const covers: Check = (subject) => {
    if (isOff || (expiresAt !== undefined && subject.now > expiresAt)) return false;
    if (scope.type === "session" && scope.sessionId !== subject.sessionId) return false;
    for (const check of checks) {
      try {
        if (!check(subject)) return false;
      } catch {
        // What cannot be checked never allows, and counts as found where it denies or asks.
        if (decision === "allow") return false;
      }
    }
    return true;
  };
  return { rule, covers, exceeds: match.exceeds };
};

const cannotRead: FindsPattern = () => {
  throw new Error("The pattern is not loaded.");
};

/** Rules as they are asked: a level's in the order given, the others in theirs. `finds`: for patterns. Absent: none can be read. */
export const compileRules = (rules: Iterable<Rule>, finds: FindsPattern = cannotRead): RuleSet => {
  const all = [...rules];
  const byLevel = all.filter(({ madeBy }) => madeBy === "level");
  const others = inRuleOrder(all.filter(({ madeBy }) => madeBy !== "level"));
  const compiled = [...others, ...byLevel].map((rule) => compile(rule, finds));
  return { rules: compiled, hasWindows: compiled.some(({ exceeds }) => exceeds !== undefined) };
};

/** A nested run's bounds stay the same for all of its calls. */
const boundsSets = new WeakMap<NonNullable<RuleSubject["bounds"]>, RuleSet>();

const boundsSet = (bounds: NonNullable<RuleSubject["bounds"]>): RuleSet => {
  const known = boundsSets.get(bounds) ?? compileRules(boundsRules(bounds));
  boundsSets.set(bounds, known);
  return known;
};

/** Asks when nothing else speaks about a call. */
const nothingMatches: Rule = {
  ruleId: ruleId("level:nothing-matches:ask"),
  match: {},
  decision: "ask",
  scope: { type: "workspace" },
  madeBy: "level",
  madeAt: 0,
  sentence: "No rule speaks about this call, so it is asked.",
};

const isFull = ({ rule, exceeds }: CompiledRule, { admitted }: RuleSubject): boolean =>
  exceeds === undefined || (admitted?.(rule.ruleId, exceeds.windowMs) ?? 0) >= exceeds.max;

/**
 * Which rule speaks about a call, and what it says: a function of its arguments alone. All that deny are collected, and any of
 * them wins; else the first of the people's rules that holds; else the first of the level's; else it is asked. What cannot be
 * checked counts as found, unless it would allow.
 */
export const decide = (set: RuleSet, subject: RuleSubject, byLevel?: RuleSet): Verdict => {
  const found: Found = { first: undefined, violations: undefined };
  find(set, subject, found);
  if (byLevel !== undefined) find(byLevel, subject, found);
  if (subject.bounds !== undefined) find(boundsSet(subject.bounds), subject, found);
  const { violations } = found;
  if (violations !== undefined) return { decision: "deny", rule: violations[0], violations };
  const rule = found.first ?? nothingMatches;
  return { decision: rule.decision, rule };
};

/** What is found while one set after the other is asked. */
interface Found {
  first: Rule | undefined;
  violations: [Rule, ...Rule[]] | undefined;
}

const find = ({ rules }: RuleSet, subject: RuleSubject, found: Found): void => {
  for (const compiled of rules) {
    const { rule } = compiled;
    // Only a denial can still change what the first one says.
    if (found.first !== undefined && rule.decision !== "deny") continue;
    if (!compiled.covers(subject) || !isFull(compiled, subject)) continue;
    if (rule.decision !== "deny") found.first = rule;
    else if (found.violations === undefined) found.violations = [rule];
    else found.violations.push(rule);
  }
};

const none: readonly Rule[] = [];

/** The window rules that let this call through: each has one place less. One that is denied by another rule has used its place too. */
export const admittedBy = (set: RuleSet, subject: RuleSubject): readonly Rule[] => {
  const bounds = subject.bounds === undefined ? undefined : boundsSet(subject.bounds);
  if (!set.hasWindows && bounds?.hasWindows !== true) return none;
  const rules = bounds === undefined ? set.rules : [...set.rules, ...bounds.rules];
  return rules.flatMap((one) => (one.exceeds !== undefined && one.covers(subject) && !isFull(one, subject) ? [one.rule] : []));
};
