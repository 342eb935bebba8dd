import type { Seq } from "../../../kernel/base/ids.ts";
import { asksForSomething, type EntryQuery, entryMatcher } from "../../../kernel/log/entry-query.ts";
import type { EventKind } from "./event-kind.ts";
import { titleText } from "./event-title.ts";
import { agentOf, type SessionOutline, titleOfEntry } from "./session-outline.ts";

/** What the timeline lists: entries, the heads of turns, and gaps where events are not part of this session. */
export type TimelineItem =
  | { readonly type: "entry"; readonly index: number }
  | { readonly type: "turn"; readonly turn: number }
  | { readonly type: "gap"; readonly from: Seq; readonly to: Seq };

export interface TimelineFilter {
  /** Kinds to show; empty shows all. */
  readonly kinds: ReadonlySet<EventKind>;
  /** Words that the title must hold, in any case; empty matches every title. */
  readonly text: string;
  /** What is asked of the entries' fields. Absent: nothing. */
  readonly query?: EntryQuery;
}

export const noFilter: TimelineFilter = { kinds: new Set(), text: "" };
export const isFiltering = ({ kinds, query, text }: TimelineFilter): boolean =>
  kinds.size > 0 || text.trim() !== "" || (query !== undefined && asksForSomething(query));

const createMatcher = (outline: SessionOutline, { kinds, query, text }: TimelineFilter): ((index: number) => boolean) => {
  const fits = query === undefined || !asksForSomething(query) ? undefined : entryMatcher(query);
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return (index) => {
    const kind = outline.kinds[index];
    const entry = outline.entries[index];
    if (kind === undefined || entry === undefined || (kinds.size > 0 && !kinds.has(kind))) return false;
    if (fits?.(entry) === false) return false;
    if (words.length === 0) return true;
    const title = `${entry.seq} ${agentOf(outline, entry) ?? ""} ${titleText(titleOfEntry(outline, entry))}`.toLowerCase();
    return words.every((word) => title.includes(word));
  };
};

/** The list as it is drawn. Heads and gaps only stand where an entry beside them does; a filtered list names no gaps. */
export const timelineItems = (outline: SessionOutline, filter: TimelineFilter): readonly TimelineItem[] => {
  const matches = createMatcher(outline, filter);
  const filtering = isFiltering(filter);
  const items: TimelineItem[] = [];
  let turn = -1;
  let seq: Seq | undefined;
  for (let index = 0; index < outline.entries.length; index += 1) {
    const entry = outline.entries[index];
    if (entry === undefined || !matches(index)) continue;
    if (!filtering && seq !== undefined && entry.seq > seq + 1) items.push({ type: "gap", from: seq + 1, to: entry.seq - 1 });
    const place = outline.turnOf[index] ?? -1;
    if (place !== turn && place >= 0) items.push({ type: "turn", turn: place });
    turn = place;
    seq = entry.seq;
    items.push({ type: "entry", index });
  }
  return items;
};

/** A bar in the waterfall, in parts of the run's whole time: 0 to 1. */
export interface Bar {
  readonly start: number;
  readonly width: number;
  /** Time that passed waiting for the person is drawn hatched. */
  readonly waiting: boolean;
}

/** Where an entry stands in its run's time. Entries outside a run have no bar. */
export const barOf = (outline: SessionOutline, index: number, durationMs = 0, waitedUntil?: number): Bar | undefined => {
  const entry = outline.entries[index];
  const run = outline.runs[outline.runOf[index] ?? -1];
  if (entry === undefined || run === undefined) return undefined;
  const endAt = run.endAt ?? outline.entries.at(-1)?.at ?? entry.at;
  const total = Math.max(1, endAt - run.startAt);
  const [from, to] = waitedUntil === undefined ? [entry.at - durationMs, entry.at] : [entry.at, waitedUntil];
  const start = Math.min(1, Math.max(0, (from - run.startAt) / total));
  const end = Math.min(1, Math.max(start, (to - run.startAt) / total));
  return { start, width: end - start, waiting: waitedUntil !== undefined };
};

/** When each question was over, by the place of the entry that asked; infinity while it waits. */
export const waitsByIndex = ({ spans }: SessionOutline): ReadonlyMap<number, number> =>
  new Map(
    spans
      .filter(({ type }) => type === "question")
      .map(({ startIndex, endAt = Number.POSITIVE_INFINITY }) => [startIndex, endAt] as const),
  );
