import type { ReactNode } from "react";
import type { Seq } from "../../../kernel/base/ids.ts";
import type { RewindPlan } from "../../../kernel/log/history.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { useTurnLast } from "../parts/use-turn-last.ts";

const openSession = (state: AppState) => state.session?.sessionId;
const filesChanged = (state: AppState) => state.filesChangedSeq;

type ChangedFile = RewindPlan["files"][number];
const sections: readonly { readonly change: ChangedFile["change"]; readonly words: string }[] = [
  { change: "removed", words: "Disappear, because they were not there" },
  { change: "reverted", words: "Become what they were" },
  { change: "restored", words: "Come back" },
];

const Files = ({ files }: { readonly files: RewindPlan["files"] }): ReactNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
  <section className="rewind-files" aria-label="Files that change" tabIndex={0}>
    {sections.map(({ change, words }) => {
      const named = files.filter((file) => file.change === change);
      if (named.length === 0) return null;
      return (
        <section key={change} data-change={change}>
          <h3>
            {words} <span className="meta">{formatCount(named.length, "file", "files")}</span>
          </h3>
          <ul>
            {named.map(({ path }) => (
              <li key={path} className="mono">
                <RevealedText text={path} />
              </li>
            ))}
          </ul>
        </section>
      );
    })}
  </section>
);

const Steps = ({ words, steps }: { readonly words: string; readonly steps: RewindPlan["undone"] }): ReactNode => {
  if (steps.length === 0) return null;
  return (
    <p className="meta">
      {words} {formatCount(steps.length, "step", "steps")}:{" "}
      {steps
        .slice(-3)
        .map(({ title, seq }) => `${title} (event ${seq})`)
        .join(", ")}
      {steps.length > 3 && ` and ${steps.length - 3} before`}.
    </p>
  );
};

/** What going back to a moment takes away and brings back, before it is done. */
export const RewindDialog = ({ at, onClose }: { readonly at: Seq; readonly onClose: () => void }): ReactNode => {
  const { send, notify } = useActions();
  const sessionId = useApp(openSession);
  const changedSeq = useApp(filesChanged);
  const { tell } = useTurnLast();
  const asked = useAnswer({ type: "plan-rewind", at }, `${at} ${changedSeq}`);
  const plan = asked.status === "ready" ? asked.value : undefined;
  const goBack = async (): Promise<void> => {
    const done = await send({ type: "rewind", at, ...(sessionId === undefined ? {} : { sessionId }) });
    onClose();
    if (done.ok) tell(`The files are as after event ${at}.`, done.value.effectId, "Undo");
    else notify({ tone: "error", text: done.error.message });
  };
  return (
    <Dialog
      title={`Go back to the files after event ${at}?`}
      description="Files of the whole workspace change, whoever wrote them. Conversations and the log stay as they are, and it can be undone."
      open
      onOpenChange={(open) => !open && onClose()}
    >
      {asked.status === "failed" && <AskedFailure asked={asked} />}
      {plan !== undefined && (
        <>
          <Files files={plan.files} />
          <Steps words="No longer counts:" steps={plan.undone} />
          <Steps words="Counts again:" steps={plan.restored} />
        </>
      )}
      <div className="acts">
        <Button onClick={onClose}>Leave them as they are</Button>
        <Button tone="primary" disabled={plan === undefined} onClick={() => void goBack()}>
          Go back
        </Button>
      </div>
    </Dialog>
  );
};
