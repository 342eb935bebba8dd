import { expect, test } from "vitest";
import { createOverlapFinder, excerptOf } from "./overlaps.ts";

const found = (subject: string, text: string): readonly string[] =>
  createOverlapFinder(subject)(text).map(({ from, to }) => text.slice(from, to));

test("four words in a row are an overlap, whatever their case and what is between them", () => {
  expect(found("Ferns like shade and rain.", "It says: FERNS like,\nshade and rain! Ferns like shade.")).toEqual([
    "FERNS like,\nshade and rain",
  ]);
  expect(found("Ferns like shade and rain.", "ferns like shade")).toEqual([]);
});

test("a text of fewer words is found as a whole, one without words nowhere", () => {
  expect(found("Water: 40 %", "water 40, later")).toEqual(["water 40"]);
  expect(found("—", "— and —")).toEqual([]);
  expect(found("", "anything")).toEqual([]);
});

test("scripts without spaces count by the character", () => {
  expect(found("シダは日陰を好む", "知っている:シダは日陰を好む、と")).toEqual(["シダは日陰を好む"]);
});

test("an excerpt shows the first overlap with what is around it, and marks it there", () => {
  const text = `${"before ".repeat(40)}ferns like shade and rain${" after".repeat(60)}`;
  const excerpt = excerptOf(text, createOverlapFinder("ferns like shade and rain")(text));
  expect(excerpt.text.length).toBeLessThanOrEqual(282);
  expect(excerpt.marks.map(({ from, to }) => excerpt.text.slice(from, to))).toEqual(["ferns like shade and rain"]);
  expect(excerptOf("short", [])).toEqual({ text: "short", marks: [] });
});
