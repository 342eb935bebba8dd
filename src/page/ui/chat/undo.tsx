import { Redo2, Undo2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { EffectId } from "../../../kernel/ids.ts";
import type { UndoPlan } from "../../../kernel/inspection.ts";
import type { CallView } from "../../store/session-view.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { formatCount } from "../parts/time.ts";
import { entryAt } from "./call-panel.tsx";

/** What undoing goes through: nothing, looking, a plan to agree to, doing it, or a refusal. */
type UndoState =
  | { readonly status: "idle" }
  | { readonly status: "planning" }
  | { readonly status: "asking"; readonly plan: UndoPlan; readonly effectId: EffectId }
  | { readonly status: "undoing" }
  | { readonly status: "failed"; readonly message: string };

export interface UndoControl {
  readonly state: UndoState;
  readonly plan: (effectId: EffectId) => void;
  readonly confirm: () => void;
  readonly cancel: () => void;
}

/** Plans first and does second: nothing is taken back that was not listed. */
export const useUndo = (): UndoControl => {
  const { send } = useActions();
  const sessionId = useApp((state) => state.session?.sessionId);
  const [state, setState] = useState<UndoState>({ status: "idle" });
  return {
    state,
    cancel: () => setState({ status: "idle" }),
    plan: (effectId) => {
      setState({ status: "planning" });
      void send({ type: "plan-undo", effectId }).then((answer) =>
        setState(
          answer.ok ? { status: "asking", plan: answer.value, effectId } : { status: "failed", message: answer.error.message },
        ),
      );
    },
    confirm: () => {
      if (state.status !== "asking" || sessionId === undefined) return;
      setState({ status: "undoing" });
      void send({ type: "undo", sessionId, effectId: state.effectId }).then((answer) =>
        setState(answer.ok ? { status: "idle" } : { status: "failed", message: answer.error.message }),
      );
    },
  };
};

/** The button of a row that changed something: Undo, or what was done with it and Redo. */
export const UndoButton = ({
  call,
  undo,
}: {
  readonly call: CallView & { readonly status: "done" };
  readonly undo: UndoControl;
}): ReactNode => {
  const undoneBy = call.undoneBySeq;
  const undoing = useApp((state) => {
    const event = undoneBy === undefined ? undefined : entryAt(state.session?.entries ?? [], undoneBy)?.event;
    return event?.type === "effects-undone" ? event.effect.effectId : undefined;
  });
  const { effect } = call;
  if (effect === undefined || effect.files.length === 0) return null;
  const busy = undo.state.status === "planning" || undo.state.status === "undoing";
  if (undoneBy === undefined)
    return (
      <Button tone="quiet" disabled={busy} onClick={() => undo.plan(effect.effectId)}>
        <Icon of={Undo2} size={14} /> Undo
      </Button>
    );
  return (
    <span className="row">
      <span className="meta">Undone</span>
      {undoing !== undefined && (
        <Button tone="quiet" disabled={busy} onClick={() => undo.plan(undoing)}>
          <Icon of={Redo2} size={14} /> Redo
        </Button>
      )}
    </span>
  );
};

/** What would be taken back, and the question whether to. */
export const UndoQuestion = ({ undo }: { readonly undo: UndoControl }): ReactNode => {
  const { state } = undo;
  if (state.status === "failed")
    return (
      <div className="ask problem" role="alert">
        <span className="grow">{state.message}</span>
        <Button tone="quiet" onClick={undo.cancel}>
          Dismiss
        </Button>
      </div>
    );
  if (state.status !== "asking") return null;
  const { steps, files } = state.plan;
  return (
    <section className="ask" aria-label="What this takes back">
      <p>
        This takes back <b>{formatCount(steps.length, "step", "steps")}</b>
        {steps.length > 1 ? ", because later ones were built on it" : ""}:
      </p>
      <ul>
        {steps.map(({ effectId, title, seq }) => (
          <li key={effectId}>
            {title} <span className="meta">event {seq}</span>
          </li>
        ))}
        {files.map(({ path, change }) => (
          <li key={path}>
            <code>{path}</code> is {change === "reverted" ? "put back as it was" : change}
          </li>
        ))}
      </ul>
      <div className="row">
        <Button tone="primary" onClick={undo.confirm}>
          Take back
        </Button>
        <Button onClick={undo.cancel}>Keep</Button>
      </div>
    </section>
  );
};
