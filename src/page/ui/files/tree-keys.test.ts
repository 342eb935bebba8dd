import { expect, test } from "vitest";
import { buildFileTree, visibleRows } from "../../store/views/file-tree.ts";
import { nextTreeMove } from "./tree-keys.ts";

const file = (path: string) => ({ path, kind: "file", sizeBytes: 1, modifiedAt: 1 }) as const;
const tree = buildFileTree(["/notes/plan.md", "/notes/people.md", "/old/a.md", "/readme.md"].map(file));
// 0 notes (open), 1 people.md, 2 plan.md, 3 old (shut), 4 readme.md
const rows = visibleRows(tree, new Set(["/notes"]), "");
const nothing = { text: "", at: 0 };
const press = (active: number, key: string, typed = nothing, now = 10_000) => nextTreeMove(rows, active, key, typed, now);

test("arrows, Home and End move along the rows and stop at the ends", () => {
  expect([press(0, "ArrowDown"), press(0, "ArrowUp"), press(4, "ArrowDown"), press(3, "Home"), press(0, "End")]).toEqual(
    [1, 0, 4, 0, 4].map((index) => ({ type: "go", index })),
  );
});

test("left and right shut and open folders, and step out of and into them", () => {
  expect(press(3, "ArrowRight")).toEqual({ type: "toggle", path: "/old" });
  expect(press(0, "ArrowRight")).toEqual({ type: "go", index: 1 });
  expect(press(0, "ArrowLeft")).toEqual({ type: "toggle", path: "/notes" });
  expect(press(2, "ArrowLeft")).toEqual({ type: "go", index: 0 });
  expect(press(2, "ArrowRight")).toBeUndefined();
});

test("typing goes to the next name that begins so", () => {
  expect(press(0, "p")).toEqual({ type: "type", text: "p", index: 1 });
  expect(press(1, "p")).toEqual({ type: "type", text: "p", index: 2 });
  expect(press(1, "l", { text: "p", at: 9_900 })).toEqual({ type: "type", text: "pl", index: 2 });
  expect(press(1, "r", { text: "p", at: 1_000 })).toEqual({ type: "type", text: "r", index: 4 });
  expect(press(1, "x")).toEqual({ type: "type", text: "x", index: undefined });
});

test("Enter and space open, other keys are left to the page", () => {
  expect([press(1, "Enter"), press(1, " "), press(1, "Tab"), press(1, "F6")]).toEqual([
    { type: "press" },
    { type: "press" },
    undefined,
    undefined,
  ]);
  expect(nextTreeMove([], 0, "Home", nothing, 1)).toBeUndefined();
});
