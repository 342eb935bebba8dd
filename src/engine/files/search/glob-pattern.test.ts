import fc from "fast-check";
import picomatch from "picomatch";
import { expect, test } from "vitest";
import { cpuTimeMs } from "./cpu-time.fake.ts";
import { compileGlob } from "./glob-pattern.ts";

const matches = (pattern: string, path: string): boolean => {
  const compiled = compileGlob(pattern);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value(path);
};

test.each([
  ["*.md", "a.md", true],
  ["*.md", "x/a.md", false],
  ["**/*.md", "a.md", true],
  ["**/*.md", "x/y/a.md", true],
  ["**", ".hidden/x", true],
  ["src/**", "src/a/b", true],
  ["src/**", "src", false],
  ["*", ".hidden", true],
  ["src/**/test/*.ts", "src/test/a.ts", true],
  ["src/**/test/*.ts", "src/a/b/test/a.ts", true],
  ["src/**/test/*.ts", "src/a/tests/a.ts", false],
  ["./a", "a", true],
  ["/a/*", "a/b", true],
  ["a?c", "abc", true],
  ["a?c", "a\u{1F600}c", true],
  ["[a-c]x", "bx", true],
  ["[!a-c]x", "bx", false],
  ["[^a-c]x", "dx", true],
  ["[]]x", "]x", true],
  ["[x", "[x", true],
  ["{a,b/{c,d}}.ts", "b/d.ts", true],
  ["v{1..3}", "v2", true],
  ["v{3..1}", "v4", false],
  ["{a..c}x", "bx", true],
  ["{a}", "{a}", true],
  ["{a,b", "{a,b", true],
  ["\\*", "*", true],
  ["\\*", "a", false],
  ["\\{a,b\\}", "{a,b}", true],
  ["a\\(1).txt", "a(1).txt", true],
  ["a(1).txt", "a(1).txt", true],
  ["!*.md", "a.md", false],
  ["!*.md", "a.ts", true],
  ["cafe\u0301", "caf\u00E9", true],
  ["", "", undefined],
  ["a/../b", "b", undefined],
  ["!(a|b)", "c", undefined],
  ["{a,b}".repeat(10), "x", undefined],
  [`${"**/".repeat(33)}a`, "a", undefined],
  [`${"**/".repeat(32)}a`, "a", true],
  ["x".repeat(1_025), "x", undefined],
])("%j on %j: %s", (pattern, path, expected) => {
  const compiled = compileGlob(pattern);
  expect(compiled.ok ? compiled.value(path) : undefined).toBe(expected);
});

test("a refused pattern is quoted with its hidden characters visible", () => {
  expect(compileGlob("a\u202E/../b")).toEqual({
    ok: false,
    error: 'The glob pattern "a\\u{202E}/../b" is refused: it holds ..; name the folder in path instead.',
  });
});

test("for every pattern of the shared language the answer is picomatch's", () => {
  const piece = fc.constantFrom("a", "b", ".", "*", "?", "[ab]", "[^a]", "{a,b}", "{a,.b}");
  const segment = fc.oneof(
    { weight: 1, arbitrary: fc.constant("**") },
    { weight: 3, arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join("")) },
  );
  const pattern = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));
  const name = fc.array(fc.constantFrom("a", "b", "."), { minLength: 1, maxLength: 4 }).map((letters) => letters.join(""));
  const path = fc.array(name, { minLength: 1, maxLength: 4 });
  // Resolved paths hold no names of dots; in patterns they are refused, or nothing that a path can match. A name that ends with a
  // dot is no *.* there, which is no rule of any shell.
  const isPath = (names: readonly string[]): boolean => names.every((each) => !each.endsWith("."));
  fc.assert(
    fc.property(pattern, path, (glob, names) => {
      fc.pre(
        isPath(names) &&
          !/(?:^|\/)\.+(?:\/|$)/.test(glob) &&
          !glob.includes("**/**") &&
          !glob.includes("..") &&
          !/[^/]\*\*|\*\*[^/]/.test(glob),
      );
      // What ends with ** matches the folder itself there in some patterns; here it never does.
      const expected = picomatch(glob.endsWith("/**") ? `${glob}/*` : glob, { dot: true, noextglob: true, nonegate: true })(
        names.join("/"),
      );
      expect([glob, names.join("/"), matches(glob, names.join("/"))]).toEqual([glob, names.join("/"), expected]);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  "*a*a*a*a*a*a*a*a*a*a*a*a*b",
  "a*".repeat(400).concat("b"),
  `${"**/".repeat(32)}${"*a".repeat(100)}b`,
  "*".repeat(1_000).concat("b"),
  "?".repeat(200).concat("*".repeat(200), "b"),
  "[a-z]*".repeat(150).concat("!"),
  "{a*,*a}".repeat(9).concat("b"),
])("a pattern made to be expensive ends at once on 64 long names, %#", (pattern) => {
  const path = Array.from({ length: 64 }, () => "a".repeat(255)).join("/");
  const startedAt = cpuTimeMs();
  expect(matches(pattern, path)).toBe(false);
  expect(cpuTimeMs() - startedAt).toBeLessThan(2_000);
});
