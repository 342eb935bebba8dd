import fc from "fast-check";
import { expect, test } from "vitest";
import { readStopSequences, readTemperature, readTokens, writeStopSequences } from "./setting-texts.ts";

const value = (read: { readonly ok: boolean; readonly value?: unknown }): unknown => (read.ok ? read.value : "refused");

test("numbers are read as people write them, and nothing means nothing", () => {
  expect([" 0.7 ", "0,7", "2", "", "2.1", "-1", "warm"].map((text) => value(readTemperature(text)))).toEqual([
    0.7,
    0.7,
    2,
    null,
    "refused",
    "refused",
    "refused",
  ]);
  expect(["16384", "16,384", "16 384", "1.000.000", "16k", "1.5", "0", ""].map((text) => value(readTokens(text)))).toEqual([
    16_384,
    16_384,
    16_384,
    1_000_000,
    "refused",
    "refused",
    "refused",
    null,
  ]);
});

test("stop sequences are lines, with escapes for what a line cannot hold", () => {
  expect(value(readStopSequences("END\n\n\\n\\nHuman:\n"))).toEqual(["END", "\n\nHuman:"]);
  expect(value(readStopSequences(" \n"))).toBeNull();
  expect(value(readStopSequences("a\nb\nc\nd\ne"))).toBe("refused");
});

test("every list of stop sequences comes back from its text", () => {
  const sequence = fc.stringMatching(/^[ab \n\t\\]{1,8}$/u).filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(fc.array(sequence, { minLength: 1, maxLength: 4 }), (sequences) => {
      expect(value(readStopSequences(writeStopSequences(sequences)))).toEqual(sequences);
    }),
  );
});
