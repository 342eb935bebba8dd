import { checkModelChoice } from "../kernel/check-model-choice.ts";
import { checkModelOverrides, checkModelSettings } from "../kernel/check-model-settings.ts";
import type { Store } from "../kernel/contracts/store.ts";
import type { Failure } from "../kernel/failure.ts";
import { isJsonObject, type JsonValue } from "../kernel/json.ts";
import { type ModelChoice, remoteProviders } from "../kernel/model.ts";
import { effectiveSettings, type ModelOverrides, type ModelSettings } from "../kernel/model-settings.ts";
import { err, ok, type Result } from "../kernel/result.ts";
import { defaultLevel, type Level, levels } from "../kernel/rule.ts";

/** What sessions start from: the model that answers, its settings, and how much is asked. */
export interface Defaults {
  readonly model: ModelChoice;
  readonly settings: ModelSettings;
  readonly level: Level;
}

/** The defaults in memory, and their rows in the store. A change is refused whole, or stored and in force. */
export interface DefaultsKeeper {
  readonly get: () => Defaults;
  readonly chooseModel: (choice: ModelChoice) => Promise<Result<null, Failure>>;
  /** `null` takes a setting back. */
  readonly changeSettings: (changes: ModelOverrides) => Promise<Result<null, Failure>>;
  readonly setLevel: (level: Level) => Promise<Result<null, Failure>>;
}

const demo: ModelChoice = { provider: "demo" };

/** Reads a stored choice; anything that is not one is the Demo model, which always works. */
const modelFrom = (value: JsonValue | undefined): ModelChoice => {
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

const levelFrom = (value: JsonValue | undefined): Level => levels.find((level) => level === value) ?? defaultLevel;

/** Reads the defaults; a row that cannot be read counts as not set. */
export const openDefaults = async (store: Store, onChange: () => void): Promise<DefaultsKeeper> => {
  const read = async (key: string): Promise<JsonValue | undefined> => {
    const row = await store.get("settings", key);
    return row.ok ? row.value?.value : undefined;
  };
  const write = (key: string, value: JsonValue): ReturnType<Store["append"]> =>
    store.append({
      entries: [],
      effects: [{ type: "put", table: "settings", row: { key, value } }],
      expects: [],
      durability: "strict",
    });
  let current: Defaults = {
    model: modelFrom(await read("model")),
    settings: settingsFrom(await read("model-settings")),
    level: levelFrom(await read("level")),
  };
  let last: Promise<unknown> = Promise.resolve();

  /** One change after the other, so that none is made from what another replaces. */
  const change = (key: string, next: (before: Defaults) => { readonly defaults: Defaults; readonly value: JsonValue }) => {
    const work = async (): Promise<Result<null, Failure>> => {
      const { defaults, value } = next(current);
      const stored = await write(key, value);
      if (!stored.ok) return stored;
      current = defaults;
      onChange();
      return ok(null);
    };
    const result = last.then(work);
    last = result;
    return result;
  };

  return {
    get: () => current,
    chooseModel: async (choice) => {
      const checked = checkModelChoice(choice);
      if (!checked.ok) return checked;
      const model = checked.value;
      return change("model", (before) => ({ defaults: { ...before, model }, value: { ...model } }));
    },
    changeSettings: async (changes) => {
      const checked = checkModelOverrides(changes);
      if (!checked.ok) return checked;
      return change("model-settings", (before) => {
        const settings = effectiveSettings(before.settings, checked.value);
        return { defaults: { ...before, settings }, value: { ...settings } };
      });
    },
    setLevel: async (level) => {
      if (!levels.includes(level))
        return err({ type: "invalid-input", message: "There is no such level. The one before stays." });
      return change("level", (before) => ({ defaults: { ...before, level }, value: level }));
    },
  };
};
