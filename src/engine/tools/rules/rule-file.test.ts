import { parse } from "smol-toml";
import { describe, expect, test } from "vitest";
import { sessionId } from "../../../kernel/base/ids.ts";
import type { JsonObject } from "../../../kernel/base/json.ts";
import { levels } from "../../../kernel/rules/rule.ts";
import { isRuleFile } from "../../../kernel/rules/rules-folder.ts";
import { levelRules } from "./level-rules.ts";
import { createRuleBook } from "./rule-book.ts";
import { rulesOfFile } from "./rule-file.ts";
import { compileRules, decide, type RuleSubject } from "./rule-set.ts";

const subject = (tool: string, input: JsonObject = {}, changes: Partial<RuleSubject> = {}): RuleSubject => ({
  tool,
  risks: ["change"],
  paths: [],
  callHash: () => "hash",
  input,
  sessionId: sessionId("session_1"),
  now: 1_000,
  ...changes,
});

/** The names of the rules of a file that deny a call. */
const denying = async (toml: string, about: RuleSubject): Promise<readonly string[]> => {
  const rules = rulesOfFile("/rules/x.toml", parse(toml) as JsonObject);
  if (!rules.ok) throw new Error(rules.error);
  const all = new Map(rules.value.map((rule) => [rule.ruleId, rule]));
  const book = createRuleBook(() => all);
  await book.load();
  const { violations = [] } = decide(book.current(), about, levelRules("only-limits"));
  return violations.map(({ sentence }) => /The rule (.*) of \/rules\/x\.toml denies this call\./.exec(sentence)?.[1] ?? sentence);
};

const param = (kind: string, more: string): string => `[[${kind}]]\ntool = "write"\nparam = "text"\n${more}`;

const cases: readonly (readonly [string, string, RuleSubject, readonly string[]])[] = [
  ["deny_tool names the tool", 'deny_tool = ["write", "move"]', subject("write"), ["deny_tool:write"]],
  ["deny_tool leaves other tools", 'deny_tool = ["write"]', subject("read"), []],
  ["deny_keyword looks everywhere", 'deny_keyword = ["s3cret"]', subject("read", { a: { b: ["a s3cret"] } }), ["deny_keyword:1"]],
  ["deny_keyword knows capital letters", 'deny_keyword = ["s3cret"]', subject("read", { a: "S3CRET" }), []],
  [
    "deny_tool_param: mere presence",
    param("deny_tool_param", ""),
    subject("write", { text: "" }),
    ["deny_tool_param:write.text"],
  ],
  ["deny_tool_param: absence never", param("deny_tool_param", 'equals = ""'), subject("write"), []],
  [
    "deny_tool_param: equals",
    param("deny_tool_param", 'equals = "x"'),
    subject("write", { text: "x" }),
    ["deny_tool_param:write.text"],
  ],
  [
    "deny_tool_param: contains",
    param("deny_tool_param", 'contains = "x"'),
    subject("write", { text: "axb" }),
    ["deny_tool_param:write.text"],
  ],
  [
    "deny_tool_param: both have to hold",
    param("deny_tool_param", 'contains = "x"\nequals = "x"'),
    subject("write", { text: "axb" }),
    [],
  ],
  ["allow_tool_param: a value of the list", param("allow_tool_param", 'values = ["x"]'), subject("write", { text: "x" }), []],
  [
    "allow_tool_param: another value",
    param("allow_tool_param", 'values = ["x"]'),
    subject("write", { text: "X" }),
    ["allow_tool_param:write.text"],
  ],
  ["allow_tool_param: absent", param("allow_tool_param", 'values = ["x"]'), subject("write"), ["allow_tool_param:write.text"]],
  [
    "allow_tool_param: an empty list",
    param("allow_tool_param", "values = []"),
    subject("write", { text: "x" }),
    ["allow_tool_param:write.text"],
  ],
  [
    "matching is not anchored",
    param("deny_tool_param_matching", 'pattern = "b+"'),
    subject("write", { text: "abbc" }),
    ["deny_tool_param_matching:write.text"],
  ],
  ["matching finds nothing", param("deny_tool_param_matching", 'pattern = "^b"'), subject("write", { text: "abbc" }), []],
  [
    "a bad pattern denies every call of the tool",
    param("deny_tool_param_matching", 'pattern = "("'),
    subject("write"),
    ["deny_tool_param_matching:write.text"],
  ],
  ["a bad pattern leaves other tools", param("deny_tool_param_matching", 'pattern = "("'), subject("read"), []],
  [
    "rate_limit_tool: none at all",
    '[[rate_limit_tool]]\ntool = "write"\nmax = 0\nseconds = 1',
    subject("write"),
    ["rate_limit_tool:write"],
  ],
  ["rate_limit_tool: still room", '[[rate_limit_tool]]\ntool = "write"\nmax = 1\nseconds = 1', subject("write"), []],
  [
    "all that deny are named",
    'deny_tool = ["write"]\ndeny_keyword = ["a", "b"]',
    subject("write", { text: "b" }),
    ["deny_tool:write", "deny_keyword:2"],
  ],
  ["an empty file", "", subject("write"), []],
];

test.each(cases)("%s", async (_, toml, about, names) => {
  expect(await denying(toml, about)).toEqual(names);
});

test.each([
  ["an unknown kind", 'allow_tool = ["write"]', "allow_tool"],
  ["a kind that nothing would enforce", "[[trace_rule]]\na = 1", "trace_rule"],
  ["names that are no list", 'deny_tool = "write"', "deny_tool"],
  ["a table without its tool", "[[rate_limit_tool]]\nmax = 1\nseconds = 1", "tool"],
  ["a field too many", param("deny_tool_param", 'matches = "x"'), "matches"],
  ["half a call", '[[rate_limit_tool]]\ntool = "write"\nmax = 0.5\nseconds = 1', "max"],
  ["a pattern that is no text", param("deny_tool_param_matching", "pattern = 3"), "pattern"],
])("a file with %s is not read, and says so", (_, toml, word) => {
  const read = rulesOfFile("/rules/x.toml", parse(toml) as JsonObject);
  expect(read.ok ? "" : read.error).toContain(word);
});

test("no sentence and no name of a rule holds what it looks for", () => {
  const toml = `deny_keyword = ["s3cret"]\n${param("deny_tool_param", 'contains = "s3cret"')}\n${param("deny_tool_param_matching", 'pattern = "s3cret"')}`;
  const rules = rulesOfFile("/rules/x.toml", parse(toml) as JsonObject);
  expect(rules.ok && rules.value.map(({ ruleId, sentence }) => `${ruleId} ${sentence}`).join()).not.toContain("s3cret");
});

test("only toml files that lie directly in the folder are rule files", () => {
  const paths = ["/rules/a.toml", "/rules/deep/a.toml", "/rules/a.md", "/rules.toml", "/notes/rules/a.toml"];
  expect(paths.map(isRuleFile)).toEqual([true, false, false, false, false]);
});

describe("a change of a rule file", () => {
  test.each(levels)("is asked about at the level %s, also where edits are accepted, and read without a question", (level) => {
    const about = (risk: "read" | "change" | "delete") =>
      decide(
        compileRules([]),
        subject("write", {}, { risks: [risk], paths: ["/rules/x.toml"] }),
        levelRules(level, "accept-edits"),
      ).decision;
    expect([about("read"), about("change"), about("delete")]).toEqual(["allow", "ask", "ask"]);
  });
});
