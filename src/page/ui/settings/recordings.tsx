import { useState } from "react";
import { type ModelChoice, modelName } from "../../../kernel/model/model.ts";
import { useActions } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { jsonFiles, OpenFileButton } from "../parts/open-file-button.tsx";

const keyOf = (choice: ModelChoice): string => (choice.provider === "replay" ? choice.cassette : choice.provider);

/** Recordings of sessions, to be played instead of a model. */
export const Recordings = ({ cassettes, model }: { readonly cassettes: readonly ModelChoice[]; readonly model: ModelChoice }) => {
  const { send } = useActions();
  const [problem, setProblem] = useState<string>();
  const choose = async (choice: ModelChoice): Promise<void> => {
    const chosen = await send({ type: "choose-model", choice });
    setProblem(chosen.ok ? undefined : chosen.error.message);
  };
  const open = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const opened = await send({ type: "open-cassette", text: await file.text() });
    if (!opened.ok) return setProblem(opened.error.message);
    await choose(opened.value.choice);
  };
  return (
    <div className="stacked">
      <p className="ink2">
        A cassette is a session’s answers in a file: save one beside its title. Played, it answers what was said then with what
        was answered then, without a key and without a network. Tools run as ever.
      </p>
      {cassettes.length > 0 && (
        <ul className="prices" aria-label="Recordings">
          {cassettes.map((choice) => (
            <li key={keyOf(choice)}>
              <span className="grow trunc">
                <b>{modelName(choice)}</b>
              </span>
              {keyOf(choice) === keyOf(model) ? (
                <Button aria-label={`Stop playing ${modelName(choice)}`} onClick={() => void choose({ provider: "demo" })}>
                  Stop playing
                </Button>
              ) : (
                <Button aria-label={`Play ${modelName(choice)}`} onClick={() => void choose(choice)}>
                  Play
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <div>
        <OpenFileButton accept={jsonFiles} name="Cassette file" onFile={open}>
          Open a cassette
        </OpenFileButton>
      </div>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
};
