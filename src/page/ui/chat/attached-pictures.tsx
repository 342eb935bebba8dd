import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { SessionId } from "../../../kernel/base/ids.ts";
import { takesDocuments } from "../../../kernel/model/endpoint-presets.ts";
import { modelName } from "../../../kernel/model/model.ts";
import type { Attachment, PreparedPicture } from "../../store/pictures/attachment.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { answeringModel } from "../../store/views/answering-model.ts";
import { DocumentSign, documentFacts } from "../parts/document-card.tsx";
import { useFocusHandOver } from "../parts/focus-message.ts";
import { IconButton } from "../parts/icon-button.tsx";
import { PictureButton, pictureFacts } from "../parts/picture-button.tsx";

const factsOf = (file: PreparedPicture): string => {
  if ("width" in file) return pictureFacts(file);
  const { bytes, pages } = file;
  return documentFacts({ bytes: bytes.byteLength, ...(pages === undefined ? {} : { pages }) });
};

const isDocument = (attachment: Attachment): boolean => attachment.status === "ready" && !("width" in attachment.picture);

const Attached = ({ attachment, onRemove }: { readonly attachment: Attachment; readonly onRemove: () => void }): ReactNode => {
  const chip = useFocusHandOver<HTMLLIElement>();
  const { name } = attachment;
  const file = attachment.status === "ready" ? attachment.picture : undefined;
  return (
    <li className="att" ref={chip} aria-busy={file === undefined}>
      <span className="thumb">
        {file === undefined ? null : "width" in file ? <PictureButton picture={file} /> : <DocumentSign />}
      </span>
      <span className="words">
        <span className="trunc" title={name}>
          {name}
        </span>
        <span className="meta">{file === undefined ? "Preparing…" : factsOf(file)}</span>
        {file?.note !== undefined && <span className="meta trunc">{file.note}</span>}
      </span>
      <IconButton small icon={X} iconSize={13} label={`Remove “${name.slice(0, 40)}”`} onClick={onRemove} />
    </li>
  );
};

/** What is said of the files: where they go, or why they cannot go there. */
const AttachedNote = ({ attachments }: { readonly attachments: readonly Attachment[] }): ReactNode => {
  const model = useApp(answeringModel);
  if (model !== undefined && attachments.some(isDocument) && !takesDocuments(model)) {
    return (
      <p className="hint cannot" role="status">
        {modelName(model)} takes no documents where it is asked, so this message cannot be sent to it. Choose another model, or
        remove the documents. They stay here until then.
      </p>
    );
  }
  const documents = attachments.filter(isDocument).length;
  return (
    <p className="hint">
      Sent with this message and kept in its log.
      {documents < attachments.length && " Place, camera and comments in the pictures are left out."}
      {documents > 0 && " Documents go as they are."}
    </p>
  );
};

/** The pictures and documents of the message that is being written. */
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
      <ul aria-label="Attached files">
        {attachments.map((attachment) => (
          <Attached key={attachment.id} attachment={attachment} onRemove={() => detach(sessionId, [attachment.id])} />
        ))}
      </ul>
      <AttachedNote attachments={attachments} />
    </div>
  );
};
