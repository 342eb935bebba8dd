import type { ReactNode } from "react";
import { hashFromRoute } from "../../store/route.ts";
import type { CallView } from "../../store/session-view.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { servedMessage } from "../../store/views/served-message.ts";
import { oneLine, withStop } from "../parts/sentence.ts";
import { receipt } from "./wording.ts";

/** What a call follows from: the message it serves, the model's request, the rule that asked, what the person said. */
export const Why = ({ call }: { readonly call: CallView }): ReactNode => {
  const session = useApp(shownSession);
  const approval = "approval" in call ? call.approval : undefined;
  const decided = approval === undefined ? undefined : receipt(approval);
  const message = servedMessage(session, call.callId);
  const link = (seq: number): ReactNode =>
    session === undefined ? null : (
      <a
        className="link"
        href={hashFromRoute({ type: "session", sessionId: session.sessionId, tab: "timeline", focus: String(seq) })}
      >
        event {seq}
      </a>
    );
  return (
    <ul className="causes" aria-label="Why">
      {message !== undefined && (
        <li>
          You asked: <q>{oneLine(message, 160)}</q>
        </li>
      )}
      <li>
        The model asked for <code>{call.tool}</code> in turn {call.turn}, {link(call.requestedSeq)}.
      </li>
      {approval === undefined ? (
        <li>No rule asked about it: it could be undone, or changed nothing.</li>
      ) : (
        <li>Rule: {withStop(approval.rule.sentence)}</li>
      )}
      {decided !== undefined && <li>{decided}.</li>}
      {"settledSeq" in call && <li>Its result is {link(call.settledSeq)}.</li>}
    </ul>
  );
};
