import type { ReactNode } from "react";
import { agentPathWords } from "../../../kernel/conversation/nested-run.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { useApp } from "../../store/use-app.ts";
import { commandOf } from "../../store/views/command-of.ts";
import { servedMessage } from "../../store/views/served-message.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { oneLine, withStop } from "../parts/sentence.ts";

/** As much of such words as stands in the card by itself. */
const shownCharacters = 160;

/** Words that were said or written before: long ones are opened. */
const Told = ({
  lead,
  text,
  as: Mark,
}: {
  readonly lead: string;
  readonly text: string;
  readonly as: "q" | "code";
}): ReactNode => {
  const start = oneLine(text, shownCharacters);
  const line = (
    <>
      {lead}{" "}
      <Mark>
        <RevealedText text={start} />
      </Mark>
    </>
  );
  if (start === text.trim()) return <p>{line}</p>;
  return (
    <details className="prompt">
      <summary>{line}</summary>
      <p className="whole" dir="auto">
        <RevealedText text={text} />
      </p>
    </details>
  );
};

/** Who asks; a command of the shell by its own words. */
const Asker = ({ approval, agentPath }: { readonly approval: Approval; readonly agentPath: readonly string[] }): ReactNode => {
  const command = useApp(({ session }) => (session === undefined ? undefined : commandOf(session, approval.runId)));
  if (command !== undefined) return <Told lead="Asked by the shell command" text={command} as="code" />;
  return (
    <p>
      Asked by <RevealedText text={agentPathWords(agentPath)} />.
    </p>
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
      {approval.agentPath !== undefined && <Asker approval={approval} agentPath={approval.agentPath} />}
      {prompt !== undefined && <Told lead="For" text={prompt} as="q" />}
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
