import { dayMs, type Memory } from "../../kernel/memory.ts";
import type { StrengthCurve } from "../../kernel/memory-view.ts";
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
