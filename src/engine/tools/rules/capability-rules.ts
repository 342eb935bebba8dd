import { type RuleId, type RunId, ruleId } from "../../../kernel/base/ids.ts";
import { type AgentBounds, type CapabilitySet, capabilityWords } from "../../../kernel/rules/capability.ts";
import type { Rule, RuleMatch } from "../../../kernel/rules/rule.ts";
import { hostsIn, isAmong } from "./hosts-in.ts";
import { liesIn } from "./path-folder.ts";
import type { RuleSubject } from "./rule-set.ts";

/**
 * Whether a call needs more than a set gives. Throws for a set that says something this program does not know, so that such a
 * set is never taken for a wider one.
 */
export const goesBeyond = (
  { tools, deniedTools = [], folders, hosts, ...unknown }: CapabilitySet,
  { tool, paths, risks, input }: Pick<RuleSubject, "tool" | "paths" | "risks" | "input">,
): boolean => {
  const [strange] = Object.keys(unknown);
  if (strange !== undefined) throw new Error(`The set says something that this program does not know: ${strange}.`);
  if (tools?.includes(tool) === false || deniedTools.includes(tool)) return true;
  if (folders !== undefined && paths.some((path) => !folders.some((folder) => liesIn(path, folder)))) return true;
  if (hosts === undefined || !risks.includes("network")) return false;
  const named = hostsIn(input);
  return named.length === 0 || named.some((host) => !isAmong(host, hosts));
};

const denial = (name: string, match: RuleMatch, sentence: string): Rule => ({
  ruleId: ruleId(name),
  match,
  decision: "deny",
  scope: { type: "workspace" },
  madeBy: "level",
  madeAt: 0,
  sentence,
});

/** What counts the calls of a run and those below it. */
export const callsRuleId = (of: RunId): RuleId => ruleId(`bounds:${of}:calls`);

/** What an agent was given, as rules that deny what goes beyond it. Each of them can only take away, so the order says nothing. */
export const boundsRules = (bounds: readonly AgentBounds[]): readonly Rule[] =>
  bounds.flatMap(({ of, maxCalls, ...beyond }) => [
    denial(`bounds:${of}`, { beyond }, `The agent that asked for this work allows ${capabilityWords(beyond)}.`),
    ...(maxCalls === undefined
      ? []
      : [
          denial(
            callsRuleId(of),
            { exceeds: { max: maxCalls, windowMs: Number.MAX_SAFE_INTEGER } },
            `The agent that asked for this work allows ${maxCalls === 1 ? "one call" : `${maxCalls} calls`} in all, and they are used up.`,
          ),
        ]),
  ]);
