import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../kernel/base/json.ts";
import { answerValue } from "../../../kernel/model/answer-json.ts";
import { findMisfits } from "../../../kernel/model/json-schema.ts";
import { inForm } from "./answer-in-form.ts";
import { call, say, think } from "./script.ts";

const valueIn = (
  schema: JsonObject,
  words = "The ferns are well. Two fronds are dry! Nothing else.",
  said = "Report",
): unknown => {
  const [step] = inForm([say(words)], { name: "n", schema }, said, []);
  const value = answerValue(step?.type === "say" ? step.text : "");
  return value.ok ? value.value : value.error;
};

test("what would have been said fills the form, sentence by sentence", () => {
  const schema: JsonObject = {
    type: "object",
    properties: { title: { type: "string" }, points: { type: "array", items: { type: "string" }, maxItems: 2 } },
  };
  expect(valueIn(schema)).toEqual({ title: "The ferns are well.", points: ["Two fronds are dry!", "Nothing else."] });
});

test("a turn with calls is as it was, and thoughts stay", () => {
  const format = { name: "n", schema: { type: "string" } };
  const steps = [say("I look."), call("list", { path: "/" })];
  expect(inForm(steps, format, "", [])).toBe(steps);
  expect(inForm([think("Hm."), say("Yes.")], format, "", [])).toEqual([think("Hm."), say('"Yes."')]);
});

test("a mistake is made where it is asked for, until it is pointed out", () => {
  const schema: JsonObject = {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "boolean" } },
    required: ["a", "b"],
  };
  expect(findMisfits(schema, valueIn(schema, "Fine.", "Report, wrong first") as JsonObject)).toEqual(["b is missing."]);
  expect(valueIn({ type: "array" }, "Fine.", "wrong first")).toBe("The JSON is cut off: it ends before it is closed.");
});

const name = fc.constantFrom("a", "b", "c");
const { schemas } = fc.letrec<{ schemas: JsonObject }>((tie) => ({
  schemas: fc.oneof(
    { maxDepth: 3 },
    fc.record({ type: fc.constant("string"), minLength: fc.nat(20), maxLength: fc.integer({ min: 20, max: 30 }) }),
    fc.record({
      type: fc.constantFrom("integer", "number"),
      minimum: fc.integer({ min: -5, max: 5 }),
      maximum: fc.integer({ min: 6, max: 9 }),
    }),
    fc.record({
      type: fc.constant("integer"),
      exclusiveMinimum: fc.integer({ min: -5, max: 5 }),
      multipleOf: fc.integer({ min: 1, max: 4 }),
    }),
    fc.constantFrom<JsonObject>({ type: "boolean" }, { type: "null" }, { enum: [3, "x"] }, { const: { a: 1 } }, {}),
    fc.record({
      type: fc.constant("array"),
      items: tie("schemas"),
      minItems: fc.nat(5),
      maxItems: fc.integer({ min: 5, max: 7 }),
    }),
    fc.dictionary(name, tie("schemas"), { maxKeys: 3, noNullPrototype: true }).map((properties) => ({
      type: "object",
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    })),
    fc.record({ anyOf: fc.array(tie("schemas"), { minLength: 1, maxLength: 3 }) }),
  ),
}));

test("every form without patterns is filled so that it matches", () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      expect(findMisfits(schema, valueIn(schema) as JsonObject)).toEqual([]);
    }),
  );
});
