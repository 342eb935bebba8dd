import type { ReactNode } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { openRow } from "../../store/views/answering-model.ts";
import { Button } from "../parts/button.tsx";
import { Chip } from "../parts/chip.tsx";
import { modeWords } from "../parts/mode-words.ts";
import { useSetMode } from "../parts/use-set-mode.ts";

/** A plan is there once a run in plan mode has completed. */
const hasPlan = ({ session }: AppState): boolean => session?.run.status === "ended" && session.run.outcome.type === "completed";

const carryOut = "Carry out the plan.";

/** Says that the session plans, and leaves plan mode with one press, as soon as there is a plan. */
export const PlanBar = ({ onSend }: { readonly onSend: () => void }): ReactNode => {
  const row = useApp(openRow);
  const ready = useApp(hasPlan);
  const { say } = useActions();
  const setMode = useSetMode();
  if (row?.mode !== "plan") return null;
  const { sessionId } = row;
  const leave = async (): Promise<void> => {
    if (!(await setMode(sessionId, "default"))) return;
    onSend();
    await say(carryOut, sessionId);
  };
  return (
    <section className="planbar" aria-label="Plan mode">
      <Chip kind="approval">Plan</Chip>
      <span className="grow">{modeWords.plan.says}</span>
      {ready && (
        <Button tone="primary" onClick={() => void leave()}>
          Leave plan mode and carry it out
        </Button>
      )}
    </section>
  );
};
