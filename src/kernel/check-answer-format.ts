import { type AnswerCheck, type AnswerFormat, isAnswerFormat } from "./answer-format.ts";
import { answerValue } from "./answer-json.ts";
import { findSchemaProblem } from "./check-json-schema.ts";
import { isJsonObject } from "./json.ts";
import { findMisfits } from "./json-schema.ts";

/** Why answers cannot be held against a format, for people; undefined where they can. */
export const findFormatProblem = (value: unknown): string | undefined => {
  const problem = isJsonObject(value) ? findSchemaProblem(value.schema) : undefined;
  return (
    problem ??
    (isAnswerFormat(value) ? undefined : "The form of an answer is a name of 1 to 64 letters, digits, _ or -, and a JSON Schema.")
  );
};

/** Holds answers against the format's schema. */
export const formatCheck =
  ({ schema }: AnswerFormat): AnswerCheck =>
  (text, isCutOff) => {
    const value = answerValue(text, isCutOff);
    return value.ok ? findMisfits(schema, value.value) : [value.error];
  };
