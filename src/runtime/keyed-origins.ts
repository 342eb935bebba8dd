import type { Store } from "../kernel/contracts/store.ts";

const settingKey = "keyed-origins";

/** Origins on this machine that a key was given for. Only their names are kept, so that a reload asks for the key again. */
export interface KeyedOrigins {
  readonly get: () => readonly string[];
  readonly add: (origin: string) => void;
  readonly remove: (origin: string) => void;
}

/** Every other origin needs a key anyway and need not be remembered. */
const isLocal = (origin: string): boolean => new URL(origin).protocol === "http:";

export const openKeyedOrigins = async (store: Store): Promise<KeyedOrigins> => {
  const row = await store.get("settings", settingKey);
  const stored = row.ok ? row.value?.value : undefined;
  let origins = Array.isArray(stored) ? stored.filter((origin) => typeof origin === "string") : [];

  const keep = (next: readonly string[]): void => {
    origins = [...next];
    const put = { type: "put" as const, table: "settings" as const, row: { key: settingKey, value: origins } };
    // Where the storage is full or gone, only the reminder after a reload is lost; the status line tells of the storage.
    void store.append({ entries: [], effects: [put], expects: [], durability: "strict" });
  };
  return {
    get: () => origins,
    add: (origin) => {
      if (isLocal(origin) && !origins.includes(origin)) keep([...origins, origin]);
    },
    remove: (origin) => {
      if (origins.includes(origin)) keep(origins.filter((other) => other !== origin));
    },
  };
};
