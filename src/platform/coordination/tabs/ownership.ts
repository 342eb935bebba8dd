/**
 * Which tab owns the workspace, by a Web Lock. The lock is freed by the browser when its tab or worker dies, so the next in
 * line owns within milliseconds. It is a convenience for people; what protects the data is the epoch in every transaction.
 */
export interface Ownership {
  /** Takes the lock from whoever holds it. */
  readonly takeOver: () => void;
  /** Gives the lock up, or leaves the line. */
  readonly release: () => void;
}

/** The part of `LockManager` that is used. */
export interface Locks {
  request(
    name: string,
    options: { readonly ifAvailable?: boolean; readonly steal?: boolean; readonly signal?: AbortSignal },
    task: (lock: unknown) => Promise<void>,
  ): Promise<void>;
}

export interface OwnershipEvents {
  /** This tab owns the workspace from now on. */
  readonly onOwner: () => void;
  /** Another tab owns it; this one stands in line. Also said when the lock was taken away. */
  readonly onMirror: () => void;
}

/** Asks for the lock at once; with `locks` undefined (a browser without them) this tab is the owner. */
export const requestOwnership = (locks: Locks | undefined, lockName: string, events: OwnershipEvents): Ownership => {
  if (locks === undefined) {
    events.onOwner();
    return { takeOver: () => {}, release: () => {} };
  }
  let release: (() => void) | undefined;
  let line: AbortController | undefined;
  let ended = false;

  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      release = resolve;
      events.onOwner();
    });

  const standInLine = (): void => {
    if (ended) return;
    const place = new AbortController();
    line = place;
    locks.request(lockName, { signal: place.signal }, hold).catch(() => {
      // Leaving the line on purpose is no loss.
      if (!place.signal.aborted) lost();
    });
  };

  /** The lock was stolen. */
  const lost = (): void => {
    if (release === undefined) return;
    release = undefined;
    events.onMirror();
    standInLine();
  };

  locks
    .request(lockName, { ifAvailable: true }, (lock) => {
      if (lock !== null) return hold();
      events.onMirror();
      standInLine();
      return Promise.resolve();
    })
    .catch(lost);

  return {
    takeOver: () => {
      if (release !== undefined || ended) return;
      line?.abort();
      locks.request(lockName, { steal: true }, hold).catch(lost);
    },
    release: () => {
      ended = true;
      line?.abort();
      release?.();
    },
  };
};
