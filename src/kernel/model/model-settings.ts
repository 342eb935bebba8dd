import type { AnswerFormat } from "./answer-format.ts";

/** How hard a model tries, in the words of the wires. Models that do not take one are not sent it. */
export type Effort = "minimal" | "low" | "medium" | "high" | "xhigh" | "max";
export const efforts: readonly Effort[] = ["minimal", "low", "medium", "high", "xhigh", "max"];

/** How long the provider keeps the beginning of a request, so that the next one costs less. */
export type PromptCaching = "off" | "5m" | "1h";
export const promptCachings: readonly PromptCaching[] = ["off", "5m", "1h"];

/** What one model call is asked with beside its messages. What is absent is not sent, and the provider's own default holds. */
export interface CallSettings {
  readonly effort?: Effort;
  /** 0 to 2; where a wire or a model takes less, its adapter or its answer says so. */
  readonly temperature?: number;
  /** At most four texts, none of them empty, at which the model stops writing. */
  readonly stopSequences?: readonly string[];
  /** Absent: five minutes. */
  readonly promptCaching?: PromptCaching;
  /** The form that the answer has to have. Absent: any. */
  readonly answerFormat?: AnswerFormat;
}

/** What a person sets for a model's calls, as defaults and for one session; a session's value stands before the default. */
export interface ModelSettings extends CallSettings {
  /** Absent: Vivarium's own. Empty: none. At most 100,000 characters. */
  readonly systemPrompt?: string;
  /** Tokens the model may write in one answer; 1 to 1,000,000. Absent: the default of the run's limits. */
  readonly maxOutputTokens?: number;
  /** Tokens the model reads at once; 1,000 to 10,000,000. Absent: what is known of the model. */
  readonly contextWindow?: number;
}

export type SettingName = keyof ModelSettings;
export const settingNames: readonly SettingName[] = [
  "systemPrompt",
  "effort",
  "temperature",
  "maxOutputTokens",
  "contextWindow",
  "stopSequences",
  "promptCaching",
  "answerFormat",
];

/** What one session sets for itself. Absent: as the defaults say. `null`: as if nothing were set, whatever the defaults say. */
export type ModelOverrides = { readonly [Name in keyof ModelSettings]: ModelSettings[Name] | null };

/** What the person set, without what is explicitly nothing. */
const settingsFrom = ({
  systemPrompt,
  effort,
  temperature,
  maxOutputTokens,
  contextWindow,
  stopSequences,
  promptCaching,
  answerFormat,
}: { readonly [Name in keyof ModelSettings]: ModelSettings[Name] | null | undefined }): ModelSettings => ({
  ...(systemPrompt === undefined || systemPrompt === null ? {} : { systemPrompt }),
  ...(effort === undefined || effort === null ? {} : { effort }),
  ...(temperature === undefined || temperature === null ? {} : { temperature }),
  ...(maxOutputTokens === undefined || maxOutputTokens === null ? {} : { maxOutputTokens }),
  ...(contextWindow === undefined || contextWindow === null ? {} : { contextWindow }),
  ...(stopSequences === undefined || stopSequences === null ? {} : { stopSequences }),
  ...(promptCaching === undefined || promptCaching === null ? {} : { promptCaching }),
  ...(answerFormat === undefined || answerFormat === null ? {} : { answerFormat }),
});

/** The settings that hold where `own` stands before `defaults`. Also how defaults are changed: `null` takes one back. */
export const effectiveSettings = (defaults: ModelSettings, own: ModelOverrides = {}): ModelSettings =>
  settingsFrom({ ...defaults, ...own });

/** A session's own settings after some were set and some follow the defaults again; undefined when none is left. */
export const changedOverrides = (
  before: ModelOverrides | undefined,
  set: ModelOverrides,
  follows: readonly SettingName[],
): ModelOverrides | undefined => {
  let own: ModelOverrides = { ...before, ...set };
  for (const name of follows) {
    const { [name]: _followed, ...rest } = own;
    own = rest;
  }
  return Object.keys(own).length === 0 ? undefined : own;
};

/** The part that goes into every call. */
export const callSettings = ({
  effort,
  temperature,
  stopSequences,
  promptCaching,
  answerFormat,
}: ModelSettings): CallSettings => ({
  ...(effort === undefined ? {} : { effort }),
  ...(temperature === undefined ? {} : { temperature }),
  ...(stopSequences === undefined ? {} : { stopSequences }),
  ...(promptCaching === undefined ? {} : { promptCaching }),
  ...(answerFormat === undefined ? {} : { answerFormat }),
});
