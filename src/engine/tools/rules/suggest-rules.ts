import { isJsonObject, isSameJson, type JsonObject } from "../../../kernel/base/json.ts";
import type { RiskClass } from "../../../kernel/log/effect.ts";
import type { ArgumentTest, RuleMatch } from "../../../kernel/rules/rule.ts";
import type { RuleSuggestion } from "../../../kernel/rules/simulation.ts";
import type { LoggedCall } from "../gate/logged-calls.ts";

/** So often a person has to have approved before anything is suggested. */
const leastApproved = 3;

const pathsOf = ({ subject, effect }: LoggedCall): readonly string[] => [...subject.paths, ...(effect?.changed ?? [])];
const risksOf = ({ subject, effect }: LoggedCall): readonly RiskClass[] => effect?.risks ?? subject.risks;
const folderOf = (path: string): readonly string[] => path.split("/").slice(1, -1);

/** The deepest folder that all paths lie in; undefined where a call names none. */
const commonFolder = (calls: readonly LoggedCall[]): string | undefined => {
  let common: readonly string[] | undefined;
  for (const call of calls) {
    const paths = pathsOf(call);
    if (paths.length === 0) return undefined;
    for (const folder of paths.map(folderOf)) {
      const end = (common ?? folder).findIndex((name, index) => name !== folder[index]);
      common = end === -1 ? (common ?? folder) : (common ?? folder).slice(0, end);
    }
  }
  return common === undefined ? undefined : `/${common.join("/")}`;
};

/** The arguments that are the same in every call. */
const sameArguments = (calls: readonly LoggedCall[]): readonly ArgumentTest[] => {
  const [first, ...others] = calls.map(({ subject: { input } }): JsonObject => (isJsonObject(input) ? input : {}));
  return Object.entries(first ?? {}).flatMap(([argument, value]) =>
    others.every((input) => Object.hasOwn(input, argument) && isSameJson(input[argument] ?? null, value))
      ? [{ argument, operator: "equals" as const, value }]
      : [],
  );
};

/** What leaves the tab after text from outside is only covered where the rule says so. */
const originsOf = (calls: readonly LoggedCall[], risks: readonly RiskClass[]): Pick<RuleMatch, "from"> => {
  if (!risks.includes("network") && !risks.includes("spend")) return {};
  return { from: [...new Set(calls.flatMap(({ subject }) => (subject.origins ?? []).map(({ type }) => type)))] };
};

const matchOf = (tool: string, calls: readonly LoggedCall[]): RuleMatch | undefined => {
  const [first] = calls;
  if (first === undefined) return undefined;
  const callHash = first.subject.callHash();
  if (calls.every(({ subject }) => subject.callHash() === callHash)) return { callHash };
  const risks = [...new Set(calls.flatMap(risksOf))];
  const folder = commonFolder(calls);
  // The whole workspace is no small rule, and what is the same in a call says more than that.
  if (folder !== undefined && folder !== "/") return { tools: [tool], risks, folder, ...originsOf(calls, risks) };
  const same = sameArguments(calls);
  return same.length === 0 ? undefined : { tools: [tool], risks, arguments: same, ...originsOf(calls, risks) };
};

/**
 * For each tool that a person was asked about and approved every time, the smallest rule that would have let these calls
 * through: exactly the call where it was always the same; else the tool in the deepest folder they share, or with the arguments
 * they share. Never a tool as such, and none for a tool of which one call was refused.
 */
export const suggestRules = (calls: readonly LoggedCall[]): readonly RuleSuggestion[] => {
  const byTool = new Map<string, LoggedCall[]>();
  for (const call of calls) {
    if (call.answer === undefined) continue;
    const asked = byTool.get(call.subject.tool);
    if (asked === undefined) byTool.set(call.subject.tool, [call]);
    else asked.push(call);
  }
  return [...byTool].flatMap(([tool, asked]) => {
    if (asked.length < leastApproved || asked.some(({ answer }) => answer === "refused")) return [];
    const match = matchOf(tool, asked);
    return match === undefined ? [] : [{ match, approved: asked.length }];
  });
};
