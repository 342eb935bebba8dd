import { ruleId } from "../base/ids.ts";
import { pendingMemoryFolder } from "../memory/memory.ts";
import { outsideKinds } from "./origin.ts";
import type { Rule, RuleMatch } from "./rule.ts";
import { rulesFolder } from "./rules-folder.ts";

/** What the ids of these rules begin with. */
const prefix = "level:outside";

const ask = (name: string, match: RuleMatch, sentence: string): Rule => ({
  ruleId: ruleId(`${prefix}-${name}:ask`),
  match: { ...match, from: outsideKinds },
  decision: "ask",
  scope: { type: "workspace" },
  madeBy: "level",
  madeAt: 0,
  sentence,
});

/** What a call leaves to the person is a question already, and nobody is given it before that is answered. */
const waits: Rule = {
  ruleId: ruleId(`${prefix}-waits:allow`),
  match: { tools: ["remember"], folder: pendingMemoryFolder, from: outsideKinds },
  decision: "allow",
  scope: { type: "workspace" },
  madeBy: "level",
  madeAt: 0,
  sentence: "What is remembered after text from outside was read waits in the memory until you accept it.",
};

const leaves = "Ask before anything leaves this tab after text from outside was read.";

/**
 * Whoever reads what others wrote may do what it says. So a person looks at what leaves the tab then, at what is remembered, since
 * it is read again as if it had always been so, and at what becomes a rule. They hold at every level; a rule of a person stands
 * before them.
 */
export const outsideRules: readonly Rule[] = [
  waits,
  ask("sends", { risks: ["network", "spend"] }, leaves),
  ask("reaches", { permissions: ["network", "shell-exec", "secret-access"] }, leaves),
  ask(
    "remembers",
    { permissions: ["database-write"] },
    "Ask before state or memory is written after text from outside was read.",
  ),
  ask(
    "rules",
    { risks: ["change", "delete"], folder: rulesFolder },
    `Ask before a change in ${rulesFolder} after text from outside was read: what lies there are rules.`,
  ),
];

/** Whether one of them asked. */
export const isOutsideRule = (id: string): boolean => id.startsWith(prefix);
