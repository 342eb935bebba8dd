import type { ModelChoice, RemoteProvider } from "../../../kernel/model.ts";
import type { AppState } from "../app-state.ts";

/**
 * What sending a message does. `send`: starts a run. `steer`: is heard by the run that goes on. `queue`: the network is gone, so
 * it is kept until the person sends it. `add-key`: the chosen model would refuse, because no key for its origin is held.
 */
export type SendMode = "send" | "steer" | "queue" | "add-key";

const loopback = /^(?:localhost|(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/i;

/** A model on this computer: it answers without a network, and often without a key. */
const isLocal = (baseUrl: string): boolean => URL.canParse(baseUrl) && loopback.test(new URL(baseUrl).hostname);

const isRemote = (model: ModelChoice): model is ModelChoice & { readonly provider: RemoteProvider } =>
  model.provider !== "demo" && !isLocal(model.baseUrl);

export const sendMode = ({ session, workspace, online }: AppState): SendMode => {
  if (session?.run.status === "running" || session?.run.status === "waiting") return "steer";
  if (workspace === undefined || !isRemote(workspace.model)) return "send";
  const { baseUrl } = workspace.model;
  if (URL.canParse(baseUrl) && !workspace.keyOrigins.includes(new URL(baseUrl).origin)) return "add-key";
  return online ? "send" : "queue";
};
