import type { JsonValue } from "../../kernel/base/json.ts";
import { ok } from "../../kernel/base/result.ts";
import { isLocalAddress } from "../../kernel/model/endpoint.ts";
import type { SettingRows } from "../sessions/setting-rows.ts";

/** Origins on this machine that a key was given for. Only their names are kept, so that a reload asks for the key again. */
export interface KeyedOrigins {
  readonly get: () => readonly string[];
  readonly add: (origin: string) => Promise<void>;
  readonly remove: (origin: string) => Promise<void>;
  readonly removeAll: () => Promise<void>;
}

const originsFrom = (stored: JsonValue | undefined): readonly string[] =>
  (Array.isArray(stored) ? stored : []).filter((origin) => typeof origin === "string");

export const openKeyedOrigins = (rows: SettingRows): KeyedOrigins => {
  const setting = rows.open<readonly string[]>("keyed-origins", { read: originsFrom, write: (value) => [...value] });
  // In force at once, stored or not: where the storage is full or gone, only the reminder after a reload is lost, and the
  // status line tells of the storage.
  let origins = setting.get();
  const keep = async (next: readonly string[]): Promise<void> => {
    origins = next;
    await setting.change(() => ok(next));
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
