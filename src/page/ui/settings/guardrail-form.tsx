import { type FormEvent, type ReactNode, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import type { ModelChoice } from "../../../kernel/model/model.ts";
import type { Guardrail } from "../../../kernel/rules/guardrail.ts";
import type { AppState } from "../../store/app-state.ts";
import { useApp } from "../../store/use-app.ts";
import { Field } from "../parts/field.tsx";
import { FormEnd } from "../parts/form-end.tsx";
import { LineInput } from "../parts/line-input.tsx";
import { Choose } from "./choose.tsx";
import {
  actionChoices,
  changedDraft,
  type GuardrailDraft,
  guardrailOf,
  reviewerChoices,
  ruleChoices,
  typeChoices,
} from "./guardrail-draft.ts";

const none: readonly ModelChoice[] = [];
const modelsOf = ({ workspace }: AppState): readonly ModelChoice[] =>
  workspace === undefined ? none : [workspace.model, ...workspace.fallbacks];
const demo: ModelChoice = { provider: "demo" };

const textHints: Readonly<Record<Exclude<Guardrail["type"], "review">, string>> = {
  request: "What you are told when nothing is sent. Empty: a sentence made from the pattern.",
  answer: "What the model is told. Empty: a sentence made from the pattern.",
  call: "What the model is told, or what you are asked. Empty: a sentence made from the pattern.",
  egress: "What the model is told, or what you are asked. Empty: a sentence that names the host.",
  repetition: "What the model is told, or what you are asked. Empty: a sentence that says how often.",
};

const isProse = (name: keyof GuardrailDraft): boolean => name === "name" || name === "text" || name === "instructions";

/** One guardrail, written by a person. */
export const GuardrailForm = ({
  initial,
  onSave,
  onCancel,
}: {
  readonly initial: GuardrailDraft;
  /** Answers why it could not be kept; undefined when it was. */
  readonly onSave: (guardrail: Guardrail) => Promise<string | undefined>;
  readonly onCancel: () => void;
}): ReactNode => {
  const [draft, setDraft] = useState(initial);
  const [problem, setProblem] = useState<string>();
  const models = useApp(useShallow(modelsOf));
  const change = (changes: Partial<GuardrailDraft>): void => setDraft((before) => changedDraft(before, changes));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = guardrailOf(draft);
    setProblem(read.ok ? await onSave(read.value) : read.error.message);
  };
  const text = (
    name: "name" | "pattern" | "tools" | "hosts" | "most" | "instructions" | "text",
    label: string,
    hint: string,
    placeholder = "",
  ): ReactNode => (
    <Field label={label} hint={hint}>
      {(ids) => (
        <LineInput
          ids={ids}
          isProse={isProse(name)}
          placeholder={placeholder}
          value={draft[name]}
          onChange={(value) => change({ [name]: value })}
        />
      )}
    </Field>
  );
  const isCall = draft.type === "call";
  const isReview = draft.type === "review";
  const looks = draft.type !== "egress" && draft.type !== "repetition" && !isReview;
  const which: Readonly<Record<Guardrail["type"], () => ReactNode>> = {
    request: () => <Choose label="Which" choices={ruleChoices} value={draft.rule} onChange={(rule) => change({ rule })} />,
    answer: () => <Choose label="Which" choices={ruleChoices} value={draft.rule} onChange={(rule) => change({ rule })} />,
    call: () => text("tools", "Tools", "Names with commas between them, such as write, delete. Empty: all.", "all"),
    egress: () => text("hosts", "Only to these hosts", "Names with commas, such as api.example.com. Empty: to none."),
    repetition: () => text("most", "So often is fine", "With the same arguments, in one run."),
    review: () => text("tools", "Tools", "Names with commas. Empty: all that change something or reach outside.", "all that act"),
  };
  return (
    <form className="price-form" aria-label="Guardrail" autoComplete="off" onSubmit={(event) => void submit(event)}>
      {text("name", "Name", "The log and the transcript call it so when it acts.", "No e-mail addresses")}
      <div className="pair">
        <Choose label="Guards" choices={typeChoices} value={draft.type} onChange={(type) => change({ type })} />
        {which[draft.type]()}
      </div>
      {isReview && (
        <>
          {text(
            "instructions",
            "It looks out for",
            "In your words, such as: nothing outside of /notes is deleted. May be empty.",
          )}
          <Choose
            label="Who reviews"
            choices={reviewerChoices([...models, demo], draft.model)}
            value={draft.model}
            onChange={(model) => change({ model })}
          />
          <p className="hint">
            It is told what you asked for, the tool and the arguments, before each such call; that costs a request and time, on
            this session's account. It is a second opinion, not a proof. Where it cannot be asked, it counts as an objection.
          </p>
        </>
      )}
      {looks &&
        text(
          "pattern",
          isCall ? "Only with this in its arguments" : "This pattern",
          "Plain text, or an RE2 expression such as [\\w.]+@[\\w.]+ or (?i)secret. It is looked for line by line, in linear time.",
        )}
      <Choose
        label={
          isReview
            ? "Where it objects"
            : draft.rule === "require" && looks && !isCall
              ? "Where it is missing"
              : "Where it is found"
        }
        choices={actionChoices(draft)}
        value={draft.action}
        onChange={(action) => change({ action })}
      />
      {draft.action !== "mask" && draft.type !== "review" && text("text", "In your words", textHints[draft.type])}
      <FormEnd problem={problem} keepText="Keep this guardrail" onCancel={onCancel} />
    </form>
  );
};
