import { type ReactNode, useState } from "react";
import { wipePhrase } from "../../../../kernel/files/storage-items.ts";
import { useActions } from "../../../store/use-app.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field } from "../../parts/field.tsx";

/** What this page remembers outside of the workspace: its look, drafts, and allowed addresses. */
const forgetPage = (): void => {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("vivarium.")) localStorage.removeItem(key);
  } catch {
    // Storage is refused: then nothing is in it.
  }
};

/** Erases everything, after the person typed that they mean it. */
export const Wipe = ({ isReady }: { readonly isReady: boolean }): ReactNode => {
  const { send } = useActions();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const isMeant = typed.trim().toLowerCase() === wipePhrase;
  const wipe = async (): Promise<void> => {
    const answer = await send({ type: "wipe-workspace", phrase: typed });
    if (!answer.ok) return setProblem(answer.error.message);
    forgetPage();
    window.location.hash = "#/";
    window.location.reload();
  };
  return (
    <>
      <h2 className="title section">Erase everything</h2>
      <p className="ink2">
        Every session, file, rule and setting of this workspace, and what this page remembers. There is no undo; make a backup
        first.
      </p>
      <div className="acts">
        <Button tone="danger" disabled={!isReady} onClick={() => setOpen(true)}>
          Erase everything
        </Button>
      </div>
      <Dialog
        title="Erase everything?"
        description="Every session, file, rule and setting goes, also in other tabs. What was written to the disk may stay there until it is overwritten; a key that was ever in a file should be changed at its provider."
        open={isOpen}
        onOpenChange={setOpen}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isMeant) void wipe();
          }}
        >
          <Field label={`Type “${wipePhrase}”`} problem={problem}>
            {(ids) => (
              <div className="inp">
                <input
                  {...ids}
                  value={typed}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => setTyped(event.target.value)}
                />
              </div>
            )}
          </Field>
          <div className="acts">
            <Button onClick={() => setOpen(false)}>Keep</Button>
            <Button tone="danger" type="submit" disabled={!isMeant}>
              Erase
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
};
