import { useEffect, useRef, useState } from "react";
import type { ApprovalId } from "../../../kernel/ids.ts";
import type { AppState } from "../../store/app-state.ts";
import type { SessionView } from "../../store/session-view.ts";
import { useApp } from "../../store/use-app.ts";
import { approvalAnnouncement } from "./announcement.ts";
import { runWord } from "./run-word.ts";

const noApprovals: NonNullable<AppState["workspace"]>["approvals"] = [];
const approvalsOf = (state: AppState) => state.workspace?.approvals ?? noApprovals;
const runOf = (state: AppState): SessionView["run"] | undefined =>
  state.route.type === "session" ? state.session?.run : undefined;

/** Speaks at boundaries only, politely: a question that arrives, a run that ends. What streams is never spoken. */
export const Announcer = () => {
  const approvals = useApp(approvalsOf);
  const run = useApp(runOf);
  const known = useRef<ReadonlySet<ApprovalId>>(new Set());
  const [text, setText] = useState("");
  useEffect(() => {
    const said = approvalAnnouncement(approvals, known.current);
    known.current = new Set(approvals.map(({ approvalId }) => approvalId));
    if (said !== undefined) setText(said);
  }, [approvals]);
  const word = run?.status === "ended" || run?.status === "interrupted" ? `Run: ${runWord(run).word}.` : undefined;
  const lastWord = useRef(word);
  useEffect(() => {
    if (word !== undefined && lastWord.current === undefined && word !== text) setText(word);
    lastWord.current = word;
  }, [word, text]);
  return (
    <div className="sr" aria-live="polite">
      {text}
    </div>
  );
};
