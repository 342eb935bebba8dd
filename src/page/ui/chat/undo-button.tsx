import { Redo2, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import type { CallView } from "../../store/session-view.ts";
import { useApp } from "../../store/use-app.ts";
import { entryAt } from "../../store/views/entry-at.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import type { UndoControl } from "../parts/undo.tsx";

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
        <Button tone="quiet" disabled={busy} onClick={() => undo.plan(undoing, undoneBy)}>
          <Icon of={Redo2} size={14} /> Redo
        </Button>
      )}
    </span>
  );
};
