import { type Clock, sleep } from "../../../kernel/base/clock.ts";

/** Keeps long synchronous work from blocking its thread and from taking too long. */
export interface Pace {
  /** Whether it is time to call `rest`. Cheap enough for every line of a file. */
  readonly isDue: () => boolean;
  /** Milliseconds since it last rested. */
  readonly busyMs: () => number;
  /** Lets timers and messages through. False when the work must end: its time is over, or the signal has aborted. */
  readonly rest: () => Promise<boolean>;
  /** It has just waited for something else, which is as good as a rest. */
  readonly hasRested: () => void;
}

const sliceMs = 40;

/** `budgetMs` counts from this call. */
export const createPace = (clock: Clock, budgetMs: number, signal: AbortSignal): Pace => {
  const startedAt = clock.monotonic();
  let restedAt = startedAt;
  return {
    isDue: () => clock.monotonic() - restedAt >= sliceMs,
    busyMs: () => clock.monotonic() - restedAt,
    rest: async () => {
      const mayGoOn = await sleep(clock, 0, signal);
      restedAt = clock.monotonic();
      return mayGoOn && restedAt - startedAt < budgetMs;
    },
    hasRested: () => {
      restedAt = clock.monotonic();
    },
  };
};
