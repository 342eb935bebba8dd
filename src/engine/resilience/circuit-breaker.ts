import type { ClockDep } from "../../kernel/base/clock.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { CircuitState, CircuitStates } from "../../kernel/contracts/circuit-states.ts";
import type { CircuitPlace } from "../../kernel/limits/stage-act.ts";
import type { CircuitLimits } from "../../kernel/limits/tool-limits.ts";

/** A change of place, where one came about. */
export interface CircuitChange {
  readonly to: CircuitPlace;
  readonly failures: number;
}

type Changed = CircuitChange | undefined;

/** A call that was let in. Only the first word about it counts. */
export interface Admission {
  readonly succeed: () => Changed | Promise<Changed>;
  readonly fail: () => Changed | Promise<Changed>;
  /** It says nothing about the service: it was stopped, or it was wrong in itself. A probe is given back. */
  readonly release: () => Changed | Promise<Changed>;
  /** What letting it in changed. */
  readonly changed: Changed;
}

/** Milliseconds until somebody is let in again, as far as that is known. */
export interface CircuitOpen {
  readonly retryAfterMs: number;
}

export interface CircuitBreaker {
  readonly admit: () => Result<Admission, CircuitOpen> | Promise<Result<Admission, CircuitOpen>>;
}

interface BreakerDeps extends ClockDep {
  readonly states: CircuitStates;
}

/** A probe of which nothing is heard is given up no sooner than this. */
const leastProbeMs = 60_000;

/** A clock that was set back does not keep a circuit open. */
const leftOf = ({ place, since = 0 }: CircuitState, { recoveryMs }: CircuitLimits, now: number): number => {
  const stretchMs = place === "half-open" ? Math.max(recoveryMs, leastProbeMs) : recoveryMs;
  return now < since ? 0 : stretchMs - (now - since);
};

const opened = (state: CircuitState, failures: number, now: number): CircuitState => ({
  place: "open",
  failures,
  since: now,
  epoch: state.epoch + 1,
});

type Word = "succeed" | "fail" | "release";

/** The state after a word about a call that was let in at `epoch`; the same object where it changes nothing. */
const after = (state: CircuitState, word: Word, epoch: number, { failures: most }: CircuitLimits, now: number): CircuitState => {
  if (state.epoch !== epoch) return state;
  const isProbe = state.place === "half-open";
  if (word === "release") return isProbe ? { ...state, place: "open", since: 0, epoch: state.epoch + 1 } : state;
  if (word === "fail") {
    const failures = state.failures + 1;
    return isProbe || failures >= most ? opened(state, failures, now) : { ...state, failures };
  }
  if (isProbe) return { place: "closed", failures: 0, epoch: state.epoch + 1 };
  return state.failures === 0 ? state : { ...state, failures: 0 };
};

/**
 * Lets calls to a service in until so many failed in a row; then none for `recoveryMs`, then exactly one, however many ask, whose
 * end decides: it closes the circuit or opens it for as long again. A probe of which nothing is heard for that time, and
 * for a minute, is given up, and another one may try. What was let in before the circuit changed its place no longer counts.
 */
export const createCircuitBreaker = ({ clock, states }: BreakerDeps, service: string, limits: CircuitLimits): CircuitBreaker => {
  const admission = (epoch: number, changed: Changed): Admission => {
    let isOpen = true;
    const say = (word: Word) => (): Changed | Promise<Changed> => {
      if (!isOpen) return undefined;
      isOpen = false;
      return states.change(service, (before) => {
        const state = after(before, word, epoch, limits, clock.now());
        return { state, value: state.place === before.place ? undefined : { to: state.place, failures: state.failures } };
      });
    };
    return { succeed: say("succeed"), fail: say("fail"), release: say("release"), changed };
  };
  return {
    admit: () =>
      states.change<Result<Admission, CircuitOpen>>(service, (state) => {
        if (state.place === "closed") return { state, value: ok(admission(state.epoch, undefined)) };
        const now = clock.now();
        const retryAfterMs = leftOf(state, limits, now);
        if (retryAfterMs > 0) return { state, value: err({ retryAfterMs }) };
        const probing: CircuitState = { ...state, place: "half-open", since: now, epoch: state.epoch + 1 };
        return { state: probing, value: ok(admission(probing.epoch, { to: "half-open", failures: state.failures })) };
      }),
  };
};
