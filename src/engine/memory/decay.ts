/**
 * How something that happened counts less with age: exponential decay by half-life,
 * `importance × e^(−age × ln 2 / half-life)`, the law of radioactive decay (Rutherford and Soddy, 1902). Always from the stored
 * importance and never written back: who reads twice reads the same, and decay does not compound.
 */

const hourMs = 3_600_000;

const within = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * `importance`: 0 to 1, cut to that. Ages below 0 count as 0. Throws where the half-life is not above 0, which is a mistake of
 * whoever made the policy.
 */
export const decayedImportance = (importance: number, ageMs: number, halfLifeHours: number): number => {
  if (!(halfLifeHours > 0)) throw new Error("A half-life is more than 0 hours.");
  const ageHours = Math.max(0, ageMs) / hourMs;
  return within(within(importance) * Math.exp((-ageHours * Math.LN2) / halfLifeHours));
};

export interface HybridWeights {
  readonly recency: number;
  readonly frequency: number;
}

/**
 * Importance with a bonus for what is recent and for what is used often:
 * `importance + w_r × e^(−age_h / 24) + w_f × uses / (most uses + 1)`. `mostUses`: of all items that are ranked together. Together with
 * decayed importance it counts age twice.
 */
export const hybridScore = (
  {
    importance,
    ageMs,
    uses,
    mostUses,
  }: { readonly importance: number; readonly ageMs: number; readonly uses: number; readonly mostUses: number },
  { recency, frequency }: HybridWeights,
): number => importance + recency * Math.exp(-Math.max(0, ageMs) / hourMs / 24) + (frequency * uses) / (mostUses + 1);
