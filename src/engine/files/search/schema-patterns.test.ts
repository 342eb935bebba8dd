import { expect, test } from "vitest";
import type { JsonObject } from "../../../kernel/base/json.ts";
import { formatCheck } from "../../../kernel/model/check-answer-format.ts";
import { readPatterns } from "./schema-patterns.ts";

const check = (pattern: string, text: string) => {
  const schema: JsonObject = { type: "object", properties: { text: { type: "string", pattern } } };
  return formatCheck({ name: "answer", schema }, readPatterns)(JSON.stringify({ text }), false);
};

/** Each keeps a matcher that backtracks busy for longer than anybody lives. */
const hostile: readonly (readonly [pattern: string, text: string])[] = [
  ["^(a+)+$", `${"a".repeat(50_000)}!`],
  ["^(a|a)*$", `${"a".repeat(50_000)}!`],
  ["^(a|aa)+$", `${"a".repeat(50_000)}!`],
  ["(x+x+)+y", "x".repeat(50_000)],
  ["^([a-zA-Z0-9]+\\s?)*$", `${"word ".repeat(10_000)}!`],
  ["^(\\w+\\.)*\\w+@(\\w+\\.)+\\w+$", `${"a.".repeat(20_000)}@`],
];

test.each(hostile)("the pattern %s does not keep anybody busy", async (pattern, text) => {
  expect(await check(pattern, text)).toEqual([`text must match the pattern ${pattern}.`]);
});

test.each<readonly [string, string, boolean]>([
  ["^\\u0061\\d{2}$", "a12", true],
  ["^\\p{Lu}", "Ä", true],
  ["^\\p{Lu}", "ä", false],
  ["b", "abc", true],
  ["^(?<year>\\d{4})-\\d\\d$", "2026-11", true],
  ["^\\/[a-z]+\\/$", "/ab/", true],
  ["^[\\u0000-\\u001f]+$", "\t", true],
])("the pattern %s is read as JavaScript reads it: %s", async (pattern, text, fits) => {
  expect(await check(pattern, text)).toEqual(fits ? [] : [`text must match the pattern ${pattern}.`]);
  expect(new RegExp(pattern, "u").test(text)).toBe(fits);
});

test.each(["(?=a)b", "(?<!a)b", "(a)\\1", "(?<n>a)\\k<n>", "a{1,5000}"])(
  "the pattern %s is refused with a sentence",
  async (pattern) => {
    const refusal = expect.stringContaining(`The schema has the pattern ${pattern}, which cannot be held against answers.`);
    expect(await readPatterns({ pattern })).toEqual({ ok: false, error: refusal });
    expect(await check(pattern, "b")).toEqual([refusal]);
  },
);

test("a text that is too long for its pattern is not passed over", async () => {
  const pattern = "^[a-z]{0,900}$";
  expect(await check(pattern, "a".repeat(200_000))).toEqual([`text is too long to be held against the pattern ${pattern}.`]);
});
