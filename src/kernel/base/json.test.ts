import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical.ts";
import { findJsonProblem, isJsonObject, isSameJson, type JsonValue, jsonCharsAtMost, parseUntrustedJson } from "./json.ts";

test("JSON from outside is read as it is", () => {
  expect(parseUntrustedJson('{"a":[1,null,"x"]}')).toEqual({ ok: true, value: { a: [1, null, "x"] } });
});

test.each([
  ['{"__proto__":{"x":1}}', "__proto__"],
  ['{"a":{"constructor":1}}', "constructor"],
  ['[[{"prototype":1}]]', "prototype"],
])("%s is refused for a key that reaches a prototype", (text, key) => {
  expect(parseUntrustedJson(text)).toEqual({ ok: false, error: `The JSON has a key named "${key}", which is not accepted.` });
});

test("depth and length are bounded, and depth cannot overflow the stack", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  expect(parseUntrustedJson(deep)).toMatchObject({ ok: false, error: expect.stringContaining("deeper than 200") });
  expect(parseUntrustedJson('"abc"', { maxChars: 4, maxDepth: 5 }).ok).toBe(false);
  expect(findJsonProblem([[1]], 2)).toBeUndefined();
  expect(findJsonProblem([[[1]]], 2)).toBe("The JSON is nested deeper than 2 levels.");
});

test("text that is no JSON says why", () => {
  expect(parseUntrustedJson("{")).toMatchObject({ ok: false, error: expect.stringContaining("not valid JSON") });
});

test("an array and null are no objects", () => {
  expect([{}, [], null, "x"].map(isJsonObject)).toEqual([true, false, false, false]);
});

test.each<[JsonValue, JsonValue, boolean]>([
  [{ a: 1, b: [{ c: 2, d: null }] }, { b: [{ d: null, c: 2 }], a: 1 }, true],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [{ a: 1 }, { b: 1 }, false],
  [{ a: null }, {}, false],
  [{ toString: 1 }, { a: 1 }, false],
  [1, "1", false],
])("%j beside %j: the same is %j", (one, other, same) => {
  expect([isSameJson(one, other), isSameJson(other, one)]).toEqual([same, same]);
});

test("values are the same exactly when their canonical texts are", () => {
  const value = fc.jsonValue({ noUnicodeString: true, maxDepth: 3 }).map((json): JsonValue => JSON.parse(JSON.stringify(json)));
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(isSameJson(one, other)).toBe(canonicalJson(one) === canonicalJson(other));
      expect(isSameJson(one, JSON.parse(canonicalJson(one)))).toBe(true);
    }),
  );
});

test("no JSON text is longer than it is said to be at most", () => {
  const value = fc.jsonValue().map((json): JsonValue => JSON.parse(JSON.stringify(json)));
  fc.assert(fc.property(value, (json) => JSON.stringify(json).length <= jsonCharsAtMost(json)));
  expect(JSON.stringify("\u0000").length).toBeLessThanOrEqual(jsonCharsAtMost("\u0000"));
});
