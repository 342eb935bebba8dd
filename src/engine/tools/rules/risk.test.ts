import { expect, test } from "vitest";
import { hashText } from "../../../kernel/base/canonical.ts";
import { effectId } from "../../../kernel/base/ids.ts";
import type { FileChange, FileState } from "../../../kernel/files/file.ts";
import { accessRisks, effectRisks } from "./risk.ts";

const blobs = new Map<string, Uint8Array>();
const file = (text: string): FileState => {
  const bytes = new TextEncoder().encode(text);
  blobs.set(hashText(text), bytes);
  return { kind: "file", hash: hashText(text), sizeBytes: bytes.length, modifiedAt: 1, version: effectId("effect_1") };
};
const folder: FileState = { kind: "directory", modifiedAt: 1, version: effectId("effect_1") };
const risksOf = (...files: readonly FileChange[]) => effectRisks({ files }, async (hash) => blobs.get(hash));
const lines = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at}\n`).join("");
const overwrite = (removed: number): FileChange => ({
  path: "/a",
  before: file(lines(10)),
  after: file(`${lines(10 - removed)}other\n`),
  lines: { added: 1, removed },
});

test("access tells the risk before a call runs", () => {
  expect((["read", "write", "external", "container"] as const).map(accessRisks)).toEqual([
    ["read"],
    ["change"],
    ["network"],
    ["read"],
  ]);
});

test("an effect that changes nothing is a read", async () => {
  expect(await risksOf()).toEqual(["read"]);
});

test("new files and folders are changes", async () => {
  expect(await risksOf({ path: "/a", before: null, after: file("x") }, { path: "/b", before: null, after: folder })).toEqual([
    "change",
  ]);
});

test("deleting a file is a deletion, also an empty one", async () => {
  expect(await risksOf({ path: "/a", before: file("x"), after: null })).toEqual(["delete"]);
  expect(await risksOf({ path: "/a", before: file(""), after: null })).toEqual(["delete"]);
});

test("removing an empty folder is a change", async () => {
  expect(await risksOf({ path: "/b", before: folder, after: null })).toEqual(["change"]);
});

test("a moved file is a change, and a deletion when it replaces another", async () => {
  const moved = { path: "/a", before: file("x"), after: null };
  expect(await risksOf(moved, { path: "/b", before: null, after: file("x") })).toEqual(["change"]);
  expect(await risksOf(moved, { path: "/b", before: file("gone\n"), after: file("x"), lines: { added: 1, removed: 1 } })).toEqual(
    ["delete"],
  );
});

test("thirty percent of the lines may go, more is a deletion", async () => {
  expect(await risksOf(overwrite(3))).toEqual(["change"]);
  expect(await risksOf(overwrite(4))).toEqual(["delete"]);
});

test("adding to a file is a change", async () => {
  expect(await risksOf({ path: "/a", before: file("a\n"), after: file("a\nb\n"), lines: { added: 1, removed: 0 } })).toEqual([
    "change",
  ]);
});

test("where lines are unknown the bytes between the first and the last difference count", async () => {
  const before = file("0123456789");
  expect(await risksOf({ path: "/a", before, after: file("0123xx6789") })).toEqual(["change"]);
  expect(await risksOf({ path: "/a", before, after: file("0xxxxx6789") })).toEqual(["delete"]);
});

test("content that cannot be looked at counts as lost", async () => {
  const unseen: FileState = { kind: "file", hash: "unseen", sizeBytes: 9, modifiedAt: 1, version: effectId("effect_1") };
  expect(await risksOf({ path: "/a", before: unseen, after: file("y") })).toEqual(["delete"]);
});

test("a file that becomes a folder is a deletion", async () => {
  expect(await risksOf({ path: "/a", before: file("x"), after: folder })).toEqual(["delete"]);
});
