import { memo, type ReactNode } from "react";
import { kindWords } from "../../store/views/event-kind.ts";
import { measuresOfEvent } from "../../store/views/event-measures.ts";
import { agentOf, type SessionOutline, titleOfEntry } from "../../store/views/session-outline.ts";
import { type Bar, barOf } from "../../store/views/timeline-rows.ts";
import { Mark } from "../parts/mark.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatBytes, formatDuration, formatTokens } from "../parts/time.ts";
import { EventWords } from "./event-words.tsx";

const percent = (part: number): string => `${(part * 100).toFixed(2)}%`;

const Waterfall = ({ bar, kind }: { readonly bar: Bar | undefined; readonly kind: string }): ReactNode => (
  <span className="tl-wf" aria-hidden="true">
    {bar !== undefined && (
      <i
        className={`k-${kind}${bar.waiting ? " waiting" : ""}`}
        style={{ left: `min(${percent(bar.start)}, calc(100% - ${bar.waiting ? 10 : 2}px))`, width: percent(bar.width) }}
      />
    )}
  </span>
);

/** Milliseconds since the run of an entry began; undefined outside a run. */
export const sinceRunStart = (outline: SessionOutline, index: number): number | undefined => {
  const run = outline.runs[outline.runOf[index] ?? -1];
  const entry = outline.entries[index];
  return run === undefined || entry === undefined ? undefined : Math.max(0, entry.at - run.startAt);
};

/** One entry on one line. */
export const TimelineRow = memo(
  ({
    outline,
    index,
    waitedUntil,
    isCurrent,
    isOpen,
    isFuture,
    isElsewhere,
    onPress,
  }: {
    readonly outline: SessionOutline;
    readonly index: number;
    readonly waitedUntil: number | undefined;
    readonly isCurrent: boolean;
    readonly isOpen: boolean;
    readonly isFuture: boolean;
    /** Not on the branch that is shown. */
    readonly isElsewhere: boolean;
    readonly onPress: (index: number) => void;
  }): ReactNode => {
    const entry = outline.entries[index];
    const kind = outline.kinds[index];
    if (entry === undefined || kind === undefined) return null;
    const agent = agentOf(outline, entry);
    const measures = measuresOfEvent(entry.event);
    const waits = waitedUntil === Number.POSITIVE_INFINITY;
    const durationMs = measures.durationMs ?? (waitedUntil === undefined || waits ? undefined : waitedUntil - entry.at);
    const since = sinceRunStart(outline, index);
    return (
      <button
        type="button"
        className={`tl-row${isFuture ? " future" : ""}${isElsewhere ? " elsewhere" : ""}`}
        data-entry={index}
        aria-expanded={isOpen}
        aria-current={isCurrent ? "true" : undefined}
        tabIndex={isCurrent ? 0 : -1}
        onClick={() => onPress(index)}
      >
        <span className="meta">{entry.seq}</span>
        <Mark kind={kind} />
        <span className="trunc tl-title">
          <span className="sr">
            {kindWords[kind]}
            {isElsewhere && ", on another branch"}:{" "}
          </span>
          {agent !== undefined && (
            <span className="meta tl-agent">
              <RevealedText text={agent} />
              <span className="sr">:</span>{" "}
            </span>
          )}
          <EventWords {...titleOfEntry(outline, entry)} />
        </span>
        <span className="meta tl-since">{since !== undefined && `+${formatDuration(since)}`}</span>
        <Waterfall kind={kind} bar={barOf(outline, index, measures.durationMs, waitedUntil)} />
        <span className="meta">{waits ? "waits" : durationMs !== undefined && formatDuration(durationMs)}</span>
        <span className="meta tl-size">
          {measures.tokens !== undefined
            ? `${formatTokens(measures.tokens)} tok`
            : measures.bytes !== undefined && formatBytes(measures.bytes)}
        </span>
      </button>
    );
  },
);
