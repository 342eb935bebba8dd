import { expect, test } from "vitest";
import { oneLine, withoutStop, withStop } from "./sentence.ts";

test("a sentence ends in one full stop, with or without one before", () => {
  expect(["Ask before deleting", "Ask before deleting.", "Ask.. ", "Really?"].map(withStop)).toEqual([
    "Ask before deleting.",
    "Ask before deleting.",
    "Ask.",
    "Really?",
  ]);
  expect(["Ask before deleting.", " Allow edit in /notes "].map(withoutStop)).toEqual([
    "Ask before deleting",
    "Allow edit in /notes",
  ]);
});

test("one line holds so many characters, and never half of one", () => {
  expect([oneLine("a\n  b\tc", 9), oneLine("abcdef", 3), oneLine("🌱🌱🌱", 2), oneLine("abc", 3)]).toEqual([
    "a b c",
    "abc…",
    "🌱🌱…",
    "abc",
  ]);
});
