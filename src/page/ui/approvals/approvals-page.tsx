import "./approvals.css";
import { type ReactNode, useMemo } from "react";
import type { SessionId } from "../../../kernel/base/ids.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import type { AppState } from "../../store/app-state.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useApp } from "../../store/use-app.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { BatchCards } from "./batch-cards.tsx";
import { countByRisk } from "./describe-approval.ts";

const none: readonly Approval[] = [];
const allApprovals = ({ workspace }: AppState) => workspace?.approvals ?? none;

const SessionQuestions = ({
  sessionId,
  approvals,
}: {
  readonly sessionId: SessionId;
  readonly approvals: readonly Approval[];
}): ReactNode => {
  const title = useApp(({ workspace }) => workspace?.sessions.find((row) => row.sessionId === sessionId)?.title);
  return (
    <section className="dock" aria-label={title ?? "Session"}>
      <header>
        <a className="link grow trunc" href={hashFromRoute({ type: "session", sessionId })}>
          {title ?? "Open the session"}
        </a>
        <span className="dim">{countByRisk(approvals)}</span>
      </header>
      <BatchCards approvals={approvals} />
    </section>
  );
};

/** Everything that waits for an answer, over all sessions; each can be answered here. */
export const ApprovalsPage = (): ReactNode => {
  const approvals = useApp(allApprovals);
  const bySession = useMemo(() => {
    const groups = new Map<SessionId, readonly Approval[]>();
    for (const approval of approvals) groups.set(approval.sessionId, [...(groups.get(approval.sessionId) ?? []), approval]);
    return groups;
  }, [approvals]);
  if (approvals.length === 0)
    return (
      <section className="approvals-page" aria-label="Approvals">
        <EmptyState
          kind="approval"
          level="h1"
          title="Nothing is waiting"
          text="What asks you first is set in Settings, under Permissions."
        >
          <a className="btn" href={hashFromRoute({ type: "settings", page: "permissions" })}>
            Permissions
          </a>
        </EmptyState>
      </section>
    );
  return (
    <section className="approvals-page" aria-label="Approvals">
      <h1 className="page-title">Waiting for you</h1>
      <p className="cap">
        {countByRisk(approvals)} in {bySession.size === 1 ? "one session" : `${bySession.size} sessions`}.
      </p>
      {[...bySession].map(([sessionId, questions]) => (
        <SessionQuestions key={sessionId} sessionId={sessionId} approvals={questions} />
      ))}
    </section>
  );
};
