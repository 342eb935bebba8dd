import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { effectId } from "../../../kernel/base/ids.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import { maxFileBytes } from "../../../kernel/files/file.ts";
import { createOverlay } from "../../files/overlay/overlay.ts";
import { createFakeWorkspace } from "../../files/overlay/workspace-tree.fake.ts";
import { cpuTimeMs } from "../../files/search/cpu-time.fake.ts";
import { createWorkbench } from "./workbench.fake.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

describe("an edit whose text is not where it was", () => {
  test("names what is wrong and changes nothing", async () => {
    const bench = createWorkbench({ "/a": "x y x" });
    expect(await bench.call("edit", { file_path: "/a", old_string: "x", new_string: "z" })).toContain("appears 2 times");
    expect(await bench.call("edit", { file_path: "/a", old_string: "q", new_string: "z" })).toContain("was not found");
    expect(await bench.changes()).toEqual({});
  });

  test("names the version that it read, so that a commit over another one is noticed", async () => {
    const { tree } = createFakeWorkspace({ "/a": "one" });
    const other = createOverlay(tree, { effectId: effectId("effect_2"), now: 2 });
    const bench = createWorkbench({ "/a": "one" });
    await bench.call("edit", { file_path: "/a", old_string: "one", new_string: "two" });
    await other.files.writeFile("/a", "three");
    tree.apply((await other.effect()).files);
    const { reads, files } = await bench.effect();
    expect(reads).toEqual([{ path: "/a", version: "effect_0" }]);
    expect(files[0]?.before?.version).toBe("effect_0");
    expect(tree.state("/a")?.version).toBe("effect_2");
  });
});

const shapes: readonly string[] = [
  "(a+)+$",
  "(a|a)*b",
  "(a|a)*$",
  "(a|aa)+$",
  "(.*)*x",
  "(.*){20}x",
  "(.*){20}[xy]",
  "(a*)*b",
  "((a*)*)*[bc]",
  "([a-zA-Z]+)*1",
  "(a|a?)+[bc]",
  "^(a+)+[bc]",
  "(x+x+)+y",
  "(a{1,50}){1,20}b",
  ".*.*.*.*.*=.*",
  "(?:a?){100}a{100}[bc]",
  "(\\w+\\s?)+$",
  "(.+)+\\d",
  "a.*a.*a.*a.*[bc]",
  "(?i)(A+)+Z",
  "[ab]*a[ab]{200}[cd]",
  "(?i)[ab]*a[ab]{990}[cd]",
  "(?:[ab]?){500}[ab]{500}[cd]",
  "((a|b)*a(a|b){9}){20}[cd]",
  "(?:(?:.*a.*b){30}){10}[xy]",
  "(a?){1000}[bc]",
  "\\p{L}+\\p{N}",
  "((((((((((a+)+)+)+)+)+)+)+)+)+)+[bc]",
  "(?=a)b",
  "(?!a)b",
  "(?<=a+)b",
  "(a)\\1+b",
  "(((a{100}){100}){100})",
  "(".repeat(5_000),
];

test("every expensive pattern ends within two seconds on a line of 1 MB, and the next search works", async () => {
  const random = createFakeRandom();
  const noise = Array.from({ length: 1_000_000 }, () => (random.next() < 0.5 ? "a" : "b")).join("");
  for (const [name, line] of [
    ["equal", "a".repeat(1_000_000)],
    ["random", noise],
  ] as const) {
    const bench = createWorkbench({ "/line.txt": line, "/short.txt": "found" }, { clock: "system" });
    for (const pattern of shapes) {
      const startedAt = cpuTimeMs();
      const output = await bench.call("grep", { pattern, path: "/line.txt" });
      expect([name, pattern, cpuTimeMs() - startedAt < 2_000, output === ""]).toEqual([name, pattern, true, false]);
    }
    expect(await bench.call("grep", { pattern: "f(ou)nd" })).toContain("/short.txt:1:found");
  }
}, 60_000);

test("a search over more than it has time for ends with what it found, and says so", async () => {
  // Time goes on by one second with every look at it.
  let seconds = 0;
  const clock = {
    now: () => 0,
    monotonic: () => ++seconds * 1_000,
    after: (_delayMs: number, task: () => void) => {
      queueMicrotask(task);
      return () => undefined;
    },
  };
  const { createGrepTool } = await import("./grep.ts");
  const { createGlobTool } = await import("./glob.ts");
  const bench = createWorkbench({ "/many.txt": "hit\n".repeat(1_000) });
  const context = { files: bench.overlay.files, signal: new AbortController().signal, now: 0 };
  const found = await createGrepTool({ clock }).run({ pattern: "hit" }, context);
  expect(found.ok && found.value.text.split("\n").at(-1)).toBe(
    "(the search took too long and ended early; name a folder or a glob)",
  );
  expect(found.ok && found.value.text.startsWith("/many.txt:1:hit\n")).toBe(true);
  const names = createWorkbench(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`/f${index}`, ""])));
  const globbed = await createGlobTool({ clock }).run({ pattern: "*" }, { ...context, files: names.overlay.files });
  expect(globbed.ok && globbed.value.text.split("\n").at(-1)).toMatch(/^\(\d files; the search took too long and ended early\)$/);
});

test("50,000 files are searched by name and by text within their bounds", async () => {
  const contents = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, index) => [`/d${index % 100}/f${index}.txt`, "needle\n"]),
  );
  const bench = createWorkbench(contents, { clock: "system" });
  const startedAt = cpuTimeMs();
  const globbed = (await bench.call("glob", { pattern: `${"**/".repeat(32)}*.txt` })).split("\n");
  expect([globbed.length, globbed.at(-1)]).toEqual([10_001, "(10000 files, truncated, 40000 more)"]);
  const found = (await bench.call("grep", { pattern: "needle" })).split("\n");
  expect([found.length, found.at(-1)]).toEqual([201, "(results truncated at 200)"]);
  expect(cpuTimeMs() - startedAt).toBeLessThan(10_000);
}, 30_000);

test("a search whose matches would be 100 MB gives back at most a few hundred KB", async () => {
  const bench = createWorkbench({ "/wide.txt": `${"needle ".repeat(14_000)}\n`.repeat(300) }, { clock: "system" });
  const output = await bench.call("grep", { pattern: "needle", max_results: 1_000, context: 20 });
  expect(output.length).toBeLessThan(400_000);
});

const awkward = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc
    .array(fc.constantFrom("\uFEFF", "a", "old", "\r\n", "\n", "é", "\u{1F600}", "\0"), { maxLength: 20 })
    .map((parts) => new TextEncoder().encode(parts.join(""))),
  fc
    .tuple(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }))
    .map(([a, b]) => new Uint8Array([...a, 0x6f, 0x6c, 0x64, ...b])),
);

test("for every content, bytes outside the edited text stay as they are", async () => {
  await fc.assert(
    fc.asyncProperty(
      awkward,
      fc.constantFrom("old", "a", "é", "\r\n", "\uFEFF"),
      fc.constantFrom("", "new", "old\n", "\u{1F600}"),
      async (bytes, old, next) => {
        const bench = createWorkbench({ "/file": bytes });
        await bench.call("read", { file_path: "/file" });
        await bench.call("edit", { file_path: "/file", old_string: old, new_string: next, replace_all: true });
        const after = Buffer.from(await bench.overlay.files.readFile("/file"));
        // The oracle works on Latin-1, where every byte is one character.
        const latin = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
        const expected = Buffer.from(bytes).toString("latin1").split(latin(old)).join(latin(next));
        expect(after.toString("latin1")).toBe(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test("text written is read back to the byte, marks and line ends included", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("\uFEFF", "x", "\r\n", "\n", "é", "\0", "\u202E")).map((parts) => parts.join("")),
      async (content) => {
        const bench = createWorkbench();
        await bench.call("write", { file_path: "/file", content });
        expect(decoder.decode(await bench.overlay.files.readFile("/file"))).toBe(content);
      },
    ),
  );
});

test("an edit that would make a file too large is refused before it is made, and costs no more than looking", async () => {
  const bench = createWorkbench({ "/a": "a".repeat(1_000_000) });
  const startedAt = cpuTimeMs();
  const output = await bench.call("edit", { file_path: "/a", old_string: "a", new_string: "b".repeat(1_000), replace_all: true });
  expect(output).toBe(
    `refused: The file would have 1000000000 bytes; at most ${maxFileBytes} are possible. Nothing was changed.`,
  );
  expect(await bench.call("edit", { file_path: "/a", old_string: `${"a".repeat(400_000)}b`, new_string: "" })).toContain(
    "was not found",
  );
  expect(cpuTimeMs() - startedAt).toBeLessThan(2_000);
  expect(await bench.changes()).toEqual({});
});
