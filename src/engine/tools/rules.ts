import type { RiskClass } from "../../kernel/effect.ts";
import { ruleId, type SessionId } from "../../kernel/ids.ts";
import type { Mode } from "../../kernel/mode.ts";
import type { Decision, Level, Rule, RuleMatch } from "../../kernel/rule.ts";

/** What is decided about: a call as far as it is known, before it runs or with its effect. */
export interface RuleSubject {
  readonly tool: string;
  readonly risks: readonly RiskClass[];
  /** Absolute, normalised paths that the call touches. */
  readonly paths: readonly string[];
  /** Hash of tool and arguments. */
  readonly callHash: string;
  readonly sessionId: SessionId;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Verdict {
  readonly decision: Decision;
  /** The rule that decided. */
  readonly rule: Rule;
}

const builtIn = (name: string, decision: Decision, match: RuleMatch, sentence: string): Rule => ({
  ruleId: ruleId(`level:${name}`),
  match,
  decision,
  scope: { type: "workspace" },
  madeBy: "level",
  madeAt: 0,
  sentence,
});

const everyChange = builtIn(
  "ask-every-change:ask",
  "ask",
  { risks: ["change", "delete", "network", "spend"] },
  "Ask before every change and every request.",
);
const readsOnly = builtIn("ask-every-change:allow", "allow", { risks: ["read"] }, "Reading is allowed.");
const risky = builtIn(
  "ask-risky:ask",
  "ask",
  { risks: ["delete", "network", "spend"] },
  "Ask before deleting, large overwrites, requests and spending.",
);
const undoable = builtIn(
  "ask-risky:allow",
  "allow",
  { risks: ["read", "change"] },
  "Reading, and changes that can be undone, are allowed.",
);
const limitsOnly = builtIn("only-limits:allow", "allow", {}, "Everything is allowed; only limits stop a run.");

const planning = builtIn(
  "plan:deny",
  "deny",
  { risks: ["change", "delete", "network", "spend"] },
  "Plan mode is on, so nothing may be changed and nothing outside reached. Read what you need and answer with a plan; the person leaves plan mode to have it carried out.",
);
const acceptEdits = builtIn(
  "accept-edits:allow",
  "allow",
  { tools: ["edit", "write"] },
  "Edits are accepted: writing and editing files is not asked about.",
);

/** Asks when nothing else speaks about a call. */
const nothingMatches = builtIn("nothing-matches:ask", "ask", {}, "No rule speaks about this call, so it is asked.");

const rulesByLevel: Readonly<Record<Level, readonly Rule[]>> = {
  "ask-every-change": [everyChange, readsOnly],
  "ask-risky": [risky, undoable],
  "only-limits": [limitsOnly],
};

/** A level as rules, the stricter ones first; what a mode adds stands before them. */
const withMode = (mode: Mode, rules: readonly Rule[]): readonly Rule[] => {
  switch (mode) {
    case "default":
      return rules;
    case "plan":
      return [planning, ...rules];
    case "accept-edits":
      return [acceptEdits, ...rules];
  }
};

type RulesByLevel = Readonly<Record<Level, readonly Rule[]>>;
const rulesIn = (mode: Mode): RulesByLevel => ({
  "ask-every-change": withMode(mode, rulesByLevel["ask-every-change"]),
  "ask-risky": withMode(mode, rulesByLevel["ask-risky"]),
  "only-limits": withMode(mode, rulesByLevel["only-limits"]),
});
const rulesByMode: Readonly<Record<Mode, RulesByLevel>> = {
  default: rulesByLevel,
  plan: rulesIn("plan"),
  "accept-edits": rulesIn("accept-edits"),
};

/** What a level and a mode say of calls, the stricter rules first. */
export const levelRules = (level: Level, mode: Mode = "default"): readonly Rule[] => rulesByMode[mode][level];

/** Whether a normalised path is the folder or lies in it, by whole segments: `/notes` never covers `/notesx`. */
export const liesIn = (path: string, folder: string): boolean => {
  const root = folder.endsWith("/") ? folder.slice(0, -1) : folder;
  return path === root || path.startsWith(`${root}/`);
};

const matches = ({ decision, match: { tools, risks, folder, callHash } }: Rule, subject: RuleSubject): boolean => {
  if (tools !== undefined && !tools.includes(subject.tool)) return false;
  if (risks !== undefined && !risks.some((risk) => subject.risks.includes(risk))) return false;
  if (callHash !== undefined && callHash !== subject.callHash) return false;
  if (folder === undefined) return true;
  const { paths } = subject;
  // What is allowed in a folder must stay in it; what is denied or asked there may not slip out of it.
  if (decision !== "allow") return paths.some((path) => liesIn(path, folder));
  // A call that names no path lies in no folder.
  return paths.length > 0 && paths.every((path) => liesIn(path, folder));
};

const holds = (rule: Rule, subject: RuleSubject): boolean =>
  (rule.expiresAt === undefined || subject.now <= rule.expiresAt) &&
  (rule.scope.type === "workspace" || rule.scope.sessionId === subject.sessionId) &&
  matches(rule, subject);

/**
 * Which rule speaks about a call, and what it says. Any deny that holds wins; else the newest of the person's rules that
 * hold (the later one of equal age); else the first of the level's; else it is asked.
 */
export const decide = (rules: readonly Rule[], subject: RuleSubject): Verdict => {
  let byPerson: Rule | undefined;
  let byLevel: Rule | undefined;
  for (const rule of rules) {
    if (!holds(rule, subject)) continue;
    if (rule.decision === "deny") return { decision: "deny", rule };
    if (rule.madeBy === "level") byLevel ??= rule;
    else if (byPerson === undefined || rule.madeAt >= byPerson.madeAt) byPerson = rule;
  }
  const rule = byPerson ?? byLevel ?? nothingMatches;
  return { decision: rule.decision, rule };
};
