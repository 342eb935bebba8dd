import { createNudge } from "../../engine/resilience/nudge.ts";
import type { ToolRegistry } from "../../engine/tools/gate/registry.ts";
import { reviewCall } from "../../engine/tools/gate/review-call.ts";
import type { CallsBefore } from "../../engine/tools/rules/inspectors.ts";
import { canonicalHash, type Hash } from "../../kernel/base/canonical.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { SessionId } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { HookedCall, HookScope } from "../../kernel/contracts/hooks.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { textOf } from "../../kernel/conversation/message.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { type ModelChoice, modelName } from "../../kernel/model/model.ts";
import type { Guardrail } from "../../kernel/rules/guardrail.ts";
import type { CallReviewed } from "../../kernel/rules/reviewer.ts";
import { byPerson } from "../origins/origins.ts";
import type { Providers } from "../providers/providers.ts";
import type { createAnswering } from "../runs/answering-models.ts";
import { planFor } from "../runs/run-plan.ts";
import type { Defaults, DefaultsKeeper } from "../sessions/model-defaults.ts";

type ReviewGuardrail = Extract<Guardrail, { readonly type: "review" }>;

export interface CallReviewsDeps extends ClockDep {
  readonly store: Pick<Store, "read" | "append">;
  readonly providers: Pick<Providers, "providerFor">;
  readonly answering: ReturnType<typeof createAnswering>;
  readonly tools: Pick<ToolRegistry, "find">;
  readonly sessionOf: (sessionId: SessionId) => SessionRow | undefined;
  readonly defaults: Pick<DefaultsKeeper, "get">;
}

/** Asks for one guardrail what a model thinks of a call, and writes down what it said. */
export type AskReview = (
  guardrail: ReviewGuardrail,
  call: HookedCall,
  scope: HookScope,
  signal: AbortSignal,
) => Promise<Pick<CallReviewed, "verdict" | "reason">>;

/** What the person said in the run, or in the session where the run began otherwise. */
const saidIn = (entries: readonly LogEntry[], { runId }: HookScope): readonly string[] => {
  const said = entries.flatMap((entry) => {
    const { event } = entry;
    if (event.type !== "user-message" || event.by !== undefined) return [];
    return [{ runId: entry.runId, text: textOf({ messageId: event.messageId, role: "user", blocks: event.blocks }) }];
  });
  const own = said.filter((one) => one.runId === runId);
  return (own.length === 0 ? said : own).map(({ text }) => text);
};

/** A verdict that was given is not asked for again: not after a reload, and not when a run is taken up again. */
const givenBefore = (
  entries: readonly LogEntry[],
  { guardrailId }: ReviewGuardrail,
  callId: HookedCall["callId"],
  inputHash: Hash,
): CallReviewed | undefined => {
  for (const { event } of entries.toReversed()) {
    if (event.type !== "call-reviewed" || event.callId !== callId || event.guardrailId !== guardrailId) continue;
    if (event.inputHash === inputHash && event.verdict !== "failed") return event;
  }
  return undefined;
};

/** Who reviews the calls of a session where nobody is named: who answers in it. What only repeats a recording cannot. */
const reviewerOf = (session: Pick<SessionRow, "model" | "settings"> | undefined, defaults: Defaults): ModelChoice => {
  const own = session === undefined ? defaults.model : planFor(session, defaults).model;
  return own.provider === "by-hand" || own.provider === "replay" ? defaults.model : own;
};

/** What guardrails ask of the log and of other models. */
export interface CallReviews {
  readonly review: AskReview;
  readonly callsIn: CallsBefore;
}

const callsOf = (entries: readonly LogEntry[], { runId }: HookScope): Awaited<ReturnType<CallsBefore>> =>
  entries.flatMap((entry) => {
    const { event } = entry;
    if (event.type !== "call-requested" || entry.runId !== runId) return [];
    return [{ callId: event.callId, tool: event.tool, input: event.input }];
  });

export const createCallReviews = (deps: CallReviewsDeps): CallReviews => {
  const { answering, clock, defaults, providers, sessionOf, store, tools } = deps;
  /** A model on the account of a session: its caps hold, its retries are made. */
  const ask = (model: ModelChoice, sessionId: SessionId): Result<Provider, Failure> => {
    const provider = providers.providerFor(model);
    if (!provider.ok) return provider;
    return ok(answering(provider.value, { sessionId, nudge: createNudge(), model, fallbacks: [] }));
  };
  const record = async (event: CallReviewed, { sessionId }: HookScope): Promise<Result<unknown, Failure>> =>
    store.append({
      entries: [{ sessionId, callId: event.callId, causes: [], origins: byPerson, event }],
      effects: [],
      expects: [],
      durability: "strict",
    });
  const review: AskReview = async (guardrail, call, scope, signal) => {
    const page = await store.read({ type: "session", sessionId: scope.sessionId });
    if (!page.ok) return { verdict: "failed", reason: page.error.message };
    const { entries } = page.value;
    const inputHash = canonicalHash({ tool: call.tool, input: call.effectiveInput });
    const before = givenBefore(entries, guardrail, call.callId, inputHash);
    if (before !== undefined) return before;
    const model = guardrail.model ?? reviewerOf(sessionOf(scope.sessionId), defaults.get());
    const provider = ask(model, scope.sessionId);
    if (!provider.ok) return { verdict: "failed", reason: provider.error.message };
    const began = clock.monotonic();
    const { guardrailId, instructions, name } = guardrail;
    const about = {
      call,
      description: tools.find(call.tool)?.description ?? "",
      said: saidIn(entries, scope),
      instructions,
      model: modelName(model),
    };
    const review = await reviewCall(provider.value, about, signal);
    const durationMs = Math.round(clock.monotonic() - began);
    const { callId } = call;
    const event = { type: "call-reviewed", callId, guardrailId, name, model, inputHash, ...review, durationMs } as const;
    const stored = await record(event, scope);
    // What it cost has to be known before anything comes of it.
    return stored.ok ? event : { verdict: "failed", reason: stored.error.message };
  };
  return {
    review,
    callsIn: async (scope) => {
      const page = await store.read({ type: "session", sessionId: scope.sessionId });
      // A check that cannot count lets nothing through.
      if (!page.ok) throw new Error(page.error.message);
      return callsOf(page.value.entries, scope);
    },
  };
};
