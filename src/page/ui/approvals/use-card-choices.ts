import { useCallback, useMemo, useState } from "react";
import type { ApprovalId } from "../../../kernel/base/ids.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import type { Readiness } from "./approval-classes.ts";

export interface CardChoices {
  /** The selected ones that can still be answered, in the order in which they stand. */
  readonly selected: readonly ApprovalId[];
  /** Those of them that may be approved. */
  readonly approvable: readonly ApprovalId[];
  readonly isSelected: (approvalId: ApprovalId) => boolean;
  readonly readinessOf: (approvalId: ApprovalId) => Readiness;
  readonly select: (approvalIds: readonly ApprovalId[], on: boolean) => void;
  /** What a card says of itself. */
  readonly onReadiness: (approvalId: ApprovalId, readiness: Readiness) => void;
}

/** Which of several questions are selected, to be answered together. */
export const useCardChoices = (approvals: readonly Approval[]): CardChoices => {
  const [chosen, setChosen] = useState<ReadonlySet<ApprovalId>>(new Set());
  const [readiness, setReadiness] = useState<ReadonlyMap<ApprovalId, Readiness>>(new Map());
  const select = useCallback((approvalIds: readonly ApprovalId[], on: boolean): void => {
    setChosen((before) => {
      const others = [...before].filter((id) => !approvalIds.includes(id));
      return new Set(on ? [...others, ...approvalIds] : others);
    });
  }, []);
  const onReadiness = useCallback((approvalId: ApprovalId, next: Readiness): void => {
    setReadiness((before) => (before.get(approvalId) === next ? before : new Map(before).set(approvalId, next)));
  }, []);
  return useMemo(() => {
    const readinessOf = (approvalId: ApprovalId): Readiness => readiness.get(approvalId) ?? "closed";
    const isSelected = (approvalId: ApprovalId): boolean => chosen.has(approvalId) && readinessOf(approvalId) !== "closed";
    const selected = approvals.map(({ approvalId }) => approvalId).filter(isSelected);
    const approvable = selected.filter((approvalId) => readinessOf(approvalId) === "ready");
    return { selected, approvable, isSelected, readinessOf, select, onReadiness };
  }, [approvals, chosen, readiness, select, onReadiness]);
};
