import fc from "fast-check";
import { expect, test } from "vitest";
import { createJoinedText } from "./joined-text.ts";

test("pieces are read as they came, however many there are and whenever they are read", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.integer({ min: 1, max: 300 })), { maxLength: 8 }), (parts) => {
      const joined = createJoinedText();
      let expected = "";
      for (const [piece, times] of parts) {
        for (let index = 0; index < times; index += 1) joined.add(piece);
        expected += piece.repeat(times);
        expect([joined.read(), joined.length()]).toEqual([expected, expected.length]);
      }
    }),
  );
});
