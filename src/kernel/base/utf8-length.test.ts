import fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Length } from "./utf8-length.ts";

test("every text has the length that an encoder gives it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).byteLength);
    }),
  );
  for (const text of ["", "é", "漢", "🌿", "\ud83c", "\udf3f", "a\ud83cb"])
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).byteLength);
});
