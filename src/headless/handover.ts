/** Passes values from one writer to one reader. The writer goes on when the reader comes back for more. */
export interface Handover<Value> {
  /** Resolves when the reader asks for the value after this one, or has left. */
  readonly give: (value: Value) => Promise<void>;
  /** No more values. */
  readonly end: () => void;
  /** The next value; undefined after the end. One call at a time. */
  readonly take: () => Promise<Value | undefined>;
  /** The reader is gone: nothing is kept for it any more. */
  readonly leave: () => void;
}

export const createHandover = <Value>(): Handover<Value> => {
  let waiting: ((value: Value | undefined) => void) | undefined;
  let offered: { readonly value: Value; readonly done: () => void } | undefined;
  let release: (() => void) | undefined;
  let isOver = false;
  const letGo = (): void => {
    release?.();
    release = undefined;
  };
  return {
    give: (value) =>
      new Promise((done) => {
        const reader = waiting;
        waiting = undefined;
        if (isOver) return done();
        if (reader === undefined) offered = { value, done };
        else {
          release = done;
          reader(value);
        }
      }),
    end: () => {
      isOver = true;
      waiting?.(undefined);
    },
    take: () =>
      new Promise((resolve) => {
        letGo();
        const ready = offered;
        offered = undefined;
        if (ready === undefined) {
          if (isOver) resolve(undefined);
          else waiting = resolve;
          return;
        }
        release = ready.done;
        resolve(ready.value);
      }),
    leave: () => {
      isOver = true;
      letGo();
      offered?.done();
      offered = undefined;
    },
  };
};
