import { createCircuitBreaker } from "../../src/engine/resilience/circuit-breaker.ts";
import { createCircuitStates } from "../../src/engine/resilience/circuit-states.ts";
import { createResultCache } from "../../src/engine/resilience/result-cache.ts";
import { createSlidingWindow } from "../../src/engine/resilience/sliding-window.ts";
import { createTokenBucket } from "../../src/engine/resilience/token-bucket.ts";
import { systemClock } from "../../src/kernel/base/clock.ts";
import type { Row } from "../tools/report.mjs";
import { median, spread } from "../tools/rounds.mjs";
import { busyMs, collect } from "./busy-time.ts";

const times = 200_000;
const clock = systemClock;

/** Microseconds of one step, which tells whether it did what it is measured for. */
const measure = (step: (time: number) => boolean): number => {
  collect();
  const start = busyMs();
  let done = 0;
  for (let time = 0; time < times; time += 1) if (step(time)) done += 1;
  const took = busyMs() - start;
  if (done !== times) throw new Error(`${times - done} of ${times} steps did something else.`);
  return (took * 1_000) / times;
};

const hitOf = (): ((time: number) => boolean) => {
  const cache = createResultCache<string>({ clock });
  const keys = Array.from({ length: 500 }, (_, index) => `sha256:${index}`);
  for (const key of keys) cache.put({ key, group: "read", value: key, paths: [`/${key}`, "/"], begun: cache.begin() });
  return (time) => cache.get(keys[time % keys.length] ?? "", 60_000) !== undefined;
};

const turnOf = (): ((time: number) => boolean) => {
  const bucket = createTokenBucket({ clock }, { maxCalls: times * 2, intervalMs: 1 });
  return () => bucket.take().delayMs === 0;
};

const windowOf = (): ((time: number) => boolean) => {
  const window = createSlidingWindow({ clock }, { maxCalls: times * 2, intervalMs: 60_000 });
  return () => window.admit().ok;
};

const circuitOf = (): ((time: number) => boolean) => {
  const breaker = createCircuitBreaker({ clock, states: createCircuitStates() }, "s", { failures: 3, recoveryMs: 1_000 });
  return () => {
    const admitted = breaker.admit();
    if (admitted instanceof Promise || !admitted.ok) return false;
    void admitted.value.succeed();
    return true;
  };
};

const rows = [
  { name: "Limits, a result from the cache", make: hitOf, bound: 2 },
  { name: "Limits, a turn of the token bucket", make: turnOf, bound: 1 },
  { name: "Limits, a call through the sliding window", make: windowOf, bound: 1 },
  { name: "Limits, a call through the circuit breaker", make: circuitOf, bound: 1 },
] as const;

/** What each of them costs a call that it lets through, without the hash that names the call. */
export const limitRows = async (rounds: number): Promise<readonly Row[]> =>
  rows.map(({ bound, make, name }) => {
    measure(make());
    const took = Array.from({ length: rounds }, () => measure(make()));
    return {
      name,
      unit: "µs",
      ours: median(took),
      target: `at most ${bound} µs`,
      judged: median(took),
      bound,
      sense: "at-most",
      note: spread(took),
    };
  });
