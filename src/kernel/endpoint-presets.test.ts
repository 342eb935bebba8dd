import { expect, test } from "vitest";
import { parseEndpoint } from "./endpoint.ts";
import { endpointPresets, presetOf } from "./endpoint-presets.ts";
import { wellKnownOrigins } from "./well-known-origins.ts";

test("every preset is an address in its stored form, that the page may talk to from the start", () => {
  for (const { baseUrl, provider } of endpointPresets) {
    const parsed = parseEndpoint(baseUrl);
    expect(parsed).toEqual({ ok: true, value: { origin: new URL(baseUrl).origin, baseUrl } });
    expect(wellKnownOrigins).toContain(new URL(baseUrl).origin);
    expect(presetOf({ provider, baseUrl, model: "m" })?.baseUrl).toBe(baseUrl);
  }
  expect(new Set(endpointPresets.map(({ id }) => id)).size).toBe(endpointPresets.length);
});

test("the Demo and an address of one's own are no preset", () => {
  expect(presetOf({ provider: "demo" })).toBeUndefined();
  expect(presetOf({ provider: "anthropic", baseUrl: "https://api.openai.com/v1", model: "m" })).toBeUndefined();
});
