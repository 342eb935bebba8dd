import type { ReactNode } from "react";
import { useActions, useApp } from "../../store/use-app.ts";
import { answersAsJson } from "../../store/views/answers-as-json.ts";

/** Whether the open session answers as JSON, and the way to change it. */
export const FormatChip = (): ReactNode => {
  const asked = useApp(answersAsJson);
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
