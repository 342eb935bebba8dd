import { tellsSpending } from "../../src/kernel/log/event-spending.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import { addCost, type CostSum, noCost } from "../../src/kernel/model/cost.ts";
import type { Problem } from "./auditor.ts";

const equal = (a: CostSum, b: CostSum): boolean =>
  a.nanoDollars === b.nanoDollars &&
  a.unpricedTokens === b.unpricedTokens &&
  a.heldNanoDollars === b.heldNanoDollars &&
  a.heldTokens === b.heldTokens;

/** A run costs what its requests and the runs inside its calls cost together, to the nano-dollar, and every request that was paid for says what it cost. */
export const auditCosts = (entries: readonly LogEntry[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const byRun = new Map<string, CostSum>();
  const parents = new Map<string, string>();
  const reserved = new Set<string>();
  for (const { seq, runId, event } of entries) {
    if (runId === undefined) continue;
    if (event.type === "attempt-started" && event.reserved !== undefined) reserved.add(event.messageId);
    if (tellsSpending(event)) {
      if (event.cost !== undefined) byRun.set(runId, addCost(byRun.get(runId) ?? noCost, event.cost));
      else if ("messageId" in event && reserved.has(event.messageId))
        problems.push(`Entry ${seq} ends a request that was paid for, and has no cost.`);
    }
    if (event.type === "run-started" && event.parent !== undefined) parents.set(runId, event.parent.runId);
    if (event.type === "run-ended") {
      const above = parents.get(runId);
      if (above !== undefined && event.summary.cost !== undefined)
        byRun.set(above, addCost(byRun.get(above) ?? noCost, event.summary.cost));
      const [told, summed] = [event.summary.cost ?? noCost, byRun.get(runId) ?? noCost];
      if (!equal(told, summed))
        problems.push(
          `Entry ${seq} says that run ${runId} cost ${JSON.stringify(told)}; its requests cost ${JSON.stringify(summed)}.`,
        );
    }
  }
  return problems;
};
