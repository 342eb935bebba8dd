import { isJsonObject, type JsonObject } from "../base/json.ts";

/** The form that a run's answer has to have: one JSON value that matches a schema. */
export interface AnswerFormat {
  /** What wires call it: 1 to 64 letters, digits, _ or -. */
  readonly name: string;
  readonly schema: JsonObject;
}

/** Looks at a whole answer. All that is wrong with it, each a sentence; empty where nothing is. */
export type AnswerCheck = (text: string, isCutOff: boolean) => readonly string[] | Promise<readonly string[]>;

const namePattern = /^[a-zA-Z0-9_-]{1,64}$/u;

/** Whether a value is made like a format. Whether answers can be held against its schema, `findFormatProblem` knows. */
export const isAnswerFormat = (value: unknown): value is AnswerFormat => {
  if (!isJsonObject(value)) return false;
  const { name, schema, ...rest } = value;
  return typeof name === "string" && namePattern.test(name) && isJsonObject(schema) && Object.keys(rest).length === 0;
};
