import type { ReactNode } from "react";
import type { Failure } from "../../../kernel/failure.ts";
import { assertNever } from "../../../kernel/result.ts";
import { totalTokens } from "../../../kernel/usage.ts";
import { hashFromRoute } from "../../store/route.ts";
import type { TurnView } from "../../store/session-view.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { limitWords } from "../../store/views/limit-words.ts";
import { Button } from "../parts/button.tsx";
import { formatCount, formatDuration, formatTokens } from "../parts/time.ts";
import { Node } from "./stem.tsx";

type Ending = NonNullable<TurnView["ending"]>;

/** Says "Continue." in the session: the model goes on from where the log stands. */
const ContinueButton = ({ label }: { readonly label: string }): ReactNode => {
  const { say } = useActions();
  const sessionId = useApp((state) => (state.scrubbed === undefined ? state.session?.sessionId : undefined));
  if (sessionId === undefined) return null;
  return (
    <Button tone="primary" onClick={() => void say("Continue.", sessionId)}>
      {label}
    </Button>
  );
};

const needsKey = (failure: Failure): boolean => failure.type === "key-missing" || failure.type === "unauthorized";

const FailureBox = ({
  failure,
  ending,
  isLast,
}: {
  readonly failure: Failure;
  readonly ending: Ending;
  readonly isLast: boolean;
}): ReactNode => {
  const { summary } = ending;
  const kept =
    summary.filesChanged === 0
      ? "No file was changed."
      : `${formatCount(summary.filesChanged, "changed file is", "changed files are")} kept and can be undone.`;
  return (
    <div className="fail">
      <Node kind="error" />
      <p>
        <b>The run failed.</b>
      </p>
      <dl className="kv">
        <div>
          <dt>What happened</dt>
          <dd>{failure.message}</dd>
        </div>
        <div>
          <dt>What is safe</dt>
          <dd>Everything up to here is in the log. {kept}</dd>
        </div>
      </dl>
      {isLast && (
        <div className="row">
          {needsKey(failure) ? (
            <a className="btn pri" href={hashFromRoute({ type: "settings", page: "model" })}>
              Add key
            </a>
          ) : (
            <ContinueButton label="Continue" />
          )}
          {failure.type === "storage-full" && (
            <a className="btn" href={hashFromRoute({ type: "settings", page: "storage" })}>
              Free space
            </a>
          )}
        </div>
      )}
    </div>
  );
};

const Outcome = ({ ending, isLast }: { readonly ending: Ending; readonly isLast: boolean }): ReactNode => {
  const { outcome } = ending;
  switch (outcome.type) {
    case "completed":
      return null;
    case "stopped":
      return (
        <div className="callrow">
          <div className="tr">
            <Node kind="stopped" />
            <span className="v">Stopped by you</span>
          </div>
          <p className="under">Nothing ran after that. What was done before is kept.</p>
        </div>
      );
    case "limit-reached":
      return (
        <div className="callrow">
          <div className="tr">
            <Node kind="approval" />
            <span className="v">Paused at {limitWords(outcome.limit)}</span>
            <span className="grow" />
            {isLast && <ContinueButton label="Continue" />}
          </div>
          <p className="under">Everything so far is kept. Continuing starts with a fresh limit.</p>
        </div>
      );
    case "failed":
      return <FailureBox failure={outcome.failure} ending={ending} isLast={isLast} />;
    default:
      return assertNever(outcome);
  }
};

/** How a run ended, and what it took. */
export const TurnEnding = ({ ending, isLast }: { readonly ending: Ending; readonly isLast: boolean }): ReactNode => {
  const { summary } = ending;
  return (
    <>
      <Outcome ending={ending} isLast={isLast} />
      <p className="tfoot meta">
        <span>{formatCount(summary.turns, "turn", "turns")}</span>
        <span>{formatTokens(totalTokens(summary.usage))} tokens</span>
        <span>{formatDuration(summary.durationMs)}</span>
        {summary.filesChanged > 0 && <span>{formatCount(summary.filesChanged, "file", "files")} changed</span>}
      </p>
    </>
  );
};
