/** Time as an argument. `now` is for people and the log, `monotonic` for durations: the wall clock may jump. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Milliseconds that only grow, also while the wall clock is set back. */
  readonly monotonic: () => number;
  /** Calls `task` once after `delayMs`; the returned function cancels it and may be called at any time. */
  readonly after: (delayMs: number, task: () => void) => () => void;
}

export interface ClockDep {
  readonly clock: Clock;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves true after `delayMs`, or false as soon as the signal aborts. Never rejects. */
export const sleep = (clock: Clock, delayMs: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const onAbort = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener("abort", onAbort);
      resolve(true);
    });
    signal.addEventListener("abort", onAbort, { once: true });
  });
