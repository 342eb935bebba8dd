import { canonicalHash, canonicalJson, type Hash } from "../../../kernel/base/canonical.ts";
import { type Failure, unexpectedFailure } from "../../../kernel/base/failure.ts";
import { defaultJsonLimits, findJsonProblem, isJsonObject, type JsonValue, jsonCharsAtMost } from "../../../kernel/base/json.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { Headline, Tool } from "../../../kernel/contracts/tool.ts";
import { visibleText } from "../../files/text/visible-text.ts";
import type { ToolRegistry } from "./registry.ts";

/** Arguments that may run: read by their tool, with the hash that an approval binds. */
export interface CheckedArguments {
  readonly tool: Tool;
  readonly input: JsonValue;
  /** What the tool's `parse` made of `input`. */
  readonly parsed: unknown;
  /** Absolute, normalised paths that the arguments name. */
  readonly paths: readonly string[];
  /** Hash of {tool, input}; made when it is first asked for, because most reads are never held against anything. */
  readonly inputHash: InputHash;
}

export interface InputHash {
  readonly value: () => Hash;
  /** Undefined where nobody asked for it. */
  readonly known: () => Hash | undefined;
}

const hashOf = (tool: string, input: JsonValue): InputHash => {
  let hash: Hash | undefined;
  return {
    value: () => {
      hash ??= canonicalHash({ tool, input });
      return hash;
    },
    known: () => hash,
  };
};

/** Arguments that never run. */
export interface RefusedArguments {
  /** In short; `explainRefusal` says all of it. */
  readonly failure: Failure;
  /** Of {tool, input}; of {tool, null} where the input is too deep or too large to be hashed. */
  readonly inputHash: Hash;
}

/** A name as the model sent it, short and with hidden characters visible. */
export const shownName = (name: string): string => visibleText(name.slice(0, 64));

/** What a sentence about all of them begins with. */
export const theArguments = "The arguments";

/** The failure of a call whose arguments cannot be read; each problem is a sentence. */
export const invalidArguments = (tool: string, problems: readonly string[]): Failure => ({
  type: "invalid-input",
  message: `the arguments of '${shownName(tool)}' are not valid, so it did not run: ${problems.join(" ")} Correct them and call again.`,
});

interface Parsed {
  readonly parsed: unknown;
  readonly paths: readonly string[];
}

/** Every reason why these arguments of a known tool cannot run; an `unexpected` failure where its `parse` throws. */
const parseWith = (tool: Tool, input: JsonValue): Result<Parsed, Failure> => {
  try {
    const parsed = tool.parse(input);
    if (!parsed.ok) return err(invalidArguments(tool.name, parsed.error));
    return ok({ parsed: parsed.value, paths: tool.paths(parsed.value) });
  } catch (cause) {
    return err(unexpectedFailure(cause, `Reading the arguments of '${tool.name}'`));
  }
};

/** Why arguments cannot be hashed; undefined where they can. */
const findInputProblem = (tool: string, input: JsonValue, unreadable: string | undefined): string | undefined => {
  const problem = unreadable ?? findJsonProblem(input);
  const { maxChars } = defaultJsonLimits;
  if (problem !== undefined || jsonCharsAtMost(input) + 6 * tool.length + 32 <= maxChars) return problem;
  const { length } = canonicalJson({ input, tool });
  return length > maxChars ? `They have ${length} characters; at most ${maxChars} are accepted.` : undefined;
};

/**
 * Decides whether a call's arguments can run at all. `unreadable` says why the provider's text was not JSON. Checked in this
 * order: readable, shape and size, the tool's exact name, the tool's own `parse`.
 */
export const checkArguments = (
  tools: ToolRegistry,
  name: string,
  input: JsonValue,
  unreadable?: string,
): Result<CheckedArguments, RefusedArguments> => {
  const problem = findInputProblem(name, input, unreadable);
  if (problem !== undefined)
    return err({ failure: invalidArguments(name, [problem]), inputHash: canonicalHash({ tool: name, input: null }) });
  const inputHash = hashOf(name, input);
  const tool = tools.find(name);
  if (tool === undefined) {
    const message = `tool '${shownName(name)}' not found. Available tools: ${tools.names().join(", ")}.`;
    return err({ failure: { type: "not-found", message }, inputHash: inputHash.value() });
  }
  const read = parseWith(tool, input);
  if (!read.ok) return err({ failure: read.error, inputHash: inputHash.value() });
  const { parsed, paths } = read.value;
  return ok({ tool, input, parsed, paths, inputHash });
};

/** A known tool with arguments that it can read, without their size and hash: enough to show the call. */
export const findReadable = (
  tools: ToolRegistry,
  name: string,
  input: JsonValue,
): { readonly tool: Tool; readonly parsed: unknown } | undefined => {
  const tool = findJsonProblem(input) === undefined ? tools.find(name) : undefined;
  const parsed = tool === undefined ? undefined : parseWith(tool, input);
  return tool !== undefined && parsed?.ok === true ? { tool, parsed: parsed.value.parsed } : undefined;
};

/** The tool's own title of a call, or its plain name where it has none to give. */
export const headlineOf = (tool: Tool, parsed: unknown): Headline => {
  try {
    return tool.headline(parsed);
  } catch {
    // A title is for the eye only; a tool that cannot make one still runs.
    return { verb: "Called", object: tool.name };
  }
};

/** Names of the arguments that differ between what the model asked and what a person made of it, sorted. */
export const changedFields = (before: JsonValue, after: JsonValue): readonly string[] => {
  if (!isJsonObject(before) || !isJsonObject(after)) return canonicalJson(before) === canonicalJson(after) ? [] : ["input"];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const textOf = (value: JsonValue | undefined): string => (value === undefined ? "" : canonicalJson(value));
  return names.filter((name) => textOf(before[name]) !== textOf(after[name]));
};
