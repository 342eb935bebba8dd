import fc from "fast-check";
import { expect, test } from "vitest";
import { answerValue } from "./answer-json.ts";
import { findFormatProblem, formatCheck } from "./check-answer-format.ts";

const cutOff = "The JSON is cut off: it ends before it is closed.";

test.each<readonly [string, string, unknown]>([
  ["plain", '{"a":1}', { a: 1 }],
  ["with white space", '\n {"a":1} \n', { a: 1 }],
  ["in a fence", '```json\n{"a":1}\n```', { a: 1 }],
  ["in a fence without a name", "```\n[1]\n```\n", [1]],
  ["a bare value", "12", 12],
])("an answer is read: %s", (_case, text, value) => {
  expect(answerValue(text)).toEqual({ ok: true, value });
});

test.each<readonly [string, string, string]>([
  ["nothing", " \n", "The answer is empty."],
  ["an empty fence", "```json\n```", "The answer is empty."],
  [
    "words",
    "Here you are: {}",
    "The answer is not JSON: it has to be one JSON value, with no words before or after it. It begins with “Here you are: {}”.",
  ],
  [
    "words behind it",
    '{"a":1} Done.',
    'The answer is not JSON: it has to be one JSON value, with no words before or after it. It begins with “{"a":1} Done.”.',
  ],
  ["a text that is not closed", '{"a": "b', cutOff],
  ["a list that is not closed", '{"a": [1, 2', cutOff],
  ["braces inside a text", '{"a": "}}", "b": [', cutOff],
  ["a fence that is not closed", '```json\n{"a": [', cutOff],
  ["a name that reaches a prototype", '{"__proto__": 1}', 'The JSON has a key named "__proto__", which is not accepted.'],
])("an answer that holds no value is explained: %s", (_case, text, problem) => {
  expect(answerValue(text)).toEqual({ ok: false, error: problem });
});

test("an answer at the limit of its length is said to be cut off there", () => {
  const tooLong = "The JSON is cut off: the answer came to the limit of its length. A shorter one is needed.";
  for (const text of ['{"a": [', "I begin with"]) expect(answerValue(text, true)).toEqual({ ok: false, error: tooLong });
  expect(answerValue('{"a":1}', true)).toEqual({ ok: true, value: { a: 1 } });
});

test("every JSON value is read back, fenced or not, and every object that lacks its end is cut off", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue({ maxDepth: 2 })), fc.nat(), (value, at) => {
      const json = JSON.stringify(value);
      fc.pre(!/__proto__|prototype|constructor/u.test(json));
      const read = { ok: true, value: JSON.parse(json) };
      expect(answerValue(json)).toEqual(read);
      expect(answerValue(`\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``)).toEqual(read);
      expect(answerValue(json.slice(0, 1 + (at % (json.length - 1))))).toEqual({ ok: false, error: cutOff });
    }),
  );
});

test("a format is a name and a schema", () => {
  const schema = { type: "object" };
  expect(findFormatProblem({ name: "order", schema })).toBeUndefined();
  for (const value of [
    null,
    { schema },
    { name: "two words", schema },
    { name: "order" },
    { name: "order", schema, strict: true },
  ])
    expect(findFormatProblem(value)).toMatch(/./u);
});

test("a check tells what cannot be read or does not match", async () => {
  const check = formatCheck({ name: "n", schema: { type: "object", required: ["a"] } });
  expect(await Promise.all([check("{}", false), check('{"a":0}', false), check("{", false)])).toEqual([
    ["a is missing."],
    [],
    [cutOff],
  ]);
});
