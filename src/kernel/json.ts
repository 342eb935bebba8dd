import { err, ok, type Result } from "./result.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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

/** The first reason to refuse a parsed value, or undefined. Iterative, so depth cannot overflow the stack. */
export const findJsonProblem = (root: JsonValue, maxDepth = defaultJsonLimits.maxDepth): string | undefined => {
  const open: { readonly value: JsonValue; readonly depth: number }[] = [{ value: root, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== "object" || value === null) continue;
    if (depth > maxDepth) return `The JSON is nested deeper than ${maxDepth} levels.`;
    if (!Array.isArray(value)) {
      for (const key of Object.keys(value)) {
        if (prototypeNames.has(key)) return `The JSON has a key named "${key}", which is not accepted.`;
      }
    }
    for (const child of Object.values(value)) if (typeof child === "object") open.push({ value: child, depth: depth + 1 });
  }
  return undefined;
};
