import { type ReactNode, useState } from "react";
import type { CassettePreview } from "../../../../kernel/files/import-preview.ts";
import { useActions } from "../../../store/use-app.ts";
import { Button } from "../../parts/button.tsx";
import { Mark } from "../../parts/mark.tsx";
import { formatCount } from "../../parts/time.ts";

/** A recording, kept and chosen as the model that answers. */
export const CassetteImport = ({ file, preview }: { readonly file: File; readonly preview: CassettePreview }): ReactNode => {
  const { send } = useActions();
  const [done, setDone] = useState<{ readonly problem?: string }>();
  const play = async (): Promise<void> => {
    const opened = await send({ type: "open-cassette", text: await file.text() });
    if (!opened.ok) return setDone({ problem: opened.error.message });
    const chosen = await send({ type: "choose-model", choice: opened.value.choice });
    setDone(chosen.ok ? {} : { problem: chosen.error.message });
  };
  return (
    <section aria-label="What this is" className="looked">
      <h2 className="title section">A cassette: {preview.name}</h2>
      <p className="ink2">
        {formatCount(preview.answers, "answer", "answers")} of {preview.model}, to be played instead of a model. It asks nobody
        and needs no key; tools run as ever.
      </p>
      {done === undefined ? (
        <div className="acts">
          <Button tone="primary" onClick={() => void play()}>
            Keep it and play it
          </Button>
        </div>
      ) : (
        <p className={done.problem === undefined ? "said" : "problem"} role="status">
          <Mark kind={done.problem === undefined ? "done" : "error"} size={11} />
          <span>{done.problem ?? `${preview.name} answers from here on. Choose another model in the settings.`}</span>
        </p>
      )}
    </section>
  );
};
