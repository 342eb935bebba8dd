import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json.ts";
import type { AnswerFormat } from "../../kernel/model/answer-format.ts";
import { formatPrompt } from "../../kernel/model/format-words.ts";
import { modelTraits } from "../../kernel/model/model-traits.ts";
import { type AskedRequest, asksWithout } from "./asked-request.ts";

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** Keywords that say something about a value and that wires refuse; they go into the description, and answers are held against them here. */
const notes = new Set([
  ...["minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "not", "default", "examples"],
]);
/** Without a meaning for the answer. */
const dropped = new Set([
  "$schema",
  "$id",
  "$comment",
  "contentEncoding",
  "contentMediaType",
  "deprecated",
  "readOnly",
  "writeOnly",
  "title",
  "description",
]);
const kept = new Set(["type", "enum", "const", "$ref"]);

const descriptionOf = (schema: JsonObject): JsonObject => {
  const said = typeof schema.description === "string" ? schema.description : schema.title;
  const noted = Object.entries(schema).filter(([keyword]) => notes.has(keyword));
  const words = [
    ...(typeof said === "string" ? [said] : []),
    ...(noted.length === 0 ? [] : [`Must satisfy: ${JSON.stringify(Object.fromEntries(noted))}`]),
  ];
  return words.length === 0 ? {} : { description: words.join("\n") };
};

const closedList = (schemas: JsonValue): readonly JsonObject[] | undefined => {
  const closed = isList(schemas) ? schemas.map(closedForm) : [];
  return closed.every((one) => one !== undefined) ? closed : undefined;
};

const closedMap = (schemas: JsonValue): JsonObject | undefined => {
  const entries = isJsonObject(schemas) ? Object.entries(schemas).map(([name, one]) => [name, closedForm(one)] as const) : [];
  return entries.every(([, one]) => one !== undefined) ? (Object.fromEntries(entries) as JsonObject) : undefined;
};

/** An object whose names are not all known cannot be closed without forbidding what its schema allows. */
const isOpen = ({ additionalProperties, properties, type }: JsonObject): boolean => {
  if (isList(type)) return type.includes("object");
  return (
    type === "object" && (isJsonObject(additionalProperties) || (properties === undefined && additionalProperties !== false))
  );
};

/** The schema with every object closed and nothing that wires refuse; undefined where that cannot be said. */
const closedForm = (schema: JsonValue): JsonObject | undefined => {
  if (!isJsonObject(schema) || isOpen(schema)) return undefined;
  const closed: Record<string, JsonValue> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (kept.has(keyword)) closed[keyword] = value;
    if (kept.has(keyword) || notes.has(keyword) || dropped.has(keyword)) continue;
    const inner = closedKeyword(keyword, value);
    if (inner === undefined) return undefined;
    closed[keyword === "oneOf" ? "anyOf" : keyword] = inner;
  }
  if (closed.type === "object") closed.additionalProperties = false;
  return { ...descriptionOf(schema), ...closed };
};

const closedKeyword = (keyword: string, value: JsonValue): JsonValue | undefined => {
  switch (keyword) {
    case "properties":
    case "$defs":
    case "definitions":
      return closedMap(value);
    case "items":
      return closedForm(value);
    case "anyOf":
    case "oneOf":
      return closedList(value);
    case "required":
    case "additionalProperties":
      return value;
    default:
      return undefined;
  }
};

const refersToItself = (root: JsonObject): boolean => {
  const visit = (value: JsonValue, trail: readonly string[]): boolean => {
    if (isList(value)) return value.some((one) => visit(one, trail));
    if (!isJsonObject(value)) return false;
    const { $defs: _defs, definitions: _definitions, $ref, ...rest } = value;
    if (typeof $ref !== "string") return Object.values(rest).some((one) => visit(one, trail));
    if (trail.includes($ref)) return true;
    const target = $ref.startsWith("#/$defs/") && isJsonObject(root.$defs) ? root.$defs[$ref.slice(8)] : undefined;
    return target === undefined || visit(target, [...trail, $ref]);
  };
  return visit(root, []);
};

/**
 * A schema for wires that follow it to the letter: an object at the root, all objects closed, no references in circles, and what
 * only limits values said in descriptions. Of the answers that match the schema it rules out only those with names that the schema
 * does not name. Undefined where it cannot be said so.
 */
export const closedSchema = (schema: JsonObject): JsonObject | undefined =>
  schema.type !== "object" || refersToItself(schema) ? undefined : closedForm(schema);

/** Whether every name of every object has to be there, which OpenAI wants of what it follows to the letter. */
const needsAll = (value: JsonValue): boolean => {
  if (isList(value)) return value.every(needsAll);
  if (!isJsonObject(value)) return true;
  const { properties, required } = value;
  const names = isJsonObject(properties) ? Object.keys(properties) : [];
  const isWhole = names.every((name) => isList(required) && required.includes(name));
  return (
    isWhole && Object.entries(value).every(([keyword, inner]) => keyword === "enum" || keyword === "const" || needsAll(inner))
  );
};

/** The format as Anthropic takes it, which always follows it to the letter. */
export const anthropicFormat = ({ schema }: AnswerFormat): JsonObject | undefined => {
  const closed = closedSchema(schema);
  return closed === undefined ? undefined : { type: "json_schema", schema: closed };
};

/** The format as OpenAI's two wires take it: to the letter where that can be, else as what the model aims at. */
export const openAiFormat = ({ name, schema }: AnswerFormat): JsonObject | undefined => {
  if (schema.type !== "object") return undefined;
  const closed = closedSchema(schema);
  return closed !== undefined && needsAll(closed) ? { name, strict: true, schema: closed } : { name, strict: false, schema };
};

/** How a wire writes a format; undefined where its field cannot say it. */
type WriteFormat = (format: AnswerFormat) => JsonObject | undefined;

/** What stands in the request's field for the form of the answer; undefined where it has none, or none is asked for. */
export const formatField = (request: AskedRequest, write: WriteFormat): JsonObject | undefined => {
  const { answerFormat, model } = request;
  if (answerFormat === undefined || asksWithout(request, "answer-format")) return undefined;
  return modelTraits(model).takesAnswerFormat === false ? undefined : write(answerFormat);
};

/** The system prompt, with the form of the answer where no field of the request says it. */
export const systemWithFormat = (request: AskedRequest, write: WriteFormat): string => {
  const { answerFormat, system } = request;
  if (answerFormat === undefined || formatField(request, write) !== undefined) return system;
  return system.trim() === "" ? formatPrompt(answerFormat) : `${system}\n\n${formatPrompt(answerFormat)}`;
};
