import type { Failure } from "../../../kernel/base/failure.ts";
import { findJsonProblem, isJsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import { nearestName } from "../../../kernel/base/nearest-name.ts";
import type { Tool } from "../../../kernel/contracts/tool.ts";
import { misfitsOf } from "../../../kernel/model/json-schema.ts";
import type { ArgumentProblem } from "../../../kernel/tools/tool-card.ts";
import { visibleText } from "../../files/text/visible-text.ts";
import { invalidArguments, shownName, theArguments } from "./arguments.ts";
import type { ToolRegistry } from "./registry.ts";

/** What a tool says of arguments, beyond what its schema says of the same place. */
const beyondSchema = ({ inputSchema, parse }: Tool, input: JsonValue, known: ReadonlySet<string>): readonly ArgumentProblem[] => {
  const parsed = parse(input);
  if (parsed.ok) return [];
  const properties = isJsonObject(inputSchema.properties) ? inputSchema.properties : {};
  return parsed.error.flatMap((sentence) => {
    const [, place = "", rest = ""] = /^([^\s:]+?):? (.*)$/su.exec(sentence) ?? [];
    if (known.has(place) || (known.size > 0 && sentence.startsWith(theArguments))) return [];
    const [name = ""] = place.split(/[.[]/u);
    return [Object.hasOwn(properties, name) ? { path: place, message: rest } : { path: "", message: sentence }];
  });
};

/**
 * Everything that keeps a tool from reading these arguments, at once: what is missing, what must not be there, what has another
 * type or range, and what the tool checks itself. Empty where it can read them. Hidden characters are visible.
 */
export const argumentProblems = (tool: Tool, input: JsonValue): readonly ArgumentProblem[] => {
  const unreadable = findJsonProblem(input);
  if (unreadable !== undefined) return [{ path: "", message: unreadable }];
  if (tool.parse(input).ok) return [];
  const misfits = misfitsOf(tool.inputSchema, input).map(({ path, message }) => ({
    path,
    message: path === "" ? `${theArguments} ${message}.` : `${message}.`,
  }));
  const beyond = beyondSchema(tool, input, new Set(misfits.map(({ path }) => path)));
  return [...misfits, ...beyond].map(({ path, message }) => ({ path: visibleText(path), message: visibleText(message) }));
};

const isSentence = /^\p{Lu}|^"/u;

/** The same as sentences, for the model and for people. */
export const argumentSentences = (tool: Tool, input: JsonValue): readonly string[] =>
  argumentProblems(tool, input).map(({ path, message }) => {
    if (path === "") return message;
    return isSentence.test(message) ? `${path}: ${message}` : `${path} ${message}`;
  });

/** Why a call was refused before it could run, in full. `short`: what is known without looking closer. */
export const refusalOf = (tools: ToolRegistry, name: string, input: JsonValue, short: Failure): Failure => {
  if (short.type === "not-found") {
    const meant = nearestName(name, tools.names());
    if (meant === undefined) return short;
    const known = tools.names().join(", ");
    return {
      type: "not-found",
      message: `tool '${shownName(name)}' not found. Perhaps '${meant}' is meant. Available tools: ${known}.`,
    };
  }
  const tool = short.type === "invalid-input" && findJsonProblem(input) === undefined ? tools.find(name) : undefined;
  const problems = tool === undefined ? [] : argumentSentences(tool, input);
  return problems.length === 0 ? short : invalidArguments(name, problems);
};
