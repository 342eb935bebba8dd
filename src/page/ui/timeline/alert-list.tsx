import { X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { LogAlert } from "../../../kernel/log/alert.ts";
import type { AlertBound, AlertMeasure } from "../../../kernel/log/alert-bound.ts";
import { asksForSomething, type EntryQuery } from "../../../kernel/log/entry-query.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { useRandom } from "../../store/use-random.ts";
import { boundName, readBound } from "../../store/views/alert-words.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { Select } from "../parts/select.tsx";

const none: readonly LogAlert[] = [];
const alertsOf = ({ workspace }: AppState) => workspace?.alerts ?? none;
const lastSeqOf = ({ workspace }: AppState): number => workspace?.lastSeq ?? 0;
const maxName = 120;

const measures = [
  { value: "error-rate", label: "calls fail more often than", unit: "%" },
  { value: "cost", label: "it costs more than", unit: "$" },
  { value: "mean-call-ms", label: "calls take longer on average than", unit: "s" },
] as const satisfies readonly { readonly value: AlertMeasure; readonly label: string; readonly unit: string }[];

/** The way to be told of what events come to together, counted from now on. */
const BoundForm = ({ onTell }: { readonly onTell: (over: AlertBound) => void }): ReactNode => {
  const [measure, setMeasure] = useState<AlertMeasure>("error-rate");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const id = useId();
  const unit = measures.find(({ value }) => value === measure)?.unit;
  const tell = (): void => {
    const above = readBound(measure, text);
    setProblem(above.ok ? undefined : above.error);
    if (!above.ok) return;
    setText("");
    onTell({ measure, above: above.value });
  };
  return (
    <form
      className="row tlq-bound"
      onSubmit={(event) => {
        event.preventDefault();
        tell();
      }}
    >
      <label htmlFor={`${id}-measure`}>Tell me when</label>
      <div className="inp">
        <Select id={`${id}-measure`} choices={measures} value={measure} onChange={setMeasure} />
      </div>
      <div className={`inp tlq-amount${problem === undefined ? "" : " bad"}`}>
        <input
          aria-label={`More than, in ${unit}`}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          {...(problem === undefined ? {} : { "aria-invalid": true, "aria-describedby": `${id}-problem` })}
        />
        <span className="unit">{unit}</span>
      </div>
      <Button tone="quiet" disabled={text.trim() === ""} onClick={tell}>
        Watch
      </Button>
      {problem !== undefined && (
        <span className="hint" id={`${id}-problem`} role="alert">
          {problem}
        </span>
      )}
    </form>
  );
};

/**
 * What a person is told of, and the ways to be told of what is asked for here. `name`: what it is called by then. `about`: the
 * events that are measured together.
 */
export const AlertList = ({
  query,
  name,
  about,
}: {
  readonly query: EntryQuery;
  readonly name: string;
  readonly about: EntryQuery;
}): ReactNode => {
  const { send, notify } = useActions();
  const alerts = useApp(alertsOf);
  const lastSeq = useApp(lastSeqOf);
  const random = useRandom();
  const tell = async (command: Parameters<typeof send>[0]): Promise<void> => {
    const answer = await send(command);
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  const add = (alert: Pick<LogAlert, "name" | "query" | "over">): Promise<void> => {
    const called = alert.name.slice(0, maxName);
    return tell({ type: "set-alert", alert: { ...alert, alertId: random.id("alert"), name: called, seenSeq: lastSeq } });
  };
  const watch = (over: AlertBound): void => {
    const where = name === "" ? "" : ` (${name})`;
    void add({ name: `${boundName(over.measure, over.above)}${where}`, query: about, over });
  };
  return (
    <div className="row tlq-alerts">
      <BoundForm onTell={watch} />
      <Button tone="quiet" disabled={!asksForSomething(query) || name === ""} onClick={() => void add({ name, query })}>
        Tell me when this happens
      </Button>
      {alerts.length > 0 && (
        <ul aria-label="Alerts">
          {alerts.map(({ alertId, name: called }) => (
            <li key={alertId}>
              <button
                type="button"
                className="chip tl-chip"
                aria-label={`No longer tell me of ${called}`}
                onClick={() => void tell({ type: "remove-alert", alertId })}
              >
                <RevealedText text={called} />
                <Icon of={X} size={11} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
