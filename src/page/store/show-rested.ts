import type { ClockDep } from "../../kernel/base/clock.ts";

export interface RestedDeps<Value> extends ClockDep {
  readonly look: () => Value;
  readonly subscribe: (listener: () => void) => () => void;
  /** How long a value stands before the next one is shown, in milliseconds; 0 shows every one at once. */
  readonly restMs: (value: Value) => number;
  readonly show: (value: Value) => void;
}

/**
 * Shows a value that changes often, for readers to whom each change costs much: the first change at once, those that come
 * while it rests together at the end of the rest. Returns the way to stop.
 */
export const showRested = <Value>({ look, subscribe, restMs, show, clock }: RestedDeps<Value>): (() => void) => {
  let shown = look();
  let cancelRest: (() => void) | undefined;
  const showNext = (): void => {
    cancelRest = undefined;
    const next = look();
    if (Object.is(next, shown)) return;
    shown = next;
    const rest = restMs(next);
    if (rest > 0) cancelRest = clock.after(rest, showNext);
    show(next);
  };
  show(shown);
  const unsubscribe = subscribe(() => {
    if (cancelRest === undefined) showNext();
  });
  return () => {
    unsubscribe();
    cancelRest?.();
  };
};
