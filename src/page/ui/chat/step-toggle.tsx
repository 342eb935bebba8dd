import { StepForward } from "lucide-react";
import type { ReactNode } from "react";
import { useActions, useApp } from "../../store/use-app.ts";
import { openRow } from "../../store/views/answering-model.ts";
import { IconButton } from "../parts/icon-button.tsx";

/** Whether the session's runs pause after each turn. */
export const StepToggle = (): ReactNode => {
  const { send, notify } = useActions();
  const row = useApp(openRow);
  if (row === undefined) return null;
  const on = row.stepping === true;
  const toggle = async (): Promise<void> => {
    const answer = await send({ type: "set-stepping", sessionId: row.sessionId, on: !on });
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  return <IconButton icon={StepForward} label="Step by step" aria-pressed={on} onClick={() => void toggle()} />;
};
