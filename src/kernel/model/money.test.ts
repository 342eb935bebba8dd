import { expect, test } from "vitest";
import { formatDollars, formatDollarsExactly, parseDecimal, parseDollars } from "./money.ts";

test.each([
  [0, "$0.00", "$0.00"],
  [1, "< $0.01", "$0.000000001"],
  [9_999_999, "< $0.01", "$0.009999999"],
  [10_000_000, "$0.01", "$0.01"],
  [42_130_000, "$0.04", "$0.04213"],
  [1_500_000_000, "$1.50", "$1.50"],
  [1_250_000_000_000, "$1,250.00", "$1,250.00"],
])("%i nano-dollars read as %s, or exactly as %s", (nanos, short, exact) => {
  expect(formatDollars(nanos)).toBe(short);
  expect(formatDollarsExactly(nanos)).toBe(exact);
});

test.each([
  ["1", 1_000_000_000],
  ["$ 2.50", 2_500_000_000],
  [" .05 ", 50_000_000],
  ["0.29", 290_000_000],
])("the amount %s is %i nano-dollars", (text, nanos) => {
  expect(parseDollars(text, 100)).toEqual({ ok: true, value: nanos });
});

test.each(["", "abc", "-1", "0", "0.001", "1e3", "1,5", "101", "NaN", "."])("the amount %j is refused with the range", (text) => {
  expect(parseDollars(text, 100)).toMatchObject({ ok: false, error: expect.stringContaining("0.01 to 100") });
});

test("a decimal has at most the digits that are allowed", () => {
  expect([parseDecimal("0.0375", 6), parseDecimal("0.0000001", 6), parseDecimal("5.", 6)]).toEqual([0.0375, undefined, 5]);
});
