import { type ReactNode, useState } from "react";
import { hashFromRoute } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import type { KeyReading } from "../../store/views/read-key.ts";
import { Button } from "../parts/button.tsx";
import { KeyInput } from "../parts/key-input.tsx";
import { Mark } from "../parts/mark.tsx";

/** Stands in place of the composer while the past is shown. */
export const ScrubbedBar = ({ at }: { readonly at: number }): ReactNode => {
  const { scrubTo } = useActions();
  return (
    <div className="footbar">
      <span className="grow">
        You are viewing <b>event {at}</b>. Nothing can be changed here.
      </span>
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

/** The one thing that a run waits for. With the key it goes on. */
const WaitingKey = ({
  origin,
  onRead,
}: {
  readonly origin: string;
  readonly onRead: (reading: KeyReading, origin: string) => Promise<void>;
}): ReactNode => (
  <div className="waiting-key">
    <KeyInput
      aria-label={`API key for ${new URL(origin).host}`}
      placeholder={`Paste the key for ${new URL(origin).host}`}
      onRead={(reading) => void onRead(reading, origin)}
    />
  </div>
);

/** A run that broke off, and the way to let it go on. */
export const InterruptedBar = (): ReactNode => {
  const { send } = useActions();
  const run = useApp((state) => (state.session?.run.status === "interrupted" ? state.session.run : undefined));
  const [problem, setProblem] = useState<string>();
  const [resuming, setResuming] = useState(false);
  if (run === undefined) return null;
  const resume = async (): Promise<void> => {
    setResuming(true);
    const answer = await send({ type: "resume-run", runId: run.runId });
    setResuming(false);
    setProblem(answer.ok ? undefined : answer.error.message);
  };
  const needsKey = run.reason.type === "unauthorized";
  const takeKey = async (reading: KeyReading, origin: string): Promise<void> => {
    if (reading.status === "empty") return;
    if (reading.status !== "key")
      return setProblem(reading.status === "unusable" ? reading.problem : "That is an address. Paste the key itself.");
    const given = await send({ type: "give-key", origin, key: reading.key });
    if (given.ok) await resume();
    else setProblem(given.error.message);
  };
  return (
    <section className="footbar" aria-label="Interrupted run">
      <Mark kind="interrupted" size={14} />
      <span className="grow">
        <b>The run was interrupted.</b> {problem ?? run.reason.message}
      </span>
      {run.reason.type === "key-missing" && <WaitingKey origin={run.reason.origin} onRead={takeKey} />}
      {needsKey && (
        <a className="btn" href={hashFromRoute({ type: "settings", page: "model" })}>
          Add key
        </a>
      )}
      <Button tone="primary" disabled={resuming} onClick={() => void resume()}>
        Resume
      </Button>
    </section>
  );
};
