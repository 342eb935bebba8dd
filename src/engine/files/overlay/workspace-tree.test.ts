import fc from "fast-check";
import { expect, test } from "vitest";
import { effectId } from "../../../kernel/base/ids.ts";
import type { FileState } from "../../../kernel/files/file.ts";
import { createWorkspaceTree, rootState } from "./workspace-tree.ts";

const directory: FileState = { kind: "directory", modifiedAt: 1, version: effectId("effect_1") };
const file: FileState = { kind: "file", hash: "h", sizeBytes: 3, modifiedAt: 2, version: effectId("effect_2") };
const noContents = async (): Promise<undefined> => undefined;

test("a tree knows its rows, and the root without a row", () => {
  const tree = createWorkspaceTree(
    [
      { key: "/b", state: file },
      { key: "/a", state: directory },
      { key: "/a/z", state: file },
      { key: "/a/c", state: file },
      { key: "/a-b", state: file },
    ],
    noContents,
  );
  expect(tree.paths()).toEqual(["/a", "/a-b", "/a/c", "/a/z", "/b"]);
  expect(tree.children("/")).toEqual(["a", "a-b", "b"]);
  expect(tree.children("/a")).toEqual(["c", "z"]);
  expect(tree.children("/b")).toEqual([]);
  expect(tree.state("/a")).toEqual(directory);
  expect(tree.state("/missing")).toBeUndefined();
  expect(tree.state("/")).toEqual(rootState);
});

test("lists handed out before a change stay as they were", () => {
  const tree = createWorkspaceTree([{ key: "/a", state: file }], noContents);
  const [paths, children] = [tree.paths(), tree.children("/")];
  tree.apply([{ path: "/b", before: null, after: file }]);
  expect([paths, children]).toEqual([["/a"], ["a"]]);
  expect([tree.paths(), tree.children("/")]).toEqual([
    ["/a", "/b"],
    ["a", "b"],
  ]);
});

test("after every history of changes the lists are those of a tree made from the remaining rows", () => {
  const path = fc.constantFrom("/a", "/b", "/a/b", "/a/c", "/a/c/d", "/é", "/a-");
  const change = fc.record({ path, before: fc.constant(null), after: fc.constantFrom(file, directory, null) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.nat(30), (changes, warmAt) => {
      const tree = createWorkspaceTree([], noContents);
      const states = new Map<string, FileState>();
      changes.forEach((each, index) => {
        if (index === warmAt) tree.paths();
        tree.apply([each]);
        if (each.after === null) states.delete(each.path);
        else states.set(each.path, each.after);
      });
      const expected = createWorkspaceTree(
        [...states].map(([key, state]) => ({ key, state })),
        noContents,
      );
      expect(tree.paths()).toEqual(expected.paths());
      for (const folder of ["/", "/a", "/a/c"]) expect(tree.children(folder)).toEqual(expected.children(folder));
    }),
  );
});
