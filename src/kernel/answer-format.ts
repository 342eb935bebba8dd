import { answerValue } from "./answer-json.ts";
import { findSchemaProblem } from "./check-json-schema.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { findMisfits } from "./json-schema.ts";

/** The form that a run's answer has to have: one JSON value that matches a schema. */
export interface AnswerFormat {
  /** What wires call it: 1 to 64 letters, digits, _ or -. */
  readonly name: string;
  readonly schema: JsonObject;
}

/** How often in a row a model is asked again whose answer does not have the form. */
export const maxFormatRounds = 2;

const namePattern = /^[a-zA-Z0-9_-]{1,64}$/u;

/** Why a value is no format; undefined where it is one. */
export const findFormatProblem = (value: unknown): string | undefined => {
  if (!isJsonObject(value)) return "The form of an answer is a name and a JSON Schema.";
  const { name, schema, ...rest } = value;
  if (typeof name !== "string" || !namePattern.test(name))
    return "The name of an answer's form has 1 to 64 letters, digits, _ or -.";
  const [other] = Object.keys(rest);
  return other === undefined ? findSchemaProblem(schema) : `The form of an answer has no “${other}”.`;
};

export const isAnswerFormat = (value: unknown): value is AnswerFormat => findFormatProblem(value) === undefined;

/** All that a model needs to know about the form, where the wire has no field for it. */
export const formatPrompt = ({ schema }: AnswerFormat): string =>
  `Form of your answer
- Tools may be called first. The last answer is exactly one JSON value: no words before or after it, no code fence.
- It matches this JSON Schema: ${JSON.stringify(schema)}`;

/** Looks at a whole answer. All that is wrong with it, each a sentence; empty where nothing is. */
export type AnswerCheck = (text: string, isCutOff: boolean) => readonly string[] | Promise<readonly string[]>;

/** Holds answers against the format's schema. */
export const formatCheck =
  ({ schema }: AnswerFormat): AnswerCheck =>
  (text, isCutOff) => {
    const value = answerValue(text, isCutOff);
    return value.ok ? findMisfits(schema, value.value) : [value.error];
  };

const feedbackStart = "[Your answer does not have the form that was asked for:";

/** What the model is told where its answer does not have the form. */
export const formatFeedback = (problems: readonly string[], round: number): string =>
  `${feedbackStart}
${problems.map((problem) => `- ${problem}`).join("\n")}
Answer again with the whole JSON value alone. Time ${round} of ${maxFormatRounds}.]`;

/** Whether a text is what a model is told where its answer does not have the form. */
export const isFormatFeedback = (text: string): boolean => text.startsWith(feedbackStart);
