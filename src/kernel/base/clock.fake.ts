import type { Clock } from "./clock.ts";

export interface FakeClock extends Clock {
  /** Moves time on and runs what falls due, in order. Lets promises settle between tasks. */
  readonly advance: (ms: number) => Promise<void>;
}

/** A clock that stands still until told otherwise. */
export const createFakeClock = (startAt = 1_700_000_000_000): FakeClock => {
  let elapsed = 0;
  let order = 0;
  const due = new Map<number, { readonly at: number; readonly task: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return {
    now: () => startAt + elapsed,
    monotonic: () => elapsed,
    after: (delayMs, task) => {
      const id = order++;
      due.set(id, { at: elapsed + delayMs, task });
      return () => void due.delete(id);
    },
    advance: async (ms) => {
      const end = elapsed + ms;
      for (;;) {
        await settle();
        const next = [...due.entries()].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
        if (next === undefined) break;
        due.delete(next[0]);
        elapsed = Math.max(elapsed, next[1].at);
        next[1].task();
      }
      elapsed = end;
      await settle();
    },
  };
};
