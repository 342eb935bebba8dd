import type { CallId } from "../../../kernel/base/ids.ts";
import { localDay } from "../../../kernel/base/local-day.ts";
import { type CircuitState, closedCircuit } from "../../../kernel/contracts/circuit-states.ts";
import type { CallOutcome, Event } from "../../../kernel/log/event.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { circuitAfter } from "../../resilience/circuit-states.ts";
import { isPassing } from "./passing.ts";

/** What the log says of the calls of one tool, for the stages before it. */
export interface PastCalls {
  /** Calls that ran, by run, session and day. */
  readonly ran: (account: "run" | "session" | "day", key: string) => number;
  /** Milliseconds since 1970 at which the newest 10,000 of them were settled, oldest first. */
  readonly times: () => readonly number[];
  /** Where its circuit stands; see `circuitAfter`. */
  readonly circuit: () => CircuitState;
}

/** Folds calls from the log, entry by entry. */
export interface CallHistory {
  readonly add: (entry: LogEntry) => void;
  readonly of: (tool: string) => PastCalls;
}

type Settled = Extract<Event, { readonly type: "call-settled" }>;

interface Counted {
  readonly run: Map<string, number>;
  readonly session: Map<string, number>;
  readonly day: Map<string, number>;
  times: number[];
  circuit: CircuitState;
}

/** As many as a window can ask for. */
const mostTimes = 10_000;

const createCounted = (): Counted => ({
  run: new Map(),
  session: new Map(),
  day: new Map(),
  times: [],
  circuit: closedCircuit,
});

/** Never came to its tool: its name or its arguments ruled it out, or a stage held it back. */
const neverBegan = ({ outcome, durationMs }: Settled): boolean => {
  if (outcome.type !== "failed") return false;
  const { type } = outcome.failure;
  return type === "held-back" || (durationMs === 0 && (type === "invalid-input" || type === "not-found"));
};

/** A change that was begun and then refused had run to be shown. */
const didRun = (settled: Settled, wasStarted: boolean): boolean => {
  const { outcome, served } = settled;
  if (served !== undefined || neverBegan(settled)) return false;
  if (outcome.type === "denied") return wasStarted;
  return outcome.type !== "stopped" || outcome.when === "running";
};

/** A circuit that is closed counts failures in a row. */
const afterCall = (state: CircuitState, outcome: CallOutcome): CircuitState => {
  if (state.place !== "closed") return state;
  if (outcome.type === "done") return state.failures === 0 ? state : { ...state, failures: 0 };
  return isPassing(outcome) ? { ...state, failures: state.failures + 1 } : state;
};

export const createCallHistory = (): CallHistory => {
  const byTool = new Map<string, Counted>();
  const started = new Set<CallId>();
  const countedOf = (tool: string): Counted => {
    const counted = byTool.get(tool) ?? createCounted();
    byTool.set(tool, counted);
    return counted;
  };
  const count = (of: Map<string, number>, key: string | undefined): void => {
    if (key !== undefined) of.set(key, (of.get(key) ?? 0) + 1);
  };
  const settle = (event: Settled, { at, runId, sessionId }: LogEntry): void => {
    const wasStarted = started.delete(event.callId);
    if (!didRun(event, wasStarted)) return;
    const counted = countedOf(event.tool);
    count(counted.run, runId);
    count(counted.session, sessionId);
    count(counted.day, localDay(at));
    counted.times.push(at);
    if (counted.times.length > 2 * mostTimes) counted.times = counted.times.slice(-mostTimes);
    counted.circuit = afterCall(counted.circuit, event.outcome);
  };
  return {
    add: (entry) => {
      const { at, event } = entry;
      if (event.type === "call-started") started.add(event.callId);
      else if (event.type === "call-settled") settle(event, entry);
      else if (event.type === "circuit-changed" && event.about.type === "tool")
        countedOf(event.about.name).circuit = circuitAfter(event, at);
    },
    of: (tool) => ({
      ran: (account, key) => byTool.get(tool)?.[account].get(key) ?? 0,
      times: () => byTool.get(tool)?.times.slice(-mostTimes) ?? [],
      circuit: () => byTool.get(tool)?.circuit ?? closedCircuit,
    }),
  };
};
