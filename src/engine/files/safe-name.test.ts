import fc from "fast-check";
import { expect, test } from "vitest";
import { resolvePath } from "./path-jail.ts";
import { numberedName, safeName } from "./safe-name.ts";

test("a name keeps what can stand in a path", () => {
  const names = [
    "plan.md",
    "a/b\\c.txt",
    "C:\\boot.ini",
    "a\0b\u202Etxt.exe",
    "notes. . ",
    "...",
    "",
    " .profile",
    "größe (1).png",
  ];
  expect(names.map(safeName)).toEqual([
    "plan.md",
    "a_b_c.txt",
    "C__boot.ini",
    "a_b_txt.exe",
    "notes",
    "file",
    "file",
    " .profile",
    "größe (1).png",
  ]);
});

test("a name that is too long is cut before its ending", () => {
  const name = safeName(`${"ä".repeat(300)}.html`);
  expect([name.endsWith("ä.html"), new TextEncoder().encode(name).length <= 255]).toEqual([true, true]);
});

test("every name that is made safe passes the jail, numbered too", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 400 })), (raw) => {
      const name = safeName(raw);
      for (const safe of [name, numberedName(name, 2), numberedName(name, 999)]) {
        const path = `/in/${safe}`;
        expect(resolvePath(path)).toEqual({ ok: true, value: path });
      }
      expect(safeName(name)).toBe(name);
    }),
    { numRuns: 500 },
  );
});

test("a number stands before the ending", () => {
  expect(["a.md", "a", ".env", "a.tar.gz"].map((name) => numberedName(name, 3))).toEqual([
    "a (3).md",
    "a (3)",
    ".env (3)",
    "a.tar (3).gz",
  ]);
});
