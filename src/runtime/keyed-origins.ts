import type { Store } from "../kernel/contracts/store.ts";
import { isLocalAddress } from "../kernel/endpoint.ts";

const settingKey = "keyed-origins";

/** Origins on this machine that a key was given for. Only their names are kept, so that a reload asks for the key again. */
export interface KeyedOrigins {
  readonly get: () => readonly string[];
  readonly add: (origin: string) => Promise<void>;
  readonly remove: (origin: string) => Promise<void>;
  readonly removeAll: () => Promise<void>;
}

export const openKeyedOrigins = async (store: Store): Promise<KeyedOrigins> => {
  const row = await store.get("settings", settingKey);
  const stored = row.ok ? row.value?.value : undefined;
  let origins = Array.isArray(stored) ? stored.filter((origin) => typeof origin === "string") : [];

  const keep = async (next: readonly string[]): Promise<void> => {
    origins = [...next];
    const put = { type: "put" as const, table: "settings" as const, row: { key: settingKey, value: origins } };
    // Where the storage is full or gone, only the reminder after a reload is lost; the status line tells of the storage.
    await store.append({ entries: [], effects: [put], expects: [], durability: "strict" });
  };
  return {
    get: () => origins,
    add: async (origin) => {
      // Every other origin needs a key anyway and need not be remembered.
      if (isLocalAddress(origin) && !origins.includes(origin)) await keep([...origins, origin]);
    },
    removeAll: async () => {
      if (origins.length > 0) await keep([]);
    },
    remove: async (origin) => {
      if (origins.includes(origin)) await keep(origins.filter((other) => other !== origin));
    },
  };
};
