import { findJsonProblem, isJsonObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { referredSchema } from "./schema-reference.ts";

/** How large a schema may be: it goes with every request. */
const maxSchemaCharacters = 50_000;
const maxSchemaDepth = 50;
const maxPatternCharacters = 1_000;

type Kind = "type" | "count" | "number" | "divisor" | "text" | "pattern" | "reference" | "names" | "values" | "flag" | "note";
type Holds = "schema" | "schemas" | "named-schemas";

/** Every keyword that is checked, and what it holds. What is not here would be passed over silently, so it is refused by name. */
const schemaKeywords: ReadonlyMap<string, Kind | Holds> = new Map<string, Kind | Holds>([
  ["type", "type"],
  ["enum", "values"],
  ["const", "note"],
  ["properties", "named-schemas"],
  ["required", "names"],
  ["additionalProperties", "schema"],
  ["propertyNames", "schema"],
  ["minProperties", "count"],
  ["maxProperties", "count"],
  ["items", "schema"],
  ["prefixItems", "schemas"],
  ["minItems", "count"],
  ["maxItems", "count"],
  ["uniqueItems", "flag"],
  ["minLength", "count"],
  ["maxLength", "count"],
  ["pattern", "pattern"],
  ["minimum", "number"],
  ["maximum", "number"],
  ["exclusiveMinimum", "number"],
  ["exclusiveMaximum", "number"],
  ["multipleOf", "divisor"],
  ["anyOf", "schemas"],
  ["oneOf", "schemas"],
  ["allOf", "schemas"],
  ["not", "schema"],
  ["$ref", "reference"],
  ["$defs", "named-schemas"],
  ["definitions", "named-schemas"],
  ["title", "text"],
  ["description", "text"],
  ["format", "text"],
  ["contentEncoding", "text"],
  ["contentMediaType", "text"],
  ["$schema", "text"],
  ["$id", "text"],
  ["$comment", "text"],
  ["default", "note"],
  ["examples", "note"],
  ["deprecated", "note"],
  ["readOnly", "note"],
  ["writeOnly", "note"],
]);

const types = new Set<JsonValue>(["null", "boolean", "object", "array", "number", "integer", "string"]);
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
const isNumber = (value: JsonValue): value is number => typeof value === "number";
const isText = (value: JsonValue): value is string => typeof value === "string";

const isPattern = (value: JsonValue): boolean => {
  if (!isText(value) || value.length > maxPatternCharacters) return false;
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    // What is thrown says only that it is none.
    return false;
  }
};

/** What a keyword wants, where it has something else; undefined where it has what it wants. */
const wanted = (root: JsonObject, kind: Kind | Holds, value: JsonValue): string | undefined => {
  const holds = (fits: boolean, words: string): string | undefined => (fits ? undefined : words);
  switch (kind) {
    case "type":
      return holds(
        types.has(value) || (isList(value) && value.length > 0 && value.every((one) => types.has(one))),
        `one of ${[...types].join(", ")}, or a list of them`,
      );
    case "values":
      return holds(isList(value) && value.length > 0, "a list of at least one value");
    case "names":
      return holds(isList(value) && value.every(isText), "a list of names");
    case "count":
      return holds(isNumber(value) && Number.isInteger(value) && value >= 0, "a whole number, 0 or more");
    case "number":
      return holds(isNumber(value), "a number");
    case "divisor":
      return holds(isNumber(value) && value > 0, "a number above 0");
    case "text":
      return holds(isText(value), "text");
    case "flag":
      return holds(typeof value === "boolean", "true or false");
    case "pattern":
      return holds(isPattern(value), `a regular expression of at most ${maxPatternCharacters} characters`);
    case "reference":
      return holds(
        isText(value) && referredSchema(root, value) !== undefined,
        "a place inside this schema, such as #/$defs/item",
      );
    case "schemas":
      return holds(isList(value) && value.length > 0, "a list of at least one schema");
    case "named-schemas":
      return holds(isJsonObject(value), "an object of schemas");
    case "schema":
    case "note":
      return undefined;
  }
};

const placeOf = (path: string): string => (path === "" ? "The schema" : `The schema at ${path}`);

/** Schemas inside a keyword, each with its place. */
const innerSchemas = (kind: Kind | Holds, value: JsonValue, path: string): readonly (readonly [string, JsonValue])[] => {
  if (kind === "schema") return [[path, value]];
  if (kind === "schemas" && isList(value)) return value.map((one, index) => [`${path}/${index}`, one]);
  if (kind === "named-schemas" && isJsonObject(value))
    return Object.entries(value).map(([name, one]) => [`${path}/${name}`, one]);
  return [];
};

const findProblemIn = (root: JsonObject, schema: JsonValue, path: string): string | undefined => {
  if (typeof schema === "boolean") return undefined;
  if (!isJsonObject(schema)) return `${placeOf(path)} has to be an object.`;
  for (const [keyword, value] of Object.entries(schema)) {
    const kind = schemaKeywords.get(keyword);
    if (kind === undefined) return `${placeOf(path)} uses “${keyword}”, which is not checked here. Say it in another way.`;
    const words = wanted(root, kind, value);
    if (words !== undefined) return `${placeOf(path)}: “${keyword}” has to be ${words}.`;
    for (const [place, inner] of innerSchemas(kind, value, `${path}/${keyword}`)) {
      const problem = findProblemIn(root, inner, place);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
};

/** Why an answer cannot be held against this schema, as a sentence that names the place; undefined where it can. */
export const findSchemaProblem = (schema: unknown): string | undefined => {
  if (!isJsonObject(schema)) return "The schema has to be a JSON object.";
  const problem = findJsonProblem(schema, maxSchemaDepth);
  if (problem !== undefined) return problem;
  const { length } = JSON.stringify(schema);
  if (length > maxSchemaCharacters)
    return `The schema has ${length} characters; at most ${maxSchemaCharacters} go with every request.`;
  return findProblemIn(schema, schema, "");
};
