import type { Failure } from "../base/failure.ts";
import { err, ok, type Result } from "../base/result.ts";
import { parseEndpoint } from "./endpoint.ts";
import { isRemote, isSameModel, type ModelChoice, modelName, type RemoteChoice, remoteProviders } from "./model.ts";

const unnamed: Failure = {
  type: "invalid-input",
  message: "Name a model, in at most 200 characters. The choice before stays.",
};

/** Whether a choice can be asked at all: a wire that exists, an address that a key may travel to, a name. */
export const checkModelChoice = (choice: ModelChoice): Result<ModelChoice, Failure> => {
  if (choice.provider === "demo" || choice.provider === "by-hand") return ok({ provider: choice.provider });
  if (!isRemote(choice)) return choice.model.trim() === "" ? err(unnamed) : ok(choice);
  const endpoint = parseEndpoint(choice.baseUrl);
  if (!endpoint.ok) return err({ type: "invalid-input", message: endpoint.error });
  const model = choice.model.trim();
  const provider = remoteProviders.find((name) => name === choice.provider);
  if (provider === undefined || model === "" || model.length > 200) {
    return err(unnamed);
  }
  return ok({ provider, baseUrl: endpoint.value.baseUrl, model });
};

/** More than this many is a list that nobody waits for. */
const maxFallbacks = 5;

const refused = (message: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `${message} The list stays as it was.` });

/** Checks models that are asked one after the other: each a model over HTTP, none of them twice, at most five. */
export const checkFallbacks = (models: readonly ModelChoice[]): Result<readonly RemoteChoice[], Failure> => {
  const checked: RemoteChoice[] = [];
  for (const model of models) {
    const one = checkModelChoice(model);
    if (!one.ok) return one;
    const { value } = one;
    if (!isRemote(value)) return refused(`${modelName(value)} is in this page, so it cannot take over.`);
    if (checked.some((other) => isSameModel(other, value))) return refused("This model is in the list already.");
    checked.push(value);
  }
  return checked.length > maxFallbacks ? refused(`At most ${maxFallbacks} models can stand in the list.`) : ok(checked);
};
