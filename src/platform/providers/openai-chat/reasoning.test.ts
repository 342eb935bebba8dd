import { expect, test } from "vitest";
import { createReasoning } from "./reasoning.ts";

test("of fields that repeat the same text one is told", () => {
  const reasoning = createReasoning();
  const details = [{ type: "reasoning.text", text: "Hm", index: 0 }];
  expect(reasoning.textOf({ reasoning: "Hm", reasoning_content: "Hm", reasoning_details: details })).toBe("Hm");
  expect(reasoning.textOf({ reasoning: "Hm", reasoning_content: "" })).toBe("Hm");
  expect(reasoning.textOf({ reasoning: null, reasoning_content: null, content: "x" })).toBe("");
  expect(reasoning.cameAsContent()).toBe(true);
});

test("the account of the thinking is put together from its pieces, which tell its text where no other field does", () => {
  const reasoning = createReasoning();
  const pieces = [
    { type: "reasoning.text", text: "Let me ", index: 0, format: "f" },
    { type: "reasoning.text", text: "see.", index: 0, signature: null },
    { type: "reasoning.text", text: "", index: 0, signature: "S" },
    { type: "reasoning.summary", summary: "Saw.", index: 1 },
    { type: "reasoning.encrypted", data: "E", id: "r1", index: 2 },
    { type: "reasoning.encrypted", data: "F", id: "r2", index: 2 },
  ];
  expect(pieces.map((piece) => reasoning.textOf({ reasoning_details: [piece, 7] }))).toEqual([
    "Let me ",
    "see.",
    "",
    "Saw.",
    "",
    "",
  ]);
  expect(reasoning.cameAsContent()).toBe(false);
  expect(reasoning.details()).toEqual([
    { type: "reasoning.text", text: "Let me see.", index: 0, format: "f", signature: "S" },
    { type: "reasoning.summary", summary: "Saw.", index: 1 },
    { type: "reasoning.encrypted", data: "E", id: "r1", index: 2 },
    { type: "reasoning.encrypted", data: "F", id: "r2", index: 2 },
  ]);
});
