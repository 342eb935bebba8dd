import { parseEndpoint } from "./endpoint.ts";
import type { Failure } from "./failure.ts";
import { isRemote, type ModelChoice, remoteProviders } from "./model.ts";
import { err, ok, type Result } from "./result.ts";

const unnamed: Failure = {
  type: "invalid-input",
  message: "Name a model, in at most 200 characters. The choice before stays.",
};

/** Whether a choice can be asked at all: a wire that exists, an address that a key may travel to, a name. */
export const checkModelChoice = (choice: ModelChoice): Result<ModelChoice, Failure> => {
  if (choice.provider === "demo") return ok({ provider: "demo" });
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
