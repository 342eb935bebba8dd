import { isJsonObject, type JsonObject } from "../base/json.ts";
import type { Result } from "../base/result.ts";
import { type AnswerCheck, type AnswerFormat, isAnswerFormat } from "./answer-format.ts";
import { answerValue } from "./answer-json.ts";
import { findSchemaProblem } from "./check-json-schema.ts";
import { findMisfits, type MatchesPattern } from "./json-schema.ts";

/** Why answers cannot be held against a format, for people; undefined where they can. */
export const findFormatProblem = (value: unknown): string | undefined => {
  const problem = isJsonObject(value) ? findSchemaProblem(value.schema) : undefined;
  return (
    problem ??
    (isAnswerFormat(value) ? undefined : "The form of an answer is a name of 1 to 64 letters, digits, _ or -, and a JSON Schema.")
  );
};

/** Makes what looks for a schema's patterns, or says why one of them cannot be looked for. */
export type ReadPatterns = (schema: JsonObject) => Promise<Result<MatchesPattern, string>>;

/** Holds answers against the format's schema. `readPatterns`: absent, its patterns are left to others. */
export const formatCheck =
  ({ schema }: AnswerFormat, readPatterns?: ReadPatterns): AnswerCheck =>
  async (text, isCutOff) => {
    const value = answerValue(text, isCutOff);
    if (!value.ok) return [value.error];
    const patterns = await readPatterns?.(schema);
    return patterns?.ok === false ? [patterns.error] : findMisfits(schema, value.value, "The answer", patterns?.value);
  };
