import * as z from "zod";
import { FileSystemError } from "../../../kernel/contracts/file-system.ts";
import type { Access, Headline, Tool, ToolContext, ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { Failure } from "../../../kernel/failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { err, ok, type Result } from "../../../kernel/result.ts";
import { resolvePath } from "../../files/path-jail.ts";
import { quoted } from "../../files/visible-text.ts";
import { explainFileError, refusal } from "./answers.ts";

// Compiling schemas to functions is what the page's policy forbids.
z.config({ jitless: true });

const maxTextChars = 8 * 1024 * 1024;

/** Text as the model sends it: at most 8 MiB of UTF-16 units, whole characters only, because files hold UTF-8. */
export const textArgument = z
  .string()
  .max(maxTextChars)
  .refine((text) => !/\p{Cs}/u.test(text), "holds half of a surrogate pair, which no file can hold");

/** A path, resolved by the jail. */
export const pathArgument = z.string().transform((path, context) => {
  const resolved = resolvePath(path);
  if (resolved.ok) return resolved.value;
  context.issues.push({ code: "custom", message: resolved.error, input: path, params: { isSentence: true } });
  return z.NEVER;
});

interface ToolDefinition<Schema extends z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly access: Access;
  readonly timeoutMs: number;
  readonly schema: Schema;
  readonly headline: (input: z.output<Schema>) => Headline;
  readonly paths: (input: z.output<Schema>) => readonly string[];
  /** A `FileSystemError` that it throws is a refusal for the model. */
  readonly run: (input: z.output<Schema>, context: ToolContext) => Promise<Result<ToolOutput, Failure>>;
}

type Issue = z.core.$ZodIssue;

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
};

const valueAt = (input: JsonValue, path: readonly PropertyKey[]): JsonValue | undefined => {
  const [name] = path;
  return typeof name === "string" && isJsonObject(input) ? input[name] : undefined;
};

/** What is wrong with one argument, as the second half of a sentence. */
const complaint = (issue: Issue, value: JsonValue | undefined): string => {
  switch (issue.code) {
    case "invalid_type": {
      const wanted = typeNames[issue.expected] ?? issue.expected;
      return value === undefined ? `is missing; it must be ${wanted}` : `must be ${wanted}`;
    }
    case "too_small":
      return issue.origin === "string" ? `must have at least ${issue.minimum} characters` : `must be at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string" ? `must have at most ${issue.maximum} characters` : `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
};

const sentencesOf = (issue: Issue, input: JsonValue, names: readonly string[]): readonly string[] => {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${quoted(key)} is not an argument; there are ${names.join(", ")}.`);
  }
  if (issue.path.length === 0) return ["The arguments must be a JSON object."];
  if (issue.code === "custom" && issue.params?.isSentence === true) return [`${issue.path.join(".")}: ${issue.message}`];
  return [`${issue.path.join(".")} ${complaint(issue, valueAt(input, issue.path))}.`];
};

const jsonSchemaOf = (schema: z.ZodObject): JsonObject => {
  const json: JsonValue = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: "input" })));
  if (!isJsonObject(json)) throw new Error("The schema of a tool is not an object.");
  return json;
};

/**
 * A tool from its schema. `parse` reports all problems at once and refuses arguments that the schema does not name. What
 * `headline`, `paths` and `run` are given is checked again, so the tool can stand among tools of other inputs.
 */
export const defineTool = <Schema extends z.ZodObject>(definition: ToolDefinition<Schema>): Tool => {
  const schema = definition.schema.strict();
  const names = Object.keys(schema.shape);
  const read = (input: unknown): z.output<Schema> => definition.schema.parse(input);
  return {
    name: definition.name,
    description: definition.description,
    access: definition.access,
    timeoutMs: definition.timeoutMs,
    inputSchema: jsonSchemaOf(schema),
    parse: (input) => {
      const parsed = schema.safeParse(input);
      return parsed.success ? ok(parsed.data) : err(parsed.error.issues.flatMap((issue) => sentencesOf(issue, input, names)));
    },
    headline: (input) => definition.headline(read(input)),
    paths: (input) => definition.paths(read(input)),
    run: async (input, context) => {
      try {
        return await definition.run(read(input), context);
      } catch (cause) {
        if (cause instanceof FileSystemError) return refusal(explainFileError(cause));
        throw cause;
      }
    },
  };
};
