import type { Replacement } from "../../../kernel/contracts/store.ts";
import { storeNames } from "../schema.ts";
import { type Member, prepareMember } from "./member.ts";
import { requested } from "./requests.ts";

/** Empties every store but the lease; of the contents those stay that are named. Awaits requests of the transaction only. */
const clearWithin = async (transaction: IDBTransaction, keeps: ReadonlySet<string>): Promise<void> => {
  for (const name of storeNames) if (name !== "lease" && name !== "blobs") transaction.objectStore(name).clear();
  const blobs = transaction.objectStore("blobs");
  for (const key of await requested(blobs.getAllKeys())) if (!keeps.has(String(key))) blobs.delete(key);
};

/** A whole workspace as one member of a group of its own. */
export const prepareReplacement = ({ entries, effects, keeps }: Replacement): Member => {
  const kept = new Set(keeps);
  const drafts = entries.map(({ seq: _seq, ...draft }) => draft);
  return prepareMember(
    { entries: drafts, effects, expects: [], durability: "strict" },
    (transaction) => clearWithin(transaction, kept),
    true,
  );
};
