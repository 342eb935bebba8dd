import { CornerDownRight, Pencil, X } from "lucide-react";
import type { ReactNode } from "react";
import type { MessageId } from "../../../kernel/ids.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";

const none: readonly { readonly messageId: MessageId; readonly text: string }[] = [];

/** What was said while a run goes on and has not reached the model yet. Each can be taken back, to drop it or to write it again. */
export const SteerChips = (): ReactNode => {
  const { send, setDraft, notify } = useActions();
  const steers = useApp((state) => state.session?.queuedSteers) ?? none;
  const sessionId = useApp((state) => state.session?.sessionId);
  const draft = useApp((state) => (state.session === undefined ? "" : (state.drafts[state.session.sessionId] ?? "")));
  if (steers.length === 0 || sessionId === undefined) return null;
  const withdraw = async (messageId: MessageId): Promise<boolean> => {
    const answer = await send({ type: "withdraw-steer", sessionId, messageId });
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
    return answer.ok;
  };
  const edit = async (messageId: MessageId, text: string): Promise<void> => {
    if (await withdraw(messageId)) setDraft(sessionId, draft === "" ? text : `${text}\n${draft}`);
  };
  return (
    <ul className="queue" aria-label="Waiting to be said">
      {steers.map(({ messageId, text }) => (
        <li className="q now" key={messageId}>
          <Icon of={CornerDownRight} size={14} />
          <b>Steer</b>
          <span className="trunc">{text}</span>
          <IconButton
            small
            icon={Pencil}
            iconSize={13}
            label={`Edit “${text.slice(0, 40)}”`}
            onClick={() => void edit(messageId, text)}
          />
          <IconButton
            small
            icon={X}
            iconSize={13}
            label={`Remove “${text.slice(0, 40)}”`}
            onClick={() => void withdraw(messageId)}
          />
        </li>
      ))}
    </ul>
  );
};
