import type { RuleId } from "../base/ids.ts";
import type { Rule } from "../rules/rule.ts";

const lockRisks = ["change", "delete"] as const;

/** Whether a rule does nothing but keep agents from changing what it names. */
const locks = ({ decision, isOff, match, scope }: Rule): boolean =>
  decision === "deny" &&
  isOff === undefined &&
  scope.type === "workspace" &&
  match.folder !== undefined &&
  lockRisks.every((risk) => match.risks?.includes(risk) === true) &&
  Object.keys(match).every((field) => field === "folder" || field === "risks");

/** A rule that lets no agent change a path, or anything below it. */
export const lockRule = (path: string, id: RuleId, madeAt: number): Rule => ({
  ruleId: id,
  match: { folder: path, risks: lockRisks },
  decision: "deny",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt,
  sentence: `Deny changing and deleting ${path}`,
});

/** The lock that holds a path: its own, or the one of a folder above it; undefined where agents may change it. */
export const lockOf = (rules: readonly Rule[], path: string): Rule | undefined =>
  rules.find((rule) => {
    const { folder } = rule.match;
    return locks(rule) && folder !== undefined && (folder === path || folder === "/" || path.startsWith(`${folder}/`));
  });
