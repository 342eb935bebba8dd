import { expect, test } from "vitest";
import { checkModelChoice } from "./check-model-choice.ts";
import type { ModelChoice } from "./model.ts";

const at = (baseUrl: string, model: string): ModelChoice => ({ provider: "openai-chat", baseUrl, model });

test("a choice that can be asked is kept in one form", () => {
  expect([checkModelChoice({ provider: "demo" }), checkModelChoice(at(" https://api.openai.com/v1/ ", " gpt "))]).toEqual([
    { ok: true, value: { provider: "demo" } },
    { ok: true, value: at("https://api.openai.com/v1", "gpt") },
  ]);
});

test("an unprotected address, an empty name and an endless one are refused", () => {
  const refused = [
    at("http://models.example/v1", "m"),
    at("https://models.example/v1", " "),
    at("https://a.example", "m".repeat(201)),
  ];
  expect(refused.map((choice) => checkModelChoice(choice).ok)).toEqual([false, false, false]);
});
