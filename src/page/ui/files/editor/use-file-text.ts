import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type Hash, hashText } from "../../../../kernel/base/canonical.ts";
import type { AppState } from "../../../store/app-state.ts";
import { useActions, useApp } from "../../../store/use-app.ts";
import { useClock } from "../../../store/use-now.ts";
import { useFileActs } from "../use-file-acts.ts";
import type { EditorHandle } from "./code-editor.tsx";

/** How long a person rests before what they wrote is kept for a reload; what leaves the page is kept at once. */
const restMs = 300;

/** The content that stands in the workspace by now; `null`: no file does. */
export interface Standing {
  readonly hash: Hash | null;
  readonly text: string;
}

export interface FileText {
  /** What the editor begins with. */
  readonly first: string;
  readonly isUnsaved: boolean;
  /** What it is by now. */
  readonly text: () => string;
  /** What the text was made from. */
  readonly base: Hash | null;
  readonly saving: boolean;
  readonly problem: string | undefined;
  readonly onEdit: (text: () => string) => void;
  readonly save: () => Promise<void>;
  /** Gives up what was written; what stands there is shown. */
  readonly drop: () => void;
  /** Goes on with a text that was made from what stands there by now. */
  readonly take: (text: string) => void;
}

const draftsOf = ({ fileDrafts }: AppState): AppState["fileDrafts"] => fileDrafts;

/**
 * A person's text of one file: kept as a draft while it differs from what it was made from, saved over that and nothing else. While it
 * is not touched it follows the file.
 */
export const useFileText = (path: string, standing: Standing, editor: RefObject<EditorHandle | null>): FileText => {
  const { setFileDraft, notify } = useActions();
  const { change } = useFileActs();
  const clock = useClock();
  const draft = useApp(draftsOf)[path];
  const [first] = useState(() => draft?.text ?? standing.text);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string>();
  /** What the text is compared with: the content that it was made from. Undefined text: that of a draft from before a reload. */
  const base = useRef<{ readonly hash: Hash | null; readonly text: string | undefined }>(
    draft === undefined || draft.base === standing.hash ? standing : { hash: draft.base, text: undefined },
  );
  const isUnsaved = useRef(draft !== undefined);
  const cancelRest = useRef(() => {});
  const written = useRef((): string => first);

  const keep = useCallback((): void => {
    cancelRest.current();
    if (!isUnsaved.current) return;
    const text = written.current();
    isUnsaved.current = text !== base.current.text;
    setFileDraft(path, isUnsaved.current ? { text, base: base.current.hash } : undefined);
  }, [path, setFileDraft]);
  const show = useCallback(
    (text: string): void => {
      written.current = () => text;
      editor.current?.setText(text);
    },
    [editor],
  );

  useEffect(() => {
    window.addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", keep);
      keep();
    };
  }, [keep]);

  const { hash, text } = standing;
  useEffect(() => {
    if (isUnsaved.current) return;
    base.current = { hash, text };
    show(text);
  }, [hash, text, show]);

  const onEdit: FileText["onEdit"] = (now) => {
    written.current = now;
    setProblem(undefined);
    cancelRest.current();
    if (isUnsaved.current) {
      cancelRest.current = clock.after(restMs, keep);
      return;
    }
    // From the first letter on nothing from outside takes the place of the text.
    isUnsaved.current = true;
    keep();
  };

  const save = async (): Promise<void> => {
    keep();
    if (saving || !isUnsaved.current) return;
    const saved = written.current();
    setSaving(true);
    const answer = await change([{ type: "write", path, text: saved, base: base.current.hash }]);
    setSaving(false);
    if (!answer.ok) return setProblem(answer.error.message);
    setProblem(undefined);
    base.current = { hash: hashText(saved), text: saved };
    keep();
  };

  const drop = (): void => {
    const given = written.current();
    const from = base.current;
    cancelRest.current();
    isUnsaved.current = false;
    base.current = { hash, text };
    show(text);
    setFileDraft(path, undefined);
    setProblem(undefined);
    notify({
      tone: "info",
      text: `Your changes of ${path} are gone from the editor.`,
      action: {
        label: "Bring them back",
        run: () => {
          base.current = from;
          isUnsaved.current = true;
          setFileDraft(path, { text: given, base: from.hash });
          show(given);
        },
      },
    });
  };

  const take = (merged: string): void => {
    base.current = { hash, text };
    isUnsaved.current = true;
    show(merged);
    setProblem(undefined);
    keep();
  };

  return {
    first,
    text: () => written.current(),
    isUnsaved: draft !== undefined,
    base: draft?.base ?? hash,
    saving,
    problem,
    onEdit,
    save,
    drop,
    take,
  };
};
