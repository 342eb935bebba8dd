import type { Failure } from "../base/failure.ts";
import { isJsonObject } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { formatDollars, type NanoDollars, nanosPerDollar } from "../model/money.ts";
import type { CapName } from "./limits.ts";

/** How much may be spent before a run pauses, by what the cap is on; `null`: no cap. Money in nano-dollars. */
export type SpendingCaps = { readonly [Name in CapName]: NanoDollars | number | null };

/** One dollar a session; where no price is known, a million tokens, because what they cost cannot be known. */
export const defaultSpendingCaps: SpendingCaps = {
  "session-cost": nanosPerDollar,
  "step-cost": null,
  "day-cost": null,
  "session-tokens": 1_000_000,
};

/** What one session sets for itself. Absent: as everywhere. */
export type SessionCaps = { readonly [Name in "session-cost" | "session-tokens"]?: number };

export const capNames: readonly CapName[] = ["session-cost", "step-cost", "day-cost", "session-tokens"];

/** The most that each cap takes. */
export const maxCap: Readonly<Record<CapName, number>> = {
  "session-cost": 10_000 * nanosPerDollar,
  "step-cost": 10_000 * nanosPerDollar,
  "day-cost": 10_000 * nanosPerDollar,
  "session-tokens": 1_000_000_000,
};
const minCap: Readonly<Record<CapName, number>> = {
  "session-cost": nanosPerDollar / 100,
  "step-cost": nanosPerDollar / 100,
  "day-cost": nanosPerDollar / 100,
  "session-tokens": 2_000,
};

export const isTokenCap = (name: CapName): boolean => name === "session-tokens";

/** A cap for reading: `$1.00`, `1,000,000 tokens`. */
export const formatCap = (name: CapName, amount: number): string =>
  isTokenCap(name) ? `${amount.toLocaleString("en-US")} tokens` : formatDollars(amount);

/** Whether an amount can be a cap. */
export const isCap = (name: CapName, value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= minCap[name] && value <= maxCap[name];

/** Reads changes to the caps that nobody here made: the named ones are set, `null` takes one away. */
export const checkCapChanges = (untrusted: unknown): Result<Partial<SpendingCaps>, Failure> => {
  const stays = "The caps before stay.";
  if (!isJsonObject(untrusted)) return err({ type: "invalid-input", message: `Caps are names with amounts. ${stays}` });
  const changes: { [Name in CapName]?: number | null } = {};
  for (const [field, value] of Object.entries(untrusted)) {
    const name = capNames.find((known) => known === field);
    if (name === undefined) return err({ type: "invalid-input", message: `There is no such cap. ${stays}` });
    if (value !== null && !isCap(name, value)) {
      const [low, high] = [formatCap(name, minCap[name]), formatCap(name, maxCap[name])];
      return err({ type: "invalid-input", message: `This cap goes from ${low} to ${high}. ${stays}` });
    }
    changes[name] = value;
  }
  return ok(changes);
};

/** The caps of one session. */
export const capsOf = (caps: SpendingCaps, own: SessionCaps = {}): SpendingCaps => ({ ...caps, ...own });

/** What a cap is raised to by one press: twice as much, as far as it goes. */
export const raisedCap = (name: CapName, amount: number): number => Math.min(maxCap[name], amount * 2);
