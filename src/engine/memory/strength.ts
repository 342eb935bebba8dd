import { dayMs, type Memory } from "../../kernel/memory/memory.ts";
import { decayedImportance } from "./decay.ts";
import { daysUntil, retention } from "./forgetting-curve.ts";

/** How items count with time. All of it are values: another policy is another object. */
export interface MemoryPolicy {
  readonly episodic: { readonly halfLifeHours: number; readonly capacity: number };
  readonly working: { readonly capacity: number };
  /**
   * `restartsWithUse`: forgetting begins anew when an item is used, as in spaced repetition; false: it is counted from when it
   * was made, whatever happens.
   */
  readonly longTerm: { readonly stabilityDays: number; readonly restartsWithUse: boolean; readonly capacity: number };
  readonly semantic: { readonly capacity: number };
  /** What has less strength is not recalled unasked. */
  readonly minimumStrength: number;
}

export const defaultMemoryPolicy: MemoryPolicy = {
  episodic: { halfLifeHours: 24 * 14, capacity: 10_000 },
  working: { capacity: 20 },
  longTerm: { stabilityDays: 30, restartsWithUse: true, capacity: 10_000 },
  semantic: { capacity: 10_000 },
  minimumStrength: 0.05,
};

type Aged = Pick<Memory, "importance" | "kind" | "madeAt" | "pinned">;

/** From when an item's age counts. */
const startOf = ({ kind, madeAt }: Aged, usedAt: number | undefined, policy: MemoryPolicy): number =>
  kind === "long-term" && policy.longTerm.restartsWithUse ? Math.max(madeAt, usedAt ?? madeAt) : madeAt;

/** What an item counts at a time, 0 to 1. `usedAt`: the last use before then. What is pinned does not fade. */
export const strengthAt = (item: Aged, usedAt: number | undefined, at: number, policy: MemoryPolicy): number => {
  const ageMs = at - startOf(item, usedAt, policy);
  if (item.pinned === true || item.kind === "semantic" || item.kind === "working") return item.importance;
  return item.kind === "episodic"
    ? decayedImportance(item.importance, ageMs, policy.episodic.halfLifeHours)
    : item.importance * retention(ageMs, policy.longTerm.stabilityDays);
};

/** When an item falls below what is recalled unasked, if nothing uses it: milliseconds since 1970. Undefined: it does not fade. */
export const fadesAt = (item: Aged, usedAt: number | undefined, policy: MemoryPolicy): number | undefined => {
  if (item.pinned === true || item.kind === "semantic" || item.kind === "working") return undefined;
  // A half-life is a stability of 1/ln 2 as much.
  const stabilityDays = item.kind === "episodic" ? policy.episodic.halfLifeHours / 24 / Math.LN2 : policy.longTerm.stabilityDays;
  return startOf(item, usedAt, policy) + daysUntil(item.importance, policy.minimumStrength, stabilityDays) * dayMs;
};
