import { Download, FileText } from "lucide-react";
import type { ReactNode } from "react";
import type { DocumentBlock } from "../../../kernel/conversation/message.ts";
import { useActions } from "../../store/use-app.ts";
import { documentName } from "../../store/views/said-words.ts";
import { downloadFile } from "./download.ts";
import { Icon } from "./icon.tsx";
import { IconButton } from "./icon-button.tsx";
import { formatBytes, formatCount } from "./time.ts";

/** How many pages, where that is known, and how many bytes: `12 pages · 312 KB`. */
export const documentFacts = ({ bytes, pages }: Pick<DocumentBlock, "bytes" | "pages">): string =>
  `PDF · ${pages === undefined ? "" : `${formatCount(pages, "page", "pages")} · `}${formatBytes(bytes)}`;

/** The sign of a document, where a picture would show itself. */
export const DocumentSign = (): ReactNode => (
  <span className="docsign">
    <Icon of={FileText} size={20} />
  </span>
);

/** A file's name as it is saved: on one line, without what moves letters about or leads into folders. */
const savedName = (block: DocumentBlock): string => {
  const name = documentName(block)
    .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, " ")
    .trim()
    .slice(0, 120);
  return name.toLowerCase().endsWith(".pdf") ? name : `${name}.pdf`;
};

/** A document of the log: what it is called, how long it is, and the way to keep it as a file. */
export const StoredDocument = ({ block }: { readonly block: DocumentBlock }): ReactNode => {
  const { send, notify } = useActions();
  const name = documentName(block);
  const save = async (): Promise<void> => {
    const answer = await send({ type: "read-picture", hash: block.hash });
    if (!answer.ok) return notify({ tone: "error", text: answer.error.message });
    if (answer.value.type === "missing") {
      return notify({ tone: "error", text: `“${name}” is not in the workspace any more, so it cannot be saved.` });
    }
    downloadFile(savedName(block), Uint8Array.from(answer.value.bytes), block.mediaType);
  };
  return (
    <span className="docfile">
      <DocumentSign />
      <span className="words">
        <bdi className="trunc" title={name}>
          {name}
        </bdi>
        <span className="meta">{documentFacts(block)}</span>
      </span>
      <IconButton small icon={Download} iconSize={14} label={`Save “${name.slice(0, 40)}”`} onClick={() => void save()} />
    </span>
  );
};
