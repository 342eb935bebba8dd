import type { Failure } from "../base/failure.ts";
import { isJsonObject } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { isAnswerFormat } from "./answer-format.ts";
import {
  type Effort,
  efforts,
  type ModelOverrides,
  type ModelSettings,
  type PromptCaching,
  promptCachings,
  type SettingName,
  settingNames,
} from "./model-settings.ts";

/** The most that each setting takes. */
const settingBounds = {
  systemPromptCharacters: 100_000,
  temperature: 2,
  maxOutputTokens: 1_000_000,
  leastContextWindow: 1_000,
  contextWindow: 10_000_000,
  stopSequences: 4,
  stopSequenceCharacters: 200,
} as const;

const isEffort = (value: unknown): value is Effort => efforts.some((effort) => effort === value);
const isPromptCaching = (value: unknown): value is PromptCaching => promptCachings.some((caching) => caching === value);
const isSystemPrompt = (value: unknown): value is string =>
  typeof value === "string" && value.length <= settingBounds.systemPromptCharacters;
const isTemperature = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= settingBounds.temperature;
const isTokenCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= settingBounds.maxOutputTokens;
const isWindow = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= settingBounds.leastContextWindow && Number(value) <= settingBounds.contextWindow;
// A text of nothing but white space is refused by Anthropic.
const isStopSequence = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "" && value.length <= settingBounds.stopSequenceCharacters;
const areStopSequences = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= settingBounds.stopSequences && value.every(isStopSequence);

const fits: Readonly<Record<SettingName, (value: unknown) => boolean>> = {
  systemPrompt: isSystemPrompt,
  effort: isEffort,
  temperature: isTemperature,
  maxOutputTokens: isTokenCount,
  contextWindow: isWindow,
  stopSequences: areStopSequences,
  promptCaching: isPromptCaching,
  answerFormat: isAnswerFormat,
};

const stays = "What was set before stays.";
const wants: Readonly<Record<SettingName, string>> = {
  systemPrompt: "The system prompt is a text of at most 100,000 characters.",
  effort: `Effort is one of ${efforts.join(", ")}.`,
  temperature: "Temperature is a number from 0 to 2, such as 0.7.",
  maxOutputTokens: "The longest answer is a whole number of tokens from 1 to 1,000,000.",
  contextWindow: "The context window is a whole number of tokens from 1,000 to 10,000,000.",
  stopSequences: "Stop sequences are at most four texts, each of 1 to 200 characters and not only white space.",
  promptCaching: "Prompt caching is off, 5 minutes or 1 hour.",
  answerFormat: "The form of an answer is a name of 1 to 64 letters, digits, _ or -, and a JSON Schema.",
};

/** Why a value cannot be set, with the range and what stays; undefined when it can. */
export const settingProblem = (name: SettingName, value: unknown): string | undefined =>
  fits[name](value) ? undefined : `${wants[name]} ${stays}`;

const refused = (message: string): { readonly ok: false; readonly error: Failure } => err({ type: "invalid-input", message });

/** The first reason to refuse a value as settings. */
const findProblem = (untrusted: unknown, mayBeNull: boolean): string | undefined => {
  if (!isJsonObject(untrusted)) return `Settings are fields with values. ${stays}`;
  for (const [field, value] of Object.entries(untrusted)) {
    const name = settingNames.find((known) => known === field);
    if (name === undefined) return `There is no setting named "${field.slice(0, 40)}". ${stays}`;
    const problem = mayBeNull && value === null ? undefined : settingProblem(name, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

/** Reads settings that nobody here made. The failure names the first field that does not fit, its range, and what stays. */
export const checkModelSettings = (untrusted: unknown): Result<ModelSettings, Failure> => {
  const problem = findProblem(untrusted, false);
  if (problem !== undefined || !isJsonObject(untrusted)) return refused(problem ?? stays);
  const { systemPrompt, effort, temperature, maxOutputTokens, contextWindow, stopSequences, promptCaching, answerFormat } =
    untrusted;
  return ok({
    ...(isSystemPrompt(systemPrompt) ? { systemPrompt } : {}),
    ...(isEffort(effort) ? { effort } : {}),
    ...(isTemperature(temperature) ? { temperature } : {}),
    ...(isTokenCount(maxOutputTokens) ? { maxOutputTokens } : {}),
    ...(isWindow(contextWindow) ? { contextWindow } : {}),
    ...(areStopSequences(stopSequences) ? { stopSequences } : {}),
    ...(isPromptCaching(promptCaching) ? { promptCaching } : {}),
    ...(isAnswerFormat(answerFormat) ? { answerFormat } : {}),
  });
};

/** As `checkModelSettings`, for values that may also be `null`: explicitly nothing. */
export const checkModelOverrides = (untrusted: unknown): Result<ModelOverrides, Failure> => {
  const problem = findProblem(untrusted, true);
  if (problem !== undefined || !isJsonObject(untrusted)) return refused(problem ?? stays);
  const nothing = settingNames.filter((name) => untrusted[name] === null).map((name) => [name, null]);
  const rest = checkModelSettings(Object.fromEntries(Object.entries(untrusted).filter(([, value]) => value !== null)));
  return rest.ok ? ok({ ...rest.value, ...Object.fromEntries(nothing) }) : rest;
};
