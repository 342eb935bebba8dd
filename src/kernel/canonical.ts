import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { JsonValue } from "./json.ts";

/** Lower-case hex SHA-256. Synchronous, because nothing but IndexedDB may be awaited inside a transaction. */
export type Hash = string;

export const hashBytes = (bytes: Uint8Array): Hash => bytesToHex(sha256(bytes));
export const hashText = (text: string): Hash => bytesToHex(sha256(utf8ToBytes(text)));

/** JSON text that does not depend on the order of keys: object keys sorted by UTF-16 code unit, no white space. */
export const canonicalJson = (value: JsonValue): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const object = value as { readonly [key: string]: JsonValue };
  let members = "";
  for (const key of Object.keys(object).sort()) {
    const member = `${JSON.stringify(key)}:${canonicalJson(object[key] ?? null)}`;
    members = members === "" ? member : `${members},${member}`;
  }
  return `{${members}}`;
};

export const canonicalHash = (value: JsonValue): Hash => hashText(canonicalJson(value));
