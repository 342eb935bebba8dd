import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";

/** Asks for a path. `onPath` gives the reason where it cannot be; the dialog stays open with it then. */
export const PathDialog = ({
  title,
  confirm,
  path,
  onPath,
  onClose,
}: {
  readonly title: string;
  readonly confirm: string;
  readonly path: string;
  readonly onPath: (path: string) => Promise<string | undefined>;
  readonly onClose: () => void;
}): ReactNode => {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The name alone is what is mostly written anew; the dialog selected all of it.
    const start = path.lastIndexOf("/") + 1;
    const dot = path.lastIndexOf(".");
    field.current?.setSelectionRange(start, dot > start ? dot : path.length);
  }, [path]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wanted = field.current?.value.trim() ?? "";
    if (wanted === "" || wanted.endsWith("/")) return setProblem("Give it a name.");
    setBusy(true);
    const refused = await onPath(wanted.startsWith("/") ? wanted : `/${wanted}`);
    setBusy(false);
    if (refused === undefined) onClose();
    else setProblem(refused);
  };
  return (
    <Dialog title={title} open onOpenChange={(open) => !open && onClose()}>
      <form onSubmit={(event) => void submit(event)}>
        <label className="field">
          <span className="lb">Path</span>
          <span className="inp">
            <input
              ref={field}
              className="mono"
              defaultValue={path}
              spellCheck={false}
              autoComplete="off"
              aria-invalid={problem !== undefined}
              aria-describedby="path-problem"
            />
          </span>
          <span className="hint">Folders that are missing are made.</span>
        </label>
        <p id="path-problem" className="path-problem" role="alert">
          {problem}
        </p>
        <div className="acts">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" disabled={busy}>
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
