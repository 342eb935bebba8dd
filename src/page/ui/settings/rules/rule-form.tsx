import { type FormEvent, type ReactNode, useState } from "react";
import { sessionId } from "../../../../kernel/base/ids.ts";
import type { RiskClass } from "../../../../kernel/log/effect.ts";
import { riskClasses, valueOperators } from "../../../../kernel/rules/check-rule.ts";
import { type OutsideKind, outsideKinds } from "../../../../kernel/rules/origin.ts";
import { decisions, type Rule } from "../../../../kernel/rules/rule.ts";
import { kindWords, ruleSentence } from "../../../../kernel/rules/rule-sentence.ts";
import { useClock } from "../../../store/use-now.ts";
import { Field } from "../../parts/field.tsx";
import { FormEnd } from "../../parts/form-end.tsx";
import { LineInput } from "../../parts/line-input.tsx";
import { type Choice, Segmented } from "../../parts/segmented.tsx";
import { Choose } from "../choose.tsx";
import { draftOfRule, type RuleDraft, ruleOfDraft, ruleOfSource, sourceOfRule } from "./rule-draft.ts";
import { decisionWords } from "./rule-words.ts";
import { SimulationView, useSimulation } from "./simulation-view.tsx";

const decisionChoices = decisions.map((value) => ({ value, label: decisionWords[value].word }));
const operatorChoices = valueOperators.map((value) => ({ value, label: value.replaceAll("-", " ") }));
const riskLabels: Readonly<Record<RiskClass, string>> = {
  read: "reads",
  change: "changes",
  delete: "deletes",
  network: "sends",
  spend: "spends",
};
type Span = "always" | "hour" | "day" | "week" | "kept";
const spanMs = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
const spanChoices: readonly Choice<Span>[] = [
  { value: "always", label: "always" },
  { value: "hour", label: "for one hour" },
  { value: "day", label: "for one day" },
  { value: "week", label: "for one week" },
];
const views = [
  { value: "form", label: "Form" },
  { value: "source", label: "Source" },
] as const;

type Change = (changes: Partial<RuleDraft>) => void;

const Text = ({
  label,
  hint,
  value,
  mono = true,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly mono?: boolean;
  readonly onChange: (value: string) => void;
}): ReactNode => (
  <Field label={label} hint={hint}>
    {(ids) => <LineInput ids={ids} isProse={!mono} value={value} onChange={onChange} />}
  </Field>
);

/** None ticked: whatever the call does. */
const Risks = ({ rule, onRule }: { readonly rule: Rule; readonly onRule: (rule: Rule) => void }): ReactNode => {
  const { risks = [], ...rest } = rule.match;
  const set = (risk: RiskClass, on: boolean): void => {
    const next = riskClasses.filter((one) => (one === risk ? on : risks.includes(one)));
    onRule({ ...rule, match: next.length === 0 ? rest : { ...rest, risks: next } });
  };
  return (
    <fieldset className="risk-ticks">
      <legend className="lb">Only when it</legend>
      {riskClasses.map((risk) => (
        <label key={risk}>
          <input type="checkbox" checked={risks.includes(risk)} onChange={(event) => set(risk, event.currentTarget.checked)} />
          {riskLabels[risk]}
        </label>
      ))}
    </fieldset>
  );
};

const Holds = ({
  rule,
  titles,
  onRule,
}: {
  readonly rule: Rule;
  readonly titles: ReadonlyMap<string, string>;
  readonly onRule: (rule: Rule) => void;
}): ReactNode => {
  const clock = useClock();
  const [span, setSpan] = useState<Span>(rule.expiresAt === undefined ? "always" : "kept");
  const places = [
    { value: "", label: "every session" },
    ...[...titles].map(([value, title]) => ({ value, label: `“${title}”` })),
  ];
  const choose = (next: Span): void => {
    setSpan(next);
    const { expiresAt, ...rest } = rule;
    if (next === "always") onRule(rest);
    else if (next !== "kept") onRule({ ...rest, expiresAt: clock.now() + spanMs[next] });
  };
  return (
    <div className="pair">
      <Choose
        label="Holds in"
        choices={places}
        value={rule.scope.type === "session" ? rule.scope.sessionId : ""}
        onChange={(id) =>
          onRule({ ...rule, scope: id === "" ? { type: "workspace" } : { type: "session", sessionId: sessionId(id) } })
        }
      />
      <Choose
        label="Holds"
        choices={span === "kept" ? [{ value: "kept", label: "until the time it has" }, ...spanChoices] : spanChoices}
        value={span}
        onChange={choose}
      />
    </div>
  );
};

type ReadText = "any" | "none" | "all" | "kept" | OutsideKind;

const isSame = (from: readonly OutsideKind[], other: readonly OutsideKind[]): boolean =>
  from.length === other.length && other.every((kind) => from.includes(kind));

const readOf = ({ match: { from } }: Rule): ReadText => {
  if (from === undefined) return "any";
  if (from.length === 0) return "none";
  if (isSame(from, outsideKinds)) return "all";
  return from.length === 1 ? (from[0] ?? "kept") : "kept";
};

/** After which text from outside the rule holds. */
const ReadBefore = ({ rule, onRule }: { readonly rule: Rule; readonly onRule: (rule: Rule) => void }): ReactNode => {
  const value = readOf(rule);
  const choices: readonly Choice<ReadText>[] = [
    { value: "any", label: "whatever it is" },
    ...(rule.decision === "allow" || value === "none" ? [{ value: "none" as const, label: "nothing from outside" }] : []),
    ...(rule.decision !== "allow" || value === "all" ? [{ value: "all" as const, label: "text from outside" }] : []),
    ...outsideKinds.map((kind) => ({ value: kind, label: `text from ${kindWords[kind]}` })),
    ...(value === "kept" ? [{ value, label: "text from the places it names" }] : []),
  ];
  const choose = (next: ReadText): void => {
    const { from: _from, ...rest } = rule.match;
    if (next === "kept") return;
    if (next === "any") onRule({ ...rule, match: rest });
    else onRule({ ...rule, match: { ...rest, from: next === "none" ? [] : next === "all" ? outsideKinds : [next] } });
  };
  return <Choose label="What the agent had read" choices={choices} value={value} onChange={choose} />;
};

const Fields = ({
  draft,
  titles,
  onChange,
}: {
  readonly draft: RuleDraft;
  readonly titles: ReadonlyMap<string, string>;
  readonly onChange: Change;
}): ReactNode => {
  const { rule } = draft;
  const set = (next: Rule): void => onChange({ rule: next });
  const isPresence = draft.operator === "exists" || draft.operator === "missing";
  const [made] = [ruleOfDraft({ ...draft, words: "" })];
  return (
    <>
      <Segmented
        label="Decision"
        choices={decisionChoices}
        value={rule.decision}
        onChange={(decision) => set({ ...rule, decision })}
      />
      <div className="pair">
        <Text
          label="Tools"
          hint="Names with commas between them. Empty: all."
          value={draft.tools}
          onChange={(tools) => onChange({ tools })}
        />
        <Text
          label="Folder"
          hint="Such as /notes. Empty: anywhere."
          value={draft.folder}
          onChange={(folder) => onChange({ folder })}
        />
      </div>
      <Risks rule={rule} onRule={set} />
      <ReadBefore rule={rule} onRule={set} />
      <div className="rule-test">
        <Text label="Argument" hint="Empty: any." value={draft.argument} onChange={(argument) => onChange({ argument })} />
        <Choose
          label="is tested for"
          choices={operatorChoices}
          value={draft.operator}
          onChange={(operator) => onChange({ operator })}
        />
        {!isPresence && (
          <Text label="Value" hint="Empty: no test." value={draft.value} onChange={(value) => onChange({ value })} />
        )}
      </div>
      {rule.decision !== "allow" && (
        <div className="pair">
          <Text
            label="Only beyond so many calls"
            hint="Empty: from the first."
            value={draft.max}
            onChange={(max) => onChange({ max })}
          />
          <Text label="within seconds" value={draft.seconds} onChange={(seconds) => onChange({ seconds })} />
        </div>
      )}
      <Holds rule={rule} titles={titles} onRule={set} />
      <Text
        label="In your words"
        hint={`Empty: ${made.ok ? ruleSentence(made.value) : "made from what it matches"}`}
        mono={false}
        value={draft.words}
        onChange={(words) => onChange({ words })}
      />
    </>
  );
};

interface RuleFormProps {
  readonly initial: Rule;
  readonly rules: readonly Rule[];
  readonly titles: ReadonlyMap<string, string>;
  /** Answers why it could not be kept; undefined when it was. */
  readonly onSave: (rule: Rule) => Promise<string | undefined>;
  readonly onCancel: () => void;
}

/** One rule, written by a person in fields or as its source, with what it would have said of the last calls. */
export const RuleForm = ({ initial, rules, titles, onSave, onCancel }: RuleFormProps): ReactNode => {
  const [draft, setDraft] = useState(() => draftOfRule(initial));
  const [source, setSource] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const read = source === undefined ? ruleOfDraft(draft) : ruleOfSource(source, initial);
  const simulation = useSimulation(read.ok ? read.value : null, rules);
  const show = (view: (typeof views)[number]["value"]): void => {
    if (view === "source") return setSource(sourceOfRule(read.ok ? read.value : draft.rule));
    if (read.ok) setDraft(draftOfRule(read.value));
    // What cannot be read stays a source until it can.
    if (read.ok) setSource(undefined);
    else setProblem(read.error.message);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setProblem(read.ok ? await onSave(read.value) : read.error.message);
  };
  return (
    <form className="price-form rule-form" aria-label="Rule" autoComplete="off" onSubmit={(event) => void submit(event)}>
      <Segmented label="Written as" choices={views} value={source === undefined ? "form" : "source"} onChange={show} />
      {source === undefined ? (
        <Fields draft={draft} titles={titles} onChange={(changes) => setDraft((before) => ({ ...before, ...changes }))} />
      ) : (
        <Field
          label="Source"
          hint="JSON, with the fields that you see. A sentence that is left out is made from what it matches."
        >
          {(ids) => (
            <textarea
              {...ids}
              className="inp area mono"
              rows={12}
              spellCheck={false}
              value={source}
              onChange={(event) => setSource(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
      <section aria-label="What it would have said" className="sim-box">
        <h2>On the calls that were made</h2>
        {read.ok ? <SimulationView asked={simulation} changes /> : <p className="dim">{read.error.message}</p>}
      </section>
      <FormEnd problem={problem} keepText="Keep this rule" onCancel={onCancel} />
    </form>
  );
};
