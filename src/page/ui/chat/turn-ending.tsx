import type { ReactNode } from "react";
import type { Failure } from "../../../kernel/base/failure.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import { totalTokens } from "../../../kernel/model/usage.ts";
import { hashFromRoute } from "../../store/route.ts";
import type { TurnView } from "../../store/session-view.ts";
import { formatCount, formatDuration, formatTokens } from "../parts/time.ts";
import { ContinueButton } from "./continue-button.tsx";
import { LimitRow } from "./limit-row.tsx";
import { RegenerateButton } from "./regenerate-button.tsx";
import { RequestList } from "./request-list.tsx";
import { Node } from "./stem.tsx";
import { WhyAnswer } from "./why-answer.tsx";

type Ending = NonNullable<TurnView["ending"]>;

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
            <ContinueButton label="Continue" tone="primary" />
          )}
          {failure.type === "storage-full" && (
            <a className="btn" href={hashFromRoute({ type: "storage" })}>
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
    case "timed-out":
      // Only a run inside a call does; it has its own block.
      return null;
    case "limit-reached":
      return <LimitRow outcome={outcome} isLast={isLast} />;
    case "failed":
      return <FailureBox failure={outcome.failure} ending={ending} isLast={isLast} />;
    default:
      return assertNever(outcome);
  }
};

/** How a run ended, and what it took. */
export const TurnEnding = ({
  turn,
  ending,
  isLast,
}: {
  readonly turn: TurnView;
  readonly ending: Ending;
  readonly isLast: boolean;
}): ReactNode => {
  const { summary } = ending;
  return (
    <>
      <Outcome ending={ending} isLast={isLast} />
      <div className="tfoot meta">
        <span>{formatCount(summary.turns, "turn", "turns")}</span>
        <span>{formatTokens(totalTokens(summary.usage))} tokens</span>
        <span>{formatDuration(summary.durationMs)}</span>
        {summary.filesChanged > 0 && <span>{formatCount(summary.filesChanged, "file", "files")} changed</span>}
        {summary.cost !== undefined && <RequestList items={turn.items} cost={summary.cost} />}
        <WhyAnswer turn={turn} />
        <RegenerateButton turn={turn} />
      </div>
    </>
  );
};
