import type { Failure } from "../../kernel/base/failure.ts";
import type { JsonValue } from "../../kernel/base/json.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Store } from "../../kernel/contracts/store.ts";

/** One row of the settings table, read once and kept in memory. */
export interface Setting<Value> {
  readonly get: () => Value;
  /** Replaces the value. It is refused whole, or stored and then in force; changes are made one after the other. */
  readonly change: (next: (before: Value) => Result<Value, Failure>) => Promise<Result<null, Failure>>;
}

/** How a value stands in its row. */
export interface SettingForm<Value> {
  /** Reads what is stored, or `undefined`, or something damaged; never throws. */
  readonly read: (stored: JsonValue | undefined) => Value;
  readonly write: (value: Value) => JsonValue;
}

export interface SettingRows {
  readonly open: <Value>(key: string, form: SettingForm<Value>) => Setting<Value>;
}

/** Reads the whole table at once; a row that cannot be read counts as not set. `onChange` hears of each change in force. */
export const openSettingRows = async (store: Store, onChange: () => void): Promise<SettingRows> => {
  const listed = await store.list("settings");
  const stored = new Map(listed.ok ? listed.value.rows.map(({ key, value }) => [key, value]) : []);
  return {
    open: (key, { read, write }) => {
      let current = read(stored.get(key));
      let last: Promise<unknown> = Promise.resolve();
      return {
        get: () => current,
        change: (next) => {
          const work = async (): Promise<Result<null, Failure>> => {
            const after = next(current);
            if (!after.ok) return after;
            const effects = [{ type: "put", table: "settings", row: { key, value: write(after.value) } }] as const;
            const put = await store.append({ entries: [], effects, expects: [], durability: "strict" });
            if (!put.ok) return put;
            current = after.value;
            onChange();
            return ok(null);
          };
          const result = last.then(work);
          last = result;
          return result;
        },
      };
    },
  };
};
