import { expect, test } from "vitest";
import { callSettings, changedOverrides, effectiveSettings } from "./model-settings.ts";

test("a session's value stands before the default, and its explicit nothing too", () => {
  const defaults = { temperature: 0.7, effort: "high", systemPrompt: "Be brief." } as const;
  expect(effectiveSettings(defaults)).toEqual(defaults);
  expect(effectiveSettings(defaults, { temperature: 0, effort: null, stopSequences: ["END"] })).toEqual({
    temperature: 0,
    systemPrompt: "Be brief.",
    stopSequences: ["END"],
  });
});

test("overrides are set and taken back by name; without any there are none", () => {
  const first = changedOverrides(undefined, { temperature: 1, systemPrompt: null }, []);
  expect(first).toEqual({ temperature: 1, systemPrompt: null });
  const second = changedOverrides(first, { temperature: 0.5 }, ["systemPrompt"]);
  expect(second).toEqual({ temperature: 0.5 });
  expect(changedOverrides(second, {}, ["temperature", "effort"])).toBeUndefined();
});

test("only what belongs to a call goes into it", () => {
  expect(callSettings({ systemPrompt: "x", maxOutputTokens: 5, temperature: 1, promptCaching: "off" })).toEqual({
    temperature: 1,
    promptCaching: "off",
  });
});
