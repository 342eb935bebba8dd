import { isSameJson, type JsonObject, type JsonValue, parseUntrustedJson } from "../../../../kernel/base/json.ts";

/** How an argument is written in the form. `json`: anything else, as JSON. */
export type FieldKind = "text" | "number" | "flag" | "choice" | "list" | "group" | "json";

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);
const isGroup = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !isList(value);

/** Whether a field of a kind can hold a value without changing it; absent values fit all. */
const holds = (kind: FieldKind, schema: JsonObject, value: JsonValue | undefined): boolean => {
  if (value === undefined || kind === "json") return true;
  switch (kind) {
    case "text":
      return typeof value === "string";
    // Text that is no number stays what it is, and is complained of.
    case "number":
      return typeof value === "number" || (typeof value === "string" && typeof numberOf(value) === "string");
    case "flag":
      return typeof value === "boolean";
    case "choice":
      return isList(schema.enum) && schema.enum.some((one) => isSameJson(one, value));
    case "list":
      return isList(value);
    case "group":
      return isGroup(value);
  }
};

const kindOfSchema = (schema: JsonObject): FieldKind => {
  if (isList(schema.enum)) return "choice";
  switch (schema.type) {
    case "string":
      return "text";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "flag";
    case "array":
      return isGroup(schema.items) ? "list" : "json";
    case "object":
      return isGroup(schema.properties) ? "group" : "json";
    default:
      return "json";
  }
};

/** The kind of field that a schema asks for, and that can show the value as it is. */
export const fieldKind = (schema: JsonObject, value: JsonValue | undefined): FieldKind => {
  const kind = kindOfSchema(schema);
  return holds(kind, schema, value) ? kind : "json";
};

/** A number as it was written; what is none stays text. */
export const numberOf = (text: string): JsonValue => {
  const written = Number(text);
  return text.trim() !== "" && Number.isFinite(written) ? written : text;
};

const parsed = (text: string): JsonValue | undefined => {
  const value = parseUntrustedJson(text);
  return value.ok ? value.value : undefined;
};

/** What was written as JSON; text that is no JSON is that text. */
export const valueOfJson = (text: string): JsonValue => parsed(text) ?? (text.trim() === "null" ? null : text);

/** The way back. */
export const jsonOfValue = (value: JsonValue): string =>
  typeof value === "string" && isSameJson(valueOfJson(value), value) ? value : JSON.stringify(value, null, 2);

/** An argument set, or taken out where there is no value. The others keep their order. */
export const withArgument = (input: JsonObject, name: string, value: JsonValue | undefined): JsonObject => {
  if (value !== undefined) return { ...input, [name]: value };
  const { [name]: _gone, ...others } = input;
  return others;
};

const schemaOf = (value: JsonValue | undefined): JsonObject => (isGroup(value) ? value : {});

/** The arguments that a schema names, and those that are there without it. */
export const argumentsOf = (
  { properties, required }: JsonObject,
  input: JsonObject,
): readonly { readonly name: string; readonly schema: JsonObject; readonly isRequired: boolean; readonly isKnown: boolean }[] => {
  const known = isGroup(properties) ? properties : {};
  const needed: ReadonlySet<JsonValue> = new Set(isList(required) ? required : []);
  const strangers = Object.keys(input).filter((name) => !Object.hasOwn(known, name));
  return [
    ...Object.entries(known).map(([name, schema]) => ({
      name,
      schema: schemaOf(schema),
      isRequired: needed.has(name),
      isKnown: true,
    })),
    ...strangers.map((name) => ({ name, schema: {}, isRequired: false, isKnown: false })),
  ];
};

/** What a new member of a list begins with. */
export const emptyOf = (schema: JsonObject): JsonValue => {
  const [first] = isList(schema.enum) ? schema.enum : [];
  if (first !== undefined) return first;
  if (schema.type === "object") return {};
  if (schema.type === "array") return [];
  if (schema.type === "boolean") return false;
  return schema.type === "integer" || schema.type === "number" ? 0 : "";
};
