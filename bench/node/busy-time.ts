import { existsSync, readFileSync } from "node:fs";

const statistics = `/proc/${process.pid}/task/${process.pid}/schedstat`;
const isTold = existsSync(statistics);

/**
 * Milliseconds that the main thread has been on the processor, so that other programs on the machine do not lengthen a
 * measurement; the wall clock where the system does not tell. A look costs some 20 µs.
 */
export const busyMs = (): number => {
  if (!isTold) return performance.now();
  // Asking for the process's usage brings the thread's own count up to date; read alone, it is up to 4 ms old.
  process.cpuUsage();
  return Number(readFileSync(statistics, "utf8").split(" ", 1)[0]) / 1e6;
};

/** Collects garbage, so that a measurement does not pay for the one before. */
export const collect = (): void => {
  if (globalThis.gc === undefined) throw new Error("Start Node with --expose-gc.");
  globalThis.gc();
};

/** Does something after a collection, and says how long the main thread was busy with it. */
export const timed = <Value>(work: () => Value): { readonly tookMs: number; readonly value: Value } => {
  collect();
  const start = busyMs();
  const value = work();
  return { tookMs: busyMs() - start, value };
};
