/** Whether the browser has a network at all. It says so by itself; `true` promises nothing about any host. */
export interface Connectivity {
  readonly isOnline: () => boolean;
  /** Hears each change until the returned function is called. */
  readonly onChange: (listener: () => void) => () => void;
}

export interface ConnectivityDep {
  readonly connectivity: Connectivity;
}

/** A connectivity that is told: by the page in the product, by a test elsewhere. */
export interface ToldConnectivity extends Connectivity {
  readonly set: (online: boolean) => void;
}

export const createConnectivity = (online = true): ToldConnectivity => {
  const listeners = new Set<() => void>();
  let current = online;
  return {
    isOnline: () => current,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set: (value) => {
      if (value === current) return;
      current = value;
      for (const listener of [...listeners]) listener();
    },
  };
};
