import type { Failure } from "../../kernel/base/failure.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { answersLeftOut } from "../../kernel/model/kept-thinking.ts";
import { type ModelChoice, modelName, type SkippedModel } from "../../kernel/model/model.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { BudgetStep } from "./budget.ts";
import { isContent } from "./provider-events.ts";

/** A model that can be asked. */
export interface Candidate {
  readonly choice: ModelChoice;
  /** Its provider with its own retries, on the account of this step; or why it cannot be asked at the moment. */
  readonly open: (step: BudgetStep) => Result<Provider, Failure>;
}

export interface FailoverDeps {
  /** In the order in which they are asked. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
  /** One call of the provider that is given back, whoever answers it. */
  readonly openStep: () => BudgetStep;
}

type Failed = Extract<ProviderEvent, { readonly type: "failed" }>;

/** What another model may not suffer from: a busy or broken server, or the way to it. */
const othersMayAnswer = new Set<Failure["type"]>(["rate-limited", "overloaded", "network", "timed-out", "wire", "held-back"]);

/** Said before a request was sent: the next one in the order is looked at. */
const cannotBeAsked = new Set<Failure["type"]>(["key-missing", "cap-reached", "invalid-input"]);

/** A failed answer, and those that could not take over. */
interface GivenUp {
  readonly choice: ModelChoice;
  readonly failed: Failed;
  readonly skipped: readonly SkippedModel[];
}

const replacedBy = (to: ModelChoice, { choice, failed, skipped }: GivenUp): ProviderEvent => {
  const { type: _failed, failure, ...spent } = failed;
  const whom = skipped.length === 0 ? {} : { skipped };
  return { type: "model-replaced", from: choice, to, reason: failure, ...whom, ...spent };
};

/** The thinking that goes to nobody but the model before. */
const droppedFor = ({ messages }: ModelRequest, from: ModelChoice, to: ModelChoice): readonly ProviderEvent[] => {
  const answers = answersLeftOut(messages, from, to);
  return answers === 0 ? [] : [{ type: "thinking-dropped", why: "model-changed", provider: from.provider, answers }];
};

/** The failure with the names of those that could not help. */
const asLast = ({ failed, skipped }: GivenUp): Failed => {
  if (skipped.length === 0) return failed;
  const others = skipped.map(({ model, reason }) => `${modelName(model)} could not take over: ${reason.message}`).join(" ");
  return { ...failed, failure: { ...failed.failure, message: `${failed.failure.message} ${others}` } };
};

/**
 * A provider that goes on to the next model when one is busy, broken or out of reach after all its retries, and only while
 * nothing of an answer was shown. Who took over answers until this provider is given up, so that its thinking stays its own; a
 * model whose key is missing, or whose request a cap does not pay for, is skipped. Each change is an event (`model-replaced`,
 * with what the attempt before it used and cost). The first model's missing key or spent cap is nobody else's to answer.
 */
export const createFailoverProvider = ({ candidates, openStep }: FailoverDeps): Provider => {
  let current = 0;
  return {
    stream: async function* (request, signal) {
      const step = openStep();
      let given: GivenUp | undefined;
      for (const [place, { choice, open }] of candidates.entries()) {
        if (place < current) continue;
        const opened = open(step);
        let failed: Failed | undefined = opened.ok ? undefined : { type: "failed", failure: opened.error, usage: noUsage };
        let [isTold, isShown] = [given === undefined, false];
        for await (const event of opened.ok ? opened.value.stream({ ...request, model: modelName(choice) }, signal) : []) {
          const isFailed = event.type === "failed" && !isShown;
          if (isFailed && !isTold && cannotBeAsked.has(event.failure.type)) {
            failed = event;
            break;
          }
          if (given !== undefined && !isTold) {
            yield replacedBy(choice, given);
            yield* droppedFor(request, given.choice, choice);
            isTold = true;
            current = place;
          }
          if (isFailed && othersMayAnswer.has(event.failure.type) && !signal.aborted) {
            failed = event;
            break;
          }
          isShown ||= isContent(event);
          yield event;
        }
        if (failed === undefined) return;
        if (isTold) given = { choice, failed, skipped: [] };
        else if (given !== undefined) {
          given = { ...given, skipped: [...given.skipped, { model: choice, reason: failed.failure }] };
        }
        if (isTold && !othersMayAnswer.has(failed.failure.type)) break;
      }
      if (given !== undefined) yield asLast(given);
    },
  };
};
