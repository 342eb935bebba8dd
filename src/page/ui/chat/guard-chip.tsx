import type { ReactNode } from "react";
import { conditionWords } from "../../../kernel/conversation/continuation-guard.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { openRow } from "../../store/views/answering-model.ts";

/** What the runs of the open session wait for before they end, and the way to change it. */
export const GuardChip = (): ReactNode => {
  const guard = useApp(openRow)?.guard;
  const { setSessionSheetOpen } = useActions();
  if (guard === undefined) return null;
  const words = conditionWords(guard.until);
  return (
    <button
      type="button"
      className="btn quiet model-chip guard-chip"
      aria-haspopup="dialog"
      aria-label={`Goes on until ${words}. Settings of this session`}
      onClick={() => setSessionSheetOpen(true)}
    >
      <span className="trunc">until {words}</span>
    </button>
  );
};
