import { expect, test } from "vitest";
import { createEntryScript } from "../../store/entries.fake.ts";
import { createOutlineReader } from "../../store/views/session-outline.ts";
import { indexAfterKey } from "./ruler-moves.ts";

const script = createEntryScript();
script.user("u1", "Hello");
script.startRun("r1");
script.startTurn(1);
script.startMessage("m1");
script.endMessage("m1");
script.startTurn(2);
script.startMessage("m2");
script.endMessage("m2");
const outline = createOutlineReader()(script.entries);
const keys = (index: number, ...pressed: readonly string[]) => pressed.map((key) => indexAfterKey(outline, index, key));

test("arrows move by entry and stop at the ends", () => {
  expect(keys(4, "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp", "Home", "End")).toEqual([3, 3, 5, 5, 0, 7]);
  expect([...keys(0, "ArrowLeft"), ...keys(7, "ArrowRight")]).toEqual([0, 7]);
});

test("page keys move by turn", () => {
  expect([...keys(7, "PageDown"), ...keys(5, "PageDown"), ...keys(1, "PageDown")]).toEqual([5, 2, 0]);
  expect([...keys(0, "PageUp"), ...keys(2, "PageUp"), ...keys(6, "PageUp")]).toEqual([2, 5, 7]);
});

test("other keys are left to the page", () => {
  expect(keys(3, "Tab", "a", "Enter")).toEqual([undefined, undefined, undefined]);
});
