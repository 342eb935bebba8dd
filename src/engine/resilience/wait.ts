import type { ClockDep } from "../../kernel/base/clock.ts";
import type { ConnectivityDep } from "../../kernel/base/connectivity.ts";
import type { NudgeDep } from "./nudge.ts";

/** A computer that wakes is noticed this soon. */
const lookEveryMs = 1_000;

type Listen = (end: (goesOn: boolean) => void) => () => void;

/** Resolves once, true to go on or false after an abort, and leaves no listener behind. */
const waitFor = (signal: AbortSignal, { nudge }: NudgeDep, listen: Listen): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const onAbort = (): void => end(false);
    let isOver = false;
    let stopListening = (): void => {};
    const stopNudges = nudge.onNudge(() => end(true));
    const end = (goesOn: boolean): void => {
      isOver = true;
      stopListening();
      stopNudges();
      signal.removeEventListener("abort", onAbort);
      resolve(goesOn);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    stopListening = listen(end);
    if (isOver) stopListening();
  });

/**
 * Resolves true once `delayMs` have passed on the wall clock or on the monotonic one, whichever is ahead: a computer that
 * slept through the end of the wait goes on within a second of waking, whatever its timers made of the sleep. A nudge ends the
 * wait at once; an abort does too, with false. Never rejects.
 */
export const waitMs = (deps: ClockDep & NudgeDep, delayMs: number, signal: AbortSignal): Promise<boolean> =>
  waitFor(signal, deps, (end) => {
    const { clock } = deps;
    const [wall, monotonic] = [clock.now(), clock.monotonic()];
    let cancel = (): void => {};
    const look = (): void => {
      const leftMs = delayMs - Math.max(clock.now() - wall, clock.monotonic() - monotonic);
      if (leftMs <= 0) end(true);
      else cancel = clock.after(Math.min(leftMs, lookEveryMs), look);
    };
    look();
    return () => cancel();
  });

/** Resolves true once the browser has a network, or at a nudge; false after an abort. Never rejects. */
export const waitUntilOnline = (deps: ConnectivityDep & NudgeDep, signal: AbortSignal): Promise<boolean> =>
  waitFor(signal, deps, (end) => {
    const look = (): void => {
      if (deps.connectivity.isOnline()) end(true);
    };
    const stop = deps.connectivity.onChange(look);
    look();
    return stop;
  });
