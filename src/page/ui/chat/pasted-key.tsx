import { type ReactNode, useState } from "react";
import { presetNamed } from "../../../kernel/model/endpoint-presets.ts";
import { useActions } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";

/** A key that was pasted where messages are written, and whose it may be. */
export interface PastedKey {
  readonly key: string;
  readonly owners: readonly string[];
}

/** Offers the place where a key belongs. It stands in no message, draft or log. */
export const PastedKeyNote = ({ pasted, onClose }: { readonly pasted: PastedKey; readonly onClose: () => void }): ReactNode => {
  const { send, go } = useActions();
  const [problem, setProblem] = useState<string>();
  const presets = pasted.owners.map(presetNamed).filter((preset) => preset !== undefined);
  const use = async (id: string, baseUrl: string): Promise<void> => {
    const given = await send({ type: "give-key", origin: new URL(baseUrl).origin, key: pasted.key });
    if (!given.ok) return setProblem(given.error.message);
    onClose();
    go({ type: "settings", page: "model", preset: id });
  };
  return (
    <div className="ask" role="alert">
      <p>
        {problem ?? "That is an API key, so it was not put into the message: there it would go to the model and stay in the log."}
      </p>
      <div className="row">
        {presets.map(({ id, name, baseUrl }) => (
          <Button key={id} onClick={() => void use(id, baseUrl)}>
            Use it for {name}
          </Button>
        ))}
        <Button onClick={onClose}>Throw it away</Button>
      </div>
    </div>
  );
};
