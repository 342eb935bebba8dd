import { type ReactNode, useMemo, useState } from "react";
import { asksForSomething, type EntryQuery, toolOf } from "../../../kernel/log/entry-query.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import { logStatistics } from "../../../kernel/log/log-statistics.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { type QueryDraft, queryChips, type ReadQuery } from "../../store/views/query-draft.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { downloadText } from "../parts/download.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { AlertList } from "./alert-list.tsx";
import { FoundList } from "./found-list.tsx";
import { QueryForm } from "./query-form.tsx";
import { StatisticsView } from "./statistics-view.tsx";

const lastSeqOf = ({ workspace }: AppState): number => workspace?.lastSeq ?? 0;

/** Of the whole workspace, how many are listed. */
const listedAtMost = 200;

/** Numbers and a file of what was found. `query` finds exactly that. */
const FoundActions = ({
  found,
  query,
  statistics,
}: {
  readonly found: string;
  readonly query: EntryQuery;
  readonly statistics: ReactNode;
}): ReactNode => {
  const { send, notify } = useActions();
  const [open, setOpen] = useState(false);
  const save = async (): Promise<void> => {
    const answer = await send({ type: "export-entries", query });
    if (answer.ok) downloadText("vivarium-events.jsonl", answer.value.jsonl);
    else notify({ tone: "error", text: answer.error.message });
  };
  return (
    <>
      <div className="row tlq-line">
        <span className="meta grow" role="status">
          {found}
        </span>
        <Button tone="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          Statistics
        </Button>
        <Button tone="quiet" onClick={() => void save()}>
          Export these as JSONL
        </Button>
      </div>
      {open && statistics}
    </>
  );
};

const WorkspaceStatistics = ({ query, asOf }: { readonly query: EntryQuery; readonly asOf: string }): ReactNode => {
  const asked = useAnswer({ type: "read-log-statistics", query }, asOf);
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  return asked.status === "loading" ? (
    <p className="meta late tlq-facts">Counting…</p>
  ) : (
    <StatisticsView statistics={asked.value} />
  );
};

/** What the whole log holds for a query: the newest entries, and how many there are. */
const FoundEverywhere = ({ query, onLeave }: { readonly query: EntryQuery; readonly onLeave: () => void }): ReactNode => {
  const asOf = `${useApp(lastSeqOf)} ${JSON.stringify(query)}`;
  const asked = useAnswer({ type: "search-log", query: { ...query, limit: listedAtMost } }, asOf);
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading") return <p className="cap insp-caption late">Looking through the log…</p>;
  const { entries, isTotalExact, total } = asked.value;
  const count = `${isTotalExact ? "" : "At least "}${total} ${total === 1 ? "event" : "events"}`;
  return (
    <>
      <FoundActions
        found={entries.length < total ? `${count}, the newest ${entries.length} of them` : count}
        query={query}
        statistics={<WorkspaceStatistics query={query} asOf={asOf} />}
      />
      {entries.length === 0 ? (
        <EmptyState kind="model" level="h2" title="Nothing found" text="No event of any session has all of this." />
      ) : (
        <FoundList found={asked.value} onLeave={onLeave} />
      )}
    </>
  );
};

const SessionStatistics = ({ shown }: { readonly shown: readonly LogEntry[] }): ReactNode => {
  const statistics = useMemo(() => logStatistics(shown), [shown]);
  return <StatisticsView statistics={statistics} />;
};

/** The form over the fields of events, and what can be done with what it finds. */
export const QueryPanel = ({
  draft,
  read,
  words,
  entries,
  shown,
  onChange,
  onLeave,
}: {
  readonly draft: QueryDraft;
  readonly read: ReadQuery;
  /** What is searched for beside the fields. */
  readonly words: string;
  /** Of the open session: all, and those that the list below shows. */
  readonly entries: readonly LogEntry[];
  readonly shown: readonly LogEntry[];
  readonly onChange: (draft: QueryDraft) => void;
  /** An entry of the whole workspace was chosen; its session shows it. */
  readonly onLeave: () => void;
}): ReactNode => {
  const kinds = useMemo(() => [...new Set(entries.map(({ event }) => event.type))].sort(), [entries]);
  const tools = useMemo(() => [...new Set(entries.flatMap(({ event }) => toolOf(event) ?? []))].sort(), [entries]);
  const sessionId = entries[0]?.sessionId;
  const everywhere = { ...read.query, words };
  // Words of a session are looked for in titles, which events do not hold.
  const here = asksForSomething(read.query) && sessionId !== undefined ? { ...read.query, sessionId } : {};
  const asked = queryChips(draft).map((chip) => chip.words);
  return (
    <>
      <QueryForm draft={draft} problems={read.problems} kinds={kinds} tools={tools} onChange={onChange} />
      {draft.scope === "workspace" ? (
        <AlertList
          query={everywhere}
          about={everywhere}
          name={[...asked, ...(words.trim() === "" ? [] : [`“${words.trim()}”`])].join(", ")}
        />
      ) : (
        <AlertList
          query={here}
          about={sessionId === undefined ? read.query : { ...read.query, sessionId }}
          name={asked.join(", ")}
        />
      )}
      {draft.scope === "workspace" ? (
        <FoundEverywhere query={everywhere} onLeave={onLeave} />
      ) : (
        <FoundActions
          found={shown.length === entries.length ? `All ${entries.length} events` : `${shown.length} of ${entries.length} events`}
          query={{ seqs: shown.map(({ seq }) => seq), ...(sessionId === undefined ? {} : { sessionId }) }}
          statistics={<SessionStatistics shown={shown} />}
        />
      )}
    </>
  );
};
