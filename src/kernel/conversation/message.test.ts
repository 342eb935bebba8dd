import { expect, test } from "vitest";
import type { MessageId } from "../base/ids.ts";
import { blocksOf, type Reference, saidOf, wordsIn } from "./message.ts";

const ada: Reference = { type: "entity", id: "ada", label: 'Ada "the Countess"', kind: "person" };
const engine: Reference = { type: "entity", id: "engine", label: "Engine", kind: "" };
const messageId = "message_1" as MessageId;

test("what a message is about is told to the model before its words and is no part of them", () => {
  const blocks = blocksOf({ messageId, text: "Who is this?", about: [ada, engine] });
  expect(blocks.map((block) => (block.type === "text" ? block.text : block.type))).toEqual([
    '<about>"Ada \\"the Countess\\"" (person), entity ada of the knowledge graph</about>',
    '<about>"Engine", entity engine of the knowledge graph</about>',
    "Who is this?",
  ]);
  expect(wordsIn(blocks)).toBe("Who is this?");
  expect(saidOf(messageId, blocks)).toEqual({ messageId, text: "Who is this?", pictures: [], about: [ada, engine] });
});

test("a message about nothing is as it was", () => {
  expect(blocksOf({ messageId, text: "Hello" })).toEqual([{ type: "text", text: "Hello" }]);
  expect(saidOf(messageId, [{ type: "text", text: "Hello" }])).toEqual({ messageId, text: "Hello", pictures: [] });
});
