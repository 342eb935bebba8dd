import { err, ok, type Result } from "./result.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Container = readonly JsonValue[] | JsonObject;

const isContainer = (value: JsonValue): value is Container => typeof value === "object" && value !== null;
const isList = (value: Container): value is readonly JsonValue[] => Array.isArray(value);

/** At least as many characters as the JSON text of a value has, for a fraction of the work. Its depth is bounded. */
export const jsonCharsAtMost = (value: JsonValue): number => {
  // A character may take six: \\u0000.
  if (typeof value === "string") return 6 * value.length + 2;
  // The longest number is -1.2345678901234567e-300.
  if (!isContainer(value)) return 25;
  let chars = 2;
  if (isList(value)) for (const member of value) chars += jsonCharsAtMost(member) + 1;
  // JSON has no inherited keys.
  else for (const key in value) chars += 6 * key.length + 4 + jsonCharsAtMost(value[key] ?? null);
  return chars;
};

/** Whether two values are the same JSON, whatever the order of their keys. They have the depth of what was read, so it is bounded. */
export const isSameJson = (one: JsonValue, other: JsonValue): boolean => {
  if (one === other) return true;
  if (!isContainer(one) || !isContainer(other)) return false;
  if (isList(one) || isList(other)) {
    if (!isList(one) || !isList(other) || one.length !== other.length) return false;
    return one.every((member, index) => isSameJson(member, other[index]!)); // They are of one length.
  }
  let keys = 0;
  // JSON has no inherited keys.
  for (const key in one) {
    if (!Object.hasOwn(other, key) || !isSameJson(one[key]!, other[key]!)) return false; // Both have the key.
    keys += 1;
  }
  return keys === Object.keys(other).length;
};

/** Names that reach an object's prototype. Objects from outside that carry them are refused, not repaired. */
const prototypeNames = new Set(["__proto__", "prototype", "constructor"]);

/** How large and how deep JSON from outside may be. */
export interface JsonLimits {
  readonly maxChars: number;
  readonly maxDepth: number;
}
export const defaultJsonLimits: JsonLimits = { maxChars: 8 * 1024 * 1024, maxDepth: 200 };

/**
 * Parses JSON that nobody here wrote. Refuses text over `maxChars`, nesting over `maxDepth`
 * and prototype-named keys at any level; the error is one sentence for people and models.
 */
export const parseUntrustedJson = (text: string, limits: JsonLimits = defaultJsonLimits): Result<JsonValue, string> => {
  if (text.length > limits.maxChars) return err(`The JSON has ${text.length} characters; at most ${limits.maxChars} are read.`);
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return err(`The text is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const problem = findJsonProblem(value, limits.maxDepth);
  return problem === undefined ? ok(value) : err(problem);
};

const findProblemIn = (value: Container, depth: number, maxDepth: number): string | undefined => {
  if (depth > maxDepth) return `The JSON is nested deeper than ${maxDepth} levels.`;
  if (isList(value)) {
    for (const child of value) {
      const problem = isContainer(child) ? findProblemIn(child, depth + 1, maxDepth) : undefined;
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  // JSON has no inherited keys.
  for (const key in value) {
    if (prototypeNames.has(key)) return `The JSON has a key named "${key}", which is not accepted.`;
    const child = value[key] ?? null;
    const problem = isContainer(child) ? findProblemIn(child, depth + 1, maxDepth) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
};

/** The first reason to refuse a parsed value, or undefined. It goes no deeper than `maxDepth`, so depth cannot overflow the stack. */
export const findJsonProblem = (root: JsonValue, maxDepth = defaultJsonLimits.maxDepth): string | undefined =>
  isContainer(root) ? findProblemIn(root, 1, maxDepth) : undefined;
