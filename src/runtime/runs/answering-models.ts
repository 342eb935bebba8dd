import type { Budget, BudgetStep } from "../../engine/resilience/budget.ts";
import { createCappedProvider } from "../../engine/resilience/capped-provider.ts";
import { type Candidate, createFailoverProvider } from "../../engine/resilience/failover-provider.ts";
import type { Nudge } from "../../engine/resilience/nudge.ts";
import { createPromptMeter } from "../../engine/resilience/prompt-size.ts";
import { createRetryingProvider } from "../../engine/resilience/retrying-provider.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { ConnectivityDep } from "../../kernel/base/connectivity.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import type { RandomDep } from "../../kernel/base/random.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { ModelChoice } from "../../kernel/model/model.ts";
import { type Price, priceFor } from "../../kernel/model/price.ts";
import type { GuardProvider } from "../limits/provider-circuits.ts";

export interface AnsweringDeps extends ClockDep, ConnectivityDep, RandomDep {
  readonly budget: Budget;
  /** Leaves a provider alone that failed again and again. */
  readonly guard: GuardProvider;
  readonly prices: () => readonly Price[];
  readonly providerFor: (choice: ModelChoice) => Result<Provider, Failure>;
}

/** On whose account is asked, and how its waits end. */
export interface AskedFor {
  readonly sessionId: SessionId;
  readonly nudge: Nudge;
  readonly model: ModelChoice;
  readonly fallbacks: readonly ModelChoice[];
}

/**
 * The provider of one run, in layers: the next model in the order where one does not answer; around each model its retries,
 * and around each attempt the caps. `first` is the provider of the model itself.
 */
export const createAnswering =
  ({ budget, clock, connectivity, guard, prices, providerFor, random }: AnsweringDeps) =>
  (first: Provider, { sessionId, nudge, model, fallbacks }: AskedFor): Provider => {
    const openStep = (): BudgetStep => budget.openStep(sessionId);
    const retrying = (attempts: Provider): Provider => createRetryingProvider({ clock, connectivity, nudge, random }, attempts);
    /** Gives the provider of a model on the account of any step; what it measured is kept from step to step. */
    const paidFor = (choice: ModelChoice, provider: Provider): ((openStep: () => BudgetStep) => Provider) => {
      const [price, measure] = [() => priceFor(prices(), choice), createPromptMeter()];
      const guarded = (attempts: Provider): Provider => retrying(guard(choice, sessionId, attempts));
      return (step) => createCappedProvider({ openStep: step, price, measure }, provider, guarded);
    };
    const paid = paidFor(model, first);
    if (fallbacks.length === 0) return paid(openStep);
    const fallbackOf = (choice: ModelChoice): Candidate => {
      let known: ReturnType<typeof paidFor> | undefined;
      return {
        choice,
        open: (step) => {
          if (known !== undefined) return ok(known(() => step));
          const provider = providerFor(choice);
          if (!provider.ok) return provider;
          known = paidFor(choice, provider.value);
          return ok(known(() => step));
        },
      };
    };
    const candidates = [
      { choice: model, open: (step: BudgetStep) => ok(paid(() => step)) },
      ...fallbacks.map(fallbackOf),
    ] as const;
    return createFailoverProvider({ candidates, openStep });
  };
