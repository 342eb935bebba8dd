import { ruleId } from "../../../kernel/base/ids.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { Rule, RuleMatch } from "../../../kernel/rules/rule.ts";

/** What one line of a file denies. The name is made from its kind and what it names, never from what it looks for: that may be the secret. */
interface FileRule {
  readonly name: string;
  readonly match: RuleMatch;
}

type Read = Result<readonly FileRule[], string>;

const isText = (value: JsonValue | undefined): value is string => typeof value === "string" && value !== "";
const isTexts = (value: JsonValue): value is readonly string[] => Array.isArray(value) && value.every(isText);

/** Tables of one kind, each with the fields it may have. */
const tables = (
  kind: string,
  value: JsonValue,
  { needs, may = [] }: { readonly needs: readonly string[]; readonly may?: readonly string[] },
  read: (table: JsonObject) => FileRule | string,
): Read => {
  const rules: FileRule[] = [];
  if (!Array.isArray(value)) return err(`"${kind}" has to be a list of tables, each under [[${kind}]].`);
  for (const table of value) {
    if (!isJsonObject(table)) return err(`"${kind}" has to be a list of tables, each under [[${kind}]].`);
    const missing = needs.find((name) => table[name] === undefined);
    if (missing !== undefined) return err(`A [[${kind}]] has no "${missing}".`);
    const strange = Object.keys(table).find((name) => !needs.includes(name) && !may.includes(name));
    if (strange !== undefined) return err(`A [[${kind}]] knows no "${strange}".`);
    if (!isText(table.tool) || (needs.includes("param") && !isText(table.param)))
      return err(`The names in a [[${kind}]] have to be texts.`);
    const rule = read(table);
    if (typeof rule === "string") return err(`A [[${kind}]] ${rule}`);
    rules.push(rule);
  }
  return ok(rules);
};

const named = (
  kind: string,
  { tool, param }: JsonObject,
): { readonly name: string; readonly tools: readonly string[]; readonly argument: string } => ({
  name: param === undefined ? `${kind}:${String(tool)}` : `${kind}:${String(tool)}.${String(param)}`,
  tools: [String(tool)],
  argument: String(param),
});

const kinds: ReadonlyMap<string, (value: JsonValue) => Read> = new Map<string, (value: JsonValue) => Read>([
  [
    "deny_tool",
    (value) =>
      isTexts(value)
        ? ok(value.map((tool) => ({ name: `deny_tool:${tool}`, match: { tools: [tool] } })))
        : err('"deny_tool" has to be a list of names.'),
  ],
  [
    "deny_keyword",
    (value) =>
      isTexts(value)
        ? ok(
            value.map((word, index) => ({
              name: `deny_keyword:${index + 1}`,
              match: { arguments: [{ operator: "contains", value: word }] },
            })),
          )
        : err('"deny_keyword" has to be a list of texts.'),
  ],
  [
    "deny_tool_param",
    (value) =>
      tables("deny_tool_param", value, { needs: ["tool", "param"], may: ["equals", "contains"] }, (table) => {
        const { name, tools, argument } = named("deny_tool_param", table);
        const { equals, contains } = table;
        if (contains !== undefined && typeof contains !== "string") return 'has a "contains" that is no text.';
        return {
          name,
          match: {
            tools,
            arguments: [
              { argument, operator: "exists" },
              ...(equals === undefined ? [] : [{ argument, operator: "equals" as const, value: equals }]),
              ...(contains === undefined ? [] : [{ argument, operator: "contains" as const, value: contains }]),
            ],
          },
        };
      }),
  ],
  [
    "allow_tool_param",
    (value) =>
      tables("allow_tool_param", value, { needs: ["tool", "param", "values"] }, (table) => {
        const { name, tools, argument } = named("allow_tool_param", table);
        if (!Array.isArray(table.values)) return 'has "values" that are no list.';
        return { name, match: { tools, arguments: [{ argument, operator: "not-one-of", value: table.values }] } };
      }),
  ],
  [
    "deny_tool_param_matching",
    (value) =>
      tables("deny_tool_param_matching", value, { needs: ["tool", "param", "pattern"] }, (table) => {
        const { name, tools, argument } = named("deny_tool_param_matching", table);
        if (!isText(table.pattern)) return 'has a "pattern" that is no text.';
        return { name, match: { tools, arguments: [{ argument, operator: "matches", value: table.pattern }] } };
      }),
  ],
  [
    "rate_limit_tool",
    (value) =>
      tables("rate_limit_tool", value, { needs: ["tool", "max", "seconds"] }, (table) => {
        const { name, tools } = named("rate_limit_tool", { tool: table.tool ?? "" });
        const { max, seconds } = table;
        if (typeof max !== "number" || !Number.isSafeInteger(max) || max < 0)
          return 'has a "max" that is no whole number from 0.';
        if (typeof seconds !== "number" || !(seconds > 0) || seconds > 86_400)
          return 'has "seconds" that are not above 0 and at most 86400.';
        return { name, match: { tools, exceeds: { max, windowMs: Math.max(1, Math.round(seconds * 1_000)) } } };
      }),
  ],
  ["trace_rule", () => err('"trace_rule" is not supported: nothing would enforce it.')],
]);

/** What a parsed rule file denies, or the first thing that cannot be read in it. Every one of its rules denies: a file never allows. */
export const rulesOfFile = (path: string, parsed: JsonObject): Result<readonly Rule[], string> => {
  const rules: Rule[] = [];
  for (const [kind, value] of Object.entries(parsed)) {
    const read = kinds.get(kind);
    if (read === undefined)
      return err(`It knows no "${kind}". There are ${[...kinds.keys()].filter((name) => name !== "trace_rule").join(", ")}.`);
    const found = value === undefined ? ok([]) : read(value);
    if (!found.ok) return found;
    for (const { name, match } of found.value) rules.push(fileRule(path, name, match, rules.length));
  }
  return ok(rules);
};

const fileRule = (path: string, name: string, match: RuleMatch, index: number): Rule => ({
  ruleId: ruleId(`file:${path}:${index}:${name}`),
  match,
  decision: "deny",
  scope: { type: "workspace" },
  madeBy: "file",
  madeAt: 0,
  sentence: `The rule ${name} of ${path} denies this call.`,
  from: { type: "file", path },
  place: index,
});

/** In the place of a file that cannot be read: nothing runs until it can. */
export const unreadableFile = (path: string, problem: string): Rule => ({
  ...fileRule(path, "unreadable", {}, 0),
  sentence: `The rule file ${path} cannot be read, so no call is let through: ${problem}`,
});
