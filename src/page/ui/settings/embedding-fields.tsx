import { type ReactNode, useState } from "react";
import { type EmbeddingChoice, embeddingPresets } from "../../../kernel/model/embedding.ts";
import { presetNamed } from "../../../kernel/model/endpoint-presets.ts";
import { useActions } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { LineInput } from "../parts/line-input.tsx";
import { InlineSelect } from "../parts/select.tsx";
import { useAnswer } from "../parts/use-answer.ts";

const offline = "words";
const own = "own";

const presets = embeddingPresets.flatMap(({ model, presetId }) => {
  const preset = presetNamed(presetId);
  return preset === undefined ? [] : [{ id: presetId, name: preset.name, engine: { baseUrl: preset.baseUrl, model } }];
});

const choices = [
  { value: offline, label: "words, in this tab" },
  ...presets.map(({ id, name }) => ({ value: id, label: name })),
  { value: own, label: "another address" },
];

const nameOf = (engine: EmbeddingChoice | null): string =>
  engine === null ? offline : (presets.find(({ engine: { baseUrl } }) => baseUrl === engine.baseUrl)?.id ?? own);

const Form = ({ saved, changed }: { readonly saved: EmbeddingChoice | null; readonly changed: () => void }): ReactNode => {
  const [place, setPlace] = useState(nameOf(saved));
  const [draft, setDraft] = useState<EmbeddingChoice>(saved ?? { baseUrl: "", model: "" });
  const [said, setSaid] = useState("");
  const { send } = useActions();
  const save = async (engine: EmbeddingChoice | null): Promise<void> => {
    const answer = await send({ type: "change-embedding", engine });
    const done = engine === null ? "Words are compared, in this tab." : `${engine.model} gives the vectors from the next run on.`;
    setSaid(answer.ok ? done : answer.error.message);
    if (answer.ok) changed();
  };
  const pick = (next: string): void => {
    setPlace(next);
    setSaid("");
    const preset = presets.find(({ id }) => id === next);
    if (preset !== undefined) setDraft(preset.engine);
    if (next === offline && saved !== null) void save(null);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save(draft);
      }}
    >
      <div className="row wrap">
        <InlineSelect label="Compare by" showLabel choices={choices} value={place} onChange={pick} />
      </div>
      {place !== offline && (
        <>
          <Field label="Address">
            {(ids) => <LineInput ids={ids} value={draft.baseUrl} onChange={(baseUrl) => setDraft({ ...draft, baseUrl })} />}
          </Field>
          <Field label="Model for vectors">
            {(ids) => <LineInput ids={ids} value={draft.model} onChange={(model) => setDraft({ ...draft, model })} />}
          </Field>
          <div className="row wrap">
            <Button type="submit">Use this model</Button>
          </div>
        </>
      )}
      <p className="ink2" role="status">
        {said}
      </p>
    </form>
  );
};

/** Who tells what is alike in what is remembered: words, or a model's vectors. */
export const EmbeddingFields = (): ReactNode => {
  const [times, setTimes] = useState(0);
  const asked = useAnswer({ type: "read-embedding" }, String(times));
  return (
    <fieldset className="fs">
      <legend>Finding</legend>
      <p className="ink2">
        What goes with a run is found by its words, and by vectors. Without a model they are made of words too, and nothing leaves
        this tab. With one, what is remembered and what you ask is sent to it: it also finds what says the same in other words. It
        uses the key of its address, its cost counts against your caps, each text is bought once, and where it does not answer,
        words are compared.
      </p>
      {asked.status === "failed" && <AskedFailure asked={asked} />}
      {asked.status === "ready" && (
        <Form
          key={JSON.stringify(asked.value.engine)}
          saved={asked.value.engine}
          changed={() => setTimes((before) => before + 1)}
        />
      )}
    </fieldset>
  );
};
