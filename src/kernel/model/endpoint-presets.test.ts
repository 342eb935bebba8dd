import { expect, test } from "vitest";
import { parseEndpoint } from "./endpoint.ts";
import { endpointPresets, presetNamed, presetOf, wiresOf } from "./endpoint-presets.ts";
import type { RemoteProvider } from "./model.ts";
import { wellKnownOrigins } from "./well-known-origins.ts";

test("every preset is an address in its stored form, that the page may talk to from the start", () => {
  for (const preset of endpointPresets) {
    const { baseUrl } = preset;
    const parsed = parseEndpoint(baseUrl);
    expect(parsed).toEqual({ ok: true, value: { origin: new URL(baseUrl).origin, baseUrl } });
    expect(wellKnownOrigins).toContain(new URL(baseUrl).origin);
    for (const provider of wiresOf(preset)) expect(presetOf({ provider, baseUrl, model: "m" })).toBe(preset);
  }
  expect(new Set(endpointPresets.map(({ id }) => id)).size).toBe(endpointPresets.length);
});

test("OpenAI is asked on its Responses API, and a choice of its Chat Completions stays one of OpenAI", () => {
  const at = (provider: RemoteProvider): string | undefined =>
    presetOf({ provider, baseUrl: "https://api.openai.com/v1", model: "m" })?.id;
  expect(presetNamed("openai")?.provider).toBe("openai-responses");
  expect([at("openai-responses"), at("openai-chat"), at("anthropic")]).toEqual(["openai", "openai", undefined]);
});

test("the Demo and an address of one's own are no preset", () => {
  expect(presetOf({ provider: "demo" })).toBeUndefined();
  expect(presetOf({ provider: "anthropic", baseUrl: "https://api.openai.com/v1", model: "m" })).toBeUndefined();
});
