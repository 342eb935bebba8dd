import { type HTMLInputTypeAttribute, type ReactNode, useId } from "react";
import { noQuery, type QueryDraft, type QueryField, type ReadQuery } from "../../store/views/query-draft.ts";
import { Button } from "../parts/button.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { Select } from "../parts/select.tsx";

const labels: Readonly<Record<QueryField, string>> = {
  kind: "Event",
  tool: "Tool",
  turn: "Turn",
  run: "Run",
  call: "Call",
  since: "From",
  until: "Before",
  values: "Values",
};

const anyOf = <Name extends string>(names: readonly Name[], chosen: Name | "") => [
  { value: "" as const, label: "any" },
  ...(chosen === "" || names.includes(chosen) ? names : [chosen, ...names]).map((name) => ({ value: name, label: name })),
];

interface FormProps {
  readonly draft: QueryDraft;
  readonly problems: ReadQuery["problems"];
  /** What occurs, to choose from. */
  readonly kinds: readonly Exclude<QueryDraft["kind"], "">[];
  readonly tools: readonly string[];
  readonly onChange: (draft: QueryDraft) => void;
}

const TextField = ({
  field,
  type = "text",
  placeholder,
  width = "third",
  draft,
  problems,
  onChange,
}: Pick<FormProps, "draft" | "problems" | "onChange"> & {
  readonly field: Exclude<QueryField, "kind">;
  readonly type?: HTMLInputTypeAttribute;
  readonly placeholder?: string;
  /** A share of the line. */
  readonly width?: "third" | "half" | "wide";
}): ReactNode => {
  const id = useId();
  const problem = problems[field];
  return (
    <div className={`tlq-field ${width}`}>
      <label htmlFor={id}>{labels[field]}</label>
      <div className={`inp${problem === undefined ? "" : " bad"}${type === "text" ? " mono" : ""}`}>
        <input
          id={id}
          type={type}
          value={draft[field]}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ ...draft, [field]: event.target.value })}
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(problem === undefined ? {} : { "aria-invalid": true, "aria-describedby": `${id}-problem` })}
        />
      </div>
      {problem !== undefined && (
        <span className="hint" id={`${id}-problem`} role="alert">
          {problem}
        </span>
      )}
    </div>
  );
};

/** The fields of an entry that can be asked about; what stands in them holds together. */
export const QueryForm = (props: FormProps): ReactNode => {
  const { draft, kinds, onChange, tools } = props;
  const [kindId, toolId] = [useId(), useId()];
  return (
    <fieldset className="tlq-form">
      <legend className="sr">Fields of events</legend>
      <div className="tlq-field wide row">
        <Segmented
          label="Where to look"
          choices={[
            { value: "session", label: "This session" },
            { value: "workspace", label: "Every session" },
          ]}
          value={draft.scope}
          onChange={(scope) => onChange({ ...draft, scope })}
        />
        <span className="grow" />
        <Button tone="quiet" onClick={() => onChange({ ...noQuery, scope: draft.scope })}>
          Empty the fields
        </Button>
      </div>
      <div className="tlq-field">
        <label htmlFor={kindId}>{labels.kind}</label>
        <div className="inp">
          <Select
            id={kindId}
            choices={anyOf(kinds, draft.kind)}
            value={draft.kind}
            onChange={(kind) => onChange({ ...draft, kind })}
          />
        </div>
      </div>
      <div className="tlq-field">
        <label htmlFor={toolId}>{labels.tool}</label>
        <div className="inp">
          <Select
            id={toolId}
            choices={anyOf(tools, draft.tool)}
            value={draft.tool}
            onChange={(tool) => onChange({ ...draft, tool })}
          />
        </div>
      </div>
      <TextField field="turn" {...props} />
      <TextField field="run" width="half" placeholder="run_…" {...props} />
      <TextField field="call" width="half" placeholder="call_…" {...props} />
      <TextField field="since" type="datetime-local" width="half" {...props} />
      <TextField field="until" type="datetime-local" width="half" {...props} />
      <TextField field="values" width="wide" placeholder="outcome.type = denied; durationMs = 4" {...props} />
    </fieldset>
  );
};
