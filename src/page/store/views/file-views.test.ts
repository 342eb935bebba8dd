import fc from "fast-check";
import { expect, test } from "vitest";
import { effectId } from "../../../kernel/base/ids.ts";
import type { ListedFile } from "../../../kernel/files/packed-files.ts";
import { createEntryScript, fakeEffect } from "../entries.fake.ts";
import { fileHistory } from "./file-history.ts";
import { buildFileTree, foldersAbove, originsOf, visibleRows } from "./file-tree.ts";
import { changedPieces, comparePair } from "./line-difference.ts";

const file = (path: string, sizeBytes = 10): ListedFile => ({
  path,
  kind: "file",
  sizeBytes,
  modifiedAt: 1,
  hash: `hash-${path}`,
});
const folder = (path: string): ListedFile => ({ path, kind: "directory", sizeBytes: 0, modifiedAt: 1 });
const shown = (rows: readonly ListedFile[], open: readonly string[], search = "") =>
  visibleRows(buildFileTree(rows), new Set(open), search).map(({ node, open }) => `${node.path}${open ? " open" : ""}`);

const rows = [
  file("/b.md", 5),
  folder("/notes"),
  file("/notes/plan.md"),
  file("/notes/old/a.md"),
  file("/a.md"),
  folder("/empty"),
];

test("a tree lists folders first, adds missing ones, and sums what is in it", () => {
  const tree = buildFileTree(rows);
  expect(tree.roots.map(({ name }) => name)).toEqual(["empty", "notes", "a.md", "b.md"]);
  expect({ files: tree.files, sizeBytes: tree.sizeBytes }).toEqual({ files: 4, sizeBytes: 35 });
  expect(tree.byPath.get("/notes")).toMatchObject({ fileCount: 2, depth: 0 });
  expect(tree.byPath.get("/notes/old/a.md")).toEqual({
    kind: "file",
    path: "/notes/old/a.md",
    name: "a.md",
    depth: 2,
    sizeBytes: 10,
    hash: "hash-/notes/old/a.md",
  });
});

test("a file from outside keeps its mark in the tree", () => {
  const origins = [{ type: "import", name: "letter.zip" }] as const;
  const { byPath } = buildFileTree([{ ...file("/in/letter.md"), outside: JSON.stringify(origins) }, file("/own.md")]);
  expect([byPath.get("/in/letter.md"), byPath.get("/own.md")].map((node) => node?.kind === "file" && originsOf(node))).toEqual([
    origins,
    undefined,
  ]);
});

test("rows show the content of open folders, and where each stands among its siblings", () => {
  expect(shown(rows, ["/notes"])).toEqual(["/empty", "/notes open", "/notes/old", "/notes/plan.md", "/a.md", "/b.md"]);
  const [first, second] = visibleRows(buildFileTree(rows), new Set(), "");
  expect([first?.position, first?.siblings, second?.position]).toEqual([1, 4, 2]);
});

test("a search shows matching files with the folders above them", () => {
  expect(shown(rows, [], "A.MD notes")).toEqual(["/notes open", "/notes/old open", "/notes/old/a.md"]);
  expect(shown(rows, ["/notes"], "nothing")).toEqual([]);
});

test("prototype-named files are files", () => {
  expect(shown([file("/__proto__"), file("/constructor/toString")], ["/constructor"])).toEqual([
    "/constructor open",
    "/constructor/toString",
    "/__proto__",
  ]);
});

test("every file of a listing stands in the tree, below every folder above it", () => {
  const path = fc
    .array(fc.constantFrom("a", "b", "c", "é"), { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join("/")}`);
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 30 }), (paths) => {
      const leaves = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)));
      const tree = buildFileTree(leaves.map((one) => file(one)));
      const all = new Set(leaves.flatMap((one) => [one, ...foldersAbove(one)]));
      expect(new Set(visibleRows(tree, all, "").map(({ node }) => node.path))).toEqual(all);
      expect(tree.files).toBe(leaves.length);
    }),
  );
});

test("20,000 files become a tree of all of them", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => file(`/f${index % 100}/g${index % 7}/n${index}.md`));
  const tree = buildFileTree(many);
  const count = visibleRows(tree, new Set([...tree.byPath.keys()]), "").length;
  expect(count).toBe(20_000 + 100 + 700);
});

const storyOfChanges = () => {
  const script = createEntryScript();
  const done = { type: "done", output: { text: "ok", isError: false } } as const;
  script.startRun("r1");
  script.startTurn(1);
  script.settle("c1", done, 5, fakeEffect("e1", "/notes/plan.md", 12, 3));
  script.settle("c2", done, 5, fakeEffect("e2", "/notes/plan.md", 2, 1));
  script.settle("c3", done, 5, fakeEffect("e3", "/new.md", 4));
  return script;
};

test("a file's history names each change, and what is left sums up", () => {
  const history = fileHistory(storyOfChanges().entries);
  expect(history.touched).toEqual([
    { path: "/new.md", added: 4, removed: 0, change: "created" },
    { path: "/notes/plan.md", added: 14, removed: 4, change: "changed" },
  ]);
  expect(history.lastSeq).toBe(5);
  expect(history.stepsOf("/notes/plan.md")?.map(({ seq, turn, by, before, after }) => [seq, turn, by, before, after])).toEqual([
    [3, 1, "agent", "e1-before", "e1-after"],
    [4, 1, "agent", "e2-before", "e2-after"],
  ]);
});

test("undone changes no longer count, restored ones count again, and an earlier moment knows of neither", () => {
  const script = storyOfChanges();
  const undo = (id: string, undone: readonly string[], restored: readonly string[]) =>
    script.add({
      type: "effects-undone",
      effect: fakeEffect(id, "/new.md", 0, 4),
      undone: undone.map(effectId),
      restored: restored.map(effectId),
    });
  undo("u1", ["e3"], []);
  const undone = fileHistory(script.entries);
  expect(undone.touched[0]).toEqual({ path: "/new.md", added: 0, removed: 0, change: "undone" });
  expect(undone.stepsOf("/new.md")?.map(({ by, undoneBySeq }) => [by, undoneBySeq])).toEqual([
    ["agent", 6],
    ["undo", undefined],
  ]);
  undo("u2", ["u1"], ["e3"]);
  expect(fileHistory(script.entries).touched[0]).toEqual({ path: "/new.md", added: 4, removed: 0, change: "created" });
  expect(fileHistory(script.entries, { until: 3 }).touched).toEqual([
    { path: "/notes/plan.md", added: 12, removed: 3, change: "changed" },
  ]);
});

test("a changed line shows what changed in it", () => {
  expect(comparePair("3,Coimbra regional,31.20", "3,Coimbra Alfa,58.40")).toEqual({
    removed: [
      { text: "3,Coimbra ", changed: false },
      { text: "regional", changed: true },
      { text: ",", changed: false },
      { text: "31", changed: true },
      { text: ".", changed: false },
      { text: "20", changed: true },
    ],
    added: [
      { text: "3,Coimbra ", changed: false },
      { text: "Alfa", changed: true },
      { text: ",", changed: false },
      { text: "58", changed: true },
      { text: ".", changed: false },
      { text: "40", changed: true },
    ],
  });
});

test("lines with too little in common are not compared, and only paired lines are", () => {
  const line = (sign: "-" | "+" | " ", text: string) => ({ sign, number: 1, text });
  const pieces = changedPieces([
    line(" ", "same"),
    line("-", "alpha beta gamma"),
    line("-", "second"),
    line("+", "alpha beta delta"),
    line(" ", "same"),
    line("+", "alone"),
  ]);
  expect([...pieces.keys()]).toEqual([1, 3]);
  expect(comparePair("Lunch on the train", "Strike: trains stop")).toBeUndefined();
});

test("the pieces of a line are the line", () => {
  const text = fc.string({ unit: "binary", maxLength: 12 });
  fc.assert(
    fc.property(text, text, fc.string({ maxLength: 12 }), (a, b, shared) => {
      const pair = comparePair(`${shared}${a}${shared}`, `${shared}${b}${shared}`);
      if (pair === undefined) return;
      expect(pair.removed.map((piece) => piece.text).join("")).toBe(`${shared}${a}${shared}`);
      expect(pair.added.map((piece) => piece.text).join("")).toBe(`${shared}${b}${shared}`);
    }),
    { numRuns: 60 },
  );
});

test("a scope tells what some of the entries did, and what was taken back of it since", () => {
  const script = storyOfChanges();
  script.add({
    type: "effects-undone",
    effect: fakeEffect("u1", "/new.md", 0, 4),
    undone: [effectId("e3")],
    restored: [],
  });
  const { stepsOf, touched } = fileHistory(script.entries, { within: ({ seq }) => seq === 4 || seq === 5 });
  expect(touched).toEqual([
    { path: "/new.md", added: 0, removed: 0, change: "undone" },
    { path: "/notes/plan.md", added: 2, removed: 1, change: "changed" },
  ]);
  expect(stepsOf("/notes/plan.md")?.map(({ seq }) => seq)).toEqual([4]);
});

test("samples are what a session starts with, not what it changed", () => {
  const script = createEntryScript();
  script.add({ type: "files-changed", by: "sample", effect: fakeEffect("s1", "/readme.md", 4) });
  script.add({ type: "files-changed", by: "sample", effect: fakeEffect("s2", "/plan.md", 4) });
  script.add({ type: "files-changed", by: "person", effect: fakeEffect("p1", "/plan.md", 2, 1) });
  const history = fileHistory(script.entries);
  expect(history.touched).toEqual([{ path: "/plan.md", added: 2, removed: 1, change: "changed" }]);
  expect(history.stepsOf("/readme.md")?.map(({ by }) => by)).toEqual(["sample"]);
});
