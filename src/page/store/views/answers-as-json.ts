import { effectiveSettings } from "../../../kernel/model/model-settings.ts";
import type { AppState } from "../app-state.ts";
import { openRow } from "./answering-model.ts";

/** Whether the open session's answers have to be JSON, from its next run on. */
export const answersAsJson = (state: AppState): boolean =>
  effectiveSettings(state.workspace?.settings ?? {}, openRow(state)?.settings).answerFormat !== undefined;
