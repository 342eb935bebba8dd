import "./spending.css";
import { type ReactNode, useState } from "react";
import type { Guardrail } from "../../../kernel/rules/guardrail.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { useRandom } from "../../store/use-random.ts";
import { Button } from "../parts/button.tsx";
import { draftOf, emptyDraft, type GuardrailDraft, guardrailSentence } from "./guardrail-draft.ts";
import { GuardrailForm } from "./guardrail-form.tsx";

const none: readonly Guardrail[] = [];
const guardrailsOf = ({ workspace }: AppState): readonly Guardrail[] => workspace?.guardrails ?? none;

/** Places to start from; each shows another kind. */
const examples: readonly { readonly label: string; readonly draft: Partial<GuardrailDraft> }[] = [
  {
    label: "Mask e-mail addresses",
    draft: {
      name: "No e-mail addresses",
      type: "request",
      rule: "forbid",
      pattern: "[\\w.+-]+@[\\w-]+\\.[\\w.]+",
      action: "mask",
    },
  },
  {
    label: "Answers name their sources",
    draft: {
      name: "Sources",
      type: "answer",
      rule: "require",
      pattern: "(?i)source",
      action: "send-back",
      text: "Name the files that the answer rests on, under the word Sources.",
    },
  },
  {
    label: "Stop calls that repeat",
    draft: { name: "No repeating", type: "repetition", most: "3", action: "block" },
  },
  {
    label: "A second look before it acts",
    draft: {
      name: "A second look",
      type: "review",
      instructions: "Nothing is deleted or sent that I did not ask for.",
      action: "ask",
    },
  },
  {
    label: "Ask before a call touches /notes",
    draft: { name: "My notes", type: "call", pattern: "/notes/", action: "ask", text: "It touches your notes." },
  },
];

const GuardrailList = ({
  guardrails,
  onToggle,
  onEdit,
  onRemove,
}: {
  readonly guardrails: readonly Guardrail[];
  readonly onToggle: (guardrail: Guardrail) => void;
  readonly onEdit: (guardrail: Guardrail) => void;
  readonly onRemove: (guardrail: Guardrail) => void;
}): ReactNode => (
  <ul className="rules" aria-label="Guardrails">
    {guardrails.map((guardrail) => (
      <li key={guardrail.guardrailId}>
        <input
          type="checkbox"
          className="tick"
          aria-label={`${guardrail.name} is on`}
          checked={guardrail.isOn}
          onChange={() => onToggle(guardrail)}
        />
        <span className="grow">
          {guardrail.name}
          <small>{guardrailSentence(guardrail)}</small>
        </span>
        <Button tone="quiet" aria-label={`Edit ${guardrail.name}`} onClick={() => onEdit(guardrail)}>
          Edit
        </Button>
        <Button tone="quiet" aria-label={`Remove ${guardrail.name}`} onClick={() => onRemove(guardrail)}>
          Remove
        </Button>
      </li>
    ))}
  </ul>
);

/** The person's own checks on requests, answers and calls. */
export const GuardrailsPage = (): ReactNode => {
  const guardrails = useApp(guardrailsOf);
  const { send, notify } = useActions();
  const random = useRandom();
  const [editing, setEditing] = useState<GuardrailDraft>();
  const save = async (guardrail: Guardrail): Promise<string | undefined> => {
    const answer = await send({ type: "set-guardrail", guardrail });
    if (answer.ok) setEditing(undefined);
    return answer.ok ? undefined : answer.error.message;
  };
  const orNotify = async (answering: Promise<string | undefined>): Promise<void> => {
    const problem = await answering;
    if (problem !== undefined) notify({ tone: "error", text: problem });
  };
  const remove = async ({ guardrailId }: Guardrail): Promise<string | undefined> => {
    const answer = await send({ type: "remove-guardrail", guardrailId });
    return answer.ok ? undefined : answer.error.message;
  };
  const begin = (draft: Partial<GuardrailDraft> = {}): void => setEditing({ ...emptyDraft(random.id("guardrail")), ...draft });
  return (
    <>
      <h1 className="page-title">Guardrails</h1>
      <p className="lead">Your own checks on every request, answer and call. What they do stands in the log.</p>
      <p className="hint">
        They are asked in this order. An answer that is checked is shown once it is whole and accepted; after eight in a row that
        are sent back the run ends.
      </p>
      {guardrails.length === 0 ? (
        <p className="ink2 section">None yet.</p>
      ) : (
        <GuardrailList
          guardrails={guardrails}
          onToggle={(guardrail) => void orNotify(save({ ...guardrail, isOn: !guardrail.isOn }))}
          onEdit={(guardrail) => setEditing(draftOf(guardrail))}
          onRemove={(guardrail) => void orNotify(remove(guardrail))}
        />
      )}
      {editing === undefined ? (
        <>
          <div className="acts">
            <Button onClick={() => begin()}>Add a guardrail</Button>
          </div>
          <h2 className="title section">Examples to start from</h2>
          <div className="row wrap">
            {examples.map(({ label, draft }) => (
              <Button key={label} tone="quiet" onClick={() => begin(draft)}>
                {label}
              </Button>
            ))}
          </div>
        </>
      ) : (
        <GuardrailForm key={editing.guardrailId} initial={editing} onSave={save} onCancel={() => setEditing(undefined)} />
      )}
    </>
  );
};
