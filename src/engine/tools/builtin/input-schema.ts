import type * as z from "zod/mini";
import type { JsonObject, JsonValue } from "../../../kernel/base/json.ts";

type Schema = z.core.$ZodTypes;
type Bounds = Record<string, number>;

/** Where the words of a schema are kept. */
export interface SchemaWords {
  readonly get: (schema: z.core.$ZodType) => { readonly description?: string | undefined } | undefined;
}

/** What is looked at in a text, a number or a list; a number that is whole is a check of itself. */
const checksOf = (schema: Schema): readonly z.core.$ZodChecks[] => {
  const own = schema._zod.traits.has("$ZodCheck") ? [schema] : [];
  return [...own, ...(schema._zod.def.checks ?? [])] as unknown as readonly z.core.$ZodChecks[];
};

/** Bounds by the names that JSON Schema has for them, and whether only whole numbers fit. */
const boundsOf = (schema: Schema, names: { readonly min: string; readonly max: string }) => {
  const bounds: Bounds = {};
  let isInteger = false;
  const narrow = (name: string, value: unknown): void => {
    const before = bounds[name];
    const pick = name === names.min || name === "exclusiveMinimum" ? Math.max : Math.min;
    bounds[name] = before === undefined ? Number(value) : pick(before, Number(value));
  };
  for (const { _zod: check } of checksOf(schema)) {
    const def = check.def;
    switch (def.check) {
      case "greater_than":
        narrow(def.inclusive ? names.min : "exclusiveMinimum", def.value);
        break;
      case "less_than":
        narrow(def.inclusive ? names.max : "exclusiveMaximum", def.value);
        break;
      case "min_length":
        narrow(names.min, def.minimum);
        break;
      case "max_length":
        narrow(names.max, def.maximum);
        break;
      case "number_format":
        isInteger = def.format === "safeint";
        narrow(names.min, Number.MIN_SAFE_INTEGER);
        narrow(names.max, Number.MAX_SAFE_INTEGER);
        break;
      default:
    }
  }
  return { bounds, isInteger };
};

const patternOf = (schema: Schema): JsonObject => {
  const patterns = checksOf(schema).flatMap(({ _zod: { def } }) =>
    def.check === "string_format" && def.pattern !== undefined ? [def.pattern.source] : [],
  );
  const [pattern] = patterns;
  if (patterns.length > 1) throw new Error("A text of a tool's arguments has one pattern at most.");
  return pattern === undefined ? {} : { pattern };
};

/** Whether a field may be left out by who writes the arguments. */
const mayBeAbsent = (schema: Schema): boolean => {
  const { def } = schema._zod;
  if (def.type === "pipe" && def.in._zod.def.type === "transform") return mayBeAbsent(def.out as Schema);
  return schema._zod.optin !== undefined;
};

const objectOf = (schema: z.core.$ZodObject, words: SchemaWords): JsonObject => {
  const { catchall, shape } = schema._zod.def;
  const fields = Object.entries(shape) as unknown as readonly (readonly [string, Schema])[];
  const required = fields.filter(([, field]) => !mayBeAbsent(field)).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(fields.map(([name, field]) => [name, write(field, words)])),
    ...(required.length === 0 ? {} : { required }),
    ...(catchall?._zod.def.type === "never" ? { additionalProperties: false } : {}),
  };
};

const body = (schema: Schema, words: SchemaWords): JsonObject => {
  const { def } = schema._zod;
  switch (def.type) {
    case "string": {
      const { bounds } = boundsOf(schema, { min: "minLength", max: "maxLength" });
      return { type: "string", ...bounds, ...patternOf(schema) };
    }
    case "number": {
      const { bounds, isInteger } = boundsOf(schema, { min: "minimum", max: "maximum" });
      return { type: isInteger ? "integer" : "number", ...bounds };
    }
    case "boolean":
      return { type: "boolean" };
    case "unknown":
      return {};
    case "enum":
      return { type: "string", enum: Object.values(def.entries) };
    case "array": {
      const { bounds } = boundsOf(schema, { min: "minItems", max: "maxItems" });
      return { type: "array", ...bounds, items: write(def.element as Schema, words) };
    }
    case "object":
      return objectOf(schema as z.core.$ZodObject, words);
    case "record":
      return {
        type: "object",
        propertyNames: write(def.keyType as Schema, words),
        additionalProperties: write(def.valueType as Schema, words),
      };
    case "union":
      return { anyOf: def.options.map((option) => write(option as Schema, words)) };
    case "literal":
      return { type: typeof def.values[0], const: def.values[0] as JsonValue };
    case "optional":
      return write(def.innerType as Schema, words);
    case "default":
    case "prefault":
      return { ...write(def.innerType as Schema, words), default: def.defaultValue as JsonValue };
    case "pipe":
      return write((def.in._zod.def.type === "transform" ? def.out : def.in) as Schema, words);
    default:
      throw new Error(`Arguments of a tool cannot be described to a model: ${def.type}.`);
  }
};

const write = (schema: Schema, words: SchemaWords): JsonObject => {
  const description = words.get(schema)?.description;
  return { ...body(schema, words), ...(description === undefined ? {} : { description }) };
};

/**
 * The arguments that a schema takes, as JSON Schema 2020-12. It knows what tools use and throws at anything else. The library's
 * own writer knows all of zod and is a twentieth of what the worker may load before the first answer; it is the oracle of the tests.
 */
export const inputSchemaOf = (schema: z.core.$ZodType, words: SchemaWords): JsonObject => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  ...write(schema as Schema, words),
});
