import { dayMs, type Memory } from "../../kernel/memory/memory.ts";
import type { StoreCurve, StrengthCurve } from "../../kernel/memory/memory-view.ts";
import { fadesAt, type MemoryPolicy, strengthAt } from "./strength.ts";

const steps = 80;
const mostDaysAhead = 120;

/** An item's strength from its making to when it has faded, at evenly spread moments and right before and after each use. */
export const strengthCurve = (item: Memory, uses: readonly number[], now: number, policy: MemoryPolicy): StrengthCurve => {
  const used = uses.filter((at) => at >= item.madeAt && at <= now).sort((one, other) => one - other);
  const faded = fadesAt(item, used.at(-1), policy) ?? now + 30 * dayMs;
  const end = Math.min(now + mostDaysAhead * dayMs, Math.max(now + 7 * dayMs, faded));
  const moments = new Set<number>([item.madeAt, now, end]);
  for (let step = 1; step < steps; step += 1) moments.add(Math.round(item.madeAt + ((end - item.madeAt) * step) / steps));
  for (const at of used) for (const moment of [at - 1, at]) if (moment > item.madeAt) moments.add(moment);
  const at = [...moments].sort((one, other) => one - other);
  const strength = at.map((moment) =>
    strengthAt(
      item,
      used.findLast((use) => use <= moment),
      moment,
      policy,
    ),
  );
  return { at, strength, now, minimum: policy.minimumStrength };
};

const storeSteps = 96;
const storeDaysAhead = 120;
const storeDaysBack = 30;

/** What an item was used at, rising. */
export type UseTimes = (memoryId: string) => readonly number[];

/** The last use up to a moment; `times` rise. */
const lastUse = (times: readonly number[], moment: number): number | undefined => times.findLast((at) => at <= moment);

/**
 * All items together, from when the first was made, or 30 days before where that is later, to 120 days on, at evenly spread
 * moments. `now`: the moment that divides what was from what comes.
 */
export const storeCurve = (items: readonly Memory[], uses: UseTimes, now: number, policy: MemoryPolicy): StoreCurve => {
  const first = items.reduce((least, { madeAt }) => Math.min(least, madeAt), now);
  const [start, end] = [Math.max(first, now - storeDaysBack * dayMs), now + storeDaysAhead * dayMs];
  const moments = new Set<number>([now]);
  for (let step = 0; step <= storeSteps; step += 1) moments.add(Math.round(start + ((end - start) * step) / storeSteps));
  const at = [...moments].sort((one, other) => one - other);
  const timed = items.map((item) => ({ item, times: uses(item.memoryId) }));
  const points = at.map((moment) => {
    let [kept, recalled, sum] = [0, 0, 0];
    for (const { item, times } of timed) {
      if (item.madeAt > moment || (item.validUntil !== undefined && item.validUntil <= moment)) continue;
      const strength = strengthAt(item, lastUse(times, moment), moment, policy);
      kept += 1;
      sum += strength;
      if (item.pinned === true || strength >= policy.minimumStrength) recalled += 1;
    }
    return { kept, recalled, strength: kept === 0 ? 0 : sum / kept };
  });
  return {
    at,
    kept: points.map(({ kept }) => kept),
    recalled: points.map(({ recalled }) => recalled),
    strength: points.map(({ strength }) => strength),
    now,
  };
};
