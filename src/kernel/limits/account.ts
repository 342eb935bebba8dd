import { err, ok, type Result } from "../base/result.ts";

/** What an account counts. */
export type Measure =
  | "turns"
  | "calls"
  | "agents"
  /** Reserved while an agent works and given back: never spent. */
  | "agents-at-once"
  | "duration-ms"
  | "input-tokens"
  | "output-tokens"
  | "tokens"
  /** Tokens of models whose price nobody knows. */
  | "unpriced-tokens"
  | "nano-dollars";

/** Finite amounts of at least 0. What is not named is 0; among limits, it is not limited. */
export type Amounts = { readonly [Name in Measure]?: number };

/** How one measure of an account stands. The three never overlap; what is used is their sum. */
export interface Standing {
  readonly spent: number;
  /** What may have been spent beyond that, at most: nobody told, and it stays counted. */
  readonly uncertain: number;
  /** Held for what is on its way. */
  readonly reserved: number;
}

/** A step, a run, a session, a day, or whatever else something is counted for. */
export interface Account {
  readonly name: string;
  /** Asked each time, so a limit that is changed holds from the next question on. */
  readonly limits: () => Amounts;
  readonly standing: (measure: Measure) => Standing;
  /** What is used of a measure: all of its standing together. */
  readonly used: (measure: Measure) => number;
  /** Adds to one part of a measure. Only the functions of this file call it, so that accounts in a line agree. */
  readonly add: (part: keyof Standing, measure: Measure, amount: number) => void;
}

/**
 * Accounts that stand in each other, from the inside out, each once. What is counted is counted in all of them, so an account
 * never has less than those that stand in it have together.
 */
export type Line = readonly Account[];

/** A limit of one account, and how that account stands. */
export interface Bound {
  readonly account: Account;
  readonly measure: Measure;
  readonly limit: number;
  readonly standing: Standing;
}

/** Room that counts as used until it is settled. Only the first word about it counts. */
export interface Hold {
  /** Puts what it came to in its place; that may be more than was held. */
  readonly settle: (spent: Amounts, uncertain?: Amounts) => void;
  /** Nothing of it was used. */
  readonly refund: () => void;
}

interface AccountOptions {
  readonly name: string;
  /** Absent: none. */
  readonly limits?: () => Amounts;
  /** What was used before the account was opened. */
  readonly opening?: { readonly spent: Amounts; readonly uncertain?: Amounts };
}

const unlimited: Amounts = {};
const nothing: Standing = { spent: 0, uncertain: 0, reserved: 0 };

const measuresOf = (amounts: Amounts): readonly Measure[] => Object.keys(amounts) as readonly Measure[];

const addAll = (account: Account, part: keyof Standing, amounts: Amounts, sign: 1 | -1 = 1): void => {
  for (const name in amounts) {
    const measure = name as Measure; // It is a key of `amounts`.
    account.add(part, measure, sign * (amounts[measure] ?? 0));
  }
};

export const createAccount = ({ name, limits = () => unlimited, opening }: AccountOptions): Account => {
  const standings = new Map<Measure, { -readonly [Part in keyof Standing]: number }>();
  const account: Account = {
    name,
    limits,
    standing: (measure) => ({ ...(standings.get(measure) ?? nothing) }),
    used: (measure) => usedOf(standings.get(measure) ?? nothing),
    add: (part, measure, amount) => {
      const standing = standings.get(measure);
      if (standing === undefined) standings.set(measure, { ...nothing, [part]: amount });
      else standing[part] += amount;
    },
  };
  if (opening !== undefined) {
    addAll(account, "spent", opening.spent);
    addAll(account, "uncertain", opening.uncertain ?? unlimited);
  }
  return account;
};

export const usedOf = ({ spent, uncertain, reserved }: Standing): number => spent + uncertain + reserved;
export const leftOf = ({ limit, standing }: Bound): number => limit - usedOf(standing);

const boundOf = (account: Account, measure: Measure): Bound | undefined => {
  const limit = account.limits()[measure];
  return limit === undefined ? undefined : { account, measure, limit, standing: account.standing(measure) };
};

/** The limit that leaves least of a measure, the first of these in the line; undefined where nothing limits it. */
export const tightestIn = (line: Line, measure: Measure): Bound | undefined => {
  let tightest: Bound | undefined;
  for (const account of line) {
    const bound = boundOf(account, measure);
    if (bound !== undefined && (tightest === undefined || leftOf(bound) < leftOf(tightest))) tightest = bound;
  }
  return tightest;
};

/** The first limit that is used up, by the order of the line and then that in which an account names its limits. */
export const reachedIn = (line: Line): Bound | undefined => {
  for (const account of line) {
    const limits = account.limits();
    for (const name in limits) {
      const measure = name as Measure; // It is a key of `limits`.
      const limit = limits[measure];
      if (limit !== undefined && account.used(measure) >= limit) return boundOf(account, measure);
    }
  }
  return undefined;
};

/** Counts what happened in every account, whatever the limits say. */
export const countIn = (line: Line, spent: Amounts, uncertain: Amounts = unlimited): void => {
  for (const account of line) {
    addAll(account, "spent", spent);
    if (uncertain !== unlimited) addAll(account, "uncertain", uncertain);
  }
};

/** Holds the amounts in every account, whatever the limits say: for what goes on already. */
export const holdIn = (line: Line, amounts: Amounts): Hold => {
  for (const account of line) addAll(account, "reserved", amounts);
  let isOpen = true;
  const settle: Hold["settle"] = (spent, uncertain) => {
    if (!isOpen) return;
    isOpen = false;
    for (const account of line) addAll(account, "reserved", amounts, -1);
    countIn(line, spent, uncertain);
  };
  return { settle, refund: () => settle(unlimited) };
};

/**
 * Holds all of the amounts in every account; nothing anywhere, and the limit that refused, where one would be passed. It waits
 * for nothing, so no number of runs at the same time passes a limit by reserving.
 */
export const reserveIn = (line: Line, amounts: Amounts): Result<Hold, Bound> => {
  for (const measure of measuresOf(amounts)) {
    const amount = amounts[measure] ?? 0;
    const tightest = amount > 0 ? tightestIn(line, measure) : undefined;
    if (tightest !== undefined && amount > leftOf(tightest)) return err(tightest);
  }
  return ok(holdIn(line, amounts));
};
