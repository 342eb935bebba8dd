import { expect, test } from "vitest";
import * as z from "zod/mini";
import { inputSchemaOf } from "./input-schema.ts";

const text = z.string();
const upper = z.pipe(
  z.string().check(z.maxLength(9)),
  z.transform((value) => value.toUpperCase()),
);
const item = z.strictObject({ id: z.string(), done: z.optional(z.boolean()) });

const schemas: Readonly<Record<string, z.ZodMiniType>> = {
  text: text.check(z.minLength(1), z.maxLength(20), z.describe("Its name.")),
  "text of a pattern": z.string().check(z.regex(/^[a-z]+$/)),
  "text that is looked at": z.string().check(
    z.trim(),
    z.refine((value) => value !== "x", "is x"),
  ),
  number: z.number().check(z.gt(0), z.lte(1)),
  "whole number": z.int().check(z.minimum(1), z.maximum(1_000), z.describe("How many.")),
  "whole number without bounds": z.int(),
  boolean: z.boolean(),
  anything: z.unknown(),
  choice: z.enum(["up", "down"]),
  "one text": z.literal("now"),
  "one of two kinds": z.union([z.string(), z.int()]),
  list: z.array(item).check(z.minLength(1), z.maxLength(5)),
  record: z.record(z.string().check(z.minLength(1)), z.number()),
  "text that becomes another": upper,
  "value that was put in before": z.pipe(
    z.transform((value) => value ?? "x"),
    z.string(),
  ),
};

test.each(Object.entries(schemas))("%s is written as the library writes it", (_, schema) => {
  const fields = {
    plain: schema,
    "may be absent": z.optional(schema),
    described: z.optional(schema).check(z.describe("Outside.")),
    "absent is something": z._default(z.unknown(), 3).check(z.describe("Three.")),
    "absent is made": z.prefault(z.optional(z.string()), "here"),
  };
  for (const shape of [z.object(fields), z.strictObject(fields), z.object({ only: schema })])
    expect(inputSchemaOf(shape, z.globalRegistry)).toEqual(z.toJSONSchema(shape, { io: "input" }));
});

test("what tools do not use is refused when the tool is made", () => {
  expect(() => inputSchemaOf(z.object({ when: z.date() }), z.globalRegistry)).toThrow("cannot be described to a model: date");
});
