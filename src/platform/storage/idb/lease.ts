import type { ClockDep } from "../../../kernel/base/clock.ts";
import type { LeaseRow } from "../schema.ts";
import { isRecord } from "../shape.ts";
import { requested } from "./requests.ts";

const epochIn = (row: unknown): number | undefined =>
  isRecord(row) && typeof row.epoch === "number" && Number.isSafeInteger(row.epoch) ? row.epoch : undefined;

/**
 * Makes its caller the only owner: the epoch goes up by one in one strict transaction, so every earlier owner is superseded.
 * Resolves with the epoch once it is stored.
 */
export const takeLease = (deps: ClockDep, database: IDBDatabase): Promise<number> =>
  new Promise((resolve, reject) => {
    const transaction = database.transaction("lease", "readwrite", { durability: "strict" });
    const leases = transaction.objectStore("lease");
    const reading: IDBRequest<unknown> = leases.get("workspace");
    let epoch = 1;
    reading.onsuccess = () => {
      // A damaged epoch may be any owner's; the time is larger than any count.
      if (reading.result !== undefined) epoch = (epochIn(reading.result) ?? deps.clock.now()) + 1;
      const row: LeaseRow = { key: "workspace", epoch };
      leases.put(row);
      transaction.commit();
    };
    transaction.oncomplete = () => resolve(epoch);
    transaction.onabort = () => reject(transaction.error ?? new DOMException("The transaction was aborted.", "AbortError"));
  });

/** The epoch that is stored; undefined where there is none that can be read. */
export const readEpoch = async (database: IDBDatabase): Promise<number | undefined> =>
  epochIn(await requested<unknown>(database.transaction("lease").objectStore("lease").get("workspace")));

/**
 * As `takeLease`, except that a full quota does not keep people from their data: then the stored epoch is shared with the
 * owner before, whom the lock keeps away, and a log row that either has written refuses the other's.
 */
export const takeLeaseIfRoom = async (deps: ClockDep, database: IDBDatabase): Promise<number> => {
  try {
    return await takeLease(deps, database);
  } catch (cause) {
    if (!(cause instanceof DOMException && cause.name === "QuotaExceededError")) throw cause;
    return (await readEpoch(database)) ?? 0;
  }
};
