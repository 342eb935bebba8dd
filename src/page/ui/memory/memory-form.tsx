import { type ReactNode, useId, useState } from "react";
import { type Memory, type MemoryKind, maxMemoryChars } from "../../../kernel/memory/memory.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Select } from "../parts/select.tsx";
import { kindChoices } from "./memory-words.ts";

export interface MemoryDraft {
  readonly text: string;
  readonly kind: MemoryKind;
  readonly tags: readonly string[];
}

/** Where a person writes what is to be remembered. */
export const MemoryForm = ({
  title,
  item,
  onSave,
  onClose,
}: {
  readonly title: string;
  readonly item?: Pick<Memory, "kind" | "tags" | "text">;
  readonly onSave: (draft: MemoryDraft) => void;
  readonly onClose: () => void;
}): ReactNode => {
  const [text, setText] = useState(item?.text ?? "");
  const [kind, setKind] = useState<MemoryKind>(item?.kind ?? "semantic");
  const [tags, setTags] = useState(item?.tags.join(", ") ?? "");
  const id = useId();
  const words = tags
    .split(",")
    .map((tag) => tag.trim().slice(0, 40))
    .filter((tag) => tag !== "")
    .slice(0, 12);
  return (
    <Dialog
      title={title}
      description="One thing, in a sentence that can be understood by itself."
      open
      onOpenChange={(open) => !open && onClose()}
    >
      <form
        className="mem-form"
        onSubmit={(event) => {
          event.preventDefault();
          onSave({ text: text.trim(), kind, tags: words });
        }}
      >
        <label className="field" htmlFor={`${id}text`}>
          <span className="lb">Text</span>
          <span className="inp">
            <textarea
              id={`${id}text`}
              rows={3}
              maxLength={maxMemoryChars}
              required
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </span>
        </label>
        <label className="field" htmlFor={`${id}kind`}>
          <span className="lb">Kind</span>
          <span className="inp">
            <Select id={`${id}kind`} choices={kindChoices} value={kind} onChange={setKind} />
          </span>
        </label>
        <label className="field" htmlFor={`${id}tags`}>
          <span className="lb">Tags, separated by commas</span>
          <span className="inp">
            <input id={`${id}tags`} value={tags} onChange={(event) => setTags(event.target.value)} />
          </span>
        </label>
        <div className="acts">
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" disabled={text.trim() === ""}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
