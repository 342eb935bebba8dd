import { ruleId } from "../../../kernel/base/ids.ts";
import type { Mode } from "../../../kernel/conversation/mode.ts";
import { outsideRules } from "../../../kernel/rules/outside-rules.ts";
import type { Decision, Level, Rule, RuleMatch } from "../../../kernel/rules/rule.ts";
import { rulesFolder } from "../../../kernel/rules/rules-folder.ts";
import { compileRules, type RuleSet } from "./rule-set.ts";

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
const fullAccess = builtIn(
  "only-limits:ask",
  "ask",
  { tiers: ["full-access"] },
  "Ask before what cannot be taken back, or touches what guards the rest.",
);
const limitsOnly = builtIn(
  "only-limits:allow",
  "allow",
  {},
  "Everything that can be taken back is allowed; only limits stop a run.",
);

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

const rulesByLevel: Readonly<Record<Level, readonly Rule[]>> = {
  "ask-every-change": [everyChange, readsOnly],
  "ask-risky": [risky, undoable],
  "only-limits": [fullAccess, limitsOnly],
};

/** Whoever may change the rules is bound by none, so this holds at every level. */
const ruleFiles = builtIn(
  "rule-files:ask",
  "ask",
  { risks: ["change", "delete"], folder: rulesFolder },
  `Ask before a change in ${rulesFolder}: what lies there are rules.`,
);

/** For a program that runs its own tools and has nobody to ask: they run, but what changes the rules still asks. */
export const programRules: readonly Rule[] = [
  ruleFiles,
  builtIn("program:allow", "allow", {}, "The program lets its tools run; only limits stop a run."),
];

/** A level as rules, the stricter ones first; what a mode adds stands before them. */
const withMode = (mode: Mode, ofLevel: readonly Rule[]): readonly Rule[] => {
  const always = [...outsideRules, ruleFiles];
  const rules = [...always, ...ofLevel];
  switch (mode) {
    case "default":
      return rules;
    case "plan":
      return [planning, ...rules];
    case "accept-edits":
      return [...always, acceptEdits, ...ofLevel];
  }
};

type SetsByLevel = Readonly<Record<Level, RuleSet>>;
const setsIn = (mode: Mode): SetsByLevel => ({
  "ask-every-change": compileRules(withMode(mode, rulesByLevel["ask-every-change"])),
  "ask-risky": compileRules(withMode(mode, rulesByLevel["ask-risky"])),
  "only-limits": compileRules(withMode(mode, rulesByLevel["only-limits"])),
});
const setsByMode: Readonly<Record<Mode, SetsByLevel>> = {
  default: setsIn("default"),
  plan: setsIn("plan"),
  "accept-edits": setsIn("accept-edits"),
};

/** What a level and a mode say of calls. */
export const levelRules = (level: Level, mode: Mode = "default"): RuleSet => setsByMode[mode][level];
