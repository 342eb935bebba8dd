import { Pencil } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { messageId as messageIdOf } from "../../../kernel/base/ids.ts";
import type { Said } from "../../../kernel/conversation/message.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { useRandom } from "../../store/use-random.ts";
import { canBranch } from "../../store/views/can-branch.ts";
import { Button } from "../parts/button.tsx";
import { focusMessage } from "../parts/focus-message.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { formatClock } from "../parts/time.ts";
import { AskedAbout } from "./asked-about.tsx";
import { SaidPictures } from "./said-pictures.tsx";

const sessionIdOf = ({ session }: AppState) => session?.sessionId;
const editingOf = ({ editing }: AppState) => editing;

/** A message while it is written anew. Escape leaves it as it was. */
const SaidEditor = ({ said, onClose }: { readonly said: Said; readonly onClose: () => void }): ReactNode => {
  const { takeBranch } = useActions();
  const random = useRandom();
  const sessionId = useApp(sessionIdOf);
  const isFree = useApp(canBranch);
  const [text, setText] = useState(said.text);
  const [sending, setSending] = useState(false);
  // The same words sent again after a failure are the same message.
  const [name] = useState(() => messageIdOf(random.id("message")));
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const area = field.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, []);
  const empty = text.trim() === "" && (said.pictures ?? []).length === 0;
  const close = (): void => {
    focusMessage(field.current?.ownerDocument);
    onClose();
  };
  const send = async (): Promise<void> => {
    if (empty || sending || !isFree || sessionId === undefined) return;
    setSending(true);
    const taken = await takeBranch({ type: "edit-message", sessionId, edited: said.messageId, messageId: name, text });
    setSending(false);
    if (taken) close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };
  return (
    <div className="said-editor">
      <textarea
        ref={field}
        aria-label="Edit message"
        dir="auto"
        rows={Math.min(8, Math.max(2, text.split("\n").length))}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p className="hint">A branch begins here, with the files as they were before this message. The old one stays.</p>
      <div className="row">
        <Button tone="primary" disabled={empty || sending || !isFree} onClick={() => void send()}>
          Send edited
        </Button>
        <Button onClick={close}>Cancel</Button>
      </div>
    </div>
  );
};

/** What the person said: words and pictures, and the way to say it anew. */
export const SaidBubble = ({
  said,
  at,
  by,
  children,
}: {
  readonly said: Said;
  readonly at: number;
  readonly by: string;
  readonly children?: ReactNode;
}): ReactNode => {
  const { setEditing } = useActions();
  const isFree = useApp(canBranch);
  const isEdited = useApp(editingOf) === said.messageId;
  return (
    <div className="bub">
      <div className="by">
        <b>{by}</b>
        <span className="meta">{formatClock(at)}</span>
        <span className="grow" />
        {children}
        {isFree && !isEdited && (
          <IconButton
            small
            iconSize={14}
            icon={Pencil}
            label="Edit"
            className="said-edit"
            onClick={() => setEditing(said.messageId)}
          />
        )}
      </div>
      <AskedAbout about={said.about ?? []} />
      <SaidPictures pictures={said.pictures ?? []} />
      {isEdited ? (
        <SaidEditor said={said} onClose={() => setEditing(undefined)} />
      ) : (
        said.text !== "" && <p dir="auto">{said.text}</p>
      )}
    </div>
  );
};
