import { expect, test } from "vitest";
import { traitsOf } from "./model-traits.ts";

const line = (model: string): string => {
  const { effort, temperature } = traitsOf({ provider: "openai-chat", baseUrl: "https://a.example", model });
  return `${model}: effort ${effort}, temperature ${temperature}`;
};

test("what a model takes is known by its family; of others nothing is claimed", () => {
  const names = [
    "claude-opus-5-5",
    "anthropic/claude-fable-5-2",
    "claude-haiku-5-5",
    "claude-opus-4-7",
    "claude-opus-4-6",
    "claude-sonnet-4-6",
    "claude-sonnet-4-5-20250929",
    "claude-haiku-4-5",
    "claude-opus-4-20250514",
    "claude-3-5-haiku-latest",
    "gpt-4o",
    "gpt-5.5",
    "gpt-5.3-chat-latest",
    "openai/gpt-6-sol",
    "o3",
    "o4-mini",
    "deepseek-chat",
    "qwen3:8b",
    "o-own-model",
  ];
  expect(names.map(line)).toEqual([
    "claude-opus-5-5: effort yes, temperature no",
    "anthropic/claude-fable-5-2: effort yes, temperature no",
    "claude-haiku-5-5: effort yes, temperature no",
    "claude-opus-4-7: effort yes, temperature no",
    "claude-opus-4-6: effort yes, temperature yes",
    "claude-sonnet-4-6: effort yes, temperature yes",
    "claude-sonnet-4-5-20250929: effort no, temperature yes",
    "claude-haiku-4-5: effort no, temperature yes",
    "claude-opus-4-20250514: effort no, temperature yes",
    "claude-3-5-haiku-latest: effort no, temperature yes",
    "gpt-4o: effort no, temperature yes",
    "gpt-5.5: effort yes, temperature no",
    "gpt-5.3-chat-latest: effort no, temperature unknown",
    "openai/gpt-6-sol: effort yes, temperature no",
    "o3: effort yes, temperature no",
    "o4-mini: effort yes, temperature no",
    "deepseek-chat: effort unknown, temperature unknown",
    "qwen3:8b: effort unknown, temperature unknown",
    "o-own-model: effort unknown, temperature unknown",
  ]);
  expect(traitsOf({ provider: "demo" })).toEqual({ effort: "no", temperature: "no" });
});
