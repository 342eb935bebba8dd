import type { JsonValue } from "./json.ts";
import { sha256 } from "./sha256.ts";

/** Lower-case hex SHA-256. Synchronous, because nothing but IndexedDB may be awaited inside a transaction. */
export type Hash = string;

const hexDigits = "0123456789abcdef";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

// Scratch memory of one call: a call ends before the next begins.
const digits = new Uint8Array(64);
const short = new Uint8Array(3_072);

/** Of 32 bytes. Written as bytes and read as one text: a sum of single digits is kept as a chain of all its parts. */
const hexOf = (bytes: Uint8Array): string => {
  let end = 0;
  for (const byte of bytes) {
    digits[end++] = hexDigits.charCodeAt(byte >> 4);
    digits[end++] = hexDigits.charCodeAt(byte & 15);
  }
  return decoder.decode(digits);
};

export const hashBytes = (bytes: Uint8Array): Hash => hexOf(sha256(bytes));
export const hashText = (text: string): Hash => {
  // UTF-16 units never need more than three bytes each.
  if (text.length * 3 > short.length) return hashBytes(encoder.encode(text));
  const { written } = encoder.encodeInto(text, short);
  return hexOf(sha256(short, written));
};

const isSorted = (keys: readonly string[]): boolean => {
  for (let index = 1; index < keys.length; index += 1) if (!(keys[index - 1]! < keys[index]!)) return false; // Both are in the list.
  return true;
};

/** Most objects are written with few keys, and many in order. */
const sortedKeys = (object: object): readonly string[] => {
  const keys = Object.keys(object);
  return isSorted(keys) ? keys : keys.sort();
};

/** JSON text that does not depend on the order of keys: object keys sorted by UTF-16 code unit, no white space. */
export const canonicalJson = (value: JsonValue): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const object = value as { readonly [key: string]: JsonValue };
  let members = "";
  for (const key of sortedKeys(object)) {
    const member = `${JSON.stringify(key)}:${canonicalJson(object[key] ?? null)}`;
    members = members === "" ? member : `${members},${member}`;
  }
  return `{${members}}`;
};

export const canonicalHash = (value: JsonValue): Hash => hashText(canonicalJson(value));
