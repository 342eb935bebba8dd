import type { ReactNode } from "react";
import type { Approval } from "../../../kernel/approval.ts";
import { agentPathWords } from "../../../kernel/nested-run.ts";
import { useApp } from "../../store/use-app.ts";
import { servedMessage } from "../../store/views/served-message.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { oneLine, withStop } from "../parts/sentence.ts";

/** As much of what was said as stands in the card by itself. */
const shownCharacters = 160;

/** What the person had said: a long one is opened. */
const Prompt = ({ text }: { readonly text: string }): ReactNode => {
  const start = oneLine(text, shownCharacters);
  if (start === text.trim())
    return (
      <p>
        For{" "}
        <q>
          <RevealedText text={start} />
        </q>
      </p>
    );
  return (
    <details className="prompt">
      <summary>
        For{" "}
        <q>
          <RevealedText text={start} />
        </q>
      </summary>
      <p className="whole" dir="auto">
        <RevealedText text={text} />
      </p>
    </details>
  );
};

/** Why it is asked, at which turn, and what the person had said that this serves. */
export const Reason = ({ approval }: { readonly approval: Approval }): ReactNode => {
  const maxTurns = useApp(({ session }) =>
    (session?.run.status === "running" || session?.run.status === "waiting") && session.run.runId === approval.runId
      ? session.run.maxTurns
      : undefined,
  );
  // Where another session is open, its own name is the nearest thing to what was asked for.
  const prompt = useApp(({ session, workspace }) =>
    session?.sessionId === approval.sessionId
      ? servedMessage(session, approval.callId)
      : workspace?.sessions.find(({ sessionId }) => sessionId === approval.sessionId)?.title,
  );
  const edited = approval.editedFields.length === 0 ? "" : ` You edited: ${approval.editedFields.join(", ")}.`;
  return (
    <div className="why">
      {approval.agentPath !== undefined && (
        <p>
          Asked by <RevealedText text={agentPathWords(approval.agentPath)} />.
        </p>
      )}
      {prompt !== undefined && <Prompt text={prompt} />}
      <p>
        {approval.kind === "in-doubt" ? (
          "It was started and the tab ended before its result was known. Nobody can tell whether it happened."
        ) : (
          <RevealedText text={withStop(approval.rule.sentence)} />
        )}{" "}
        Turn {approval.turn}
        {maxTurns === undefined ? "" : ` of ${maxTurns}`}.<RevealedText text={edited} />
      </p>
    </div>
  );
};
