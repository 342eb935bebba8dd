import { expect, test } from "vitest";
import { endpointPresets } from "../../../kernel/model/endpoint-presets.ts";
import type { ModelChoice, RemoteProvider } from "../../../kernel/model/model.ts";
import { choiceGroups, choiceOf, placeOf, wiresFor } from "./endpoint-choices.ts";

const at = (provider: RemoteProvider, baseUrl: string): ModelChoice => ({ provider, baseUrl, model: "m" });

test("whatever is chosen comes back as the choice that it was made with, on its wire", () => {
  const addresses = new Map<string, string>(endpointPresets.map(({ id, baseUrl }) => [id, baseUrl]));
  for (const { value } of choiceGroups.flatMap(({ choices }) => choices)) {
    for (const wire of wiresFor(value)) expect(choiceOf(at(wire, addresses.get(value) ?? "https://own.test/v1"))).toBe(value);
  }
  expect(choiceOf({ provider: "demo" })).toBe("demo");
});

test("a place is named with its wire where that is not the usual one", () => {
  expect(
    [
      at("openai-responses", "https://api.openai.com/v1"),
      at("openai-chat", "https://api.openai.com/v1"),
      at("openai-chat", "https://own.test/v1"),
      at("openai-responses", "https://own.test/v1"),
      at("anthropic", "https://own.test"),
    ].map(placeOf),
  ).toEqual(["OpenAI", "OpenAI (Chat Completions)", "own.test", "own.test (Responses)", "own.test"]);
});
