import * as z from "zod/mini";
import { err, ok } from "../../../kernel/base/result.ts";
import { FileSystemError } from "../../../kernel/contracts/file-system.ts";
import type {
  Access,
  AsyncTool,
  ExternalTool,
  Headline,
  ListenTool,
  QuestionTool,
  SyncTool,
  ToolOutput,
} from "../../../kernel/contracts/tool.ts";
import type { Permission } from "../../../kernel/rules/permission.ts";
import { resolvePath } from "../../files/path-jail.ts";
import { visibleText } from "../../files/text/visible-text.ts";
import { theArguments } from "../gate/arguments.ts";
import { explainFileError } from "./answers.ts";
import { inputSchemaOf } from "./input-schema.ts";

// Compiling schemas to functions is what the page's policy forbids. What is wrong is worded by the check of JSON Schema, so no
// language is loaded.
z.config({ jitless: true });

const maxTextChars = 8 * 1024 * 1024;

/** Text as the model sends it: at most 8 MiB of UTF-16 units, whole characters only, because files hold UTF-8. */
export const textArgument = z.string().check(
  z.maxLength(maxTextChars),
  z.refine((text) => !/\p{Cs}/u.test(text), "holds half of a surrogate pair, which no file can hold"),
);

/** A path, resolved by the jail. */
export const pathArgument = z.pipe(
  z.string(),
  z.transform((path: string, context) => {
    const resolved = resolvePath(path);
    if (resolved.ok) return resolved.value;
    context.issues.push({ code: "custom", message: resolved.error, input: path, params: { isSentence: true } });
    return z.NEVER;
  }),
);

interface Definition<Schema extends z.ZodMiniObject> {
  readonly name: string;
  readonly description: string;
  readonly access: Access;
  readonly timeoutMs: number;
  readonly schema: Schema;
  readonly headline: (input: z.output<Schema>) => Headline;
  readonly paths: (input: z.output<Schema>) => readonly string[];
  readonly pure?: boolean;
  readonly permissions?: readonly Permission[];
  readonly nests?: boolean;
}

/** What each kind of tool adds, over the input that its schema makes. A `FileSystemError` that is thrown is a refusal for the model. */
type Definitions<Schema extends z.ZodMiniObject> = {
  readonly sync: Definition<Schema> & Pick<SyncTool<z.output<Schema>>, "run">;
  readonly async: Definition<Schema> & Pick<AsyncTool<z.output<Schema>>, "access" | "begin" | "pollMs" | "check">;
  readonly listen: Definition<Schema> & Pick<ListenTool<z.output<Schema>>, "access" | "prepare" | "execute" | "cancel">;
  readonly external: Definition<Schema> & Pick<ExternalTool<z.output<Schema>>, "access" | "handOver">;
  readonly question: Definition<Schema> & Pick<QuestionTool<z.output<Schema>>, "access" | "question">;
};

type Issue = z.core.$ZodIssue;

/** As `argument-problems.ts` writes places. */
const placeOf = (path: Issue["path"]): string =>
  path.reduce<string>(
    (place, key) => (typeof key === "number" ? `${place}[${key}]` : `${place}${place && "."}${String(key)}`),
    "",
  );

/** One thing that is wrong. What the schema says itself is told in short here, and in full by `argument-problems.ts`. */
const sentenceOf = (issue: Issue): string => {
  const place = placeOf(issue.path) || theArguments;
  if (issue.code !== "custom") {
    const isEmpty = issue.code === "too_small" && issue.origin === "string" && issue.minimum === 1;
    return visibleText(isEmpty ? `${place} must not be empty.` : `${place}: ${issue.message}.`);
  }
  return visibleText(issue.params?.isSentence === true ? `${place}: ${issue.message}` : `${place} ${issue.message}.`);
};

/** What `work` gives, or what `refused` makes of the words that explain a `FileSystemError`. */
const explained = async <Value>(work: () => Promise<Value>, refused: (output: ToolOutput) => Value): Promise<Value> => {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof FileSystemError) return refused({ text: explainFileError(cause), isError: true });
    throw cause;
  }
};

/**
 * What all kinds take from their schema. `parse` reports all problems at once and refuses arguments that the schema does not
 * name. What the other functions are given is checked again, so the tool can stand among tools of other inputs.
 */
const defineBase = <Schema extends z.ZodMiniObject>(definition: Definition<Schema>) => {
  const schema = z.strictObject(definition.schema.shape);
  const read = (input: unknown): z.output<Schema> => definition.schema.parse(input);
  const base: Omit<SyncTool, "kind" | "run"> = {
    name: definition.name,
    description: definition.description,
    access: definition.access,
    timeoutMs: definition.timeoutMs,
    inputSchema: inputSchemaOf(schema, z.globalRegistry),
    parse: (input) => {
      const parsed = schema.safeParse(input);
      return parsed.success ? ok(parsed.data) : err(parsed.error.issues.map(sentenceOf));
    },
    headline: (input) => definition.headline(read(input)),
    paths: (input) => definition.paths(read(input)),
    ...(definition.pure === true ? { pure: true } : {}),
    ...(definition.nests === true ? { nests: true } : {}),
    ...(definition.permissions === undefined ? {} : { permissions: definition.permissions }),
  };
  return { base, read };
};

/** A tool from its schema, done when it returns. */
export const defineTool = <Schema extends z.ZodMiniObject>(definition: Definitions<Schema>["sync"]): SyncTool => {
  const { base, read } = defineBase(definition);
  return { ...base, run: (input, context) => explained(() => definition.run(read(input), context), ok) };
};

/** A tool from its schema that asks the person. */
export const defineQuestionTool = <Schema extends z.ZodMiniObject>(definition: Definitions<Schema>["question"]): QuestionTool => {
  const { base, read } = defineBase(definition);
  const { access, question } = definition;
  return { ...base, kind: "question", access, question: (input) => question(read(input)) };
};

/** A tool from its schema whose work is done outside. */
export const defineExternalTool = <Schema extends z.ZodMiniObject>(definition: Definitions<Schema>["external"]): ExternalTool => {
  const { base, read } = defineBase(definition);
  const { access, handOver } = definition;
  return { ...base, kind: "external", access, handOver: (input) => handOver(read(input)) };
};

/** A tool from its schema whose work goes on after it was begun. */
export const defineAsyncTool = <Schema extends z.ZodMiniObject>(definition: Definitions<Schema>["async"]): AsyncTool => {
  const { base, read } = defineBase(definition);
  const { access, pollMs, begin, check } = definition;
  const refused = (output: ToolOutput) => ok({ type: "done" as const, output });
  return {
    ...base,
    kind: "async",
    access,
    pollMs,
    begin: (input, context) => explained(() => begin(read(input), context), refused),
    check: (operation, input, context) => explained(() => check(operation, read(input), context), refused),
  };
};

/** A tool from its schema that prepares what it would do, shows it, and carries out exactly that. */
export const defineListenTool = <Schema extends z.ZodMiniObject>(definition: Definitions<Schema>["listen"]): ListenTool => {
  const { base, read } = defineBase(definition);
  const { access, prepare, execute, cancel } = definition;
  return {
    ...base,
    kind: "listen",
    access,
    prepare: async function* (input, context) {
      try {
        yield* prepare(read(input), context);
      } catch (cause) {
        if (!(cause instanceof FileSystemError)) throw cause;
        yield { type: "done", output: { text: explainFileError(cause), isError: true } };
      }
    },
    execute: (prepared, input, context) => explained(() => execute(prepared, read(input), context), ok),
    cancel,
  };
};
