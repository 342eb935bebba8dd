import type { ReactNode } from "react";
import { effectiveSettings } from "../../../kernel/model-settings.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { openRow } from "../../store/views/answering-model.ts";

const isAsked = (state: AppState): boolean =>
  effectiveSettings(state.workspace?.settings ?? {}, openRow(state)?.settings).answerFormat !== undefined;

/** Whether the open session answers as JSON, and the way to change it. */
export const FormatChip = (): ReactNode => {
  const asked = useApp(isAsked);
  const { setSessionSheetOpen } = useActions();
  if (!asked) return null;
  return (
    <button
      type="button"
      className="btn quiet model-chip guard-chip"
      aria-haspopup="dialog"
      aria-label="Answers as JSON. Settings of this session"
      onClick={() => setSessionSheetOpen(true)}
    >
      <span className="trunc">as JSON</span>
    </button>
  );
};
