import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalHash, hashText } from "../../../kernel/base/canonical.ts";
import { effectId } from "../../../kernel/base/ids.ts";
import { type FileSystem, FileSystemError, type FileTree } from "../../../kernel/contracts/file-system.ts";
import { maxFileBytes } from "../../../kernel/files/file.ts";
import { createOverlay, type Overlay } from "./overlay.ts";
import { createFakeWorkspace } from "./workspace-tree.fake.ts";

const over = (base: FileTree, id = "effect_1"): Overlay => createOverlay(base, { effectId: effectId(id), now: 1_000 });
const text = async (files: FileSystem, path: string): Promise<string> => new TextDecoder().decode(await files.readFile(path));
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (cause: unknown) => (cause instanceof FileSystemError ? cause.code : String(cause)),
  );
const base = { modifiedAt: 0, version: effectId("effect_0") };
const fileState = (content: string, stamp = base) =>
  ({ kind: "file", hash: hashText(content), sizeBytes: new TextEncoder().encode(content).length, ...stamp }) as const;

test("an effect names what differs, sorted, with lines, contents by hash, and what was read", async () => {
  const { tree } = createFakeWorkspace({ "/notes/plan.md": "one\ntwo\n", "/old.md": "gone\n", "/same.md": "same\n" });
  const overlay = over(tree);
  const mine = { modifiedAt: 1_000, version: effectId("effect_1") };
  await overlay.files.writeFile("/notes/plan.md", "one\nthree\nfour\n");
  await overlay.files.unlink("/old.md");
  await overlay.files.mkdir("/drafts");
  await overlay.files.writeFile("/drafts/a.md", "draft");
  expect(await text(overlay.files, "/same.md")).toBe("same\n");
  await codeOf(overlay.files.readFile("/missing.md"));
  await overlay.files.readFile("/drafts/a.md");
  expect(await overlay.effect()).toEqual({
    effectId: "effect_1",
    files: [
      { path: "/drafts", before: null, after: { kind: "directory", ...mine } },
      { path: "/drafts/a.md", before: null, after: fileState("draft", mine), lines: { added: 1, removed: 0 } },
      {
        path: "/notes/plan.md",
        before: fileState("one\ntwo\n"),
        after: fileState("one\nthree\nfour\n", mine),
        lines: { added: 2, removed: 1 },
      },
      { path: "/old.md", before: fileState("gone\n"), after: null, lines: { added: 0, removed: 1 } },
    ],
    reads: [
      { path: "/missing.md", version: null },
      { path: "/same.md", version: "effect_0" },
    ],
    hash: canonicalHash([
      { path: "/drafts", before: null, after: "directory" },
      { path: "/drafts/a.md", before: null, after: hashText("draft") },
      { path: "/notes/plan.md", before: hashText("one\ntwo\n"), after: hashText("one\nthree\nfour\n") },
      { path: "/old.md", before: hashText("gone\n"), after: null },
    ]),
  });
  expect(overlay.blobs().map(({ hash }) => hash)).toEqual([hashText("one\nthree\nfour\n"), hashText("draft")]);
  expect(tree.paths()).toEqual(["/notes", "/notes/plan.md", "/old.md", "/same.md"]);
});

test("what is written back or taken back is no change, and the base's version shows through", async () => {
  const { tree } = createFakeWorkspace({ "/a.md": "a", "/folder/": "" });
  const { files, effect, blobs, tree: view } = over(tree);
  await files.writeFile("/a.md", "b");
  await files.writeFile("/a.md", "a");
  await files.writeFile("/new.md", "x");
  await files.unlink("/new.md");
  await files.rmdir("/folder");
  await files.mkdir("/folder");
  await files.rename("/a.md", "/b.md");
  await files.rename("/b.md", "/a.md");
  expect((await effect()).files).toEqual([]);
  expect(blobs()).toEqual([]);
  expect(view.state("/a.md")).toEqual(fileState("a"));
  expect(view.paths()).toEqual(["/a.md", "/folder"]);
});

test("the same change at another time and by another effect has the same hash", async () => {
  const { tree } = createFakeWorkspace({ "/a.md": "a" });
  const first = createOverlay(tree, { effectId: effectId("effect_1"), now: 1 });
  const second = createOverlay(tree, { effectId: effectId("effect_2"), now: 2 });
  for (const { files } of [first, second]) await files.writeFile("/a.md", "b");
  expect((await first.effect()).hash).toBe((await second.effect()).hash);
});

test("an overlay on an overlay sees its changes and takes its versions as the base", async () => {
  const { tree } = createFakeWorkspace({ "/a.md": "a", "/b.md": "b" });
  const lower = over(tree, "effect_1");
  await lower.files.writeFile("/a.md", "a2");
  await lower.files.unlink("/b.md");
  await lower.files.writeFile("/c.md", "c");
  const upper = over(lower.tree, "effect_2");
  expect(await upper.files.readdir("/")).toEqual(["a.md", "c.md"]);
  expect(await text(upper.files, "/a.md")).toBe("a2");
  await upper.files.unlink("/c.md");
  expect(await upper.effect()).toMatchObject({
    files: [{ path: "/c.md", before: { version: "effect_1" }, after: null }],
    reads: [{ path: "/a.md", version: "effect_1" }],
  });
  expect(await text(lower.files, "/c.md")).toBe("c");
});

test("a moved file counts as read, and moves with its modification time", async () => {
  const { tree } = createFakeWorkspace({ "/a/one.md": "1", "/a/deep/two.md": "2" });
  const { files, effect, tree: view } = over(tree);
  await files.rename("/a", "/b");
  expect(view.paths()).toEqual(["/b", "/b/deep", "/b/deep/two.md", "/b/one.md"]);
  expect(view.state("/b/one.md")).toEqual(fileState("1", { ...base, version: effectId("effect_1") }));
  expect((await effect()).reads).toEqual([
    { path: "/a/deep/two.md", version: "effect_0" },
    { path: "/a/one.md", version: "effect_0" },
  ]);
  expect(await text(files, "/b/deep/two.md")).toBe("2");
});

describe("file system errors", () => {
  const cases: readonly (readonly [string, string, (files: FileSystem) => Promise<unknown>])[] = [
    ["reading what is missing", "ENOENT", (files) => files.readFile("/x")],
    ["reading a folder", "EISDIR", (files) => files.readFile("/folder")],
    ["reading below a file", "ENOTDIR", (files) => files.readFile("/file/x")],
    ["writing to a folder", "EISDIR", (files) => files.writeFile("/folder", "")],
    ["writing to the root", "EISDIR", (files) => files.writeFile("/", "")],
    ["writing without a parent", "ENOENT", (files) => files.writeFile("/x/y", "")],
    ["writing below a file", "ENOTDIR", (files) => files.writeFile("/file/x/y", "")],
    ["writing too many bytes", "EFBIG", (files) => files.writeFile("/x", new Uint8Array(maxFileBytes + 1))],
    ["writing too long a text", "EFBIG", (files) => files.writeFile("/x", "é".repeat(maxFileBytes / 2 + 1))],
    ["writing as much as fits", "done", (files) => files.writeFile("/x", "é".repeat(maxFileBytes / 2))],
    ["deleting what is missing", "ENOENT", (files) => files.unlink("/x")],
    ["deleting a folder as a file", "EISDIR", (files) => files.unlink("/folder")],
    ["listing what is missing", "ENOENT", (files) => files.readdir("/x")],
    ["listing a file", "ENOTDIR", (files) => files.readdir("/file")],
    ["making what exists", "EEXIST", (files) => files.mkdir("/file")],
    ["making the root", "EEXIST", (files) => files.mkdir("/")],
    ["making without a parent", "ENOENT", (files) => files.mkdir("/x/y")],
    ["removing what is missing", "ENOENT", (files) => files.rmdir("/x")],
    ["removing a file as a folder", "ENOTDIR", (files) => files.rmdir("/file")],
    ["removing a full folder", "ENOTEMPTY", (files) => files.rmdir("/folder")],
    ["removing the root", "EINVAL", (files) => files.rmdir("/")],
    ["moving what is missing", "ENOENT", (files) => files.rename("/x", "/y")],
    ["moving what is missing onto itself", "ENOENT", (files) => files.rename("/x", "/x")],
    ["moving onto itself", "done", (files) => files.rename("/file", "/file")],
    ["moving into itself", "EINVAL", (files) => files.rename("/folder", "/folder/x")],
    ["moving the root", "EINVAL", (files) => files.rename("/", "/folder/x")],
    ["moving over the root", "EINVAL", (files) => files.rename("/folder", "/")],
    ["moving without a parent", "ENOENT", (files) => files.rename("/file", "/x/y")],
    ["moving a file over a folder", "EISDIR", (files) => files.rename("/file", "/empty")],
    ["moving a folder over a file", "ENOTDIR", (files) => files.rename("/folder", "/file")],
    ["moving a folder over a full one", "ENOTEMPTY", (files) => files.rename("/empty", "/folder")],
    ["moving a folder over an empty one", "done", (files) => files.rename("/folder", "/empty")],
    ["asking about what is missing", "ENOENT", (files) => files.stat("/x")],
    ["leaving the workspace", "EINVAL", (files) => files.readFile("/../x")],
    ["the reserved folder", "EINVAL", (files) => files.writeFile("/.agent/x", "")],
  ];
  test.each(cases)("%s: %s", async (_name, code, work) => {
    const { tree } = createFakeWorkspace({ "/file": "f", "/folder/a": "a", "/empty/": "" });
    expect(await codeOf(work(over(tree).files))).toBe(code);
  });

  test("a folder whose contents would stand too deep is not moved", async () => {
    const { tree } = createFakeWorkspace({ [`/a${"/x".repeat(62)}`]: "deep", "/b/c/": "" });
    const { files, effect } = over(tree);
    expect(await codeOf(files.rename("/a", "/b/c/a"))).toBe("EINVAL");
    expect((await effect()).files).toEqual([]);
  });

  test("a content that the store lost is named, and nothing is made up for it", async () => {
    const { tree, blobs } = createFakeWorkspace({ "/a.md": "a" });
    blobs.clear();
    const { files, effect } = over(tree);
    expect(await codeOf(files.readFile("/a.md"))).toBe("EIO");
    await files.writeFile("/a.md", "b");
    expect((await effect()).files[0]).not.toHaveProperty("lines");
  });
});

/** The slow oracle: a workspace as plain maps, rebuilt on every step. */
const paths = ["/a", "/b", "/a/b", "/a/c", "/b/d", "/a/b/e"] as const;
const step = fc.oneof(
  fc.record({ type: fc.constant("write" as const), path: fc.constantFrom(...paths), content: fc.constantFrom("", "x", "y\n") }),
  fc.record({ type: fc.constantFrom("unlink" as const, "mkdir" as const, "rmdir" as const), path: fc.constantFrom(...paths) }),
  fc.record({ type: fc.constant("rename" as const), path: fc.constantFrom(...paths), to: fc.constantFrom(...paths) }),
);
const perform = (files: FileSystem, action: typeof step extends fc.Arbitrary<infer Step> ? Step : never): Promise<string> => {
  switch (action.type) {
    case "write":
      return codeOf(files.writeFile(action.path, action.content));
    case "rename":
      return codeOf(files.rename(action.path, action.to));
    default:
      return codeOf(files[action.type](action.path));
  }
};

test("after every history of steps the effect, applied to the base, is the view, and the base is untouched until then", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.array(step, { maxLength: 12 }), async (before, after) => {
      const { tree, blobs } = createFakeWorkspace({ "/a/b": "x", "/b/": "" });
      const untouched = tree.paths();
      const lower = over(tree, "effect_1");
      for (const action of before) await perform(lower.files, action);
      const upper = over(lower.tree, "effect_2");
      for (const action of after) await perform(upper.files, action);
      expect(tree.paths()).toBe(untouched);
      for (const overlay of [lower, upper]) {
        const effect = await overlay.effect();
        for (const { hash, bytes } of overlay.blobs()) blobs.set(hash, bytes);
        for (const change of effect.files) expect(tree.state(change.path) ?? null).toEqual(change.before);
        tree.apply(effect.files);
        expect(tree.paths()).toEqual(overlay.tree.paths());
        for (const path of ["/", ...tree.paths()]) {
          expect(tree.state(path)).toEqual(overlay.tree.state(path));
          expect(tree.children(path)).toEqual(overlay.tree.children(path));
        }
        for (const { after: state } of effect.files) if (state?.kind === "file") expect(blobs.has(state.hash)).toBe(true);
      }
      // Every path stands in a folder that stands.
      for (const path of tree.paths()) {
        expect(tree.state(path.slice(0, Math.max(1, path.lastIndexOf("/"))))?.kind).toBe("directory");
      }
    }),
    { numRuns: 150 },
  );
});
