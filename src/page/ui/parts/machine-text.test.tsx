import fc from "fast-check";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { cutForRow } from "./capped-text.tsx";
import { codePieces } from "./markdown/code-block.tsx";
import { RevealedText } from "./revealed-text.tsx";

const lines = (count: number): string => Array.from({ length: count }, (_, place) => `line ${place}`).join("\n");

test("a row shows at most 200 lines and 16 KB", () => {
  expect([
    cutForRow(lines(200)),
    cutForRow(`${lines(200)}\nmore`).split("\n").length,
    cutForRow("x".repeat(50_000)).length,
  ]).toEqual([lines(200), 201, 16_384]);
  expect(cutForRow(`${"x".repeat(10_000)}\n`.repeat(4)).length).toBe(16_384);
});

test("code is cut at line ends, loses nothing, and all pieces but the last stay while it grows", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 300 }), { maxLength: 120 }), fc.string({ maxLength: 400 }), (parts, more) => {
      const text = parts.join("\n");
      const [before, after] = [codePieces(text), codePieces(text + more)];
      expect(before.join("")).toBe(text);
      expect(after.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
    }),
  );
});

test("every hidden character is shown by its number, tabs, line ends and emoji stay", () => {
  const hidden =
    "\u0000\u001b\u007f\u0085\u00ad\u034f\u061c\u115f\u180e\u200b\u200d\u200e\u202a\u202e\u2028\u2060\u2066\u3164\ufeff\uffa0\u{e0041}";
  for (const character of hidden) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    expect(renderToStaticMarkup(<RevealedText text={`a${character}b`} />)).toContain(`>U+${code}</bdi>b`);
  }
  expect(renderToStaticMarkup(<RevealedText text={"a\tb\n☀️ é 日本"} />)).toBe("a\tb\n☀️ é 日本");
});

test("the folders of a path keep their order when their names are written from right to left", () => {
  expect(renderToStaticMarkup(<RevealedText text="/הערות/שרכים.md" />)).toBe(
    '<bdi dir="ltr"><bdi></bdi>/<bdi>הערות</bdi>/<bdi>שרכים.md</bdi></bdi>',
  );
  expect(renderToStaticMarkup(<RevealedText text="/notes/ferns.md" />)).toBe("/notes/ferns.md");
});
