import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileSystem } from "../../kernel/contracts/file-system.ts";
import { jailedFiles, resolvePath } from "./path-jail.ts";

test.each([
  ["/", "/"],
  ["notes/plan.md", "/notes/plan.md"],
  ["/notes//plan.md/", "/notes/plan.md"],
  ["./a/./b/../c", "/a/c"],
  ["/work/../../work/..", undefined],
  [".", "/"],
  ["a/..", "/"],
  ["cafe\u0301.md", "/caf\u00E9.md"],
  [".env", "/.env"],
  ["/agent", "/agent"],
  ["/.agents", "/.agents"],
  ["%2e%2e/x", "/%2e%2e/x"],
  ["a b/c", "/a b/c"],
  [`/${"x".repeat(255)}`, `/${"x".repeat(255)}`],
  [`/${"a/".repeat(63)}b`, `/${"a/".repeat(63)}b`],
])("%j resolves to %j", (path, resolved) => {
  const result = resolvePath(path);
  expect(result.ok ? result.value : undefined).toBe(resolved);
});

test.each([
  ["", 'The path "" is refused: it is empty.'],
  ["..", 'The path ".." is refused: it leads out of the workspace.'],
  ["../../.agent/policy.json", 'The path "../../.agent/policy.json" is refused: it leads out of the workspace.'],
  ["/work/../../etc/x", 'The path "/work/../../etc/x" is refused: it leads out of the workspace.'],
  ["/work/..//.agent", 'The path "/work/..//.agent" is refused: the folder /.agent belongs to the product.'],
  ["/.AGENT/x", 'The path "/.AGENT/x" is refused: the folder /.agent belongs to the product.'],
  ["a\0b", 'The path "a\\u{0000}b" is refused: it holds a NUL character.'],
  ["a\nb", 'The path "a\\u{000A}b" is refused: it holds a control character.'],
  ["a\u2028b", 'The path "a\\u{2028}b" is refused: it holds a control character.'],
  ["\uD800", 'The path "\\u{D800}" is refused: it holds half of a surrogate pair, which is no character.'],
  ["a\u202Egpj.exe", 'The path "a\\u{202E}gpj.exe" is refused: it holds a character that reverses the direction of text.'],
  ["a\u{E0041}", 'The path "a\\u{E0041}" is refused: it holds an invisible tag character.'],
  ["..\\x", 'The path "..\\x" is refused: it holds a backslash; folders are separated by /.'],
  ["./x/../C:/x", 'The path "./x/../C:/x" is refused: it starts with a drive letter; paths start at /.'],
  ["C:/x", 'The path "C:/x" is refused: it starts with a drive letter; paths start at /.'],
  ["/c:", 'The path "/c:" is refused: it starts with a drive letter; paths start at /.'],
  ["a./b", 'The path "a./b" is refused: a name in it ends with a dot or a space.'],
  ["a ", 'The path "a " is refused: a name in it ends with a dot or a space.'],
  ["...", 'The path "..." is refused: a name in it ends with a dot or a space.'],
])("%j is refused", (path, sentence) => {
  expect(resolvePath(path)).toEqual({ ok: false, error: sentence });
});

test.each([
  ["é".repeat(128), `The path "${"é".repeat(128)}" is refused: a name in it is longer than 255 bytes.`],
  [`${"a/".repeat(64)}b`, `The path "${"a/".repeat(64)}b" is refused: it has more than 64 parts.`],
  ["a/".repeat(10_000), `The path "${"a/".repeat(100)}…" is refused: it is longer than 16384 characters.`],
])("a path that is too long is refused, case %#", (path, sentence) => {
  expect(resolvePath(path)).toEqual({ ok: false, error: sentence });
});

const hostileParts = [
  "..",
  ".",
  "",
  ".agent",
  "a",
  "é",
  "e\u0301",
  "\0",
  "\\",
  "C:",
  "%2e%2e",
  "a.",
  " ",
  "\u202E",
  "x".repeat(256),
];
const hostilePath = fc.oneof(
  fc.array(fc.constantFrom(...hostileParts), { maxLength: 80 }).map((parts) => parts.join("/")),
  fc.string({ unit: "binary", maxLength: 400 }),
);

test("no path that resolves leaves the root, enters the reserved folder or changes when it is resolved again", () => {
  fc.assert(
    fc.property(hostilePath, (path) => {
      const result = resolvePath(path);
      if (!result.ok) return;
      expect(result.value).toMatch(/^\/(?:[^/]+(?:\/[^/]+)*)?$/u);
      expect(result.value.split("/")).not.toContain("..");
      expect(result.value.split("/").length).toBeLessThanOrEqual(65);
      expect(result.value === "/.agent" || result.value.startsWith("/.agent/")).toBe(false);
      expect(resolvePath(result.value)).toEqual(result);
    }),
    { numRuns: 2_000 },
  );
});

test("a plain path resolves to what the same path with an empty part does, which is taken apart", () => {
  const part = fc.string({ unit: fc.constantFrom("a", "Z", "0", "_", "-", ".", " "), maxLength: 6 });
  const plain = fc.array(fc.oneof(part, fc.constantFrom(".agent", ".AGENT", "..", "x".repeat(90))), { maxLength: 70 });
  const told = (path: string): string => {
    const result = resolvePath(path);
    return result.ok ? result.value : result.error.slice(result.error.indexOf(" is refused"));
  };
  fc.assert(
    fc.property(plain, (parts) => {
      expect(told(`/${parts.join("/")}`)).toBe(told(`//${parts.join("/")}`));
    }),
  );
});

test("jailed files see resolved paths only, refuse the rest and do not list the reserved folder", async () => {
  const seen: string[] = [];
  const record = async (...paths: readonly string[]): Promise<undefined> => void seen.push(paths.join(" "));
  const files: FileSystem = {
    readFile: async (path) => {
      await record(path);
      return new Uint8Array();
    },
    writeFile: (path) => record(path),
    unlink: record,
    readdir: async (path) => {
      await record(path);
      return ["a", ".agent"];
    },
    mkdir: record,
    rmdir: record,
    rename: record,
    stat: async (path) => {
      await record(path);
      return { type: "file", size: 0, mtimeMs: 0 };
    },
  };
  const jail = jailedFiles(files);
  expect(await jail.readdir("x/..")).toEqual(["a"]);
  expect(await jail.readdir("x")).toEqual(["a", ".agent"]);
  await jail.readFile("r");
  await jail.writeFile("w", "");
  await jail.unlink("u");
  await jail.mkdir("m");
  await jail.rmdir("d");
  await jail.rename("f", "t");
  await jail.stat("s");
  expect(seen).toEqual(["/", "/x", "/r", "/w", "/u", "/m", "/d", "/f /t", "/s"]);
  const refused = [
    jail.readFile(".."),
    jail.writeFile("..", ""),
    jail.unlink(".."),
    jail.readdir(".agent"),
    jail.mkdir(".."),
    jail.rmdir(".."),
    jail.rename("a", ".."),
    jail.rename("..", "a"),
    jail.stat(".."),
  ];
  const codes = await Promise.all(refused.map((promise) => promise.then(String, (cause: unknown) => cause)));
  expect(codes.map((cause) => (cause instanceof Error && "code" in cause ? cause.code : cause))).toEqual(
    refused.map(() => "EINVAL"),
  );
});
