import type { ReactNode } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useApp } from "../../store/use-app.ts";
import { outcomeSentence } from "./wording.ts";

/** What is worth hearing about the open session, at boundaries only: a question, an end, an interruption. */
const boundary = ({ session, workspace }: AppState): string => {
  const questions = workspace?.approvals.filter(({ sessionId }) => sessionId === session?.sessionId) ?? [];
  const [first] = questions;
  if (first !== undefined)
    return `Approval needed: ${first.headline.verb} ${first.headline.object}. ${questions.length} waiting.`;
  if (session?.run.status === "ended") return outcomeSentence(session.run.outcome);
  return session?.run.status === "interrupted" ? `The run was interrupted. ${session.run.reason.message}` : "";
};

/** The one polite voice of the session; the transcript itself is silent. */
export const Announcer = (): ReactNode => {
  const text = useApp(boundary);
  return (
    <p className="sr" role="status" aria-label="Announcements">
      {text}
    </p>
  );
};
