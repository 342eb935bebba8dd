/** Pulls from one iterable after the other; none of them has to listen to the signal. */
export interface Pull<Value> {
  /** Names the source of the next pulls; the first of them opens it. */
  readonly from: (open: () => AsyncIterable<Value>) => void;
  /**
   * The next value; undefined when there is none any more: the source ended or threw, or the signal has aborted and the source
   * does not end by itself within a moment. Never rejects. One call at a time.
   */
  readonly next: () => Promise<Value | undefined>;
  /** What the source threw. */
  readonly thrown: () => { readonly cause: unknown } | undefined;
  /** Leaves the source: its `return` is called and not waited for. Does nothing where there is none. */
  readonly leave: () => void;
  /** Leaves the source and the signal; nothing can be pulled any more. */
  readonly close: () => void;
}

/**
 * How many microtasks a source has after an abort to tell its last event, which carries what the broken-off answer cost.
 * A source that listens needs a few; one that hangs costs microseconds and no timer.
 */
const graceMicrotasks = 100;

const ignore = (): undefined => undefined;

/** Races every pull with the signal, with one listener for all of them and one promise for each. */
export const createPull = <Value>(signal: AbortSignal): Pull<Value> => {
  let open: (() => AsyncIterable<Value>) | undefined;
  let iterator: AsyncIterator<Value> | undefined;
  let waiting: ((value: Value | undefined) => void) | undefined;
  let thrown: { readonly cause: unknown } | undefined;
  let isGivingUp = false;
  let isOver = false;

  const settle = (value: Value | undefined): void => {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(value);
  };
  const giveUp = async (): Promise<void> => {
    if (isGivingUp) return;
    isGivingUp = true;
    for (let turn = 0; turn < graceMicrotasks; turn += 1) await undefined;
    isOver = true;
    settle(undefined);
  };
  const onAbort = (): void => {
    if (waiting !== undefined) void giveUp();
  };
  signal.addEventListener("abort", onAbort);

  const onResult = (result: IteratorResult<Value>): void => settle(result.done === true ? undefined : result.value);
  const onThrow = (cause: unknown): void => {
    thrown = { cause };
    open = undefined;
    iterator = undefined;
    settle(undefined);
  };
  const pullOnce = (resolve: (value: Value | undefined) => void): void => {
    waiting = resolve;
    // Only once the source is asked does its time run: it cannot tell anything while the consumer is busy.
    if (signal.aborted) void giveUp();
    try {
      iterator ??= open?.()[Symbol.asyncIterator]();
      if (iterator === undefined) settle(undefined);
      else iterator.next().then(onResult, onThrow);
    } catch (cause) {
      onThrow(cause);
    }
  };
  const leave = (): void => {
    const source = iterator;
    open = undefined;
    iterator = undefined;
    // The source was given up; it may be deaf, and how it takes that concerns nobody.
    source?.return?.().then(undefined, ignore);
  };

  return {
    from: (source) => {
      thrown = undefined;
      open = source;
    },
    next: () => (isOver ? Promise.resolve(undefined) : new Promise(pullOnce)),
    thrown: () => thrown,
    leave,
    close: () => {
      signal.removeEventListener("abort", onAbort);
      isOver = true;
      leave();
    },
  };
};
