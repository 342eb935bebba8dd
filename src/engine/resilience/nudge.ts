/** The way for a person to end a wait early. */
export interface Nudge {
  /** Ends the waits that are under way; does nothing where none is. */
  readonly nudge: () => void;
  /** Hears each nudge until the returned function is called. */
  readonly onNudge: (listener: () => void) => () => void;
}

export interface NudgeDep {
  readonly nudge: Nudge;
}

export const createNudge = (): Nudge => {
  const listeners = new Set<() => void>();
  return {
    nudge: () => {
      for (const listener of [...listeners]) listener();
    },
    onNudge: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
