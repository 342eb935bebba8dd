import "./state.css";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Seq, SessionId } from "../../../kernel/base/ids.ts";
import type { ShownValue, StateRow, StateTransition, StateWriter } from "../../../kernel/files/state.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { filterState } from "../../store/views/state-rows.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { CappedText } from "../parts/capped-text.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { FindField } from "../parts/find-field.tsx";
import { Icon } from "../parts/icon.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatClock, formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { WhyButton } from "../parts/why-button.tsx";
import { CheckpointsPanel } from "./checkpoints-panel.tsx";

const scrubbedAt = (state: AppState) => state.scrubbed?.at;
const openSession = (state: AppState) => state.session?.sessionId;
const filesChanged = (state: AppState) => state.filesChangedSeq;
const noRows: readonly StateRow[] = [];

const writers: Readonly<Record<StateWriter, string>> = {
  agent: "by the agent",
  person: "by you",
  sample: "as a sample",
  schedule: "by itself, on its schedule",
  undo: "by an undo",
  branch: "as its branch has it",
  checkpoint: "from a checkpoint",
};

const textOf = (value: ShownValue | null | undefined): string =>
  value === null ? "not set" : value === undefined ? "not kept any more" : `${value.text}${value.isCut ? "…" : ""}`;

/** The entry that made a change; a link, where a session has it. */
const EventLink = ({ seq, sessionId }: { readonly seq: Seq; readonly sessionId?: SessionId | undefined }): ReactNode => {
  const { go } = useActions();
  if (sessionId === undefined) return <span className="meta">event {seq}</span>;
  return (
    <button
      type="button"
      className="linked state-event"
      onClick={() => go({ type: "session", sessionId, tab: "timeline", focus: String(seq) })}
    >
      event {seq}
    </button>
  );
};

const Change = ({ change: { at, by, from, seq, sessionId, to } }: { readonly change: StateTransition }): ReactNode => (
  <li className="state-change">
    <span className="state-step mono">
      <span className="dim">
        <RevealedText text={textOf(from)} />
      </span>{" "}
      → <RevealedText text={textOf(to)} />
    </span>
    <span className="meta">
      {writers[by]}, {formatClock(at)}
    </span>
    <EventLink seq={seq} sessionId={sessionId} />
  </li>
);

const History = ({ row, asOf }: { readonly row: StateRow; readonly asOf: string }): ReactNode => {
  const at = useApp(scrubbedAt);
  const { tenant, key } = row;
  const asked = useAnswer(
    { type: "read-state-history", place: { tenant, key }, ...(at === undefined ? {} : { at }) },
    `${tenant} ${key} ${asOf}`,
  );
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading") return <p className="meta late">Reading its history…</p>;
  const { transitions, total } = asked.value;
  return (
    <>
      <h3>
        {formatCount(total, "change", "changes")}
        {transitions.length < total && `, the newest ${transitions.length} of them`}
      </h3>
      <ol aria-label={`Changes of ${key}`}>
        {transitions.toReversed().map((change) => (
          <Change key={change.seq} change={change} />
        ))}
      </ol>
    </>
  );
};

const Row = ({ row, asOf }: { readonly row: StateRow; readonly asOf: string }): ReactNode => {
  const [open, setOpen] = useState(false);
  const { key, setBy, value } = row;
  return (
    <li>
      <div className="state-row">
        <button type="button" className="state-key" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon of={open ? ChevronDown : ChevronRight} size={14} className="dim" />
          <b className="trunc">
            <RevealedText text={key} />
          </b>
          <span className="mono trunc grow">
            <RevealedText text={textOf(value)} />
          </span>
        </button>
        {setBy !== undefined && <EventLink seq={setBy.seq} sessionId={setBy.sessionId} />}
      </div>
      {open && (
        <div className="state-details">
          <CappedText text={textOf(value)} />
          <p>
            <WhyButton subject={{ type: "state", tenant: row.tenant, key }} />
          </p>
          <History row={row} asOf={asOf} />
        </div>
      )}
    </li>
  );
};

const Tenant = ({
  tenant,
  rows,
  asOf,
}: {
  readonly tenant: string;
  readonly rows: readonly StateRow[];
  readonly asOf: string;
}): ReactNode => (
  <section aria-label={tenant === "" ? "Shared values" : `Values of ${tenant}`}>
    {tenant !== "" && (
      <h2 className="state-tenant">
        <RevealedText text={tenant} />
      </h2>
    )}
    <ul>
      {rows.map((row) => (
        <Row key={row.key} row={row} asOf={asOf} />
      ))}
    </ul>
  </section>
);

const Values = (): ReactNode => {
  const [search, setSearch] = useState("");
  const at = useApp(scrubbedAt);
  const session = useApp(openSession);
  const changedSeq = useApp(filesChanged);
  const asOf = `${session}:${at ?? `now-${changedSeq}`}`;
  const asked = useAnswer(at === undefined ? { type: "read-state" } : { type: "read-state", at }, asOf);
  const rows = asked.status === "ready" ? asked.value.values : noRows;

  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading") return <p className="cap insp-caption late">Reading the state…</p>;
  if (rows.length === 0) {
    return (
      <EmptyState
        kind="memory"
        level="h2"
        title={at === undefined ? "Nothing kept yet" : `Nothing kept after event ${at}`}
        text="The agent keeps small values here under keys, for later sessions too. Tell it to remember something."
      />
    );
  }
  const found = filterState(rows, search);
  return (
    <>
      <p className="cap insp-caption">
        {at === undefined ? "What the agent keeps: " : `As it was after event ${at}: `}
        <b>{formatCount(rows.length, "value", "values")}</b>. They belong to the workspace, so every session sees them.
      </p>
      <div className="insp-tools">
        <FindField label="Search keys and values" value={search} onChange={setSearch} />
      </div>
      {found.length === 0 ? (
        <EmptyState kind="memory" level="h2" title="Filtered to none" text="No key and no value has these words.">
          <Button onClick={() => setSearch("")}>Show all values</Button>
        </EmptyState>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="pane-list state-list" aria-label="State" tabIndex={0}>
          {found.map(({ tenant, rows: own }) => (
            <Tenant key={tenant} tenant={tenant} rows={own} asOf={asOf} />
          ))}
        </section>
      )}
    </>
  );
};

/** The state of the workspace, now or at the moment that the ruler shows: every value, what it was before, and which entry set it. */
export const StatePane = (): ReactNode => {
  const isNow = useApp(scrubbedAt) === undefined;
  return (
    <div className="state-pane">
      <Values />
      {isNow && <CheckpointsPanel />}
    </div>
  );
};
