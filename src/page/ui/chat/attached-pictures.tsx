import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { SessionId } from "../../../kernel/ids.ts";
import type { Attachment } from "../../store/pictures/attachment.ts";
import { useActions } from "../../store/use-app.ts";
import { useFocusHandOver } from "../parts/focus-message.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { PictureButton, pictureFacts } from "../parts/picture-button.tsx";

const Attached = ({ attachment, onRemove }: { readonly attachment: Attachment; readonly onRemove: () => void }): ReactNode => {
  const chip = useFocusHandOver<HTMLLIElement>();
  const { name } = attachment;
  const picture = attachment.status === "ready" ? attachment.picture : undefined;
  return (
    <li className="att" ref={chip} aria-busy={picture === undefined}>
      <span className="thumb">{picture !== undefined && <PictureButton picture={picture} />}</span>
      <span className="words">
        <span className="trunc" title={name}>
          {name}
        </span>
        <span className="meta">{picture === undefined ? "Preparing…" : pictureFacts(picture)}</span>
        {picture?.note !== undefined && <span className="meta trunc">{picture.note}</span>}
      </span>
      <IconButton small icon={X} iconSize={13} label={`Remove “${name.slice(0, 40)}”`} onClick={onRemove} />
    </li>
  );
};

/** The pictures of the message that is being written. */
export const AttachedPictures = ({
  sessionId,
  attachments,
}: {
  readonly sessionId: SessionId;
  readonly attachments: readonly Attachment[];
}): ReactNode => {
  const { detach } = useActions();
  if (attachments.length === 0) return null;
  return (
    <div className="atts">
      <ul aria-label="Attached pictures">
        {attachments.map((attachment) => (
          <Attached key={attachment.id} attachment={attachment} onRemove={() => detach(sessionId, [attachment.id])} />
        ))}
      </ul>
      <p className="hint">Sent with this message and kept in its log. Place, camera and comments in the files are left out.</p>
    </div>
  );
};
