import type { ReactNode } from "react";
import type { RevertConflict, RevertedPart, RevertPlan } from "../../../kernel/log/history.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { DiffBody } from "../parts/diff-view.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { useTurnLast } from "../parts/use-turn-last.ts";

const openSession = (state: AppState) => state.session?.sessionId;
const filesChanged = (state: AppState) => state.filesChangedSeq;

const Lines = ({ text }: { readonly text: string }): ReactNode =>
  text === "" ? (
    <p className="meta">nothing</p>
  ) : (
    <pre className="machine" dir="ltr">
      <RevealedText text={text} />
    </pre>
  );

const Conflict = ({ conflict: { line, current, wanted } }: { readonly conflict: RevertConflict }): ReactNode => (
  <li className="revert-conflict">
    <h3>Line {line}</h3>
    <div>
      <p className="meta">It is, by a later change:</p>
      <Lines text={current} />
    </div>
    <div>
      <p className="meta">It was, before the step:</p>
      <Lines text={wanted} />
    </div>
  </li>
);

const Plan = ({ plan }: { readonly plan: RevertPlan }): ReactNode => {
  if (plan.type === "conflict")
    return (
      <>
        <p className="problem">{plan.sentence}</p>
        {plan.conflicts.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
          <ul className="rewind-files" aria-label="Where later changes are in the way" tabIndex={0}>
            {plan.conflicts.map((conflict) => (
              <Conflict key={`${conflict.line} ${conflict.wanted}`} conflict={conflict} />
            ))}
          </ul>
        )}
      </>
    );
  return (
    <>
      {plan.change === "removed" && <p>The file disappears: this step made it, and nothing was added since.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it */}
      <section className="rewind-files diff" aria-label="What the file becomes" tabIndex={0}>
        <DiffBody diff={plan.diff} />
      </section>
    </>
  );
};

/** What taking back a part of a step makes of the file, before it is done; or what is in the way. */
export const RevertDialog = ({ part, onClose }: { readonly part: RevertedPart; readonly onClose: () => void }): ReactNode => {
  const { send, notify } = useActions();
  const sessionId = useApp(openSession);
  const changedSeq = useApp(filesChanged);
  const { tell } = useTurnLast();
  const { effectId, path, hunks } = part;
  const asked = useAnswer({ type: "plan-revert", part }, `${effectId} ${path} ${hunks?.join() ?? ""} ${changedSeq}`);
  const plan = asked.status === "ready" ? asked.value : undefined;
  const revert = async (result: string | null): Promise<void> => {
    const done = await send({ type: "revert", part, result, ...(sessionId === undefined ? {} : { sessionId }) });
    onClose();
    if (done.ok) tell(`Taken back in ${path}.`, done.value.effectId, "Undo");
    else notify({ tone: "error", text: done.error.message });
  };
  return (
    <Dialog
      title={hunks === undefined ? `Take back what this step did to ${path}?` : `Take back this part of ${path}?`}
      description="What came later in this file stays, and it can be undone."
      open
      onOpenChange={(open) => !open && onClose()}
    >
      {asked.status === "failed" && <AskedFailure asked={asked} />}
      {plan !== undefined && <Plan plan={plan} />}
      <div className="acts">
        <Button onClick={onClose}>Leave it as it is</Button>
        {plan?.type !== "conflict" && (
          <Button tone="primary" disabled={plan === undefined} onClick={() => plan !== undefined && void revert(plan.result)}>
            Take back
          </Button>
        )}
      </div>
    </Dialog>
  );
};
