import type { ReactNode } from "react";
import { useApp } from "../../store/use-app.ts";
import { openRow } from "../../store/views/answering-model.ts";
import { modeChoices } from "../parts/mode-words.ts";
import { InlineSelect } from "../parts/select.tsx";
import { useSetMode } from "../parts/use-set-mode.ts";

/** How the open session works: acting, planning, or with edits accepted. */
export const ModeSelect = (): ReactNode => {
  const row = useApp(openRow);
  const setMode = useSetMode();
  if (row === undefined) return null;
  const { sessionId, mode = "default" } = row;
  return <InlineSelect label="Mode" choices={modeChoices} value={mode} onChange={(next) => void setMode(sessionId, next)} />;
};
