import type { Locks } from "./ownership.ts";

interface Waiting {
  readonly grant: () => void;
}

/** One exclusive lock with the rules of the Web Locks API: line, `ifAvailable`, `steal`, `signal`. */
export const createFakeLocks = (): Locks => {
  let holder: { readonly lose: (cause: unknown) => void } | undefined;
  let line: Waiting[] = [];

  const next = (): void => {
    holder = undefined;
    line.shift()?.grant();
  };

  const hold = (task: (lock: unknown) => Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      const mine = { lose: reject };
      holder = mine;
      void task({}).then(() => {
        if (holder === mine) next();
        resolve();
      });
    });

  return {
    request: (_name, options, task) => {
      if (options.steal === true) {
        holder?.lose(new DOMException("stolen", "AbortError"));
        return hold(task);
      }
      if (holder === undefined) return hold(task);
      if (options.ifAvailable === true) return task(null);
      return new Promise((resolve, reject) => {
        const waiting: Waiting = { grant: () => void hold(task).then(resolve, reject) };
        line.push(waiting);
        options.signal?.addEventListener("abort", () => {
          line = line.filter((other) => other !== waiting);
          reject(new DOMException("left the line", "AbortError"));
        });
      });
    },
  };
};
