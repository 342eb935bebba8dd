import type { Clock } from "../../../kernel/base/clock.ts";
import { ok, type Result } from "../../../kernel/base/result.ts";
import type { OperationStatus } from "../../../kernel/contracts/tool.ts";
import { createPace } from "../../files/search/pace.ts";
import { betweenness, type Done } from "../algorithms/betweenness.ts";
import type { EntityGraph } from "../entity-files.ts";
import { rowsOf } from "../entity-rows.ts";
import { betweenLines } from "./measure-text.ts";

/** How long one look works before it tells how far it is. Within it, it stops to listen every few tens of milliseconds. */
const lookMs = 1_500;

interface Measuring {
  readonly steps: Generator<Done, Float64Array>;
  readonly names: readonly string[];
}

/** Exact betweenness of large graphs, a piece at a time. What has been done is held in memory: after a reload it begins anew. */
export interface BetweenMeasures {
  /** Works on for a while. It ends within a piece of the work once the signal aborts. */
  readonly goOn: (
    operationId: string,
    read: () => Promise<EntityGraph>,
    limit: number,
    signal: AbortSignal,
  ) => Promise<Result<OperationStatus, never>>;
}

export const createBetweenMeasures = (clock: Clock): BetweenMeasures => {
  const measuring = new Map<string, Measuring>();
  const take = async (operationId: string, read: () => Promise<EntityGraph>, signal: AbortSignal): Promise<Measuring> => {
    const known = measuring.get(operationId);
    if (known !== undefined) return known;
    const graph = await read();
    const { both, ids } = rowsOf(graph);
    const begun = { steps: betweenness(both), names: ids.map((id) => graph.names.get(id) ?? id) };
    measuring.set(operationId, begun);
    signal.addEventListener("abort", () => measuring.delete(operationId), { once: true });
    return begun;
  };
  return {
    goOn: async (operationId, read, limit, signal) => {
      const { names, steps } = await take(operationId, read, signal);
      const pace = createPace(clock, lookMs, signal);
      for (;;) {
        const step = steps.next();
        if (step.done === true) {
          measuring.delete(operationId);
          return ok({
            type: "done",
            output: { text: betweenLines(names, step.value, "exact", limit).join("\n"), isError: false },
          });
        }
        if (!pace.isDue() || (await pace.rest())) continue;
        const { done, total } = step.value;
        const count = new Intl.NumberFormat("en");
        const message = `${count.format(done)} of ${count.format(total)} entities, ${Math.floor((100 * done) / total)} %`;
        return ok({ type: "in-progress", progress: { stage: "measuring", message } });
      }
    },
  };
};
