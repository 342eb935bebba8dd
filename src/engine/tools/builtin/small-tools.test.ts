import { expect, test } from "vitest";
import { createWorkbench } from "./workbench.fake.ts";

test.each([
  ["1 + 2 * 3", "7"],
  ["(3 + 4) ^ 2 / 7", "7"],
  ["sqrt(2)", "1.4142135623730951"],
  ["10 % 3 == 1 ? 5 : 6", "5"],
  ["max(1, 2, 3) + sum([1, 2])", "6"],
  ["1 == 1", "true"],
])("%s is %s", async (expression, value) => {
  expect(await createWorkbench().call("calculator", { expression })).toBe(value);
});

test.each([
  ["a = 1", /Unknown character "="/],
  ["f(x) = x", /Unknown character "="/],
  ["x", /undefined variable/],
  ["1 / 0", /not a finite number/],
  ["2 ^ 9999999", /not a finite number/],
  ["fac(1e9)", /not a finite number/],
  ["random()", /cannot be calculated|undefined variable/],
  ["constructor", /prototype access/],
  ["__proto__", /prototype access|undefined variable/],
  ["toString.constructor('return 1')()", /cannot be calculated/],
  ["sin", /a function, not a value/],
  [`${"(".repeat(250)}1`, /cannot be calculated|nested too deeply/],
  ["1 +", /cannot be calculated/],
])("%s is refused", async (expression, reason) => {
  const said = await createWorkbench().call("calculator", { expression });
  expect([said.startsWith("refused: "), reason.test(said)]).toEqual([true, true]);
});

test("an expression of more than 500 characters is not read", async () => {
  expect(await createWorkbench().call("calculator", { expression: `1${"+1".repeat(250)}` })).toMatch(/^invalid: /);
});

test("echo gives back its text, and timestamp the time of its call", async () => {
  const bench = createWorkbench();
  expect([await bench.call("echo", { text: "fern\n" }), await bench.call("timestamp", {})]).toEqual([
    "fern\n",
    "1970-01-01T00:00:01.000Z (1000 ms)",
  ]);
});
