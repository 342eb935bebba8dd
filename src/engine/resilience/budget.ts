import type { ClockDep } from "../../kernel/clock.ts";
import { addCost, type Cost, type CostSum, noCost } from "../../kernel/cost.ts";
import type { SessionId } from "../../kernel/ids.ts";
import type { CapName, ReachedCap } from "../../kernel/limits.ts";
import { type LocalDay, localDay } from "../../kernel/local-day.ts";
import { affordableOutput, type Price, type WorstCase, worstCost } from "../../kernel/price.ts";
import { err, ok, type Result } from "../../kernel/result.ts";
import type { SpendingCaps } from "../../kernel/spending-caps.ts";

/** Answers shorter than this are not worth a request. */
const leastOutputTokens = 1_024;

export interface BudgetDeps extends ClockDep {
  readonly capsFor: (sessionId: SessionId) => SpendingCaps;
  /** What the log says was spent. Asked once for each session and day; from there on the budget counts itself. */
  readonly spentIn: (sessionId: SessionId) => CostSum | undefined;
  readonly spentOn: (day: LocalDay) => CostSum | undefined;
}

/** Room for one request. It counts against every cap until it is settled. */
export interface Reservation {
  /** What the answer may have: as much as was asked for, or what the caps still pay for. */
  readonly outputTokens: number;
  /** The most that the request can cost, as an amount that is held. */
  readonly reserved: Cost;
  /** Puts what it came to in its place. Only the first time counts. */
  readonly settle: (cost: CostSum) => void;
}

/** One model call with its retries. What its attempts cost is counted together. */
export interface BudgetStep {
  /**
   * `price` undefined: nobody knows it, and tokens are counted. Fails with the cap that leaves too little: not the prompt and
   * `least` tokens of answer (1,024 where it is left out), or as many as were asked for where these are fewer.
   */
  readonly reserve: (...asked: ReserveArguments) => Result<Reservation, ReachedCap>;
}

type ReserveArguments = readonly [worst: WorstCase, price: Price | undefined, least?: number];

/**
 * Keeps what is spent below the caps: whoever wants to ask a model reserves the worst case first, at once and for all runs
 * together, so that no number of them can exceed a cap. It is a guarantee under these assumptions: a token has at least one
 * byte, a provider writes no more than it is asked for, the price table is right, and a request that a provider refuses
 * before its answer begins is not charged.
 */
export interface Budget {
  readonly openStep: (sessionId: SessionId) => BudgetStep;
}

interface Account {
  sum: CostSum;
  /** Reserved by requests that are on their way. */
  live: CostSum;
}

const accountOf = (sum: CostSum = noCost): Account => ({ sum, live: noCost });
const money = ({ nanoDollars, heldNanoDollars }: CostSum): number => nanoDollars + heldNanoDollars;
const tokens = ({ unpricedTokens, heldTokens }: CostSum): number => unpricedTokens + heldTokens;

const minus = (a: CostSum, b: CostSum): CostSum => ({
  nanoDollars: a.nanoDollars - b.nanoDollars,
  unpricedTokens: a.unpricedTokens - b.unpricedTokens,
  heldNanoDollars: a.heldNanoDollars - b.heldNanoDollars,
  heldTokens: a.heldTokens - b.heldTokens,
});

/** An account under its cap. */
interface Bound {
  readonly name: CapName;
  readonly cap: number;
  readonly account: Account;
}

const countOf = (name: CapName): ((sum: CostSum) => number) => (name === "session-tokens" ? tokens : money);
const leftOf = ({ name, cap, account }: Bound): number => cap - countOf(name)(account.sum) - countOf(name)(account.live);

const reached = ({ name, cap, account: { sum, live } }: Bound): ReachedCap => {
  const isTokens = name === "session-tokens";
  const spent = isTokens ? sum.unpricedTokens : sum.nanoDollars;
  const count = countOf(name);
  return { name, amount: cap, spent, held: count(sum) - spent + count(live) };
};

const tightestOf = (bounds: readonly Bound[]): Bound | undefined =>
  bounds.reduce<Bound | undefined>(
    (best, bound) => (best === undefined || leftOf(bound) < leftOf(best) ? bound : best),
    undefined,
  );

/** How many tokens of answer a cap still pays for. */
const payable = (bound: Bound, worst: WorstCase, price: Price | undefined): number =>
  price === undefined ? leftOf(bound) - worst.promptTokens : affordableOutput(leftOf(bound), worst, price);

const remembered = <Key>(known: Map<Key, Account>, key: Key, read: (key: Key) => CostSum | undefined): Account => {
  const found = known.get(key) ?? accountOf(read(key));
  known.set(key, found);
  return found;
};

const reservationOf = (accounts: readonly Account[], reserved: Cost, outputTokens: number): Reservation => {
  let open = true;
  for (const account of accounts) account.live = addCost(account.live, reserved);
  return {
    outputTokens,
    reserved,
    settle: (cost) => {
      if (!open) return;
      open = false;
      for (const account of accounts) {
        account.live = minus(account.live, reserved);
        account.sum = addCost(account.sum, cost);
      }
    },
  };
};

/** The caps that a request runs against. */
const boundsFor = (
  caps: SpendingCaps,
  names: readonly CapName[],
  accounts: Readonly<Record<CapName, Account>>,
): readonly Bound[] =>
  names.flatMap((name) => {
    const cap = caps[name];
    return cap === null ? [] : [{ name, cap, account: accounts[name] }];
  });

const priced: readonly CapName[] = ["session-cost", "step-cost", "day-cost"];
const unpriced: readonly CapName[] = ["session-tokens"];

const reservedCost = (worst: WorstCase, price: Price | undefined, day: LocalDay): Cost =>
  price === undefined
    ? { ...noCost, heldTokens: worst.promptTokens + worst.outputTokens, day }
    : { ...noCost, heldNanoDollars: worstCost(worst, price), day, priceSince: price.since };

export const createBudget = ({ capsFor, clock, spentIn, spentOn }: BudgetDeps): Budget => {
  const sessions = new Map<SessionId, Account>();
  const days = new Map<LocalDay, Account>();

  const reserve = (sessionId: SessionId, step: Account, ...[worst, price, least = leastOutputTokens]: ReserveArguments) => {
    const today = localDay(clock.now());
    const session = remembered(sessions, sessionId, spentIn);
    const day = remembered(days, today, spentOn);
    const accounts = { "session-cost": session, "step-cost": step, "day-cost": day, "session-tokens": session };
    const tightest = tightestOf(boundsFor(capsFor(sessionId), price === undefined ? unpriced : priced, accounts));
    const paid = tightest === undefined ? worst.outputTokens : payable(tightest, worst, price);
    const outputTokens = Math.min(worst.outputTokens, paid);
    if (tightest !== undefined && outputTokens < Math.min(least, worst.outputTokens)) return err(reached(tightest));
    return ok(reservationOf([session, step, day], reservedCost({ ...worst, outputTokens }, price, today), outputTokens));
  };

  return {
    openStep: (sessionId) => {
      const step = accountOf();
      return { reserve: (...asked) => reserve(sessionId, step, ...asked) };
    },
  };
};
