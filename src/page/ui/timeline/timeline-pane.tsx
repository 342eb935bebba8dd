import "./timeline.css";
import { SlidersHorizontal, X } from "lucide-react";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { noQuery, queryChips, readQuery } from "../../store/views/query-draft.ts";
import { indexOfSeq } from "../../store/views/ruler-scale.ts";
import { timelineFinding } from "../../store/views/timeline-finding.ts";
import { isFiltering, noFilter, timelineItems, waitsByIndex } from "../../store/views/timeline-rows.ts";
import { Button } from "../parts/button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Icon } from "../parts/icon.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatDuration } from "../parts/time.ts";
import { useOutline } from "../parts/use-outline.ts";
import { TimelineFilterBar } from "./timeline-filter.tsx";
import { TimelineList } from "./timeline-list.tsx";

const scrubbedAt = (state: AppState): number | undefined => state.scrubbed?.at;
const runGoesOn = ({ session }: AppState): boolean => session?.run.status === "running" || session?.run.status === "waiting";
const focusedSeq = ({ route }: AppState): number | undefined => {
  const focus = route.type === "session" ? Number(route.focus) : Number.NaN;
  return Number.isSafeInteger(focus) && focus > 0 ? focus : undefined;
};
const unreadableEntries = ({ session }: AppState): number => session?.unreadable ?? 0;

const QueryPanel = lazy(async () => ({ default: (await import("./query-panel.tsx")).QueryPanel }));

const nothing: ReadonlySet<number> = new Set();
const elsewhereOf = ({ session }: AppState) => session?.elsewhere;

const findingFormat = {
  count: (count: number) => new Intl.NumberFormat().format(count),
  duration: (ms: number) => formatDuration(ms),
  percent: (share: number) => new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 }).format(share),
};

/** Every entry of the session, in order: what it was, when, how long it took, and why. */
export const TimelinePane = (): ReactNode => {
  const { scrubTo } = useActions();
  const [marked, setMarked] = useState(noFilter);
  const [draft, setDraft] = useState(noQuery);
  const [isAsking, setAsking] = useState(false);
  const outline = useOutline();
  const at = useApp(scrubbedAt);
  const follows = useApp(runGoesOn);
  const focus = useApp(focusedSeq);
  const unreadable = useApp(unreadableEntries);
  const elsewhere = useApp(elsewhereOf) ?? nothing;
  const read = useMemo(() => readQuery(draft), [draft]);
  const filter = useMemo(() => ({ ...marked, query: read.query }), [marked, read]);
  const items = useMemo(() => timelineItems(outline, filter), [outline, filter]);
  const shown = useMemo(
    () => (isAsking ? items.flatMap((item) => (item.type === "entry" ? (outline.entries[item.index] ?? []) : [])) : []),
    [isAsking, items, outline],
  );
  const waits = useMemo(() => waitsByIndex(outline), [outline]);

  const showAll = (): void => {
    setMarked(noFilter);
    setDraft(noQuery);
  };

  if (outline.entries.length === 0) {
    return (
      <EmptyState
        kind="model"
        level="h2"
        title="Events appear here"
        text="Each thing that the agent does, and each that you do, is one line."
      />
    );
  }
  return (
    <>
      <p className="cap insp-caption">
        {timelineFinding(outline, findingFormat)}
        {unreadable > 0 && ` ${unreadable} could not be used; they are kept and exported.`}
      </p>
      <TimelineFilterBar filter={marked} counts={outline.counts} onChange={setMarked}>
        <Button tone="quiet" aria-expanded={isAsking} onClick={() => setAsking(!isAsking)}>
          <Icon of={SlidersHorizontal} size={14} />
          Fields
        </Button>
        {queryChips(draft).map(({ field, words }) => (
          <button
            key={field}
            type="button"
            className="chip tl-chip"
            aria-pressed="true"
            aria-label={`Ask no more for ${words}`}
            onClick={() => setDraft({ ...draft, [field]: "" })}
          >
            <RevealedText text={words} />
            <Icon of={X} size={11} />
          </button>
        ))}
      </TimelineFilterBar>
      {isAsking && (
        <Suspense fallback={null}>
          <QueryPanel
            draft={draft}
            read={read}
            words={marked.text}
            entries={outline.entries}
            shown={shown}
            onChange={setDraft}
            onLeave={showAll}
          />
        </Suspense>
      )}
      {isAsking && draft.scope === "workspace" ? null : items.length === 0 ? (
        <EmptyState kind="model" level="h2" title="Filtered to none" text="No event has all of this.">
          <Button onClick={showAll}>Show all events</Button>
        </EmptyState>
      ) : (
        <TimelineList
          // Another filter is another list: it starts at its own top. So is one that begins at another entry.
          key={`${isFiltering(filter) ? "filtered" : "all"} ${focus}`}
          outline={outline}
          items={items}
          waits={waits}
          shownUntil={at}
          elsewhere={elsewhere}
          follows={follows && !isFiltering(filter)}
          startAt={focus === undefined ? undefined : indexOfSeq(outline, focus)}
          onView={scrubTo}
        />
      )}
    </>
  );
};
