import { findSchemaProblem } from "./check-json-schema.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseUntrustedJson } from "./json.ts";
import { findMisfits } from "./json-schema.ts";
import { err, type Result } from "./result.ts";

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

const fence = /^```[\w-]*[^\S\n]*\n([\s\S]*?)\n?[^\S\n]*```$/u;

/** The JSON of an answer, without white space and the code fence around it. */
const jsonIn = (text: string): string => {
  const clean = text.trim();
  return (fence.exec(clean)?.[1] ?? clean).trim();
};

/** Whether the text is the beginning of JSON: something was opened and not closed. */
const isBeginning = (text: string): boolean => {
  if (!/^[[{"]/u.test(text)) return false;
  let depth = 0;
  let isInText = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isInText && character === "\\") index += 1;
    else if (character === '"') isInText = !isInText;
    else if (!isInText && (character === "{" || character === "[")) depth += 1;
    else if (!isInText && (character === "}" || character === "]")) depth -= 1;
  }
  return isInText || depth > 0;
};

const cutOff = "The JSON is cut off: it ends before it is closed.";
const tooLong = "The JSON is cut off: the answer came to the limit of its length. A shorter one is needed.";
const noJson = "The answer is not JSON: it has to be one JSON value, with no words before or after it.";

/** The value that an answer holds, or why none can be read. `isCutOff`: the model stopped at the limit of its length. */
export const answerValue = (text: string, isCutOff = false): Result<JsonValue, string> => {
  const json = jsonIn(text);
  if (json === "") return err("The answer is empty.");
  const parsed = parseUntrustedJson(json);
  if (parsed.ok) return parsed;
  // An unclosed fence goes with what it holds.
  if (isBeginning(json.replace(/^```[\w-]*\s*/u, ""))) return err(isCutOff ? tooLong : cutOff);
  if (isCutOff) return err(tooLong);
  return parsed.error.startsWith("The text is not valid JSON") ? err(`${noJson} ${detailOf(json)}`.trim()) : parsed;
};

/** The beginning of what is not JSON. What a parser says about it differs from one browser to the next. */
const detailOf = (text: string): string => {
  const [line = ""] = text.split("\n");
  const shown = line.length <= 60 ? line : `${line.slice(0, 59)}…`;
  return `It begins with “${shown}”.`;
};

/** Looks at a whole answer. All that is wrong with it, each a sentence; empty where nothing is. */
export type AnswerCheck = (text: string, isCutOff: boolean) => readonly string[] | Promise<readonly string[]>;

/** Holds answers against the format's schema. */
export const formatCheck =
  ({ schema }: AnswerFormat): AnswerCheck =>
  (text, isCutOff) => {
    const value = answerValue(text, isCutOff);
    return value.ok ? findMisfits(schema, value.value) : [value.error];
  };

/** What the model is told where its answer does not have the form. */
export const formatFeedback = (problems: readonly string[], round: number): string =>
  `[Your answer does not have the form that was asked for:
${problems.map((problem) => `- ${problem}`).join("\n")}
Answer again with the whole JSON value alone. Time ${round} of ${maxFormatRounds}.]`;
