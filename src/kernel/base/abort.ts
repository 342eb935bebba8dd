import type { Failure } from "./failure.ts";

class Interruption extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = "Interruption";
    this.failure = failure;
  }
}

/** Aborts work that nobody stopped: what is open stays open, and is taken up from the log when the cause is gone. */
export const interrupt = (controller: AbortController, failure: Failure): void => controller.abort(new Interruption(failure));

/** What interrupted the work under a signal; undefined where it goes on or was stopped. */
export const interruptionOf = ({ reason }: AbortSignal): Failure | undefined =>
  reason instanceof Interruption ? reason.failure : undefined;

class CallEnd extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = "CallEnd";
    this.failure = failure;
  }
}

/** Aborts the work of one call that nobody stopped: it cannot go on, and is settled with this failure. */
export const endCall = (controller: AbortController, failure: Failure): void => controller.abort(new CallEnd(failure));

/** Why the call under a signal cannot go on; undefined where it goes on, was stopped or interrupted. */
export const callEndOf = ({ reason }: AbortSignal): Failure | undefined =>
  reason instanceof CallEnd ? reason.failure : undefined;

/** What a race against a signal found first. A value that is already there wins over the signal. */
export type Raced<Value> = { readonly type: "settled"; readonly value: Value } | { readonly type: "aborted" };

/**
 * Waits for `work` until the signal aborts. Never rejects because of the signal; a rejection of `work`
 * passes through when it comes first and is silenced when it comes later.
 */
export const raceAbort = <Value>(work: Promise<Value>, signal: AbortSignal): Promise<Raced<Value>> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => {
      // One microtask later, so that work that is already settled still wins.
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => resolve({ type: "aborted" }));
    };
    work.then(
      (value) => {
        signal.removeEventListener("abort", onAbort);
        resolve({ type: "settled", value });
      },
      (cause: unknown) => {
        signal.removeEventListener("abort", onAbort);
        reject(cause);
      },
    );
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
