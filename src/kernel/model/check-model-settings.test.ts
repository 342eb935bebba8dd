import fc from "fast-check";
import { expect, test } from "vitest";
import { checkModelOverrides, checkModelSettings, settingProblem } from "./check-model-settings.ts";
import { efforts, type ModelSettings, promptCachings, settingNames } from "./model-settings.ts";

const full: ModelSettings = {
  systemPrompt: "",
  effort: "high",
  temperature: 0,
  maxOutputTokens: 1,
  stopSequences: ["END", "###"],
  promptCaching: "1h",
};

const messageOf = (untrusted: unknown): string => {
  const checked = checkModelSettings(untrusted);
  return checked.ok ? "" : checked.error.message;
};

test("settings inside their ranges come back as they are, and nothing is set where nothing is given", () => {
  expect([checkModelSettings(full), checkModelSettings({})]).toEqual([
    { ok: true, value: full },
    { ok: true, value: {} },
  ]);
});

test("each value outside its range is refused with the name of the field, the range, and what stays", () => {
  expect([
    messageOf({ systemPrompt: "a".repeat(100_001) }),
    messageOf({ effort: "highest" }),
    messageOf({ temperature: 2.1 }),
    messageOf({ temperature: Number.NaN }),
    messageOf({ temperature: "1" }),
    messageOf({ maxOutputTokens: 0 }),
    messageOf({ maxOutputTokens: 1.5 }),
    messageOf({ stopSequences: ["a", "b", "c", "d", "e"] }),
    messageOf({ stopSequences: ["  "] }),
    messageOf({ promptCaching: "2h" }),
    messageOf({ topK: 1 }),
    messageOf(null),
  ]).toEqual([
    "The system prompt is a text of at most 100,000 characters. What was set before stays.",
    "Effort is one of minimal, low, medium, high, xhigh, max. What was set before stays.",
    "Temperature is a number from 0 to 2, such as 0.7. What was set before stays.",
    "Temperature is a number from 0 to 2, such as 0.7. What was set before stays.",
    "Temperature is a number from 0 to 2, such as 0.7. What was set before stays.",
    "The longest answer is a whole number of tokens from 1 to 1,000,000. What was set before stays.",
    "The longest answer is a whole number of tokens from 1 to 1,000,000. What was set before stays.",
    "Stop sequences are at most four texts, each of 1 to 200 characters and not only white space. What was set before stays.",
    "Stop sequences are at most four texts, each of 1 to 200 characters and not only white space. What was set before stays.",
    "Prompt caching is off, 5 minutes or 1 hour. What was set before stays.",
    'There is no setting named "topK". What was set before stays.',
    "Settings are fields with values. What was set before stays.",
  ]);
});

test("an override may say that nothing is set; settings may not", () => {
  expect(checkModelOverrides({ temperature: null, effort: "low" })).toEqual({
    ok: true,
    value: { temperature: null, effort: "low" },
  });
  expect(checkModelSettings({ temperature: null }).ok).toBe(false);
  expect(checkModelOverrides({ temperature: 9, effort: null }).ok).toBe(false);
});

const settings = fc.record(
  {
    systemPrompt: fc.string(),
    effort: fc.constantFrom(...efforts),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    maxOutputTokens: fc.integer({ min: 1, max: 1_000_000 }),
    stopSequences: fc.array(
      fc.string({ minLength: 1, maxLength: 200 }).filter((text) => text.trim() !== ""),
      { maxLength: 4 },
    ),
    promptCaching: fc.constantFrom(...promptCachings),
  },
  { requiredKeys: [] },
);

test("every valid set of settings is accepted whole, and no value of any kind makes the check throw", () => {
  fc.assert(
    fc.property(settings, (valid) => {
      expect(checkModelSettings(valid)).toEqual({ ok: true, value: valid });
    }),
  );
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom(...settingNames), (value, name) => {
      const accepted = checkModelSettings({ [name]: value }).ok;
      expect(accepted).toBe(settingProblem(name, value) === undefined);
      expect(checkModelOverrides({ [name]: value }).ok).toBe(accepted || value === null);
    }),
  );
});
