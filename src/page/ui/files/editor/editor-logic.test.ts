import fc from "fast-check";
import { expect, test } from "vitest";
import { changeBetween } from "./change-between.ts";
import { languageOf } from "./languages.ts";

test("one replacement makes any text of any other, and none where they are the same", () => {
  expect(changeBetween("a\nb\nc", "a\nB\nc")).toEqual({ from: 2, to: 3, insert: "B" });
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (before, after) => {
      const change = changeBetween(before, after) ?? { from: 0, to: 0, insert: "" };
      expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
    }),
    { numRuns: 300 },
  );
});

test("a language is known by the ending of a name", () => {
  const known = ["/a/b.TS", "/x.test.tsx", "/i.html", "/p.py", "/d.json", "/n.md", "/s.css", "/y.mjs"].map(languageOf);
  expect(known.every((load) => load !== undefined)).toBe(true);
  expect(["/LICENSE", "/a.b/c", "/.html", "/x.constructor", "/x.txt", "/js"].map(languageOf)).toEqual([
    undefined,
    undefined,
    languageOf("/i.html"),
    undefined,
    undefined,
    undefined,
  ]);
});
