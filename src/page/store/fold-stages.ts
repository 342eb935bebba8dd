import type { CircuitPlace, Served } from "../../kernel/limits/stage-act.ts";
import type { StageName } from "../../kernel/limits/tool-limits.ts";
import type { Event } from "../../kernel/log/event.ts";

/** What stood before one tool, or before a provider, and how often it did something. */
export interface StageCounter {
  readonly served: { readonly [From in Served["from"]]?: number };
  readonly waits: number;
  readonly waitedMs: number;
  readonly retries: number;
  readonly crowded: number;
  /** Calls that were not let in, by what kept them out. */
  readonly held: { readonly [Name in StageName]?: number };
  /** Where its circuit breaker stands; absent: it never moved. */
  readonly circuit?: CircuitPlace;
}

/** By the name of a tool or a provider, in the order in which something was first counted. */
export type StageCounters = ReadonlyMap<string, StageCounter>;

const empty: StageCounter = { served: {}, waits: 0, waitedMs: 0, retries: 0, crowded: 0, held: {} };

type Counted = Extract<Event, { readonly type: "stage-acted" | "circuit-changed" | "call-settled" }>;

const moved = (before: StageCounter, event: Counted): StageCounter => {
  if (event.type === "circuit-changed") return { ...before, circuit: event.to };
  if (event.type === "call-settled") {
    const { outcome, served } = event;
    if (served !== undefined)
      return { ...before, served: { ...before.served, [served.from]: (before.served[served.from] ?? 0) + 1 } };
    if (outcome.type !== "failed" || outcome.failure.type !== "held-back") return before;
    const { by } = outcome.failure;
    return { ...before, held: { ...before.held, [by]: (before.held[by] ?? 0) + 1 } };
  }
  const { act } = event;
  if (act.type === "waiting") return { ...before, waits: before.waits + 1, waitedMs: before.waitedMs + act.delayMs };
  if (act.type === "retrying") return { ...before, retries: before.retries + 1 };
  return { ...before, crowded: before.crowded + 1 };
};

/** The counters after an event; the same object where it counts nothing. `toolOf`: which tool a call is of. */
export const countStages = (
  counters: StageCounters,
  event: Event,
  toolOf: (event: Extract<Event, { readonly type: "stage-acted" }>) => string | undefined,
): StageCounters => {
  if (event.type !== "stage-acted" && event.type !== "circuit-changed" && event.type !== "call-settled") return counters;
  const name = event.type === "circuit-changed" ? event.about.name : event.type === "call-settled" ? event.tool : toolOf(event);
  if (name === undefined) return counters;
  const before = counters.get(name) ?? empty;
  const after = moved(before, event);
  return after === before ? counters : new Map(counters).set(name, after);
};
