import type { ReactNode } from "react";
import type { ShownValue } from "../../../kernel/files/state.ts";
import type { CheckpointRow } from "../../../kernel/log/checkpoint.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";

const openSession = (state: AppState) => state.session?.sessionId;
const filesChanged = (state: AppState) => state.filesChangedSeq;

const textOf = (value: ShownValue | null): string => (value === null ? "not set" : `${value.text}${value.isCut ? "…" : ""}`);

/** What restoring changes, value by value, before it is done. */
export const RestoreDialog = ({ row, onClose }: { readonly row: CheckpointRow; readonly onClose: () => void }): ReactNode => {
  const { send, notify } = useActions();
  const session = useApp(openSession);
  const changedSeq = useApp(filesChanged);
  const { checkpointId } = row;
  const asked = useAnswer({ type: "plan-restore", checkpointId }, `${checkpointId} ${changedSeq}`);
  const restore = async (): Promise<void> => {
    const restored = await send({
      type: "restore-checkpoint",
      checkpointId,
      ...(session === undefined ? {} : { sessionId: session }),
    });
    onClose();
    if (!restored.ok) return notify({ tone: "error", text: restored.error.message });
    const { changed, effectId } = restored.value;
    const undo = async (): Promise<void> => {
      if (session === undefined || effectId === undefined) return;
      const undone = await send({ type: "undo", sessionId: session, effectId });
      if (!undone.ok) notify({ tone: "error", text: undone.error.message });
    };
    const text = `${formatCount(changed, "value", "values")} restored.`;
    if (session === undefined || effectId === undefined) notify({ tone: "info", text });
    else notify({ tone: "info", text, action: { label: "Undo", run: () => void undo() } });
  };
  const plan = asked.status === "ready" ? asked.value : undefined;
  return (
    <Dialog
      title={`Restore the state as it was after event ${row.seq}?`}
      description="Only values of the state change. The log, files and tools stay as they are, and it can be undone."
      open
      onOpenChange={(open) => !open && onClose()}
    >
      {asked.status === "failed" && <AskedFailure asked={asked} />}
      {plan?.changes.length === 0 && <p>Every value is as it was then: there is nothing to restore.</p>}
      {plan !== undefined && plan.changes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
        <ul className="restore-changes" aria-label="What changes" tabIndex={0}>
          {plan.changes.map(({ from, key, tenant, to }) => (
            <li key={`${tenant} ${key}`}>
              <b>
                <RevealedText text={tenant === "" ? key : `${tenant}: ${key}`} />
              </b>
              <span className="mono">
                <span className="dim">
                  <RevealedText text={textOf(from)} />
                </span>{" "}
                → <RevealedText text={textOf(to)} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {plan !== undefined && plan.missingTools.length > 0 && (
        <p className="meta">Tools that there were then and are not now: {plan.missingTools.join(", ")}.</p>
      )}
      <div className="acts">
        <Button onClick={onClose}>Leave it as it is</Button>
        <Button tone="primary" disabled={plan === undefined || plan.changes.length === 0} onClick={() => void restore()}>
          {plan === undefined || plan.changes.length === 0
            ? "Restore"
            : `Restore ${formatCount(plan.changes.length, "value", "values")}`}
        </Button>
      </div>
    </Dialog>
  );
};
