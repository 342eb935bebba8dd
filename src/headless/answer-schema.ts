import * as z from "zod";
import { readPatterns } from "../engine/files/search/schema-patterns.ts";
import { type Failure, unexpectedFailure } from "../kernel/base/failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/base/json.ts";
import { err, ok, type Result } from "../kernel/base/result.ts";
import type { AnswerCheck, AnswerFormat } from "../kernel/model/answer-format.ts";
import { answerValue } from "../kernel/model/answer-json.ts";
import { findFormatProblem, formatCheck } from "../kernel/model/check-answer-format.ts";

/** What an answer has to be: a zod schema, whose output is the value's type, or a JSON Schema. */
export type AnswerSchema = z.ZodType | JsonObject;

/** The value that a schema gives. */
export type ValueOf<Schema extends AnswerSchema> = Schema extends z.ZodType ? z.output<Schema> : JsonValue;

/** A schema as the engine uses it. */
export interface ReadSchema<Value> {
  readonly format: AnswerFormat;
  readonly check: AnswerCheck;
  /** The value in an answer that was checked. */
  readonly valueIn: (text: string) => Promise<Result<Value, Failure>>;
}

const refused = (message: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `${message} Nobody was asked; correct the schema and ask again.` });

const isZod = (schema: AnswerSchema): schema is z.ZodType => schema instanceof z.ZodType;

const jsonSchemaOf = (schema: AnswerSchema): Result<JsonValue, Failure> => {
  if (!isZod(schema)) return ok(schema);
  try {
    return ok(JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: "input" }))));
  } catch (cause) {
    return refused(unexpectedFailure(cause, "Saying the schema as JSON Schema").message);
  }
};

const sentenceOf = ({ message, path }: z.core.$ZodIssue): string =>
  path.length === 0 ? `The answer: ${message}.` : `${z.core.toDotPath(path)}: ${message}.`;

/** What zod finds in a value that matches its JSON Schema: refinements and transforms are more than that can say. */
const zodCheck =
  (schema: z.ZodType, matches: AnswerCheck): AnswerCheck =>
  async (text, isCutOff) => {
    const problems = await matches(text, isCutOff);
    const value = answerValue(text, isCutOff);
    if (problems.length > 0 || !value.ok) return problems;
    const parsed = await schema.safeParseAsync(value.value);
    return parsed.success ? [] : parsed.error.issues.map(sentenceOf);
  };

/** The value that a schema makes of an answer's. */
const readWith = async (schema: AnswerSchema, value: JsonValue): Promise<unknown> =>
  isZod(schema) ? schema.parseAsync(value) : value;

/** Reads a schema; the failure says why answers cannot be held against it. */
export const readSchema = async <Schema extends AnswerSchema>(
  schema: Schema,
  name = "answer",
): Promise<Result<ReadSchema<ValueOf<Schema>>, Failure>> => {
  const json = jsonSchemaOf(schema);
  if (!json.ok) return json;
  const problem = findFormatProblem({ name, schema: json.value });
  if (problem !== undefined || !isJsonObject(json.value)) return refused(problem ?? "A schema is an object.");
  const format: AnswerFormat = { name, schema: json.value };
  // Zod looks for its own patterns.
  const patterns = isZod(schema) ? undefined : await readPatterns(json.value);
  if (patterns?.ok === false) return refused(patterns.error);
  const matches = formatCheck(format, isZod(schema) ? undefined : readPatterns);
  return ok({
    format,
    check: isZod(schema) ? zodCheck(schema, matches) : matches,
    valueIn: async (text) => {
      const value = answerValue(text);
      if (!value.ok) return err({ type: "invalid-input", message: value.error });
      try {
        // The check has found that it fits, so its type is the schema's.
        return ok((await readWith(schema, value.value)) as ValueOf<Schema>);
      } catch (cause) {
        return err(unexpectedFailure(cause, "Reading the answer"));
      }
    },
  });
};
