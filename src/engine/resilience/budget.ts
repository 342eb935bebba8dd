import type { ClockDep } from "../../kernel/base/clock.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { type LocalDay, localDay } from "../../kernel/base/local-day.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import {
  type Account,
  type Amounts,
  type Bound,
  createAccount,
  type Hold,
  leftOf,
  type Measure,
  reserveIn,
  tightestIn,
} from "../../kernel/limits/account.ts";
import type { CapName, ReachedCap } from "../../kernel/limits/limits.ts";
import { capNames, type SpendingCaps } from "../../kernel/limits/spending-caps.ts";
import { type Cost, type CostSum, noCost } from "../../kernel/model/cost.ts";
import { affordableOutput, type Price, type WorstCase, worstCost } from "../../kernel/model/price.ts";

const noCaps: SpendingCaps = { "session-cost": null, "step-cost": null, "day-cost": null, "session-tokens": null };

/** Answers shorter than this are not worth a request. */
const leastOutputTokens = 1_024;

export interface BudgetDeps extends ClockDep {
  /** Of a session and of its steps. */
  readonly capsFor: (sessionId: SessionId) => SpendingCaps;
  /** What all sessions together may spend on a day; `null`: no cap. */
  readonly dayCap: () => SpendingCaps["day-cost"];
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

/** Which account a cap is on, and what it limits there. */
interface Capped {
  readonly account: "session" | "step" | "day";
  readonly measure: Measure;
}

const capped: Readonly<Record<CapName, Capped>> = {
  "session-cost": { account: "session", measure: "nano-dollars" },
  "step-cost": { account: "step", measure: "nano-dollars" },
  "day-cost": { account: "day", measure: "nano-dollars" },
  "session-tokens": { account: "session", measure: "unpriced-tokens" },
};

const spentOf = ({ nanoDollars, unpricedTokens }: CostSum): Amounts => ({
  "nano-dollars": nanoDollars,
  "unpriced-tokens": unpricedTokens,
});

const uncertainOf = ({ heldNanoDollars, heldTokens }: CostSum): Amounts => ({
  "nano-dollars": heldNanoDollars,
  "unpriced-tokens": heldTokens,
});

/** What the caps allow in an account. */
const limitsFrom = (caps: SpendingCaps, name: Capped["account"]): Amounts => {
  const limits: { [Name in Measure]?: number } = {};
  for (const capName of capNames) {
    const { account, measure } = capped[capName];
    const cap = caps[capName];
    if (account === name && cap !== null) limits[measure] = cap;
  }
  return limits;
};

const openAccount = (name: Capped["account"], caps: () => SpendingCaps, sum: CostSum = noCost): Account =>
  createAccount({
    name,
    limits: () => limitsFrom(caps(), name),
    opening: { spent: spentOf(sum), uncertain: uncertainOf(sum) },
  });

const reached = ({ account, limit, measure, standing: { spent, uncertain, reserved } }: Bound): ReachedCap => {
  const name = capNames.find((one) => capped[one].account === account.name && capped[one].measure === measure);
  if (name === undefined) throw new Error(`An account called '${account.name}' has a limit that no cap sets.`);
  return { name, amount: limit, spent, held: uncertain + reserved };
};

/** How many tokens of answer a cap still pays for. */
const payable = (bound: Bound, worst: WorstCase, price: Price | undefined): number =>
  price === undefined ? leftOf(bound) - worst.promptTokens : affordableOutput(leftOf(bound), worst, price);

const remembered = <Key>(known: Map<Key, Account>, key: Key, open: (key: Key) => Account): Account => {
  const found = known.get(key) ?? open(key);
  known.set(key, found);
  return found;
};

const reservationOf = (hold: Hold, reserved: Cost, outputTokens: number): Reservation => ({
  outputTokens,
  reserved,
  settle: (cost) => hold.settle(spentOf(cost), uncertainOf(cost)),
});

const reservedCost = (worst: WorstCase, price: Price | undefined, day: LocalDay): Cost =>
  price === undefined
    ? { ...noCost, heldTokens: worst.promptTokens + worst.outputTokens, day }
    : { ...noCost, heldNanoDollars: worstCost(worst, price), day, priceSince: price.since };

export const createBudget = ({ capsFor, clock, dayCap, spentIn, spentOn }: BudgetDeps): Budget => {
  const sessions = new Map<SessionId, Account>();
  const days = new Map<LocalDay, Account>();
  const openSession = (id: SessionId): Account => openAccount("session", () => capsFor(id), spentIn(id));
  const openDay = (day: LocalDay): Account => openAccount("day", () => ({ ...noCaps, "day-cost": dayCap() }), spentOn(day));

  const reserve = (sessionId: SessionId, step: Account, ...[worst, price, least = leastOutputTokens]: ReserveArguments) => {
    const today = localDay(clock.now());
    const line = [remembered(sessions, sessionId, openSession), step, remembered(days, today, openDay)];
    const tightest = tightestIn(line, price === undefined ? "unpriced-tokens" : "nano-dollars");
    const paid = tightest === undefined ? worst.outputTokens : payable(tightest, worst, price);
    const outputTokens = Math.min(worst.outputTokens, paid);
    if (tightest !== undefined && outputTokens < Math.min(least, worst.outputTokens)) return err(reached(tightest));
    const reserved = reservedCost({ ...worst, outputTokens }, price, today);
    const hold = reserveIn(line, uncertainOf(reserved));
    return hold.ok ? ok(reservationOf(hold.value, reserved, outputTokens)) : err(reached(hold.error));
  };

  return {
    openStep: (sessionId) => {
      const step = openAccount("step", () => capsFor(sessionId));
      return { reserve: (...asked) => reserve(sessionId, step, ...asked) };
    },
  };
};
