import type { SessionId } from "../../../kernel/base/ids.ts";
import type { Delivery } from "../../../kernel/conversation/waiting.ts";
import { isLocalAddress } from "../../../kernel/model/endpoint.ts";
import { missingKeyOrigin } from "../../../kernel/model/key-need.ts";
import { isRemote, type ModelChoice } from "../../../kernel/model/model.ts";
import type { AppState } from "../app-state.ts";
import type { HowToSay } from "../say.ts";
import { answeringModel } from "./answering-model.ts";
import { pausedRun } from "./paused-run.ts";

/**
 * What sending a message does. `send`: starts a run. `steer`: is heard by the run that goes on or that
 * pauses between two steps. `queue`: the network is gone, so
 * it is kept until the person sends it. `add-key`: the chosen model would refuse, because no key for its origin is held.
 */
export type SendMode = "send" | "steer" | "queue" | "add-key";

const isAfar = (model: ModelChoice): boolean => isRemote(model) && !isLocalAddress(model.baseUrl);

export const sendMode = (state: AppState): SendMode => {
  const { session, workspace, online } = state;
  if (session?.run.status === "running" || session?.run.status === "waiting") return "steer";
  if (pausedRun(state) !== undefined) return "steer";
  const model = answeringModel(state);
  if (workspace === undefined || model === undefined) return "send";
  if (missingKeyOrigin(model, workspace) !== undefined) return "add-key";
  return online || !isAfar(model) ? "send" : "queue";
};

/** How a message of a session is said as things stand: only the open session is known to have a run that goes on. */
export const howToSay = (state: AppState, sessionId: SessionId, delivery: Delivery): HowToSay => {
  const { session } = state;
  const mode = sendMode(state);
  if (mode === "queue") return { type: "queue-message" };
  if (mode !== "steer" || session?.sessionId !== sessionId || session.run.status === "none") return { type: "send-message" };
  return delivery === "later" ? { type: "queue-message", delivery } : { type: "send-message", expectedRunId: session.run.runId };
};
