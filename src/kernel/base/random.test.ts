import { expect, test } from "vitest";
import { systemRandom } from "./random.ts";

test("ids carry their prefix, fit every provider's wire, and never repeat across refills", () => {
  const ids = Array.from({ length: 2_000 }, () => systemRandom.id("call"));
  expect(new Set(ids).size).toBe(2_000);
  expect(ids.every((id) => /^call_[0-9a-v]{16}$/u.test(id))).toBe(true);
});

test("numbers lie between 0 and 1", () => {
  const numbers = Array.from({ length: 200 }, () => systemRandom.next());
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(new Set(numbers).size).toBeGreaterThan(190);
});
