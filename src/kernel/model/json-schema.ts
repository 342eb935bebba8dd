import { canonicalJson } from "../base/canonical.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { placeInside } from "../base/json-place.ts";
import { nearestName } from "../base/nearest-name.ts";
import { referredSchema } from "./schema-reference.ts";

/*
 * The part of JSON Schema 2020-12 that describes data: see `schemaKeywords` in check-json-schema.ts. It evaluates nothing and
 * fetches nothing, so it works under a policy that forbids both. `format` is a note, as that version of the standard says.
 */

export interface Misfit {
  /** As in `order.items[2].price`; empty for the value itself. */
  readonly path: string;
  /** The second half of a sentence. */
  readonly message: string;
}

/** Whether a pattern is found in a text; undefined where that cannot be told in bounded time. */
export type MatchesPattern = (pattern: string, text: string) => boolean | undefined;

interface Walk {
  readonly root: JsonObject;
  readonly matches: MatchesPattern;
  /** Looks that are left; forms within forms can multiply. */
  steps: number;
}

const maxSteps = 100_000;
/** References that lead to references, with nothing of the value in between. */
const maxHops = 32;
/** More would help neither a model nor a person. */
const maxTold = 20;

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === "number";
const typeOf = (value: JsonValue): string => {
  if (value === null) return "null";
  if (isList(value)) return "array";
  return isNumber(value) ? (Number.isInteger(value) ? "integer" : "number") : typeof value;
};

const typeWords: Readonly<Record<string, string>> = {
  null: "null",
  array: "a list",
  object: "an object",
  string: "text",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
};
const wordFor = (type: string): string => typeWords[type] ?? type;

const shortJson = (value: JsonValue): string => {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
};

const typeMessage = ({ type }: JsonObject, value: JsonValue): string | undefined => {
  const types = isList(type) ? type : type === undefined ? [] : [type];
  const actual = typeOf(value);
  if (types.length === 0 || types.includes(actual) || (actual === "integer" && types.includes("number"))) return undefined;
  return `must be ${types.map((one) => wordFor(String(one))).join(" or ")}; it is ${wordFor(actual)}`;
};

const valueMessage = (schema: JsonObject, value: JsonValue): string | undefined => {
  const { const: only, enum: some } = schema;
  const same = canonicalJson(value);
  if (only !== undefined && canonicalJson(only) !== same) return `must be ${shortJson(only)}; it is ${shortJson(value)}`;
  if (isList(some) && !some.some((one) => canonicalJson(one) === same))
    return `must be one of ${some.map(shortJson).join(", ")}; it is ${shortJson(value)}`;
  return undefined;
};

/** Whether a number divides another, in the decimal digits that both are written in. */
const isMultiple = (value: number, of: number): boolean => {
  const ratio = value / of;
  return Math.abs(ratio - Math.round(ratio)) <= Math.abs(ratio) * Number.EPSILON * 4;
};

const numberMessages = (
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: JsonObject,
  value: number,
): readonly string[] => [
  ...(isNumber(minimum) && value < minimum ? [`must be at least ${minimum}; it is ${value}`] : []),
  ...(isNumber(maximum) && value > maximum ? [`must be at most ${maximum}; it is ${value}`] : []),
  ...(isNumber(exclusiveMinimum) && value <= exclusiveMinimum ? [`must be more than ${exclusiveMinimum}; it is ${value}`] : []),
  ...(isNumber(exclusiveMaximum) && value >= exclusiveMaximum ? [`must be less than ${exclusiveMaximum}; it is ${value}`] : []),
  ...(isNumber(multipleOf) && !isMultiple(value, multipleOf) ? [`must be a multiple of ${multipleOf}; it is ${value}`] : []),
];

const countMessages = (
  count: number,
  least: JsonValue | undefined,
  most: JsonValue | undefined,
  of: string,
): readonly string[] => [
  ...(isNumber(least) && count < least ? [`must have at least ${least} ${of}; it has ${count}`] : []),
  ...(isNumber(most) && count > most ? [`must have at most ${most} ${of}; it has ${count}`] : []),
];

const patternMessages = ({ matches }: Walk, { pattern }: JsonObject, value: string): readonly string[] => {
  const isFound = typeof pattern === "string" ? matches(pattern, value) : true;
  if (isFound === undefined) return [`is too long to be held against the pattern ${pattern}`];
  return isFound ? [] : [`must match the pattern ${pattern}`];
};

const stringMessages = (walk: Walk, schema: JsonObject, value: string): readonly string[] => [
  ...countMessages([...value].length, schema.minLength, schema.maxLength, "characters"),
  ...patternMessages(walk, schema, value),
];

const at = (path: string, messages: readonly string[]): readonly Misfit[] => messages.map((message) => ({ path, message }));

const listMisfits = (walk: Walk, schema: JsonObject, value: readonly JsonValue[], path: string): readonly Misfit[] => {
  const { items, maxItems, minItems, prefixItems, uniqueItems } = schema;
  const first = isList(prefixItems) ? prefixItems : [];
  const twice =
    uniqueItems === true && new Set(value.map(canonicalJson)).size < value.length ? ["must not hold the same item twice"] : [];
  return [
    ...at(path, [...countMessages(value.length, minItems, maxItems, "items"), ...twice]),
    ...value.flatMap((item, index) => misfits(walk, first[index] ?? items ?? true, item, placeInside(path, index))),
  ];
};

const strangerMessage = (name: string, known: readonly string[]): string => {
  if (known.length === 0) return "must not be there";
  const meant = nearestName(name, known);
  const guess = meant === undefined ? "" : `; perhaps ${meant} is meant`;
  return `must not be there${guess}; there may be ${known.join(", ")}`;
};

const objectMisfits = (walk: Walk, schema: JsonObject, value: JsonObject, path: string): readonly Misfit[] => {
  const { additionalProperties = true, maxProperties, minProperties, propertyNames = true, required } = schema;
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const keys = Object.keys(value);
  const missing = (isList(required) ? required : []).filter((key) => !Object.hasOwn(value, String(key)));
  return [
    ...at(path, countMessages(keys.length, minProperties, maxProperties, "properties")),
    ...missing.map((key) => ({ path: placeInside(path, String(key)), message: "is missing" })),
    ...keys.flatMap((key) => {
      const [child, place] = [value[key] ?? null, placeInside(path, key)];
      const named = misfits(walk, propertyNames, key, place).map(({ message }) => ({
        path: place,
        message: `as a name ${message}`,
      }));
      if (Object.hasOwn(properties, key)) return [...named, ...misfits(walk, properties[key] ?? true, child, place)];
      if (additionalProperties !== false) return [...named, ...misfits(walk, additionalProperties, child, place)];
      return [...named, { path: place, message: strangerMessage(key, Object.keys(properties)) }];
    }),
  ];
};

/** Misfits of the form that the value comes closest to. */
const nearest = (tried: readonly (readonly Misfit[])[]): readonly Misfit[] =>
  tried.reduce((best, one) => (one.length < best.length ? one : best));

const choiceMisfits = (walk: Walk, schema: JsonObject, value: JsonValue, path: string): readonly Misfit[] => {
  const tryAll = (forms: readonly JsonValue[]) => forms.map((form) => misfits(walk, form, value, path));
  const { allOf, anyOf, not, oneOf } = schema;
  const found: Misfit[] = isList(allOf) ? tryAll(allOf).flat() : [];
  for (const forms of [anyOf, oneOf]) {
    if (!isList(forms) || forms.length === 0) continue;
    const tried = tryAll(forms);
    const fitting = tried.filter((one) => one.length === 0).length;
    if (fitting === 0) found.push(...nearest(tried));
    else if (forms === oneOf && fitting > 1)
      found.push({ path, message: `must fit only one of ${forms.length} forms; it fits ${fitting}` });
  }
  if (not !== undefined && misfits(walk, not, value, path).length === 0)
    found.push({ path, message: "has the form that it must not have" });
  return found;
};

const misfits = (walk: Walk, schema: JsonValue, value: JsonValue, path: string, hops = 0): readonly Misfit[] => {
  walk.steps -= 1;
  if (schema === false) return [{ path, message: "must not be there" }];
  if (!isJsonObject(schema) || walk.steps < 0) return [];
  const { $ref } = schema;
  const referred =
    typeof $ref === "string" && hops < maxHops
      ? misfits(walk, referredSchema(walk.root, $ref) ?? true, value, path, hops + 1)
      : [];
  const wrongType = typeMessage(schema, value);
  if (wrongType !== undefined) return [...referred, { path, message: wrongType }];
  const wrongValue = valueMessage(schema, value);
  return [
    ...referred,
    ...at(path, wrongValue === undefined ? [] : [wrongValue]),
    ...at(path, isNumber(value) ? numberMessages(schema, value) : []),
    ...at(path, typeof value === "string" ? stringMessages(walk, schema, value) : []),
    ...(isList(value) ? listMisfits(walk, schema, value, path) : []),
    ...(isJsonObject(value) ? objectMisfits(walk, schema, value, path) : []),
    ...choiceMisfits(walk, schema, value, path),
  ];
};

/** Patterns of unknown authors can keep JavaScript's own matcher busy for years, so it is never asked. */
const anyText: MatchesPattern = () => true;

const walkOver = (
  schema: JsonObject,
  value: JsonValue,
  matches: MatchesPattern,
): { readonly found: readonly Misfit[]; readonly isWhole: boolean } => {
  const walk: Walk = { root: schema, matches, steps: maxSteps };
  const found = misfits(walk, schema, value, "");
  return { found, isWhole: walk.steps >= 0 };
};

/** Everything that is wrong with a value, each with its place; patterns are left to others. The schema is one that `findSchemaProblem` finds nothing in. */
export const misfitsOf = (schema: JsonObject, value: JsonValue): readonly Misfit[] => walkOver(schema, value, anyText).found;

/**
 * Everything that is wrong with a value, each as a sentence that names its place; empty where it fits. `what`: what the value is
 * called where the place is all of it. `matches`: absent, patterns are left to others. At most 20 sentences, and one that counts the rest. The schema is one that
 * `findSchemaProblem` finds nothing in.
 */
export const findMisfits = (schema: JsonObject, value: JsonValue, what = "The answer", matches = anyText): readonly string[] => {
  const { found, isWhole } = walkOver(schema, value, matches);
  const all = [...new Set(found.map(({ path, message }) => `${path === "" ? what : path} ${message}.`))];
  if (!isWhole) all.push("It is too large for the forms of this schema: not all of it could be checked.");
  return all.length <= maxTold ? all : [...all.slice(0, maxTold), `There are ${all.length - maxTold} more places like these.`];
};

/** Keywords whose values are data, not schemas. */
const dataKeywords = new Set(["const", "default", "enum", "examples"]);

/** Every pattern in a schema, each once. */
export const patternsIn = (schema: JsonValue): readonly string[] => {
  const found = new Set<string>();
  const look = (value: JsonValue): void => {
    if (isList(value)) for (const one of value) look(one);
    if (!isJsonObject(value)) return;
    if (typeof value.pattern === "string") found.add(value.pattern);
    for (const [keyword, inner] of Object.entries(value)) if (!dataKeywords.has(keyword)) look(inner);
  };
  look(schema);
  return [...found];
};
