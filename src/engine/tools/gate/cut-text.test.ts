import fc from "fast-check";
import { expect, test } from "vitest";
import { cutText, maxResultBytes } from "./cut-text.ts";

const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

test("a text up to the limit stays as it is", () => {
  const text = "x".repeat(maxResultBytes);
  expect(cutText(text)).toBe(text);
});

test("a longer text keeps its beginning and its end and says what is missing", () => {
  const cut = cutText(`start${"x".repeat(100_000)}end`);
  expect(cut.startsWith("startxxx")).toBe(true);
  expect(cut.endsWith("xxxend")).toBe(true);
  expect(cut).toContain("[49832 of 100008 bytes are left out here and were not kept. Ask for a smaller part.]");
});

test("every result fits and never breaks a character", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }), fc.constantFrom("é", "€", "𝄞", "x\n"), (shift, unit) => {
      const cut = cutText("a".repeat(shift) + unit.repeat(40_000));
      expect(sizeOf(cut)).toBeLessThanOrEqual(maxResultBytes);
      expect(cut).not.toContain("\ufffd");
    }),
  );
});
