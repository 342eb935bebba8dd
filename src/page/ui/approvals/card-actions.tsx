import type { ReactNode } from "react";
import { isJsonObject } from "../../../kernel/base/json.ts";
import { type Approval, type ApprovalAnswer, unknownVersion } from "../../../kernel/rules/approval.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import type { AnswerControl } from "./use-answer-approval.ts";

/** Which form of a card is open. */
export type OpenForm = "none" | "edit" | "reject" | "allow";

interface ActionsProps {
  readonly approval: Approval;
  readonly control: AnswerControl;
  readonly canApprove: boolean;
  /** Part of the arguments is still folded, and this call may not be approved before it was shown. */
  readonly mustShow: boolean;
  readonly onAnswer: (answer: ApprovalAnswer) => void;
  readonly onForm: (form: OpenForm) => void;
}

/** Everything that one can answer, and the way to stop the run that asks. */
export const Actions = ({ approval, control, canApprove, mustShow, onAnswer, onForm }: ActionsProps): ReactNode => {
  const { send, notify } = useActions();
  const open = unknownVersion(approval) === undefined && (control.state.status === "open" || control.state.status === "refused");
  // A run that does not go on is ended as a whole.
  const isOneOfMany = useApp(
    ({ workspace }) =>
      approval.agentPath !== undefined &&
      workspace?.sessions.some(
        ({ openRunId, sessionId }) =>
          sessionId === approval.sessionId && openRunId !== undefined && workspace.runningRunIds.includes(openRunId),
      ) === true,
  );
  const stop = (): void => {
    void send({ type: "stop-run", runId: approval.runId }).then((answer) => {
      if (!answer.ok) notify({ tone: "error", text: answer.error.message });
    });
  };
  return (
    <div className="acts">
      {mustShow && approval.kind === "effect" && (
        <p className="meta must">To approve this, first show all of its arguments, above.</p>
      )}
      {approval.kind === "in-doubt" ? (
        <>
          <Button tone="primary" disabled={!open} onClick={() => onAnswer({ type: "mark-done" })}>
            Mark as done
          </Button>
          <Button disabled={!open} onClick={() => onAnswer({ type: "retry" })}>
            Run it again
          </Button>
        </>
      ) : (
        <>
          <Button tone="primary" disabled={!canApprove} onClick={() => onAnswer({ type: "approve" })}>
            Approve once
          </Button>
          {approval.prepared === undefined && isJsonObject(approval.input) && (
            <Button disabled={!open} onClick={() => onForm("edit")}>
              Edit
            </Button>
          )}
        </>
      )}
      {approval.kind === "effect" && (
        <Button disabled={!open} onClick={() => onForm("reject")}>
          Reject
        </Button>
      )}
      {approval.kind === "effect" && (
        <Button tone="quiet" disabled={!open} onClick={() => onForm("allow")}>
          Allow for…
        </Button>
      )}
      <span className="grow" />
      <Button tone="quiet" className="stop" onClick={stop}>
        {isOneOfMany ? "Stop agent" : "Stop run"}
      </Button>
    </div>
  );
};
