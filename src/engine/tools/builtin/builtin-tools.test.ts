import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { createWorkbench } from "./workbench.fake.ts";

const workspace = {
  "/notes/plan.md": "# Plan\n\nwrite\nTODO read\n",
  "/notes/ideas.txt": "one\nTODO two\nthree\nfour\nTODO five\n",
  "/notes/.draft.md": "TODO hidden\n",
  "/src/app.ts": "let a = 1;\r\nlet b = 2;\r\n",
  "/src/node_modules/x.ts": "TODO skipped\n",
  "/image.png": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]),
  "/bom.txt": "\uFEFFfirst\nlast",
  "/empty.txt": "",
  "/void/": "",
};
const lines = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join("\n");

const golden: readonly (readonly [string, string, JsonValue, string])[] = [
  ["a file", "read", { file_path: "/notes/plan.md" }, "1\t# Plan\n2\t\n3\twrite\n4\tTODO read"],
  ["a relative path", "read", { file_path: "notes/../notes/plan.md", limit: 1 }, "[Lines 1-1 of 4]\n1\t# Plan"],
  ["a part", "read", { file_path: "/notes/plan.md", offset: 3, limit: 10 }, "[Lines 3-4 of 4]\n3\twrite\n4\tTODO read"],
  [
    "past the end",
    "read",
    { file_path: "/notes/plan.md", offset: 5 },
    "refused: /notes/plan.md has 4 lines, so there is nothing at line 5.",
  ],
  ["an empty file", "read", { file_path: "/empty.txt" }, "/empty.txt is empty."],
  [
    "a binary file",
    "read",
    { file_path: "/image.png" },
    "refused: /image.png is a binary file of 7 bytes, so it has no lines to read.",
  ],
  ["a byte order mark", "read", { file_path: "/bom.txt" }, "1\tfirst\n2\tlast"],
  ["line ends of Windows", "read", { file_path: "/src/app.ts" }, "1\tlet a = 1;\n2\tlet b = 2;"],
  ["what is missing", "read", { file_path: "/x" }, 'refused: "/x" does not exist. Call list or glob to see what there is.'],
  ["a folder", "read", { file_path: "/notes" }, 'refused: "/notes" is a folder, not a file. Name a file.'],
  ["outside", "read", { file_path: "../x" }, 'invalid: file_path: The path "../x" is refused: it leads out of the workspace.'],
  ["a file in folders", "write", { file_path: "/a/b/c.md", content: "1\n2\n" }, "Wrote 2 lines to /a/b/c.md"],
  ["nothing", "write", { file_path: "/c.md", content: "" }, "Wrote 0 lines to /c.md"],
  [
    "over a folder",
    "write",
    { file_path: "/notes", content: "" },
    "refused: /notes is a folder, so no file can be written there.",
  ],
  [
    "below a file",
    "write",
    { file_path: "/empty.txt/x/y", content: "" },
    'refused: "/empty.txt" is a file, not a folder. Name a folder.',
  ],
  [
    "half a character",
    "write",
    { file_path: "/c", content: "\uD800" },
    "invalid: content holds half of a surrogate pair, which no file can hold.",
  ],
  [
    "one place",
    "edit",
    { file_path: "/notes/plan.md", old_string: "write", new_string: "wrote" },
    "Replaced 1 occurrence(s) in /notes/plan.md",
  ],
  [
    "every place",
    "edit",
    { file_path: "/notes/ideas.txt", old_string: "TODO ", new_string: "", replace_all: true },
    "Replaced 2 occurrence(s) in /notes/ideas.txt",
  ],
  [
    "two places",
    "edit",
    { file_path: "/notes/ideas.txt", old_string: "TODO", new_string: "DONE" },
    "refused: old_string appears 2 times in /notes/ideas.txt. Add more of the text around it so that it stands for one place, or set replace_all to true.",
  ],
  [
    "no place",
    "edit",
    { file_path: "/notes/plan.md", old_string: " write", new_string: "x" },
    "refused: old_string was not found in /notes/plan.md. It must match the file exactly, white space and line breaks included; read the file again and copy the text from it.",
  ],
  [
    "nothing to change",
    "edit",
    { file_path: "/notes/plan.md", old_string: "a", new_string: "a" },
    "refused: old_string and new_string are the same, so there is nothing to change.",
  ],
  ["an empty text", "edit", { file_path: "/a", old_string: "", new_string: "a" }, "invalid: old_string must not be empty."],
  [
    "the workspace",
    "list",
    {},
    "bom.txt  (13 bytes)\nempty.txt  (0 bytes)\nimage.png  (7 bytes)\nnotes/\nsrc/\nvoid/\n(6 entries)",
  ],
  ["a folder", "list", { path: "notes/" }, ".draft.md  (12 bytes)\nideas.txt  (34 bytes)\nplan.md  (24 bytes)\n(3 entries)"],
  ["an empty folder", "list", { path: "/void" }, "/void is empty."],
  ["a file", "list", { path: "/empty.txt" }, 'refused: "/empty.txt" is a file, not a folder. Name a folder.'],
  [
    "by name",
    "glob",
    { pattern: "**/*.{md,ts}" },
    "/notes/.draft.md\n/notes/plan.md\n/src/app.ts\n/src/node_modules/x.ts\n(4 files)",
  ],
  ["in a folder", "glob", { pattern: "*.ts", path: "/src" }, "/src/app.ts\n(1 files)"],
  ["from the root", "glob", { pattern: "/src/*.ts", path: "/src" }, "/src/app.ts\n(1 files)"],
  ["without a match", "glob", { pattern: "*.rs" }, "No files matched the pattern."],
  [
    "with a group",
    "glob",
    { pattern: "+(a|b)" },
    'invalid: pattern: The glob pattern "+(a|b)" is refused: groups such as +(a|b) are not understood; write {a,b} instead, or \\( for a parenthesis.',
  ],
  [
    "in a missing folder",
    "glob",
    { pattern: "*", path: "/x" },
    'refused: "/x" does not exist. Call list or glob to see what there is.',
  ],
  [
    "a word",
    "grep",
    { pattern: "TODO" },
    "/notes/ideas.txt:2:TODO two\n/notes/ideas.txt:5:TODO five\n/notes/plan.md:4:TODO read",
  ],
  [
    "an expression",
    "grep",
    { pattern: "^TODO (t|f)", path: "notes" },
    "/notes/ideas.txt:2:TODO two\n/notes/ideas.txt:5:TODO five",
  ],
  [
    "with neighbours",
    "grep",
    { pattern: "TODO", context: 1, glob: "*.txt" },
    "/notes/ideas.txt:1  one\n/notes/ideas.txt:2> TODO two\n/notes/ideas.txt:3  three\n/notes/ideas.txt:4  four\n/notes/ideas.txt:5> TODO five",
  ],
  [
    "with separate neighbours",
    "grep",
    { pattern: "one|five", context: 1 },
    "/notes/ideas.txt:1> one\n/notes/ideas.txt:2  TODO two\n--\n/notes/ideas.txt:4  four\n/notes/ideas.txt:5> TODO five",
  ],
  ["up to a number", "grep", { pattern: "TODO", max_results: 1 }, "/notes/ideas.txt:2:TODO two\n(results truncated at 1)"],
  [
    "exactly the number",
    "grep",
    { pattern: "TODO", max_results: 3, path: "/notes/ideas.txt" },
    "/notes/ideas.txt:2:TODO two\n/notes/ideas.txt:5:TODO five",
  ],
  ["one file, although hidden", "grep", { pattern: "TODO", path: "/notes/.draft.md" }, "/notes/.draft.md:1:TODO hidden"],
  ["other files only", "grep", { pattern: "TODO", glob: "!*.txt" }, "/notes/plan.md:4:TODO read"],
  ["the end of a Windows line", "grep", { pattern: ";$" }, "/src/app.ts:1:let a = 1;\n/src/app.ts:2:let b = 2;"],
  ["a first line with a mark", "grep", { pattern: "^first" }, "/bom.txt:1:first"],
  ["without a match", "grep", { pattern: "nowhere" }, "No matches found."],
  [
    "a back-reference",
    "grep",
    { pattern: "(a)\\1" },
    "invalid-input: The pattern is not valid: error parsing regexp: invalid escape sequence: `\\1`. Patterns are RE2 regular expressions, which never take exponential time; they have no back-references such as \\1 and no look-around such as (?=…), (?!…), (?<=…) or (?<!…).",
  ],
  ["a file", "move", { from: "/empty.txt", to: "/x/y/full.txt" }, "Moved /empty.txt to /x/y/full.txt"],
  ["a folder", "move", { from: "/notes", to: "/old" }, "Moved the folder /notes to /old"],
  ["onto itself", "move", { from: "/notes", to: "/notes/." }, "refused: /notes stands there already."],
  ["into itself", "move", { from: "/notes", to: "/notes/a/b" }, "refused: /notes cannot be moved into itself."],
  [
    "over a file",
    "move",
    { from: "/empty.txt", to: "/bom.txt" },
    "refused: /bom.txt exists already, and moving never replaces. Delete it first or choose another name.",
  ],
  [
    "over a folder",
    "move",
    { from: "/empty.txt", to: "/void" },
    "refused: /void is a folder that exists already. Give the name in it as well.",
  ],
  ["what is missing", "move", { from: "/x", to: "/y" }, 'refused: "/x" does not exist. Call list or glob to see what there is.'],
  ["a file", "delete", { path: "/empty.txt" }, "Deleted /empty.txt"],
  ["an empty folder", "delete", { path: "/void" }, "Deleted the folder /void and 0 files in it"],
  [
    "a full folder",
    "delete",
    { path: "/notes" },
    "refused: /notes is a folder with 3 files in it. Set recursive to true to delete it with everything in it.",
  ],
  ["a full folder with all", "delete", { path: "/src", recursive: true }, "Deleted the folder /src and 2 files in it"],
  [
    "everything",
    "delete",
    { path: "/", recursive: true },
    "refused: The workspace itself cannot be deleted. Name the files or folders in it.",
  ],
];

test.each(golden.map(([name, tool, input, output]) => ({ name, tool, input, output })))(
  "$tool: $name",
  async ({ tool, input, output }) => {
    expect(await createWorkbench(workspace).call(tool, input)).toBe(output);
  },
);

describe("what the tools change", () => {
  const cases: readonly (readonly [string, JsonValue, Readonly<Record<string, string | null>>])[] = [
    ["write", { file_path: "/a/b.md", content: "x" }, { "/a": "folder", "/a/b.md": "x" }],
    ["edit", { file_path: "/bom.txt", old_string: "first\nlast", new_string: "1" }, { "/bom.txt": "\uFEFF1" }],
    [
      "edit",
      { file_path: "/src/app.ts", old_string: "1;\nlet b", new_string: "1;\nlet c" },
      { "/src/app.ts": "let a = 1;\r\nlet c = 2;\r\n" },
    ],
    ["move", { from: "/empty.txt", to: "/x/full.txt" }, { "/empty.txt": null, "/x": "folder", "/x/full.txt": "" }],
    [
      "delete",
      { path: "/src", recursive: true },
      { "/src": null, "/src/app.ts": null, "/src/node_modules": null, "/src/node_modules/x.ts": null },
    ],
    ["move", { from: "/notes", to: "/notes/a/b" }, {}],
    ["write", { file_path: "/empty.txt/x/y", content: "" }, {}],
    ["delete", { path: "/notes" }, {}],
  ];
  test.each(cases)("%s %j", async (tool, input, changes) => {
    const bench = createWorkbench(workspace);
    await bench.call(tool, input);
    expect(await bench.changes()).toEqual(changes);
  });
});

test("an edit names the version that it read, a write and a delete none", async () => {
  const bench = createWorkbench(workspace);
  await bench.call("write", { file_path: "/empty.txt", content: "x" });
  await bench.call("delete", { path: "/bom.txt" });
  await bench.call("edit", { file_path: "/notes/plan.md", old_string: "write", new_string: "wrote" });
  expect((await bench.effect()).reads).toEqual([{ path: "/notes/plan.md", version: "effect_0" }]);
});

test("long files come in parts that fit into a result, and long lines are cut", async () => {
  const bench = createWorkbench({ "/long.txt": lines(3_000), "/wide.txt": `${"x".repeat(5_000)}\n`.repeat(30) });
  const long = (await bench.call("read", { file_path: "/long.txt" })).split("\n");
  expect([long[0], long[1], long.at(-1), long.length]).toEqual(["[Lines 1-2000 of 3000]", "1\tline 1", "2000\tline 2000", 2_001]);
  const wide = (await bench.call("read", { file_path: "/wide.txt" })).split("\n");
  expect(wide[0]).toBe("[Lines 1-19 of 30]");
  expect(wide[1]).toBe(`1\t${"x".repeat(2_000)}… [line cut, it has 5000 characters]`);
});

test("a folder of more than 1,000 entries is listed in part", async () => {
  const names = Array.from({ length: 1_200 }, (_, index) => [`/n${String(index).padStart(4, "0")}`, ""] as const);
  const listed = (await createWorkbench(Object.fromEntries(names)).call("list", {})).split("\n");
  expect([listed.length, listed[0], listed.at(-2), listed.at(-1)]).toEqual([
    1_001,
    "n0000  (0 bytes)",
    "n0999  (0 bytes)",
    "(the first 1000 of 1200 entries; use glob to find others)",
  ]);
});

test("newer files come first in a glob", async () => {
  const bench = createWorkbench({ "/a": "", "/b": "" });
  await bench.call("write", { file_path: "/b", content: "new" });
  expect(await bench.call("glob", { pattern: "*" })).toBe("/b\n/a\n(2 files)");
});

test("a search that is stopped gives nothing", async () => {
  const bench = createWorkbench(workspace, { signal: AbortSignal.abort() });
  expect(await bench.call("grep", { pattern: "TODO" })).toBe("aborted: Stopped by you. What was already done is kept.");
  expect(await bench.call("glob", { pattern: "*" })).toBe("aborted: Stopped by you. What was already done is kept.");
});

test("titles and paths come from the resolved arguments", () => {
  const { tool } = createWorkbench();
  const inputs: readonly (readonly [string, JsonValue])[] = [
    ["read", { file_path: "a//b" }],
    ["write", { file_path: "a", content: "" }],
    ["edit", { file_path: "a", old_string: "x", new_string: "y" }],
    ["list", {}],
    ["glob", { pattern: "*.md", path: "a" }],
    ["grep", { pattern: "a\u202Eb" }],
    ["grep", { pattern: "x", path: "a" }],
    ["move", { from: "a", to: "b" }],
    ["delete", { path: "a" }],
  ];
  const titles = inputs.map(([name, input]) => {
    const parsed = tool(name).parse(input);
    if (!parsed.ok) return parsed.error;
    const { verb, object } = tool(name).headline(parsed.value);
    return [`${verb} ${object}`, ...tool(name).paths(parsed.value)];
  });
  expect(titles).toEqual([
    ["Read /a/b", "/a/b"],
    ["Wrote /a", "/a"],
    ["Edited /a", "/a"],
    ["Listed /", "/"],
    ["Found files *.md in /a", "/a"],
    ['Searched for "a\\u{202E}b"', "/"],
    ['Searched /a for "x"', "/a"],
    ["Moved /a to /b", "/a", "/b"],
    ["Deleted /a", "/a"],
  ]);
});

test("the schemas are closed objects that name what is required", () => {
  const { tool } = createWorkbench();
  expect(tool("edit").inputSchema).toEqual({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      file_path: { description: "The file, from / on.", type: "string" },
      old_string: {
        description: "The text to replace, exactly as it stands in the file, without line numbers.",
        type: "string",
        minLength: 1,
        maxLength: 8_388_608,
      },
      new_string: { description: "What shall stand there instead.", type: "string", maxLength: 8_388_608 },
      replace_all: { description: "Replaces every occurrence.", default: false, type: "boolean" },
    },
    required: ["file_path", "old_string", "new_string"],
    additionalProperties: false,
  });
  expect(tool("list").inputSchema).toMatchObject({ properties: { path: { default: "/" } }, additionalProperties: false });
});
