import type { RiskClass } from "../../../kernel/log/effect.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { mainRisk } from "./describe-approval.ts";

/** Calls of one tool that do the same kind of thing: they are looked at, and answered, together. */
export interface ApprovalClass {
  readonly key: string;
  readonly tool: string;
  readonly risk: RiskClass;
  readonly approvals: readonly Approval[];
}

/** Questions, work outside and calls in doubt have an answer each, and stand alone. */
const keyOf = (approval: Approval): string =>
  approval.kind === "effect" ? `${mainRisk(approval)} ${approval.tool}` : approval.approvalId;

/** The classes in the order of their first calls; each has its calls in the order in which they were asked. */
export const classesOf = (approvals: readonly Approval[]): readonly ApprovalClass[] => {
  const classes = new Map<string, ApprovalClass>();
  for (const approval of approvals) {
    const key = keyOf(approval);
    const { approvals: before } = classes.get(key) ?? { approvals: [] };
    classes.set(key, { key, tool: approval.tool, risk: mainRisk(approval), approvals: [...before, approval] });
  }
  return [...classes.values()];
};

/** Whether a card can be answered at this moment: `unseen`, it can be rejected, and approved once its arguments were shown. */
export type Readiness = "closed" | "unseen" | "ready";

export type TriState = "none" | "some" | "all";

/** How much of what can be selected is selected; `none` where nothing can. */
export const triStateOf = (selected: number, selectable: number): TriState =>
  selected === 0 ? "none" : selected < selectable ? "some" : "all";
