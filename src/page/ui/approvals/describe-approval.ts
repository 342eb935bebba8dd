import type { FileChange } from "../../../kernel/files/file.ts";
import type { RiskClass } from "../../../kernel/log/effect.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { outsideOf } from "../../../kernel/rules/origin.ts";
import { isOutsideRule } from "../../../kernel/rules/outside-rules.ts";
import type { TextSource } from "../../../kernel/rules/text-source.ts";
import type { MarkKind } from "../parts/mark.tsx";

/** Gravest first: a call counts as the gravest thing that it does. */
const gravity: readonly RiskClass[] = ["delete", "network", "spend", "change", "read"];
export const mainRisk = ({ risks }: Pick<Approval, "risks">): RiskClass =>
  gravity.find((risk) => risks.includes(risk)) ?? "change";

export const riskWords: Readonly<
  Record<RiskClass, { readonly one: string; readonly many: string; readonly title: string; readonly kind: MarkKind }>
> = {
  read: { one: "read", many: "reads", title: "Read", kind: "read" },
  change: { one: "change", many: "changes", title: "Change", kind: "write" },
  delete: { one: "delete", many: "deletes", title: "Delete", kind: "error" },
  network: { one: "network", many: "network", title: "Network", kind: "network" },
  spend: { one: "spend", many: "spends", title: "Spend", kind: "approval" },
};

/** Whether a call may only be approved once its whole arguments were on screen. */
export const mustBeSeen = ({ risks, rule }: Pick<Approval, "risks" | "rule">): boolean =>
  risks.includes("delete") || risks.includes("network") || isOutsideRule(rule.ruleId);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replace(/[_-]+/g, " ");
const verbOfChange = ({ before, after }: FileChange): string =>
  after === null ? "Delete" : before === null ? "Create" : "Change";

/** What would happen, from the effect and the tool's own title; the model has no word in it. */
export const headlineOf = ({ kind, tool, headline, effect }: Approval): string => {
  if (kind === "in-doubt") return `Outcome unknown: ${tool} ${headline.object}`;
  const [only, ...others] = effect.files;
  if (only !== undefined && others.length === 0) return `${verbOfChange(only)} ${only.path}`;
  const files = effect.files.length === 0 ? "" : ` (${effect.files.length} files and folders)`;
  return `${capital(tool)} ${headline.object}${files}`;
};

/** "1 change, 2 deletes, 1 question, 1 to do outside", gravest first. */
export const countByRisk = (approvals: readonly Approval[]): string => {
  const calls = approvals.filter(({ kind }) => kind !== "question" && kind !== "result");
  const questions = approvals.filter(({ kind }) => kind === "question").length;
  const outside = approvals.filter(({ kind }) => kind === "result").length;
  const risks = gravity
    .map((risk) => ({ risk, count: calls.filter((approval) => mainRisk(approval) === risk).length }))
    .filter(({ count }) => count > 0)
    .map(({ risk, count }) => `${count} ${count === 1 ? riskWords[risk].one : riskWords[risk].many}`);
  return [
    ...risks,
    ...(questions === 0 ? [] : [`${questions} ${questions === 1 ? "question" : "questions"}`]),
    ...(outside === 0 ? [] : [`${outside} to do outside`]),
  ].join(", ");
};

/** Where text from outside came in that the agent had read: as it was looked up, else the places alone. */
export const sourcesOf = ({ origins, sources }: Pick<Approval, "origins" | "sources">): readonly TextSource[] =>
  sources ?? outsideOf(origins).map((origin) => ({ origin }));
