import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import type { Message } from "../../../kernel/conversation/message.ts";
import type { AnswerFormat } from "../../../kernel/model/answer-format.ts";
import { isFormatFeedback } from "../../../kernel/model/format-words.ts";
import { referredSchema } from "../../../kernel/model/schema-reference.ts";
import { type Step, say } from "./script.ts";

const maxDepth = 12;
const maxItems = 3;

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);
const numberOr = (value: JsonValue | undefined, fallback: number): number => (typeof value === "number" ? value : fallback);

/** Plain sentences out of an answer, which the values are made of. */
const sentencesOf = (markdown: string): readonly string[] => {
  const plain = markdown.replace(/```[\s\S]*?```/gu, " ").replace(/[*_`#>|]|^\s*[-\d.]+\s/gmu, "");
  const sentences = plain.match(/[^.!?\n]*\p{L}[^.!?\n]*[.!?]?/gu) ?? [];
  const clean = sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence.length > 2);
  return clean.length === 0 ? ["Nothing to say."] : clean;
};

const textFor = ({ minLength, maxLength }: JsonObject, sentence: string): string =>
  sentence.padEnd(numberOr(minLength, 0), ".").slice(0, numberOr(maxLength, sentence.length + numberOr(minLength, 0)));

const numberFor = ({ minimum, exclusiveMinimum, maximum, multipleOf }: JsonObject): number => {
  const step = numberOr(multipleOf, 1);
  const least = typeof exclusiveMinimum === "number" ? exclusiveMinimum + step : numberOr(minimum, step);
  return Math.min(Math.ceil(least / step) * step, numberOr(maximum, Number.POSITIVE_INFINITY));
};

/** A value that a schema describes, with the next sentence wherever it wants text. */
const valueFor = (root: JsonObject, schema: JsonValue | undefined, next: () => string, depth = 0): JsonValue => {
  if (!isJsonObject(schema) || depth > maxDepth) return null;
  const { $ref, anyOf, oneOf, const: only, enum: some, type } = schema;
  if (typeof $ref === "string") return valueFor(root, referredSchema(root, $ref), next, depth + 1);
  if (only !== undefined) return only;
  if (isList(some)) return some[0] ?? null;
  const forms = isList(anyOf) ? anyOf : oneOf;
  if (isList(forms)) return valueFor(root, forms[0], next, depth + 1);
  switch (isList(type) ? type[0] : (type ?? (schema.properties === undefined ? "string" : "object"))) {
    case "string":
      return textFor(schema, next());
    case "number":
    case "integer":
      return numberFor(schema);
    case "boolean":
      return true;
    case "array": {
      const least = numberOr(schema.minItems, 2);
      const count = Math.min(Math.max(least, 2), Math.max(least, maxItems), numberOr(schema.maxItems, maxItems));
      return Array.from({ length: count }, () => valueFor(root, schema.items ?? { type: "string" }, next, depth + 1));
    }
    case "object": {
      const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
      return Object.fromEntries(properties.map(([name, inner]) => [name, valueFor(root, inner, next, depth + 1)]));
    }
    default:
      return null;
  }
};

/** The value without its last property, or its JSON without its end: wrong in a way that can be said. */
const spoilt = (value: JsonValue): string => {
  if (!isJsonObject(value)) return JSON.stringify(value).slice(0, -1);
  return JSON.stringify(Object.fromEntries(Object.entries(value).slice(0, -1)));
};

const wantsMistake = /\bwrong(?:ly)?\b/iu;

const isAskedAgain = (messages: readonly Message[]): boolean =>
  messages.at(-1)?.blocks.some((block) => block.type === "text" && isFormatFeedback(block.text)) ?? false;

/** A turn's steps with its answer in the form that was asked for. Where the person wants a mistake, the first try has one. */
export const inForm = (
  steps: readonly Step[],
  { schema }: AnswerFormat,
  said: string,
  messages: readonly Message[],
): readonly Step[] => {
  if (steps.some(({ type }) => type === "call" || type === "fail")) return steps;
  const words = steps.map((step) => (step.type === "say" ? step.text : "")).join("\n");
  const sentences = sentencesOf(words);
  let used = 0;
  const next = (): string => {
    used += 1;
    return sentences[(used - 1) % sentences.length] ?? "";
  };
  const value = valueFor(schema, schema, next);
  const isWrong = wantsMistake.test(said) && !isAskedAgain(messages);
  return [...steps.filter(({ type }) => type === "think"), say(isWrong ? spoilt(value) : JSON.stringify(value))];
};
