import { expect, test } from "vitest";
import { filterModels } from "./filter-models.ts";

const models = ["anthropic/claude-opus-5-5", "claude-haiku-5-5", "gpt-5.5", "openai/gpt-5.5-mini", "qwen3:8b"];

test("every word counts, in any order and case, and what begins with the first comes first", () => {
  expect([
    filterModels(models, "GPT"),
    filterModels(models, "mini gpt"),
    filterModels(models, "claude 5"),
    filterModels(models, "x"),
  ]).toEqual([
    ["gpt-5.5", "openai/gpt-5.5-mini"],
    ["openai/gpt-5.5-mini"],
    ["claude-haiku-5-5", "anthropic/claude-opus-5-5"],
    [],
  ]);
});

test("without a query all are shown as they are", () => {
  expect([filterModels(models, ""), filterModels(models, "  ")]).toEqual([models, models]);
});
