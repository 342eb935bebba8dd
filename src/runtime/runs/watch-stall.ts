import type { ClockDep } from "../../kernel/base/clock.ts";

/** Looks after something that has to show signs of life. */
export interface StallWatch {
  readonly isStalled: () => boolean;
  readonly cancel: () => void;
}

/**
 * Calls `onStall` once when nothing happened for `stallMs`. What waits for a person or for the next attempt is not stalled,
 * and has the whole time again from the moment it is found waiting.
 */
export const watchStall = (
  { clock }: ClockDep,
  stallMs: number,
  subject: {
    /** When something last happened, by the monotonic clock. */
    readonly activeAt: () => number;
    readonly isWaiting: () => boolean;
    readonly onStall: () => void;
  },
): StallWatch => {
  let foundWaitingAt = Number.NEGATIVE_INFINITY;
  let isStalled = false;
  const look = (): void => {
    const now = clock.monotonic();
    if (subject.isWaiting()) foundWaitingAt = now;
    const leftMs = Math.max(subject.activeAt(), foundWaitingAt) + stallMs - now;
    if (leftMs > 0) {
      cancel = clock.after(leftMs, look);
      return;
    }
    isStalled = true;
    subject.onStall();
  };
  let cancel = clock.after(stallMs, look);
  return { isStalled: () => isStalled, cancel: () => cancel() };
};
