import fc from "fast-check";
import { expect, test } from "vitest";
import { findJsonProblem, type JsonObject, type JsonValue } from "../../../../kernel/base/json.ts";
import { argumentsOf, fieldKind, jsonOfValue, numberOf, valueOfJson, withArgument } from "./value-text.ts";

/** Names that reach a prototype are refused wherever JSON comes in. */
const json = fc
  .jsonValue({ maxDepth: 4 })
  .map((value): JsonValue => JSON.parse(JSON.stringify(value)))
  .filter((value) => findJsonProblem(value) === undefined);
/** Text that looks like JSON, and text that does not. */
const text = fc.oneof(
  fc.string(),
  json.map((value) => JSON.stringify(value)),
  fc.constantFrom("", " ", "null", '"', "1e999", "[1,"),
);

test("every value is written as JSON and read again as it was", () => {
  fc.assert(
    fc.property(fc.oneof(json, text), (value) => {
      expect(valueOfJson(jsonOfValue(value))).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

test("what is no number stays the text that was written", () => {
  expect(["7", "-1.5", "1e3", "", " ", "7a", "Infinity", "0x10"].map(numberOf)).toEqual([
    7,
    -1.5,
    1000,
    "",
    " ",
    "7a",
    "Infinity",
    16,
  ]);
});

test.each<readonly [JsonObject, JsonValue | undefined, string]>([
  [{ type: "string" }, undefined, "text"],
  [{ type: "string" }, 7, "json"],
  [{ type: "integer" }, 7, "number"],
  [{ type: "integer" }, "7a", "number"],
  [{ type: "integer" }, "7", "json"],
  [{ type: "integer" }, null, "json"],
  [{ type: "boolean" }, true, "flag"],
  [{ type: "boolean" }, "true", "json"],
  [{ enum: ["a", "b"] }, "a", "choice"],
  [{ enum: ["a", "b"] }, "c", "json"],
  [{ type: "array", items: { type: "string" } }, ["a"], "list"],
  [{ type: "array" }, ["a"], "json"],
  [{ type: "object", properties: {} }, {}, "group"],
  [{ type: "object" }, {}, "json"],
  [{}, 1, "json"],
])("%j shows %j in a field of the kind that can hold it: %s", (schema, value, kind) => {
  expect(fieldKind(schema, value)).toBe(kind);
});

test("arguments that the schema does not name are shown as well", () => {
  const schema: JsonObject = { properties: { a: { type: "string" }, b: {} }, required: ["b"] };
  expect(argumentsOf(schema, { z: 1, a: "x" })).toEqual([
    { name: "a", schema: { type: "string" }, isRequired: false, isKnown: true },
    { name: "b", schema: {}, isRequired: true, isKnown: true },
    { name: "z", schema: {}, isRequired: false, isKnown: false },
  ]);
});

test("an argument is set in its place and taken out", () => {
  expect(Object.entries(withArgument({ a: 1, b: 2 }, "a", 3))).toEqual([
    ["a", 3],
    ["b", 2],
  ]);
  expect(withArgument({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
});
