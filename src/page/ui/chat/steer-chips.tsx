import { ArrowLeftRight, ArrowUp, Clock, CornerDownRight, Pencil, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { MessageId, SessionId } from "../../../kernel/base/ids.ts";
import type { Delivery, WaitingSaid } from "../../../kernel/conversation/waiting.ts";
import { readPictures, sourceOf } from "../../store/pictures/read-pictures.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { attachedWords, saidWords } from "../../store/views/said-words.ts";
import { sendMode } from "../../store/views/send-mode.ts";
import { Button } from "../parts/button.tsx";
import { handOverFocus, useFocusHandOver } from "../parts/focus-message.ts";
import { Icon } from "../parts/icon.tsx";
import { IconButton } from "../parts/icon-button.tsx";

const none: readonly WaitingSaid[] = [];

/** The words of a chip: what was said, and what goes with it. */
const chipWords = (said: WaitingSaid): string => {
  const { pictures = [], text } = said;
  return pictures.length === 0 || text === "" ? saidWords(said) : `${text} (with ${attachedWords(pictures)})`;
};

const SendQueued = ({
  sessionId,
  messages,
  onSend,
}: {
  readonly sessionId: SessionId;
  readonly messages: readonly WaitingSaid[];
  readonly onSend: () => void;
}): ReactNode => {
  const { send, notify } = useActions();
  const [sending, setSending] = useState(false);
  // What steers is said all at once, and with its last one all of it; what is to be said later goes one by one.
  const last = messages.findLast(({ delivery }) => delivery === "steer") ?? messages[0];
  if (last === undefined) return null;
  const sendAll = async (): Promise<void> => {
    setSending(true);
    onSend();
    const { about, messageId, text, pictures = [] } = last;
    const sources = await readPictures(send, pictures);
    const answer = await send({
      type: "send-message",
      sessionId,
      messageId,
      text,
      ...(sources.length === 0 ? {} : { pictures: sources }),
      ...(about === undefined ? {} : { about }),
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

const wordOf = (delivery: Delivery, isHeard: boolean): string => (delivery === "later" ? "Later" : isHeard ? "Steer" : "Queued");

interface ChipProps {
  readonly said: WaitingSaid;
  /** Whether a run goes on that hears it. */
  readonly isHeard: boolean;
  readonly isMirror: boolean;
  /** The one that is said before it, of the same delivery. */
  readonly previous: WaitingSaid | undefined;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

/** Says when, and lets it be said earlier or at the other moment. */
const Chip = ({ said, isHeard, isMirror, previous, onEdit, onRemove }: ChipProps): ReactNode => {
  const { send, notify } = useActions();
  const sessionId = useApp((state) => state.session?.sessionId);
  const { messageId, delivery } = said;
  const words = chipWords(said);
  const short = `“${words.slice(0, 40)}”`;
  const word = wordOf(delivery, isHeard);
  const move = async (to: Delivery, before: MessageId | null): Promise<void> => {
    if (sessionId === undefined) return;
    const answer = await send({ type: "move-steer", sessionId, messageId, delivery: to, before });
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  return (
    <li className={delivery === "steer" && isHeard ? "q now" : "q"}>
      <Icon of={delivery === "later" ? Clock : CornerDownRight} size={14} />
      {isHeard && !isMirror ? (
        <button
          type="button"
          className="swap"
          aria-label={delivery === "later" ? `Steer with ${short}` : `Say ${short} later`}
          title={delivery === "later" ? "Say it to this run instead" : "Say it after this run instead"}
          onClick={() => void move(delivery === "later" ? "steer" : "later", null)}
        >
          {word} <Icon of={ArrowLeftRight} size={11} />
        </button>
      ) : (
        <b>{word}</b>
      )}
      <span className="trunc" title={words.slice(0, 400)}>
        {words}
      </span>
      {!isMirror && (
        <>
          {previous !== undefined && (
            <IconButton
              small
              icon={ArrowUp}
              iconSize={13}
              label={`Say ${short} earlier`}
              onClick={() => void move(delivery, previous.messageId)}
            />
          )}
          <IconButton small icon={Pencil} iconSize={13} label={`Edit ${short}`} onClick={onEdit} />
          <IconButton small icon={X} iconSize={13} label={`Remove ${short}`} onClick={onRemove} />
        </>
      )}
    </li>
  );
};

interface ChipsProps {
  readonly sessionId: SessionId;
  readonly waiting: readonly WaitingSaid[];
  readonly onSend: () => void;
}

/** What steers is said first. */
const inOrder = (waiting: readonly WaitingSaid[]): readonly WaitingSaid[] => [
  ...waiting.filter(({ delivery }) => delivery === "steer"),
  ...waiting.filter(({ delivery }) => delivery === "later"),
];

const Chips = ({ sessionId, waiting, onSend }: ChipsProps): ReactNode => {
  const { send, setDraft, attach, notify, refer } = useActions();
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
  const edit = async ({ about = [], messageId, text, pictures = [] }: WaitingSaid): Promise<void> => {
    const sources = await readPictures(send, pictures);
    if (!(await withdraw(messageId))) return;
    if (text !== "") setDraft(sessionId, draft === "" ? text : `${text}\n${draft}`);
    for (const one of about) refer(sessionId, one, true);
    if (sources.length > 0) await attach(sessionId, sources.map(sourceOf));
  };
  const chips = inOrder(waiting);
  return (
    <div className="queue" ref={frame}>
      <ul aria-label="Waiting to be said">
        {chips.map((said, place) => (
          <Chip
            key={said.messageId}
            said={said}
            isHeard={mode === "steer"}
            isMirror={isMirror}
            previous={chips[place - 1]?.delivery === said.delivery ? chips[place - 1] : undefined}
            onEdit={() => void edit(said)}
            onRemove={() => void withdraw(said.messageId)}
          />
        ))}
      </ul>
      {mode === "send" && !isMirror && !interrupted && <SendQueued sessionId={sessionId} messages={waiting} onSend={onSend} />}
    </div>
  );
};

/**
 * What was said and has not reached the model yet: steering that waits for the run's next turn, what is to be said after the run,
 * or messages that wait for the person to send them. Each can be taken back, to drop it or to write it again.
 */
export const SteerChips = ({ onSend }: { readonly onSend: () => void }): ReactNode => {
  const waiting = useApp((state) => state.session?.waiting) ?? none;
  const sessionId = useApp((state) => state.session?.sessionId);
  if (waiting.length === 0 || sessionId === undefined) return null;
  return <Chips sessionId={sessionId} waiting={waiting} onSend={onSend} />;
};
