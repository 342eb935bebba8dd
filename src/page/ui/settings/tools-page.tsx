import "./tools.css";
import type { ReactNode } from "react";
import {
  type CircuitLimits,
  defaultToolLimits,
  type StageName,
  type ToolLimitChanges,
  type ToolStanding,
} from "../../../kernel/limits/tool-limits.ts";
import type { ToolStatistics } from "../../../kernel/tools/tool-statistics.ts";
import type { AppState } from "../../store/app-state.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { NumberInput } from "./number-input.tsx";
import { changeOf, fieldText, limitsSentence, type StageField, stageTexts } from "./stage-fields.ts";
import { callCount } from "./tools/tool-statistics-view.tsx";
import { useDraft } from "./use-draft.ts";

const none: readonly ToolStanding[] = [];
const toolsOf = ({ workspace }: AppState): readonly ToolStanding[] => workspace?.tools ?? none;

/** Answers why it could not be kept; undefined when it was. */
type Keep = (changes: ToolLimitChanges | null) => Promise<string | undefined>;

interface StageProps {
  readonly tool: ToolStanding;
  readonly name: StageName;
  readonly keep: Keep;
}

const NumberField = ({ tool: { limits }, name, keep, field }: StageProps & { readonly field: StageField }): ReactNode => {
  const draft = useDraft(fieldText(limits, name, field), async (text) => {
    const changed = changeOf(limits, name, field, text);
    return changed === undefined ? "Write a number. What was set before stays." : keep(changed);
  });
  return (
    <Field label={field.label} problem={draft.problem}>
      {(ids) => (
        <div className="inp">
          <NumberInput ids={ids} draft={draft} placeholder={field.isOptional === true ? "no limit" : ""} />
        </div>
      )}
    </Field>
  );
};

const Stage = ({ tool, name, keep }: StageProps): ReactNode => {
  const { notify } = useActions();
  const { fields, hint, label } = stageTexts[name];
  const isOn = tool.limits[name] !== undefined;
  const toggle = async (): Promise<void> => {
    const problem = await keep({ [name]: isOn ? null : defaultToolLimits[name] });
    if (problem !== undefined) notify({ tone: "error", text: problem });
  };
  return (
    <li className="stage">
      <label>
        <input type="checkbox" className="tick" checked={isOn} onChange={() => void toggle()} />
        <span>
          {label}
          <small>{hint}</small>
        </span>
      </label>
      {isOn && fields.length > 0 && (
        <div className="stage-fields">
          {fields.map((field) => (
            <NumberField key={field.field} tool={tool} name={name} keep={keep} field={field} />
          ))}
        </div>
      )}
    </li>
  );
};

interface ToolProps {
  readonly tool: ToolStanding;
  readonly statistics: ToolStatistics | undefined;
}

const Tool = ({ tool, statistics }: ToolProps): ReactNode => {
  const { send, notify } = useActions();
  const keep: Keep = async (changes) => {
    const answer = await send({ type: "change-tool-limits", tool: tool.name, changes });
    return answer.ok ? undefined : answer.error.message;
  };
  const reset = async (): Promise<void> => {
    const problem = await keep(null);
    if (problem !== undefined) notify({ tone: "error", text: problem });
  };
  return (
    <li>
      <details className="tool">
        <summary>
          <span className="mono">{tool.name}</span>
          <small>{limitsSentence(tool.limits, tool.stages)}</small>
          <span className="num calls">{callCount(statistics)}</span>
        </summary>
        <p className="of-tool">
          <a className="link" href={hashFromRoute({ type: "tools", tool: tool.name })}>
            Call {tool.name} by hand
          </a>
        </p>
        <ul className="stages" aria-label={`Before ${tool.name}`}>
          {tool.stages.map((name) => (
            <Stage key={name} tool={tool} name={name} keep={keep} />
          ))}
        </ul>
        {tool.isOwn && (
          <Button tone="quiet" aria-label={`Reset: ${tool.name}`} onClick={() => void reset()}>
            Reset
          </Button>
        )}
      </details>
    </li>
  );
};

const circuitOf = ({ workspace }: AppState): CircuitLimits | null => workspace?.providerCircuit ?? null;

/** What stands before every model that is asked over the network. */
const ProviderCircuit = (): ReactNode => {
  const circuit = useApp(circuitOf);
  const { send } = useActions();
  const keep: Keep = async (changes) => {
    const answer = await send({ type: "change-provider-circuit", circuit: changes?.circuit ?? null });
    return answer.ok ? undefined : answer.error.message;
  };
  const limits = circuit === null ? {} : { circuit };
  return (
    <ul className="stages" aria-label="Before a model">
      <Stage
        tool={{ name: "models", access: "external", permissions: [], stages: ["circuit"], limits, isOwn: true }}
        name="circuit"
        keep={keep}
      />
    </ul>
  );
};

/** What stands between the decision that a call may run and its tool. */
export const ToolsPage = (): ReactNode => {
  const tools = useApp(toolsOf).filter(({ stages }) => stages.length > 0);
  const listed = useAnswer({ type: "list-tools" }, "");
  const cards = listed.status === "ready" ? listed.value.tools : [];
  const statisticsOf = (tool: string) => cards.find(({ name }) => name === tool)?.statistics;
  return (
    <>
      <h1 className="page-title">Tools</h1>
      <p className="lead">Limits, caches and second tries, for each tool. They come after your rules have let a call through.</p>
      <p className="hint">
        They act in the order in which they stand here. Where one does something, the call says so, and so does the tab Limits
        beside the session. All of it is off until you switch it on.
      </p>
      <p className="hint">
        Each can be{" "}
        <a className="link" href={hashFromRoute({ type: "tools" })}>
          called by hand
        </a>
        , and tells there how it did so far.
      </p>
      <ul className="tools" aria-label="Tools">
        {tools.map((tool) => (
          <Tool key={tool.name} tool={tool} statistics={statisticsOf(tool.name)} />
        ))}
      </ul>
      <h2 className="title section">Models</h2>
      <p className="hint">Before each address that a model is asked at. The next model in your list takes over meanwhile.</p>
      <ProviderCircuit />
    </>
  );
};
