import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalHash, canonicalJson, hashBytes, hashText } from "./canonical.ts";
import type { JsonValue } from "./json.ts";

const reversed = (value: JsonValue): JsonValue => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, child]) => [key, reversed(child as JsonValue)]),
  );
};

test("the canonical form sorts keys at every level and keeps the order of lists", () => {
  expect(canonicalJson({ b: [2, 1], a: { d: null, c: "ü" } })).toBe('{"a":{"c":"ü","d":null},"b":[2,1]}');
});

test("the hash of a value does not depend on the order of its keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalHash(reversed(value as JsonValue))).toBe(canonicalHash(value as JsonValue));
    }),
  );
});

test("the canonical form is JSON of the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("hashes are SHA-256, as another implementation has them", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(hashBytes(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
  );
  expect(hashText("Grüße 🌿")).toBe(createHash("sha256").update("Grüße 🌿").digest("hex"));
});
