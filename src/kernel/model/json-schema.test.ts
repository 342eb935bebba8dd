import fc from "fast-check";
import { expect, test } from "vitest";
import { fromJSONSchema } from "zod";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { findSchemaProblem } from "./check-json-schema.ts";
import { findMisfits, patternsIn } from "./json-schema.ts";

const order: JsonObject = {
  type: "object",
  properties: {
    id: { type: "string", minLength: 2, maxLength: 4, pattern: "^[a-z]+$" },
    items: {
      type: "array",
      minItems: 1,
      maxItems: 3,
      items: {
        type: "object",
        properties: { price: { type: "number", minimum: 0 }, kind: { enum: ["plant", "pot"] } },
        required: ["price"],
        additionalProperties: false,
      },
    },
  },
  required: ["id", "items"],
};

test("all that is wrong with a value is said at once, each with its place", () => {
  const value = { id: "A", items: [{ price: "9" }, { price: -1, kind: "tree", colour: "red" }, {}] };
  expect(findMisfits(order, value, "The answer", (pattern, text) => new RegExp(pattern, "u").test(text))).toEqual([
    "id must have at least 2 characters; it has 1.",
    "id must match the pattern ^[a-z]+$.",
    "items[0].price must be a number; it is text.",
    "items[1].price must be at least 0; it is -1.",
    'items[1].kind must be one of "plant", "pot"; it is "tree".',
    "items[1].colour must not be there; there may be price, kind.",
    "items[2].price is missing.",
  ]);
});

test.each<readonly [JsonObject, JsonValue, readonly string[]]>([
  [{ type: "object" }, [], ["The answer must be an object; it is a list."]],
  [{ type: ["string", "null"] }, 1, ["The answer must be text or null; it is a whole number."]],
  [{ type: "integer" }, 1.5, ["The answer must be a whole number; it is a number."]],
  [{ type: "number" }, 1, []],
  [{ const: { a: [1] } }, { a: [1] }, []],
  [{ const: "x" }, "y", ['The answer must be "x"; it is "y".']],
  [{ multipleOf: 0.1 }, 0.3, []],
  [{ multipleOf: 0.1 }, 0.35, ["The answer must be a multiple of 0.1; it is 0.35."]],
  [{ exclusiveMinimum: 0, exclusiveMaximum: 1 }, 1, ["The answer must be less than 1; it is 1."]],
  [{ maxLength: 2 }, "😀😀", []],
  [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], ["The answer must not hold the same item twice."]],
  [{ prefixItems: [{ type: "string" }], items: false }, ["a", 1], ["[1] must not be there."]],
  [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, ["ab as a name must have at most 1 characters; it has 2."]],
  [{ additionalProperties: { type: "number" } }, { "odd name": "x" }, ['["odd name"] must be a number; it is text.']],
  [{ minProperties: 2 }, { a: 1 }, ["The answer must have at least 2 properties; it has 1."]],
  [
    { anyOf: [{ type: "string" }, { type: "object", required: ["a", "b"] }] },
    { a: 1 },
    ["The answer must be text; it is an object."],
  ],
  [{ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3, ["The answer must fit only one of 2 forms; it fits 2."]],
  [
    { allOf: [{ minimum: 2 }, { maximum: 0 }] },
    1,
    ["The answer must be at least 2; it is 1.", "The answer must be at most 0; it is 1."],
  ],
  [{ not: { type: "null" } }, null, ["The answer has the form that it must not have."]],
  [{ $ref: "#/$defs/a", $defs: { a: { type: "string" } } }, 1, ["The answer must be text; it is a whole number."]],
  [{ format: "email" }, "nobody", []],
])("%j holds %j to account", (schema, value, expected) => {
  expect(findSchemaProblem(schema)).toBeUndefined();
  expect(findMisfits(schema, value)).toEqual(expected);
});

const tree: JsonObject = {
  $ref: "#/$defs/node",
  $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" } }, additionalProperties: false } },
};

test("a schema may refer to itself, and circles of references end", () => {
  expect(findMisfits(tree, { next: { next: { nex: 1 } } })).toEqual([
    "next.next.nex must not be there; perhaps next is meant; there may be next.",
  ]);
  expect(findMisfits({ $ref: "#" }, 1)).toEqual([]);
});

test("forms that multiply come to an end that is said", () => {
  const forked: JsonObject = { anyOf: [{ properties: { a: { $ref: "#" } } }, { properties: { a: { $ref: "#" } } }] };
  let deep: JsonValue = 1;
  for (let depth = 0; depth < 60; depth += 1) deep = { a: deep };
  expect(findMisfits(forked, deep)).toEqual(["It is too large for the forms of this schema: not all of it could be checked."]);
});

test("many misfits are counted, not listed", () => {
  const told = findMisfits(
    { items: { type: "string" } },
    Array.from({ length: 50 }, (_, index) => index),
  );
  expect([told.length, told.at(-1)]).toEqual([21, "There are 30 more places like these."]);
});

const name = fc.constantFrom("a", "b", "c");
const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant<JsonObject>({ type: "string" }),
  fc.constant<JsonObject>({ type: "integer" }),
  fc.constant<JsonObject>({ type: "boolean" }),
  fc.constant<JsonObject>({ type: "null" }),
  fc.record({ type: fc.constant("string"), minLength: fc.nat(3), maxLength: fc.nat(4) }),
  fc.record({
    type: fc.constant("number"),
    minimum: fc.integer({ min: -3, max: 3 }),
    exclusiveMaximum: fc.integer({ min: -3, max: 5 }),
  }),
  fc.record({ enum: fc.array(fc.constantFrom<JsonValue>("x", "yy", 1, true), { minLength: 1, maxLength: 3 }) }),
);
const { schemas } = fc.letrec<{ schemas: JsonObject }>((tie) => ({
  schemas: fc.oneof(
    { maxDepth: 3, depthIdentifier: "schema" },
    leaf,
    fc
      .record({
        properties: fc.dictionary(name, tie("schemas"), { maxKeys: 3, noNullPrototype: true }),
        isClosed: fc.boolean(),
        needsAll: fc.boolean(),
      })
      .map(({ properties, isClosed, needsAll }) => ({
        type: "object",
        properties,
        ...(needsAll ? { required: Object.keys(properties) } : {}),
        ...(isClosed ? { additionalProperties: false } : {}),
      })),
    fc.record({ type: fc.constant("array"), items: tie("schemas"), maxItems: fc.nat(3) }),
    fc.record({ anyOf: fc.array(tie("schemas"), { minLength: 1, maxLength: 3 }) }),
  ),
}));
const { values } = fc.letrec<{ values: JsonValue }>((tie) => ({
  values: fc.oneof(
    { maxDepth: 3, depthIdentifier: "value" },
    fc.constantFrom<JsonValue>("", "x", "yy", "long text", 0, 1, -2, 2.5, true, null),
    fc.dictionary(name, tie("values"), { maxKeys: 3, noNullPrototype: true }),
    fc.array(tie("values"), { maxLength: 4 }),
  ),
}));

test("another implementation of the standard finds the same values fit and unfit", () => {
  fc.assert(
    fc.property(schemas, values, (schema, value) => {
      expect(findSchemaProblem(schema)).toBeUndefined();
      const isFit = fromJSONSchema(schema as Parameters<typeof fromJSONSchema>[0]).safeParse(value).success;
      expect(findMisfits(schema, value).length === 0).toBe(isFit);
    }),
    { numRuns: 1_000 },
  );
});

test("patterns are found wherever schemas stand, and not in data; without somebody who looks for them every text fits", () => {
  const schema: JsonObject = {
    properties: { pattern: { type: "string", pattern: "a" }, list: { items: { pattern: "b" } } },
    anyOf: [{ pattern: "a" }],
    $defs: { one: { propertyNames: { pattern: "c" } } },
    const: { pattern: "d" },
  };
  expect(patternsIn(schema)).toEqual(["a", "b", "c"]);
  expect(findMisfits({ pattern: "^(a+)+$" }, `${"a".repeat(60)}!`)).toEqual([]);
  expect(findMisfits({ pattern: "a" }, "b", "The text", () => undefined)).toEqual([
    "The text is too long to be held against the pattern a.",
  ]);
});
