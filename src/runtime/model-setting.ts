import type { Store } from "../kernel/contracts/store.ts";
import type { Failure } from "../kernel/failure.ts";
import { isJsonObject, type JsonValue } from "../kernel/json.ts";
import { type ModelChoice, remoteProviders } from "../kernel/model.ts";
import { ok, type Result } from "../kernel/result.ts";

const settingKey = "model";
const demo: ModelChoice = { provider: "demo" };

/** Reads a stored choice; anything that is not one is the Demo model, which always works. */
const modelChoiceFrom = (value: JsonValue | undefined): ModelChoice => {
  const provider = isJsonObject(value) ? remoteProviders.find((name) => name === value.provider) : undefined;
  if (!isJsonObject(value) || provider === undefined) return demo;
  const { baseUrl, model } = value;
  return typeof baseUrl === "string" && typeof model === "string" ? { provider, baseUrl, model } : demo;
};

export const readModelChoice = async (store: Store): Promise<Result<ModelChoice, Failure>> => {
  const row = await store.get("settings", settingKey);
  return row.ok ? ok(modelChoiceFrom(row.value?.value)) : row;
};

export const writeModelChoice = (store: Store, choice: ModelChoice): ReturnType<Store["append"]> =>
  store.append({
    entries: [],
    effects: [{ type: "put", table: "settings", row: { key: settingKey, value: { ...choice } } }],
    expects: [],
    durability: "strict",
  });
