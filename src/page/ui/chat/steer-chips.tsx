import { CornerDownRight, Pencil, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { MessageId, SessionId } from "../../../kernel/ids.ts";
import type { Said } from "../../../kernel/message.ts";
import { readPictures, sourceOf } from "../../store/pictures/read-pictures.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { saidWords } from "../../store/views/said-words.ts";
import { sendMode } from "../../store/views/send-mode.ts";
import { Button } from "../parts/button.tsx";
import { handOverFocus, useFocusHandOver } from "../parts/focus-message.ts";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { formatCount } from "../parts/time.ts";

const none: readonly Said[] = [];

/** The words of a chip: what was said, and how many pictures go with it. */
const chipWords = (said: Said): string => {
  const pictures = said.pictures?.length ?? 0;
  if (pictures === 0 || said.text === "") return saidWords(said);
  return `${said.text} (${formatCount(pictures, "picture", "pictures")})`;
};

const SendQueued = ({
  sessionId,
  messages,
  onSend,
}: {
  readonly sessionId: SessionId;
  readonly messages: readonly Said[];
  readonly onSend: () => void;
}): ReactNode => {
  const { send, notify } = useActions();
  const [sending, setSending] = useState(false);
  const last = messages.at(-1);
  if (last === undefined) return null;
  /** Whatever waits is said before the message that starts the run, so the last one takes all of them along. */
  const sendAll = async (): Promise<void> => {
    setSending(true);
    onSend();
    const { messageId, text, pictures = [] } = last;
    const sources = await readPictures(send, pictures);
    const answer = await send({
      type: "send-message",
      sessionId,
      messageId,
      text,
      ...(sources.length === 0 ? {} : { pictures: sources }),
    });
    setSending(false);
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  return (
    <Button disabled={sending} onClick={() => void sendAll()}>
      Send queued
    </Button>
  );
};

interface ChipsProps {
  readonly sessionId: SessionId;
  readonly waiting: readonly Said[];
  readonly onSend: () => void;
}

const Chips = ({ sessionId, waiting, onSend }: ChipsProps): ReactNode => {
  const { send, setDraft, attach, notify } = useActions();
  const draft = useApp((state) => state.drafts[sessionId] ?? "");
  const mode = useApp(sendMode);
  const isMirror = useApp((state) => state.workspace?.role === "mirror");
  // An interrupted run says what waits when it is resumed.
  const interrupted = useApp((state) => state.session?.run.status === "interrupted");
  const frame = useFocusHandOver<HTMLDivElement>();
  const withdraw = async (messageId: MessageId): Promise<boolean> => {
    const answer = await send({ type: "withdraw-steer", sessionId, messageId });
    if (answer.ok) handOverFocus(frame.current);
    else notify({ tone: "error", text: answer.error.message });
    return answer.ok;
  };
  const edit = async ({ messageId, text, pictures = [] }: Said): Promise<void> => {
    const sources = await readPictures(send, pictures);
    if (!(await withdraw(messageId))) return;
    if (text !== "") setDraft(sessionId, draft === "" ? text : `${text}\n${draft}`);
    if (sources.length > 0) await attach(sessionId, sources.map(sourceOf));
  };
  return (
    <div className="queue" ref={frame}>
      <ul aria-label="Waiting to be said">
        {waiting.map((said) => (
          <li className={mode === "steer" ? "q now" : "q"} key={said.messageId}>
            <Icon of={CornerDownRight} size={14} />
            <b>{mode === "steer" ? "Steer" : "Queued"}</b>
            <span className="trunc" title={chipWords(said).slice(0, 400)}>
              {chipWords(said)}
            </span>
            {!isMirror && (
              <>
                <IconButton
                  small
                  icon={Pencil}
                  iconSize={13}
                  label={`Edit “${chipWords(said).slice(0, 40)}”`}
                  onClick={() => void edit(said)}
                />
                <IconButton
                  small
                  icon={X}
                  iconSize={13}
                  label={`Remove “${chipWords(said).slice(0, 40)}”`}
                  onClick={() => void withdraw(said.messageId)}
                />
              </>
            )}
          </li>
        ))}
      </ul>
      {mode === "send" && !isMirror && !interrupted && <SendQueued sessionId={sessionId} messages={waiting} onSend={onSend} />}
    </div>
  );
};

/**
 * What was said and has not reached the model yet: steering that waits for the run's next turn, or messages that wait for the
 * person to send them. Each can be taken back, to drop it or to write it again.
 */
export const SteerChips = ({ onSend }: { readonly onSend: () => void }): ReactNode => {
  const waiting = useApp((state) => state.session?.queuedSteers) ?? none;
  const sessionId = useApp((state) => state.session?.sessionId);
  if (waiting.length === 0 || sessionId === undefined) return null;
  return <Chips sessionId={sessionId} waiting={waiting} onSend={onSend} />;
};
