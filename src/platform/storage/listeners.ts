/** Listeners in the order in which they came. */
export interface Listeners<Value> {
  readonly notify: (value: Value) => void;
  /** Returns the way to stop; stopping twice is nothing. */
  readonly subscribe: (listener: (value: Value) => void) => () => void;
}

export const createListeners = <Value>(): Listeners<Value> => {
  // Replaced when one comes or goes, so that a listener that leaves while others are told does not disturb the round.
  let listeners: readonly { readonly hear: (value: Value) => void }[] = [];
  return {
    notify: (value) => {
      for (const { hear } of listeners) {
        try {
          hear(value);
        } catch (cause) {
          // A listener's bug is reported as one; what is stored is stored and the others hear of it.
          queueMicrotask(() => {
            throw cause;
          });
        }
      }
    },
    subscribe: (hear) => {
      const listener = { hear };
      listeners = [...listeners, listener];
      return () => {
        listeners = listeners.filter((other) => other !== listener);
      };
    },
  };
};
