import type { BrowserContext, Worker } from "@playwright/test";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";

/** Counts the commits of a worker from now on. */
export interface CommitPoints {
  readonly count: () => Promise<number>;
  /** Resolves when the chosen commit is stored and the worker, which has not heard of it, stands still. */
  readonly reached: Promise<void>;
}

/**
 * Stops a worker's database at its `point`-th write from now: the write is stored, and nobody in the worker hears that it is.
 * A crash after it is a crash exactly at this commit. 0 only counts.
 */
export const stopAtCommit = async (worker: Worker, point: number): Promise<CommitPoints> => {
  await worker.evaluate((at) => {
    const scope = self as unknown as { commits: number; atCommit: Promise<void> };
    scope.commits = 0;
    const { transaction } = IDBDatabase.prototype;
    scope.atCommit = new Promise((resolve) => {
      IDBDatabase.prototype.transaction = function (...parameters): IDBTransaction {
        const opened = transaction.apply(this, parameters);
        // The first listener of the transaction, so that nothing after it hears.
        if (opened.mode === "readwrite")
          opened.addEventListener("complete", (event) => {
            scope.commits += 1;
            if (at === 0 || scope.commits < at) return;
            event.stopImmediatePropagation();
            resolve();
          });
        return opened;
      };
    });
  }, point);
  return {
    count: () => worker.evaluate(() => (self as unknown as { commits: number }).commits),
    reached: worker.evaluate(() => (self as unknown as { atCommit: Promise<void> }).atCommit),
  };
};

/** Every entry that the worker told the page, as text by place: these the page may show, so they must not be lost. */
export const watchAcknowledged = async (context: BrowserContext): Promise<ReadonlyMap<number, string>> => {
  const acknowledged = new Map<number, string>();
  await context.exposeFunction("acknowledge", (entries: readonly LogEntry[]) => {
    for (const entry of entries) acknowledged.set(entry.seq, JSON.stringify(entry));
  });
  await context.addInitScript(() => {
    const scope = globalThis as unknown as { Worker: typeof Worker; acknowledge: (entries: unknown) => void };
    const Native = scope.Worker;
    scope.Worker = class extends Native {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        this.addEventListener("message", ({ data }) => {
          if (data?.update?.type === "entries") scope.acknowledge(data.update.entries);
        });
      }
    };
  });
  return acknowledged;
};
