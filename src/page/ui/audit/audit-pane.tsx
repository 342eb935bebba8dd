import "./audit.css";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { agentPathWords } from "../../../kernel/conversation/nested-run.ts";
import type { AuditKind, AuditRecord } from "../../../kernel/log/audit.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { shownSession, useActions, useApp } from "../../store/use-app.ts";
import { openRow } from "../../store/views/answering-model.ts";
import {
  auditWords,
  countKinds,
  createAuditReader,
  filterAudit,
  noAuditFilter,
  offeredKinds,
  outcomeText,
} from "../../store/views/audit-view.ts";
import { Button } from "../parts/button.tsx";
import { CappedText } from "../parts/capped-text.tsx";
import { downloadText, fileNameFrom } from "../parts/download.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { FindField } from "../parts/find-field.tsx";
import { Icon } from "../parts/icon.tsx";
import { Mark, type MarkKind, type StateMarkKind } from "../parts/mark.tsx";
import { formatClockSeconds, formatCount } from "../parts/time.ts";

const marks: Readonly<Record<AuditKind, MarkKind | StateMarkKind>> = {
  blocked: "denied",
  "requires-confirmation": "approval",
  cached: "read",
  replayed: "interrupted",
  invalidated: "stopped",
  completed: "done",
  "persistence-failed": "error",
};

const none: readonly LogEntry[] = [];
const shownAtFirst = 200;

const Details = ({ record }: { readonly record: AuditRecord }): ReactNode => {
  const { agentPath, access, effectiveInput, provenance, requestedInput, seq, turn } = record;
  const input = JSON.stringify(requestedInput, null, 2);
  const effective = JSON.stringify(effectiveInput, null, 2);
  return (
    <div className="audit-details">
      <p className="meta">
        event {seq}, turn {turn}, {record.tool} ({access}), asked for by {provenance.model} ({provenance.provider})
        {agentPath !== undefined && `, ${agentPathWords(agentPath)}`}
      </p>
      <h2>{effective === input ? "Arguments" : "Requested arguments"}</h2>
      <CappedText text={input} />
      {effective !== input && (
        <>
          <h2>Effective arguments</h2>
          <CappedText text={effective} />
        </>
      )}
      <h2>What was said</h2>
      <CappedText text={outcomeText(record)} />
    </div>
  );
};

const Row = ({ record }: { readonly record: AuditRecord }): ReactNode => {
  const [open, setOpen] = useState(false);
  const { at, headline, outcome, tool } = record;
  return (
    <li>
      <button type="button" className="audit-row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon of={open ? ChevronDown : ChevronRight} size={14} className="dim" />
        <Mark kind={marks[outcome.kind]} size={12} />
        <span className="grow trunc">
          <b>{auditWords[outcome.kind]}</b> {tool} <span className="o">{headline.object}</span>
        </span>
        <span className="meta">{formatClockSeconds(at)}</span>
      </button>
      {open && <Details record={record} />}
    </li>
  );
};

const ExportButton = (): ReactNode => {
  const row = useApp(openRow);
  const { send, notify } = useActions();
  if (row === undefined) return null;
  const save = async (): Promise<void> => {
    const answer = await send({ type: "export-audit", sessionId: row.sessionId });
    if (answer.ok) downloadText(`${fileNameFrom(row.title)}-audit.jsonl`, answer.value.jsonl);
    else notify({ tone: "error", text: answer.error.message });
  };
  return <Button onClick={() => void save()}>Export as JSONL</Button>;
};

/** What became of every call of the session: one line for each end, each question and each refusal. */
export const AuditPane = (): ReactNode => {
  const entries = useApp(shownSession)?.entries ?? none;
  const reader = useRef(createAuditReader());
  const [filter, setFilter] = useState(noAuditFilter);
  const [all, setAll] = useState(false);
  const records = reader.current(entries);
  if (records.length === 0) {
    return (
      <EmptyState
        kind="model"
        level="h2"
        title="No call yet"
        text="Each call of the agent is accounted for here: whether it ran, was asked about, or was refused, and why."
      />
    );
  }
  const counts = countKinds(records);
  const found = filterAudit(records, filter);
  const toggle = (kind: AuditKind): void => {
    const kinds = new Set(filter.kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    setFilter({ ...filter, kinds });
  };
  return (
    <>
      <p className="cap insp-caption">
        {formatCount(records.length, "record", "records")}: every end of every call, who asked for it, and what was said.
      </p>
      <div className="insp-tools">
        <fieldset className="audit-kinds">
          <legend className="sr">Kinds of records shown</legend>
          {offeredKinds(counts, filter).map((kind) => (
            <button
              key={kind}
              type="button"
              className="chip audit-chip"
              aria-pressed={filter.kinds.has(kind)}
              onClick={() => toggle(kind)}
            >
              <Mark kind={marks[kind]} size={11} />
              {auditWords[kind]}
              <span className="num dim">{counts[kind]}</span>
            </button>
          ))}
        </fieldset>
        <FindField label="Search the audit" value={filter.text} onChange={(text) => setFilter({ ...filter, text })} />
        <ExportButton />
      </div>
      {found.length === 0 ? (
        <EmptyState kind="model" level="h2" title="Filtered to none" text="No record has these kinds and words.">
          <Button onClick={() => setFilter(noAuditFilter)}>Show all records</Button>
        </EmptyState>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="pane-list audit-list" aria-label="Audit" tabIndex={0}>
          <ul>
            {(all ? found : found.slice(0, shownAtFirst)).map((record) => (
              <Row key={`${record.seq} ${record.callId}`} record={record} />
            ))}
          </ul>
          {!all && found.length > shownAtFirst && (
            <Button tone="quiet" onClick={() => setAll(true)}>
              Show all {found.length}
            </Button>
          )}
        </section>
      )}
    </>
  );
};
