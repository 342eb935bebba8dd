import { expect, test } from "vitest";
import { findSchemaProblem } from "./check-json-schema.ts";

test.each<readonly [unknown, string]>([
  ["object", "The schema has to be a JSON object."],
  [[], "The schema has to be a JSON object."],
  [
    { type: "text" },
    "The schema: “type” has to be one of null, boolean, object, array, number, integer, string, or a list of them.",
  ],
  [{ typ: "string" }, "The schema uses “typ”, which is not checked here. Say it in another way."],
  [{ if: {} }, "The schema uses “if”, which is not checked here. Say it in another way."],
  [{ properties: { a: { minLength: -1 } } }, "The schema at /properties/a: “minLength” has to be a whole number, 0 or more."],
  [{ properties: { a: "string" } }, "The schema at /properties/a has to be an object."],
  [{ anyOf: [] }, "The schema: “anyOf” has to be a list of at least one schema."],
  [{ items: { pattern: "(" } }, "The schema at /items: “pattern” has to be a regular expression of at most 1000 characters."],
  [{ $ref: "https://example.org/a" }, "The schema: “$ref” has to be a place inside this schema, such as #/$defs/item."],
  [{ $ref: "#/$defs/none" }, "The schema: “$ref” has to be a place inside this schema, such as #/$defs/item."],
  [JSON.parse('{"properties":{"__proto__":{}}}'), 'The JSON has a key named "__proto__", which is not accepted.'],
  [{ description: "x".repeat(60_000) }, "The schema has 60018 characters; at most 50000 go with every request."],
])("%j is refused with what is wrong", (schema, problem) => {
  expect(findSchemaProblem(schema)).toBe(problem);
});

test("notes of a schema are let through", () => {
  expect(
    findSchemaProblem({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "T",
      default: {},
      examples: [1],
      format: "x",
    }),
  ).toBeUndefined();
});
