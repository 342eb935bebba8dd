import { fromBase64, toBase64 } from "../../kernel/base/base64.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { isJsonObject, parseUntrustedJson } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Persistence } from "../../kernel/contracts/persistence.ts";

/** Records that leave as one file and come back from it. */
export interface FilePersistence extends Persistence {
  /**
   * The file as it is: `{ format, records: [[key, text], …] }`, by code unit of the keys. Bytes that are no UTF-8 text stand as
   * `[key, base64, "base64"]`.
   */
  readonly text: () => string;
}

const format = "vivarium-records-1";
const bytesFrom = (text: string, encoding: unknown): Uint8Array | undefined => {
  if (encoding === undefined) return new TextEncoder().encode(text);
  return encoding === "base64" ? fromBase64(text) : undefined;
};

/** As text where that says the same bytes. */
const written = (bytes: Uint8Array): readonly string[] => {
  try {
    return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)];
  } catch {
    // It throws for exactly one reason: this is no UTF-8.
    return [toBase64(bytes), "base64"];
  }
};

const refused = (why: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `This file holds no records that can be read: ${why} Nothing was taken from it.` });

const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** A file of records; without a text an empty one. A text that is not such a file is refused as a whole. */
export const openFilePersistence = (text?: string): Result<FilePersistence, Failure> => {
  const records = new Map<string, Uint8Array>();
  if (text !== undefined) {
    const parsed = parseUntrustedJson(text);
    if (!parsed.ok) return refused(parsed.error);
    const file = parsed.value;
    if (!isJsonObject(file) || file.format !== format || !Array.isArray(file.records)) return refused("it is of another kind.");
    for (const [index, record] of file.records.entries()) {
      const [key, value, encoding] = Array.isArray(record) ? record : [];
      const bytes = typeof value === "string" ? bytesFrom(value, encoding) : undefined;
      if (typeof key !== "string" || bytes === undefined) return refused(`its record ${index + 1} is damaged.`);
      records.set(key, bytes);
    }
  }
  const keys = (): readonly string[] => [...records.keys()].sort(byCodeUnit);
  return ok({
    write: async ({ put = [], remove = [] }) => {
      for (const [key, bytes] of put) records.set(key, bytes);
      for (const key of remove) records.delete(key);
      return ok(null);
    },
    read: async (wanted) => ok(wanted.map((key) => records.get(key))),
    list: async (prefix) => ok(keys().filter((key) => key.startsWith(prefix))),
    text: () => {
      const all = keys().map((key) => [key, ...written(records.get(key) ?? new Uint8Array())]);
      return `${JSON.stringify({ format, records: all })}\n`;
    },
  });
};
