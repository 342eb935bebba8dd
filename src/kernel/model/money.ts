import { err, ok, type Result } from "../base/result.ts";

/** Money as a whole number of billionths of a US dollar, at least 0 and below 2^53, so that sums are exact. */
export type NanoDollars = number;

export const nanosPerDollar = 1_000_000_000;

/** The most that one request can cost: a million dollars. More only comes from counts that make no sense. */
export const maxRequestCost: NanoDollars = 1_000_000 * nanosPerDollar;

/** Reads a plain decimal such as `1`, `0.25` or `.5`; undefined where it is none, or has more than `digits` decimals. */
export const parseDecimal = (text: string, digits: number): number | undefined => {
  const clean = text.trim().replace(/^\$\s*/u, "");
  const match = /^(\d{0,9})(?:\.(\d*))?$/u.exec(clean);
  if (match === null || !/\d/u.test(clean) || (match[2]?.length ?? 0) > digits) return undefined;
  return Number(clean);
};

/** Reads an amount that a person typed, from one cent to `maxDollars`. The error says what to type instead. */
export const parseDollars = (text: string, maxDollars: number): Result<NanoDollars, string> => {
  const amount = parseDecimal(text, 2);
  if (amount === undefined || amount < 0.01 || amount > maxDollars) {
    return err(`Write dollars from 0.01 to ${maxDollars.toLocaleString("en-US")}, with at most two decimals, such as 2.50.`);
  }
  return ok(Math.round(amount * 100) * (nanosPerDollar / 100));
};

/** An amount for reading: `$0.00`, `< $0.01`, `$0.04`, `$1,250.00`. */
export const formatDollars = (nanos: NanoDollars): string => {
  if (nanos > 0 && nanos < nanosPerDollar / 100) return "< $0.01";
  const amount = (nanos / nanosPerDollar).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `$${amount}`;
};

/** An amount to the last digit: `$0.004213`. At least two decimals, no zeros after them. */
export const formatDollarsExactly = (nanos: NanoDollars): string => {
  const whole = Math.floor(nanos / nanosPerDollar);
  const fraction = String(nanos % nanosPerDollar).padStart(9, "0");
  return `$${whole.toLocaleString("en-US")}.${fraction.slice(0, 2)}${fraction.slice(2).replace(/0+$/u, "")}`;
};
