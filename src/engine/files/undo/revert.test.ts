import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffContents } from "../text/diff.ts";
import { type Reverted, type RevertRequest, revert } from "./revert.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (before: string | null, after: string | null, current: string | null, hunks?: readonly number[]): RevertRequest => {
  const of = (text: string | null): Uint8Array | null => (text === null ? null : bytes(text));
  return { before: of(before), after: of(after), current: of(current), ...(hunks === undefined ? {} : { hunks }) };
};
const shown = (reverted: Reverted): unknown =>
  reverted.type === "conflict" ? reverted : reverted.bytes === null ? null : new TextDecoder().decode(reverted.bytes);
const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join("");
const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);
const withLine = (all: readonly string[], place: number, text: string): readonly string[] =>
  all.map((line, index) => (index === place ? text : line));

test("a file that nobody changed since is as it was, bytes and all, also where it is new, gone or no text", () => {
  const binary = new Uint8Array([0, 255, 1]);
  expect([
    shown(revert(texts("a", "b", "b"))),
    shown(revert(texts(null, "b", "b"))),
    shown(revert(texts("a", null, null))),
    revert({ before: binary, after: bytes("b"), current: bytes("b") }),
  ]).toEqual(["a", null, "a", { type: "clean", bytes: binary }]);
});

test("one of two hunks is taken back, and the other stays", () => {
  const before = numbers(20);
  const after = withLine(withLine(before, 2, "three"), 15, "sixteen");
  expect(diffContents(bytes(lines(...before)), bytes(lines(...after)))).toMatchObject({ hunks: { length: 2 } });
  const of = (hunk: number): unknown => shown(revert(texts(lines(...before), lines(...after), lines(...after), [hunk])));
  expect(of(0)).toBe(lines(...withLine(before, 15, "sixteen")));
  expect(of(1)).toBe(lines(...withLine(before, 2, "three")));
  expect(of(2)).toMatchObject({ type: "conflict", conflicts: [] });
});

test("later changes elsewhere in the file stay", () => {
  const before = numbers(9);
  const after = withLine(before, 1, "two");
  const current = ["at the top", ...withLine(after, 7, "eight")];
  expect(shown(revert(texts(lines(...before), lines(...after), lines(...current))))).toBe(
    lines("at the top", ...withLine(before, 7, "eight")),
  );
});

describe("what later changes touch", () => {
  test("is shown with its line, what stands there and what stood there, and nothing is guessed", () => {
    const current = lines("zero", "a", "changed again", "c");
    expect(revert(texts(lines("a", "b", "c"), lines("a", "B", "c"), current))).toEqual({
      type: "conflict",
      sentence: "Later changes touch the same lines. Nothing was changed: undo those first, or edit the file yourself.",
      conflicts: [{ line: 3, current: "changed again\n", wanted: "b\n" }],
    });
  });

  test("a line right beside it is in the way as well", () => {
    expect(revert(texts(lines("a", "b"), lines("A", "b"), lines("A", "B"))).type).toBe("conflict");
  });

  test("a removed, a rewritten and a binary file are refused with a sentence", () => {
    expect(
      [
        texts("a", "b", null),
        texts("a", null, "new"),
        texts(null, "b", "c"),
        { before: new Uint8Array([0]), after: bytes("b"), current: bytes("c") },
        texts("a", "b", "a"),
      ].map((request) => {
        const reverted = revert(request);
        return reverted.type === "conflict" ? reverted.sentence : "clean";
      }),
    ).toEqual([
      "The file was removed since. Nothing was changed: undo that first.",
      "Something else was written there since. Nothing was changed: move it away first.",
      "The file that this step made was changed since, and would go with it. Nothing was changed.",
      "This is not text that can be compared by lines, and it was changed since. Nothing was changed.",
      "The file is already as it was before this step.",
    ]);
  });
});

test("what is the same as in the later change is taken back without a word", () => {
  const [before, after] = [numbers(20), withLine(withLine(numbers(20), 2, "x"), 15, "y")];
  const current = withLine(before, 15, "y");
  expect(shown(revert(texts(lines(...before), lines(...after), lines(...current))))).toBe(lines(...before));
});

/** Distinct lines, some with other line ends, and edits of them far enough apart to know what is meant. */
const stretch = fc.record({ first: fc.boolean(), second: fc.boolean() });
const ends = fc.constantFrom("\n", "\r\n");

test("for every text, a step taken back under later changes elsewhere leaves the text without the step", () => {
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 8 }), ends, fc.boolean(), (stretches, end, isOpen) => {
      /** Six lines a stretch: the second may be changed by the step, the fifth by what came later. */
      const text = (step: boolean, later: boolean): string => {
        const all = stretches.flatMap(({ first, second }, place) =>
          numbers(6).map((line, index) => {
            const isChanged = (index === 1 && first && step) || (index === 4 && second && later);
            return `${place}: ${line}${isChanged ? ` changed ${index}` : ""}`;
          }),
        );
        return all.join(end) + (isOpen ? "" : end);
      };
      if (!stretches.some(({ first }) => first)) return;
      expect(shown(revert(texts(text(false, false), text(true, false), text(true, true))))).toBe(text(false, true));
    }),
    { numRuns: 200 },
  );
});

test("for every two texts, all hunks taken back one by one are the file as it was, in bytes", () => {
  const line = fc.constantFrom("a\n", "b\n", "c\r\n", "d", "");
  const text = fc.array(line, { maxLength: 40 }).map((all) => all.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = diffContents(bytes(before), bytes(after));
      if (diff.type !== "text") return;
      const all = diff.hunks.map((_, hunk) => hunk);
      expect(shown(revert(texts(before, after, after, all)))).toBe(before);
    }),
    { numRuns: 300 },
  );
});
