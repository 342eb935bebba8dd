import type { Memory } from "../../kernel/memory/memory.ts";

/**
 * What an agent has at hand: the items that were set last. Reading one does not make it newer. Gives those that have to go, the
 * oldest first. Throws where nothing could stay.
 */
export const workingToDrop = (items: readonly Memory[], capacity: number): readonly Memory[] => {
  if (!(capacity >= 1)) throw new Error("Working memory holds at least one item.");
  return items.toSorted((one, other) => one.madeAt - other.madeAt).slice(0, Math.max(0, items.length - capacity));
};
