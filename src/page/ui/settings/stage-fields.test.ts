import { expect, test } from "vitest";
import { checkToolLimits, defaultToolLimits, stageOrder, type ToolLimits } from "../../../kernel/limits/tool-limits.ts";
import { changeOf, fieldText, limitsSentence, stageTexts } from "./stage-fields.ts";

test("every field is shown in its own unit, and written back as it stood", () => {
  for (const name of stageOrder) {
    for (const field of stageTexts[name].fields) {
      const text = fieldText(defaultToolLimits, name, field);
      const change = changeOf(defaultToolLimits, name, field, text);
      if (text !== "") expect(change).toEqual({ [name]: defaultToolLimits[name] });
      else expect([name, field.isOptional]).toEqual(["calls", true]);
    }
  }
});

test("seconds are stored as milliseconds; what is left empty is taken away where that may be", () => {
  const [ttl] = stageTexts.cache.fields;
  const [soft, hard] = stageTexts.capacity.fields;
  if (ttl === undefined || soft === undefined || hard === undefined) throw new Error("A field is missing.");
  expect(changeOf(defaultToolLimits, "cache", ttl, "1.5")).toEqual({ cache: { ttlMs: 1_500 } });
  expect(changeOf(defaultToolLimits, "cache", ttl, "soon")).toBe(undefined);
  expect(changeOf(defaultToolLimits, "capacity", soft, " ")).toEqual({ capacity: { hard: 4 } });
  expect(changeOf(defaultToolLimits, "capacity", hard, "")).toBe(undefined);
});

test("what is on is said in one sentence, in the order in which it acts", () => {
  const limits: ToolLimits = { retry: defaultToolLimits.retry, cache: defaultToolLimits.cache };
  expect(limitsSentence(limits, stageOrder)).toBe("Remember results, try again.");
  expect(limitsSentence({}, stageOrder)).toBe("Nothing stands before it.");
  expect(checkToolLimits(limits).ok).toBe(true);
});
