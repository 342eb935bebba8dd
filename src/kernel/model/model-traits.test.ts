import { expect, test } from "vitest";
import { type Effort, efforts } from "./model-settings.ts";
import { effortFor, modelTraits, traitsOf } from "./model-traits.ts";

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

test.each<readonly [string, string, number | undefined, boolean | undefined]>([
  ["claude-opus-5-5", "low medium high xhigh max", 0, true],
  ["claude-opus-4-8", "low medium high xhigh max", 0, true],
  ["claude-sonnet-4-6", "low medium high max", 1, true],
  ["claude-opus-4-5-20251101", "low medium high", 1, true],
  ["anthropic/claude-3-7-sonnet", "", 1, true],
  ["openai/o3", "low medium high", 0, false],
  ["gpt-5-mini", "minimal low medium high", 0, false],
  ["gpt-5.5", "minimal low medium high xhigh max", 0, undefined],
  ["GPT-4o-mini", "", 2, true],
  ["o30-of-somebody", "unknown", undefined, undefined],
])("%s: efforts %s, temperature up to %s, stop sequences %s", (model, levels, temperatureUpTo, stop) => {
  const traits = modelTraits(model);
  expect(traits.efforts?.join(" ") ?? "unknown").toBe(levels);
  expect(traits.temperatureUpTo).toBe(temperatureUpTo);
  expect(traits.takesStopSequences).toBe(stop);
});

test.each<readonly [readonly Effort[] | undefined, readonly (Effort | undefined)[]]>([
  [undefined, efforts],
  [[], [undefined, undefined, undefined, undefined, undefined, undefined]],
  [
    ["low", "medium", "high", "max"],
    ["low", "low", "medium", "high", "high", "max"],
  ],
  [
    ["minimal", "low", "medium", "high"],
    ["minimal", "low", "medium", "high", "high", "high"],
  ],
])("a model with the levels %j is sent the nearest one", (taken, sent) => {
  expect(efforts.map((wished) => effortFor(taken === undefined ? {} : { efforts: taken }, wished))).toEqual(sent);
});
