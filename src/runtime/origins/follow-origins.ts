import type { RunId } from "../../kernel/base/ids.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { joinOrigins, type Origin } from "../../kernel/rules/origin.ts";
import { byModel, byPerson } from "./origins.ts";

/** What from outside a run has read by now. */
export interface RunOrigins {
  /** Origins of what the run's model says next; the same list until the run reads something else from outside. */
  readonly current: () => readonly Origin[];
  /** Stops listening to the store. */
  readonly close: () => void;
}

/** Hears what a run reads from its entries. `known`: what it had read before. */
export const followOrigins = (store: Pick<Store, "subscribe">, runId: RunId, known: readonly Origin[] = []): RunOrigins => {
  let origins = joinOrigins(byModel, known);
  const close = store.subscribe((entries) => {
    for (const entry of entries) {
      if (entry.origins === origins || entry.origins.length < 2 || entry.runId !== runId) continue;
      origins = joinOrigins(origins, entry.origins);
    }
  });
  return { current: () => origins, close };
};

/** Of calls that a person writes: whatever was read before, these are the person's. */
export const ownWords: RunOrigins = { current: () => byPerson, close: () => {} };
