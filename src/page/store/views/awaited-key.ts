import { missingKeyOrigin } from "../../../kernel/model/key-need.ts";
import type { AppState } from "../app-state.ts";
import { answeringModel } from "./answering-model.ts";

/** The origin whose key the open session's run waits for before it can go on; undefined where no run waits or none is missing. */
export const awaitedKeyOrigin = (state: AppState): string | undefined => {
  const model = answeringModel(state);
  if (state.session?.run.status !== "interrupted" || state.workspace === undefined || model === undefined) return undefined;
  return missingKeyOrigin(model, state.workspace);
};
