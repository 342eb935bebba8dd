import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { Approval } from "../../../kernel/approval.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import type { Rule } from "../../../kernel/rule.ts";
import { useClock } from "../../store/use-now.ts";
import { useRandom } from "../../store/use-random.ts";
import { Button } from "../parts/button.tsx";
import { type AllowReach, type AllowTime, allowRule, allowSentence, folderOf, reachesOf } from "./allow-rule.ts";
import { type EditField, editedInput, editFields, isChanged } from "./edited-input.ts";

const isSubmitKey = (event: KeyboardEvent): boolean => event.key === "Enter" && (event.ctrlKey || event.metaKey);

/** A form that was just asked for, so the keyboard goes there. Its own Ctrl+Enter submits it: the card's, which approves, must not hear the press. */
const Form = ({
  label,
  onSubmit,
  children,
}: {
  readonly label: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}): ReactNode => {
  const submit = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    onSubmit();
  };
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.scrollIntoView({ block: "nearest" });
    form.current?.querySelector<HTMLElement>("textarea, input")?.focus({ preventScroll: true });
  }, []);
  return (
    <form
      ref={form}
      className="cardform"
      aria-label={label}
      onSubmit={submit}
      onKeyDown={(event) => isSubmitKey(event) && submit(event)}
    >
      {children}
    </form>
  );
};

/** Asks why, because the reason is what the model reads. */
export const RejectForm = ({
  onReject,
  onCancel,
}: {
  /** `sticks`: exactly this call is not asked about again in this session. */
  readonly onReject: (reason: string, sticks: boolean) => void;
  readonly onCancel: () => void;
}): ReactNode => {
  const [reason, setReason] = useState("");
  const [sticks, setSticks] = useState(false);
  const name = useId();
  return (
    <Form label="Reject" onSubmit={() => onReject(reason.trim(), sticks)}>
      <label className="field" htmlFor={name}>
        <span className="lb">Reason, told to the model</span>
        <textarea
          id={name}
          className="area"
          rows={2}
          dir="auto"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <label className="row">
        <input type="checkbox" checked={sticks} onChange={() => setSticks(!sticks)} />
        Refuse exactly this call in this session from now on, without asking
      </label>
      <div className="row">
        <Button type="submit">Reject</Button>
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Form>
  );
};

const Field = ({ field, onText }: { readonly field: EditField; readonly onText: (text: string) => void }): ReactNode => {
  const name = useId();
  const lines = Math.min(10, field.text.split("\n").length);
  return (
    <label className="field" htmlFor={name}>
      <span className="lb">
        {field.name === "" ? "Arguments" : field.name}
        {field.kind === "json" ? " (JSON)" : ""}
        {isChanged(field) && <span className="k-approval"> changed</span>}
      </span>
      <textarea
        id={name}
        className="area mono"
        rows={lines}
        spellCheck={false}
        value={field.text}
        onChange={(event) => onText(event.target.value)}
      />
    </label>
  );
};

/** The arguments as fields. What is sent is previewed and asked again: an edit never runs unseen. */
export const EditForm = ({
  approval,
  onEdit,
  onCancel,
}: {
  readonly approval: Approval;
  readonly onEdit: (input: JsonValue) => void;
  readonly onCancel: () => void;
}): ReactNode => {
  const [fields, setFields] = useState(() => editFields(approval.input));
  const changed = fields.some(isChanged);
  const edited = editedInput(fields);
  const setText = (place: number, text: string): void =>
    setFields(fields.map((field, index) => (index === place ? { ...field, text } : field)));
  return (
    <Form label="Edit the arguments" onSubmit={() => changed && edited.ok && onEdit(edited.value)}>
      {fields.map((field, place) => (
        <Field key={field.name} field={field} onText={(text) => setText(place, text)} />
      ))}
      {!edited.ok && <p className="problem">{edited.error}</p>}
      <div className="row">
        <Button type="submit" tone="primary" disabled={!changed || !edited.ok}>
          Preview edit
        </Button>
        <Button disabled={!changed} onClick={() => setFields(editFields(approval.input))}>
          Reset
        </Button>
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Form>
  );
};

const timeChoices: readonly (readonly [AllowTime, string])[] = [
  ["hour", "for one hour"],
  ["session", "in this session"],
  ["always", "always"],
];

/** Approves this call and makes a rule for the next ones; the rule is read before it is made. */
export const AllowForm = ({
  approval,
  disabled,
  onAllow,
  onCancel,
}: {
  readonly approval: Approval;
  readonly disabled: boolean;
  readonly onAllow: (rule: Rule) => void;
  readonly onCancel: () => void;
}): ReactNode => {
  const clock = useClock();
  const random = useRandom();
  const name = useId();
  const [reach, setReach] = useState<AllowReach>("exact-call");
  const [time, setTime] = useState<AllowTime>("session");
  const [written, setWritten] = useState<string>();
  const sentence = written ?? allowSentence(approval, reach, time);
  const words: Readonly<Record<AllowReach, string>> = {
    "exact-call": "This exact call",
    "tool-in-folder": `${approval.tool} in ${folderOf(approval) ?? "/"}`,
    "tool-in-session": `${approval.tool}, anywhere, in this session`,
  };
  /** Another choice is another rule, so words that were written for the one before go. */
  const choose = (nextReach: AllowReach, nextTime: AllowTime): void => {
    setReach(nextReach);
    setTime(nextTime);
    setWritten(undefined);
  };
  const allow = (): void => {
    if (!disabled) onAllow(allowRule(approval, { reach, time, words: sentence }, { now: clock.now(), random }));
  };
  return (
    <Form label="Allow for" onSubmit={allow}>
      <fieldset className="reaches">
        <legend className="lb">What is allowed</legend>
        {reachesOf(approval).map((choice) => (
          <label key={choice} className="row">
            <input type="radio" name={name} checked={choice === reach} onChange={() => choose(choice, time)} />
            {words[choice]}
          </label>
        ))}
      </fieldset>
      <label className="row">
        <span className="lb">How long</span>
        <span className="sel">
          <select
            value={time}
            onChange={(event) => choose(reach, timeChoices.find(([value]) => value === event.target.value)?.[0] ?? "session")}
          >
            {timeChoices.map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        </span>
      </label>
      <label className="field" htmlFor={`${name}-words`}>
        <span className="lb">The rule in words, as Settings lists it</span>
        <input
          id={`${name}-words`}
          className="area"
          maxLength={200}
          value={sentence}
          onChange={(event) => setWritten(event.target.value)}
        />
      </label>
      <p className="hint">What is graver than what you see here, or done by a tool that has changed since, still asks.</p>
      <div className="row">
        <Button type="submit" tone="primary" disabled={disabled}>
          Approve and make this rule
        </Button>
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Form>
  );
};
