import type { Failure, NetworkCause } from "../../kernel/base/failure.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { ReachedCap } from "../../kernel/limits/limits.ts";
import { formatCap } from "../../kernel/limits/spending-caps.ts";
import { type Cost, noCost } from "../../kernel/model/cost.ts";
import { costOf, type Price, type PriceVerdict, pictureTokens, type WorstCase } from "../../kernel/model/price.ts";
import { noUsage, totalTokens, type Usage } from "../../kernel/model/usage.ts";
import type { BudgetStep, Reservation } from "./budget.ts";
import { isContent, onlyEvent } from "./provider-events.ts";

export interface CappedProviderDeps {
  /** A step is one call of the provider that is given back, with all its retries. */
  readonly openStep: () => BudgetStep;
  /** Asked before each step, so a price that is edited holds from the next one on. */
  readonly price: () => PriceVerdict;
  /** Tokens of the prompt, at most. */
  readonly measure: (request: ModelRequest, perPicture: number) => number;
}

/** What each cap is on, in a sentence. */
const capWords: Readonly<Record<ReachedCap["name"], string>> = {
  "session-cost": "This session's cap",
  "step-cost": "The cap for one step",
  "day-cost": "The cap for today",
  "session-tokens": "The price of this model is unknown, so tokens are counted. This session's cap",
};

const refused = (cap: ReachedCap): ProviderEvent => {
  const { name, amount, spent, held } = cap;
  const maybe = held > 0 ? `, and up to ${formatCap(name, held)} more may count for answers without an end` : "";
  const message = `${capWords[name]} of ${formatCap(name, amount)} leaves too little for the worst case of another request: ${formatCap(name, spent)} is spent${maybe}. Nothing was sent, and everything so far is kept. Raise the cap to go on.`;
  return { type: "failed", failure: { type: "cap-reached", cap, message }, usage: noUsage };
};

/** Answers of a provider that refused before it wrote anything; nobody charges for these. */
const refusals = new Set<Failure["type"]>([
  "rate-limited",
  "overloaded",
  "unauthorized",
  "not-found",
  "bad-request",
  "context-overflow",
  "budget-spent",
  "key-missing",
  "invalid-input",
  "denied",
]);

/** Requests that never reached a provider, or that it refused unseen. */
const unreached = new Set<NetworkCause>([
  "unknown-host",
  "not-running",
  "mixed-content",
  "local-network",
  "foreign-origin",
  "hidden-refusal",
]);

/** Whether a failure before the answer means that nobody charges anything. */
const isUncharged = (failure: Failure): boolean =>
  refusals.has(failure.type) || (failure.type === "network" && failure.cause !== undefined && unreached.has(failure.cause));

/** One request on its way: its reservation, and what became of it. */
interface Asked {
  readonly reservation: Reservation;
  /** Undefined: nobody knows it. */
  readonly price: Price | undefined;
  began: boolean;
}

/** What was counted, and at most `held` more. */
const costFrom = ({ price, reservation }: Asked, usage: Usage, heldTotal: number): Cost => {
  const { day, priceSince } = reservation.reserved;
  const counted = price === undefined ? totalTokens(usage) : costOf(usage, price);
  const held = Math.max(0, heldTotal - counted);
  const amounts =
    price === undefined ? { unpricedTokens: counted, heldTokens: held } : { nanoDollars: counted, heldNanoDollars: held };
  return { ...noCost, ...amounts, day, ...(priceSince === undefined ? {} : { priceSince }) };
};

const wholeReservation = ({ price, reservation: { reserved } }: Asked): number =>
  price === undefined ? reserved.heldTokens : reserved.heldNanoDollars;

/** An answer with an end: the provider told what it used. One that counts nothing told nothing. */
const costOfWhole = (asked: Asked, usage: Usage): Cost =>
  costFrom(asked, usage, totalTokens(usage) === 0 ? wholeReservation(asked) : 0);

/** An answer that broke off: what was told of it, and the rest of what it may have used. */
const costOfBroken = (asked: Asked, usage: Usage, failure: Failure): Cost => {
  if (!asked.began && isUncharged(failure)) return costFrom(asked, usage, 0);
  const isPromptKnown = totalTokens({ ...usage, outputTokens: 0 }) > 0;
  if (!isPromptKnown) return costFrom(asked, usage, wholeReservation(asked));
  const full = { ...usage, outputTokens: Math.max(usage.outputTokens, asked.reservation.outputTokens) };
  return costFrom(asked, usage, asked.price === undefined ? totalTokens(full) : costOf(full, asked.price));
};

/** The event as it is passed on, with its cost; settles the reservation where the request is over. */
const settled = (asked: Asked, event: ProviderEvent): ProviderEvent => {
  const close = (cost: Cost): Cost => {
    asked.reservation.settle(cost);
    return cost;
  };
  switch (event.type) {
    case "attempt-started":
      return { ...event, reserved: asked.reservation.reserved };
    case "retry-waiting":
      return { ...event, cost: close(costOfBroken(asked, event.usage ?? noUsage, event.reason)) };
    case "finished":
      return { ...event, cost: close(costOfWhole(asked, event.usage)) };
    case "failed":
      return { ...event, cost: close(costOfBroken(asked, event.usage, event.failure)) };
    default:
      asked.began ||= isContent(event);
      return event;
  }
};

interface Attempt {
  readonly step: BudgetStep;
  readonly price: Price | undefined;
  readonly worst: WorstCase;
}

const nothingMore: IteratorResult<ProviderEvent, undefined> = { done: true, value: undefined };

/** Passes a stream on without a generator of its own, which would cost each piece of it several promises. */
const cappedStream = (
  { step, price, worst }: Attempt,
  open: (outputTokens: number) => AsyncIterable<ProviderEvent>,
): AsyncIterator<ProviderEvent, undefined> => {
  const first = step.reserve(worst, price);
  if (!first.ok) return onlyEvent(refused(first.error));
  const { outputTokens } = first.value;
  let asked: Asked = { reservation: first.value, price, began: false };
  let refusal: ProviderEvent | undefined;
  let over = false;
  const inner = open(outputTokens)[Symbol.asyncIterator]();
  /** Left in the middle: whoever left it counts the whole reservation, and so does the budget. */
  const leave = (): void => {
    over = true;
    asked.reservation.settle(asked.reservation.reserved);
  };
  const hear = (result: IteratorResult<ProviderEvent, unknown>): IteratorResult<ProviderEvent, undefined> => {
    if (result.done === true) {
      leave();
      return nothingMore;
    }
    const value = settled(asked, result.value);
    if (value.type === "retry-waiting") {
      // The provider asks once more by itself, with the same request.
      const next = step.reserve({ ...worst, outputTokens }, price, outputTokens);
      if (next.ok) asked = { reservation: next.value, price, began: false };
      else refusal = refused(next.error);
    }
    return { done: false, value };
  };
  return {
    next: async () => {
      if (over) return nothingMore;
      if (refusal !== undefined) {
        leave();
        await inner.return?.();
        return { done: false, value: refusal };
      }
      try {
        return hear(await inner.next());
      } catch (cause) {
        leave();
        throw cause;
      }
    },
    return: async () => {
      leave();
      await inner.return?.();
      return nothingMore;
    },
  };
};

/**
 * A provider whose every request was paid for before it is sent: it reserves the worst case, asks for a shorter answer where
 * the caps pay for no more, and fails with `cap-reached`, nothing sent, where they do not pay for 1,024 tokens. Each attempt's
 * start names what is reserved, each end what it cost. `retrying` is put around the attempts, so that each of them reserves
 * anew. A free model passes as it is.
 */
export const createCappedProvider = (
  { measure, openStep, price }: CappedProviderDeps,
  provider: Provider,
  retrying: (provider: Provider) => Provider,
): Provider => ({
  stream: (request, signal) => {
    const verdict = price();
    if (verdict.type === "free") return retrying(provider).stream(request, signal);
    const step = openStep();
    const known = verdict.type === "known" ? verdict.price : undefined;
    const attempts: Provider = {
      stream: (again, ended) => ({
        [Symbol.asyncIterator]: () => {
          const worst: WorstCase = {
            promptTokens: measure(again, known?.pictureTokens ?? pictureTokens),
            outputTokens: again.maxOutputTokens,
            longWrites: again.promptCaching === "1h",
          };
          return cappedStream({ step, price: known, worst }, (maxOutputTokens) =>
            provider.stream({ ...again, maxOutputTokens }, ended),
          );
        },
      }),
    };
    return retrying(attempts).stream(request, signal);
  },
});
