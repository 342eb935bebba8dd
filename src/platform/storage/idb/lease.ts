import type { ClockDep } from "../../../kernel/clock.ts";
import type { Database } from "../database.ts";

/**
 * Makes its caller the only owner: the epoch goes up by one in one strict transaction, so every earlier owner is superseded.
 * Returns the epoch.
 */
export const takeLease = async (deps: ClockDep, database: Database): Promise<number> => {
  const transaction = database.transaction("lease", "readwrite", { durability: "strict" });
  const [epoch] = await Promise.all([
    transaction.store.get("workspace").then(async (row) => {
      const before: unknown = row?.epoch;
      // A damaged epoch may be any owner's; the time is larger than any count.
      const next =
        row === undefined ? 1 : typeof before === "number" && Number.isSafeInteger(before) ? before + 1 : deps.clock.now();
      await transaction.store.put({ key: "workspace", epoch: next });
      return next;
    }),
    transaction.done,
  ]);
  return epoch;
};

export const readEpoch = async (database: Database): Promise<number | undefined> =>
  (await database.get("lease", "workspace"))?.epoch;
