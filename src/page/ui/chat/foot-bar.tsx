import { type ReactNode, useState } from "react";
import type { RunId } from "../../../kernel/base/ids.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { awaitedKeyOrigin } from "../../store/views/awaited-key.ts";
import { pausedRun } from "../../store/views/paused-run.ts";
import { Button } from "../parts/button.tsx";
import { focusMessage } from "../parts/focus-message.ts";
import { ForkButton } from "../parts/fork-button.tsx";
import { Mark } from "../parts/mark.tsx";
import { KeyBar } from "./key-bar.tsx";
import { SafeModeBar } from "./safe-mode-bar.tsx";
import { interruption } from "./wording.ts";

/** Stands in place of the composer while the past is shown. */
export const ScrubbedBar = ({ at }: { readonly at: number }): ReactNode => {
  const { scrubTo } = useActions();
  return (
    <div className="footbar">
      <span className="grow">
        You are viewing <b>event {at}</b>. Nothing can be changed here, but you can go on from here.
      </span>
      <ForkButton at={at} />
      <Button tone="primary" onClick={() => scrubTo(undefined)}>
        Back to now
      </Button>
    </div>
  );
};

/** Stands in place of the composer while another tab owns the workspace. */
export const MirrorBar = (): ReactNode => {
  const { send, notify } = useActions();
  const [taking, setTaking] = useState(false);
  const takeOver = async (): Promise<void> => {
    setTaking(true);
    const answer = await send({ type: "take-over" });
    setTaking(false);
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  return (
    <div className="footbar">
      <span className="grow">
        <b>Open in another tab.</b> This one follows along and can answer approvals.
      </span>
      <Button tone="primary" disabled={taking} onClick={() => void takeOver()}>
        Take over
      </Button>
    </div>
  );
};

/** What else can be done about a run that goes round in circles. Saying something ends it, and begins another with those words. */
const StuckChoices = ({
  runId,
  onProblem,
}: {
  readonly runId: RunId;
  readonly onProblem: (problem: string) => void;
}): ReactNode => {
  const { send } = useActions();
  const stop = async (): Promise<void> => {
    const answer = await send({ type: "stop-run", runId });
    if (!answer.ok) onProblem(answer.error.message);
  };
  return (
    <>
      <Button tone="quiet" onClick={() => void stop()}>
        Stop
      </Button>
      <Button onClick={(event) => focusMessage(event.currentTarget.ownerDocument)}>Say something</Button>
    </>
  );
};

/** A run that broke off, and the way to let it go on. */
export const InterruptedBar = (): ReactNode => {
  const { send } = useActions();
  const run = useApp((state) => (state.session?.run.status === "interrupted" ? state.session.run : undefined));
  const paused = useApp(pausedRun);
  const awaited = useApp(awaitedKeyOrigin);
  const isMirror = useApp((state) => state.workspace?.role === "mirror");
  const [problem, setProblem] = useState<string>();
  const [resuming, setResuming] = useState(false);
  if (run === undefined || paused !== undefined) return null;
  if (awaited !== undefined && !isMirror) return <KeyBar key={`${run.runId} ${awaited}`} runId={run.runId} origin={awaited} />;
  if ((run.crashes ?? 0) >= 2) return <SafeModeBar key={`${run.runId} ${run.crashes}`} run={run} />;
  const resume = async (): Promise<void> => {
    setResuming(true);
    const answer = await send({ type: "resume-run", runId: run.runId });
    setResuming(false);
    setProblem(answer.ok ? undefined : answer.error.message);
  };
  const { title, action, settings } = interruption(run.reason);
  return (
    <section className="footbar" aria-label="Interrupted run">
      <Mark kind="interrupted" size={14} />
      <span className="grow">
        <b>{awaited === undefined ? title : "The run waits for its key."}</b> {problem ?? run.reason.message}
      </span>
      {settings !== undefined && (
        <a className="btn" href={hashFromRoute({ type: "settings", page: "model" })}>
          {settings}
        </a>
      )}
      {run.reason.type === "looks-stuck" && <StuckChoices runId={run.runId} onProblem={setProblem} />}
      {awaited === undefined && (
        <Button tone="primary" disabled={resuming} onClick={() => void resume()}>
          {action}
        </Button>
      )}
    </section>
  );
};
