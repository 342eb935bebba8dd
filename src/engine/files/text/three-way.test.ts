import fc from "fast-check";
import { expect, test } from "vitest";
import { type MergeChoice, mergedText } from "../../../kernel/files/file-merge.ts";
import { compareThree } from "./three-way.ts";

const merged = (base: string, yours: string, theirs: string, choice: MergeChoice): string =>
  mergedText(compareThree(base, yours, theirs), () => choice);

test("changes of different places stand beside each other, and those of one place against each other", () => {
  const base = "a\nb\nc\nd\ne\nf\ng\n";
  expect(compareThree(base, "a\nB\nc\nd\nE\nf\ng\n", "a\nb\nc\nd\ne2\nf\ng\nh\n")).toEqual([
    { type: "same", lines: ["a\n"] },
    { type: "yours", base: ["b\n"], lines: ["B\n"] },
    { type: "same", lines: ["c\n", "d\n"] },
    { type: "conflict", base: ["e\n"], yours: ["E\n"], theirs: ["e2\n"] },
    { type: "same", lines: ["f\n", "g\n"] },
    { type: "theirs", base: [], lines: ["h\n"] },
  ]);
});

test("what both changed alike is settled, and what touches is not", () => {
  expect(compareThree("a\nb\n", "a\nx\n", "a\nx\n")).toEqual([
    { type: "same", lines: ["a\n"] },
    { type: "same", lines: ["x\n"] },
  ]);
  expect(compareThree("a\nb\n", "A\nb\n", "a\nB\n")).toEqual([
    { type: "conflict", base: ["a\n", "b\n"], yours: ["A\n", "b\n"], theirs: ["a\n", "B\n"] },
  ]);
});

test("a conflict becomes one side, both, or what was there before", () => {
  const choices = (["yours", "theirs", "both", "base"] as const).map((choice) => merged("a\nb", "a\nmine", "a\ntheirs", choice));
  expect(choices).toEqual(["a\nmine", "a\ntheirs", "a\nmine\ntheirs", "a\nb"]);
});

const text = fc
  .array(fc.constantFrom("a", "b", "c", "", "d"), { maxLength: 12 })
  .chain((lines) => fc.boolean().map((ends) => lines.join("\n") + (ends && lines.length > 0 ? "\n" : "")));

test("whoever alone changed anything is followed, for any texts", () => {
  fc.assert(
    fc.property(text, text, (base, side) => {
      for (const choice of ["yours", "theirs", "both", "base"] as const) {
        expect(merged(base, side, base, choice)).toBe(side);
        expect(merged(base, base, side, choice)).toBe(side);
        expect(merged(base, side, side, choice)).toBe(side);
      }
    }),
    { numRuns: 500 },
  );
});

test("the pieces hold all three texts, for any three", () => {
  fc.assert(
    fc.property(text, text, text, (base, yours, theirs) => {
      const pieces = compareThree(base, yours, theirs);
      const side = (own: "yours" | "theirs"): string =>
        pieces
          .flatMap((piece) =>
            piece.type === "conflict" ? piece[own] : piece.type === "same" || piece.type === own ? piece.lines : piece.base,
          )
          .join("");
      expect([side("yours"), side("theirs")]).toEqual([yours, theirs]);
      // What nobody disputes does not hang on how disputes are settled.
      if (pieces.every(({ type }) => type !== "conflict"))
        expect(merged(base, yours, theirs, "yours")).toBe(merged(base, yours, theirs, "theirs"));
      // The sides are alike.
      expect(compareThree(base, theirs, yours).map(({ type }) => type)).toEqual(
        pieces.map(({ type }) => (type === "yours" ? "theirs" : type === "theirs" ? "yours" : type)),
      );
    }),
    { numRuns: 500 },
  );
});
