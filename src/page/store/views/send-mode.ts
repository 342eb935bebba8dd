import { isLocalAddress } from "../../../kernel/endpoint.ts";
import { missingKeyOrigin } from "../../../kernel/key-need.ts";
import type { ModelChoice, RemoteProvider } from "../../../kernel/model.ts";
import type { AppState } from "../app-state.ts";
import { answeringModel } from "./answering-model.ts";

/**
 * What sending a message does. `send`: starts a run. `steer`: is heard by the run that goes on. `queue`: the network is gone, so
 * it is kept until the person sends it. `add-key`: the chosen model would refuse, because no key for its origin is held.
 */
export type SendMode = "send" | "steer" | "queue" | "add-key";

const isRemote = (model: ModelChoice): model is ModelChoice & { readonly provider: RemoteProvider } =>
  model.provider !== "demo" && !isLocalAddress(model.baseUrl);

export const sendMode = (state: AppState): SendMode => {
  const { session, workspace, online } = state;
  if (session?.run.status === "running" || session?.run.status === "waiting") return "steer";
  const model = answeringModel(state);
  if (workspace === undefined || model === undefined) return "send";
  if (missingKeyOrigin(model, workspace) !== undefined) return "add-key";
  return online || !isRemote(model) ? "send" : "queue";
};
