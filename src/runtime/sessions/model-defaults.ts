import type { Failure } from "../../kernel/base/failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { checkFallbacks, checkModelChoice } from "../../kernel/model/check-model-choice.ts";
import { checkModelSettings } from "../../kernel/model/check-model-settings.ts";
import { isRemote, type ModelChoice, type RemoteChoice, remoteProviders } from "../../kernel/model/model.ts";
import { effectiveSettings, type ModelOverrides, type ModelSettings } from "../../kernel/model/model-settings.ts";
import { defaultLevel, type Level, levels } from "../../kernel/rules/rule.ts";
import { checkSentSettings } from "./check-settings.ts";
import type { SettingRows } from "./setting-rows.ts";

/** What sessions start from: the model that answers, its settings, and how much is asked. */
export interface Defaults {
  readonly model: ModelChoice;
  readonly settings: ModelSettings;
  readonly level: Level;
  /** Models that are asked where the one above does not answer, in this order. */
  readonly fallbacks: readonly RemoteChoice[];
}

/** The defaults, in memory and in the settings table. */
export interface DefaultsKeeper {
  readonly get: () => Defaults;
  readonly chooseModel: (choice: ModelChoice) => Promise<Result<null, Failure>>;
  /** `null` takes a setting back. */
  readonly changeSettings: (changes: ModelOverrides) => Promise<Result<null, Failure>>;
  readonly setLevel: (level: Level) => Promise<Result<null, Failure>>;
  readonly setFallbacks: (models: readonly ModelChoice[]) => Promise<Result<null, Failure>>;
}

const demo: ModelChoice = { provider: "demo" };

/** Reads a stored choice; anything that is not one is the Demo model, which always works. */
const modelFrom = (value: JsonValue | undefined): ModelChoice => {
  if (isJsonObject(value) && value.provider === "replay" && typeof value.cassette === "string" && typeof value.model === "string")
    return { provider: "replay", cassette: value.cassette, model: value.model };
  const provider = isJsonObject(value) ? remoteProviders.find((name) => name === value.provider) : undefined;
  if (!isJsonObject(value) || provider === undefined) return demo;
  const { baseUrl, model } = value;
  return typeof baseUrl === "string" && typeof model === "string" ? { provider, baseUrl, model } : demo;
};

/** Reads stored settings; where they are damaged, nothing is set. */
const settingsFrom = (value: JsonValue | undefined): ModelSettings => {
  const checked = checkModelSettings(value ?? {});
  return checked.ok ? checked.value : {};
};

const settingsRow = ({ answerFormat, ...plain }: ModelSettings): JsonObject =>
  answerFormat === undefined ? plain : { ...plain, answerFormat: { ...answerFormat } };

/** Reads stored fallbacks; what is damaged among them is left out. */
const fallbacksFrom = (value: JsonValue | undefined): readonly RemoteChoice[] => {
  const checked = checkFallbacks(Array.isArray(value) ? value.map(modelFrom).filter(isRemote) : []);
  return checked.ok ? checked.value : [];
};

const levelFrom = (value: JsonValue | undefined): Level => levels.find((level) => level === value) ?? defaultLevel;

export const openDefaults = (rows: SettingRows): DefaultsKeeper => {
  const model = rows.open<ModelChoice>("model", { read: modelFrom, write: (value) => ({ ...value }) });
  const settings = rows.open<ModelSettings>("model-settings", { read: settingsFrom, write: settingsRow });
  const level = rows.open<Level>("level", { read: levelFrom, write: (value) => value });
  const fallbacks = rows.open<readonly RemoteChoice[]>("fallback-models", {
    read: fallbacksFrom,
    write: (value) => value.map((one) => ({ ...one })),
  });
  return {
    get: () => ({ model: model.get(), settings: settings.get(), level: level.get(), fallbacks: fallbacks.get() }),
    chooseModel: async (choice) => {
      const checked = checkModelChoice(choice);
      return checked.ok ? model.change(() => checked) : checked;
    },
    changeSettings: async (changes) => {
      const checked = await checkSentSettings(changes);
      return checked.ok ? settings.change((before) => ok(effectiveSettings(before, checked.value))) : checked;
    },
    setFallbacks: async (models) => {
      const checked = checkFallbacks(models);
      return checked.ok ? fallbacks.change(() => checked) : checked;
    },
    setLevel: async (next) => {
      if (!levels.includes(next)) return err({ type: "invalid-input", message: "There is no such level. The one before stays." });
      return level.change(() => ok(next));
    },
  };
};
