import { expect, test } from "vitest";
import { effectId } from "../../../kernel/base/ids.ts";
import type { OperationStatus } from "../../../kernel/contracts/tool.ts";
import type { Operation } from "../../../kernel/tools/operation.ts";
import { createOverlay } from "../../files/overlay/overlay.ts";
import { createFakeWorkspace } from "../../files/overlay/workspace-tree.fake.ts";
import { createCountWordsTool } from "./count-words.ts";

const tool = createCountWordsTool();
const contextOf = (contents: Readonly<Record<string, string | Uint8Array>>) => ({
  files: createOverlay(createFakeWorkspace(contents).tree, { effectId: effectId("effect_1"), now: 1 }).files,
  signal: new AbortController().signal,
  now: 1,
});

/** Counts to the end, as a gate would: each look knows only what the one before stored. */
const count = async (contents: Readonly<Record<string, string | Uint8Array>>, input: { path?: string } = {}) => {
  const context = contextOf(contents);
  const begun = await tool.begin(input, context);
  const seen: string[] = [];
  if (!begun.ok) throw new Error(begun.error.message);
  if (begun.value.type === "done") return { seen, text: begun.value.output.text, isError: begun.value.output.isError };
  seen.push(begun.value.message);
  let operation: Operation = { operationId: begun.value.operationId };
  for (;;) {
    const status = await tool.check(operation, input, context);
    if (!status.ok) throw new Error(status.error.message);
    const found: OperationStatus = status.value;
    if (found.type === "done") return { seen, ...found.output };
    seen.push(found.progress.message);
    operation = { ...operation, last: JSON.parse(JSON.stringify(found.progress)) };
  }
};

test("a count goes over all text files in steps, each going on from the stored progress, and names the largest", async () => {
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`/f${at}.md`, `${"word ".repeat(at)}\n`]));
  const { seen, text } = await count({ ...files, "/.hidden": "not counted", "/p.png": new Uint8Array([0, 1]) });
  expect(seen).toEqual([
    "13 files to count",
    "3 of 13 files, 11 words so far",
    "6 of 13 files, 27 words so far",
    "9 of 13 files, 42 words so far",
    "12 of 13 files, 66 words so far",
  ]);
  expect(text.split("\n").slice(0, 3)).toEqual(["12 text files in /: 66 words, 12 lines.", "11\t1\t/f11.md", "10\t1\t/f10.md"]);
  expect(text.split("\n").slice(-2)).toEqual([
    "(words, lines, path; the 10 files with the most words)",
    "(1 binary file left out)",
  ]);
});

test("one file, an empty folder and a missing one each have their answer", async () => {
  expect(await count({ "/a.md": "one two\nthree" }, { path: "/a.md" })).toEqual({
    seen: ["1 file to count"],
    text: "1 text file in /a.md: 3 words, 2 lines.\n3\t2\t/a.md\n(words, lines, path; the 1 file with the most words)",
    isError: false,
  });
  expect(await count({})).toMatchObject({ text: "There are no files in /.", isError: false });
  expect(await count({}, { path: "/x" })).toMatchObject({ isError: true });
});

test("what an earlier look stored is not trusted to be whole", async () => {
  const context = contextOf({ "/a.md": "one two" });
  for (const data of [null, "x", { largest: [1, { path: 2 }], words: "many" }]) {
    const status = await tool.check({ operationId: "o", last: { stage: "", message: "", data } }, {}, context);
    expect(status).toMatchObject({ ok: true, value: { type: "done", output: { isError: false } } });
  }
});
