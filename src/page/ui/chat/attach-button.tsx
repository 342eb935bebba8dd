import { Paperclip } from "lucide-react";
import { type ChangeEvent, type ReactNode, useRef } from "react";
import { imageTypes } from "../../../kernel/conversation/message.ts";
import { textEndings } from "../../store/pictures/text-file.ts";
import { IconButton } from "../parts/icon-button.tsx";

/** Chooses pictures, documents and text files with the browser's own dialog. */
export const AttachButton = ({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }): ReactNode => {
  const input = useRef<HTMLInputElement>(null);
  const chosen = (event: ChangeEvent<HTMLInputElement>): void => {
    onFiles([...(event.target.files ?? [])]);
    // The same file can be chosen again.
    event.target.value = "";
  };
  return (
    <>
      <IconButton icon={Paperclip} label="Attach pictures, PDF or text files" onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        className="sr"
        aria-label="Files to attach"
        tabIndex={-1}
        accept={[...imageTypes, "application/pdf", ...textEndings].join(",")}
        multiple
        onChange={chosen}
      />
    </>
  );
};
