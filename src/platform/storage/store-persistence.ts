import { ok } from "../../kernel/base/result.ts";
import type { Persistence } from "../../kernel/contracts/persistence.ts";
import type { Effect, Store } from "../../kernel/contracts/store.ts";

/** In the workspace's own store: in IndexedDB, or in memory where the workspace is. */
export const createStorePersistence = (store: Store): Persistence => ({
  write: async ({ put = [], remove = [] }) => {
    const effects: readonly Effect[] = [
      ...put.map(([key, bytes]): Effect => ({ type: "put", table: "kept", row: { key, bytes } })),
      ...remove.map((key): Effect => ({ type: "remove", table: "kept", key })),
    ];
    const stored = await store.append({ entries: [], effects, expects: [], durability: "strict" });
    return stored.ok ? ok(null) : stored;
  },
  read: async (keys) => {
    const rows = await Promise.all(keys.map((key) => store.get("kept", key)));
    const found: (Uint8Array | undefined)[] = [];
    for (const row of rows) {
      if (!row.ok) return row;
      found.push(row.value?.bytes);
    }
    return ok(found);
  },
  list: async (prefix) => {
    const listed = await store.list("kept");
    return listed.ok ? ok(listed.value.rows.map(({ key }) => key).filter((key) => key.startsWith(prefix))) : listed;
  },
});
