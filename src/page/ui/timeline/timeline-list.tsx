import { ArrowDown } from "lucide-react";
import { Fragment, type KeyboardEvent, type ReactElement, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { SessionOutline } from "../../store/views/session-outline.ts";
import type { TimelineItem } from "../../store/views/timeline-rows.ts";
import { Icon } from "../parts/icon.tsx";
import { formatCount } from "../parts/time.ts";
import { EntryDetails } from "./entry-details.tsx";
import { TimelineRow } from "./timeline-row.tsx";
import { GapRow, TurnRow } from "./turn-row.tsx";

/** Nearer to the end than this, the list follows what is added. */
const followWithinPx = 40;

const isEntry = (item: TimelineItem | undefined): item is Extract<TimelineItem, { readonly type: "entry" }> =>
  item?.type === "entry";

/** The next entry from a place in the list, over heads and gaps; the place itself when there is none. */
const nextEntry = (items: readonly TimelineItem[], from: number, step: 1 | -1): number => {
  for (let place = from + step; place >= 0 && place < items.length; place += step) if (isEntry(items[place])) return place;
  return from;
};

const steps: Readonly<Record<string, 1 | -1>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

export interface TimelineListProps {
  readonly outline: SessionOutline;
  readonly items: readonly TimelineItem[];
  readonly waits: ReadonlyMap<number, number>;
  /** The moment that the ruler shows; later entries stand back. */
  readonly shownUntil: number | undefined;
  /** Entries that the active branch does not pass; they stand back as well. */
  readonly elsewhere: ReadonlySet<number>;
  /** Whether the list stays at its end while entries are added, until it is scrolled up. */
  readonly follows: boolean;
  /** The place of an entry that is opened at first. */
  readonly startAt: number | undefined;
  readonly onView: (seq: number) => void;
}

/** Keeps the list at its end, and counts what came since it was left. */
const useTail = (list: { readonly current: VirtualizerHandle | null }, length: number, follows: boolean) => {
  const [seen, setSeen] = useState<number | undefined>(follows ? undefined : length);
  useEffect(() => {
    if (seen === undefined) list.current?.scrollToIndex(length - 1, { align: "end" });
  }, [list, length, seen]);
  const onScroll = (): void => {
    const handle = list.current;
    if (handle === null) return;
    const atEnd = handle.scrollOffset + handle.viewportSize >= handle.scrollSize - followWithinPx;
    if (atEnd && follows) setSeen(undefined);
    else setSeen((before) => before ?? length);
  };
  return {
    added: seen === undefined ? 0 : Math.max(0, length - seen),
    isAtEnd: seen === undefined,
    onScroll,
    toEnd: () => setSeen(undefined),
  };
};

export const TimelineList = (props: TimelineListProps): ReactNode => {
  const { outline, items, waits, shownUntil, elsewhere, follows, startAt, onView } = props;
  const list = useRef<VirtualizerHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(() => Math.max(0, startAt ?? outline.entries.length - 1));
  const [opened, setOpened] = useState<number | undefined>(startAt);
  const tail = useTail(list, items.length, follows && startAt === undefined);
  const place = Math.max(
    0,
    items.findIndex((item) => isEntry(item) && item.index === active),
  );
  const wantsFocus = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is opened at first is brought into view
  useEffect(() => {
    if (startAt !== undefined) list.current?.scrollToIndex(place, { align: "center" });
  }, []);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    list.current?.scrollToIndex(place, { align: "nearest" });
    frame.current?.querySelector<HTMLElement>(`[data-entry="${active}"]`)?.focus({ preventScroll: true });
  }, [active, place]);

  const moveTo = (index: number): void => {
    wantsFocus.current = true;
    setActive(index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target as HTMLElement).matches("[data-entry]")) return;
    const step = steps[event.key];
    const last = items.length - 1;
    const target =
      step !== undefined
        ? nextEntry(items, place, step)
        : event.key === "Home"
          ? nextEntry(items, -1, 1)
          : event.key === "End"
            ? nextEntry(items, last + 1, -1)
            : undefined;
    const item = target === undefined ? undefined : items[target];
    if (!isEntry(item)) return;
    event.preventDefault();
    moveTo(item.index);
  };
  const press = useCallback((index: number): void => {
    setActive(index);
    setOpened((before) => (before === index ? undefined : index));
  }, []);
  const jumpTo = (seq: number): void => {
    const index = outline.entries.findIndex((entry) => entry.seq === seq);
    if (index < 0) return;
    setOpened(index);
    moveTo(index);
  };

  const drawItem = (item: TimelineItem): ReactElement => {
    if (item.type === "turn") return <TurnRow key={`turn-${item.turn}`} outline={outline} turn={item.turn} />;
    if (item.type === "gap") return <GapRow key={`gap-${item.from}`} from={item.from} to={item.to} />;
    const { index } = item;
    return (
      <Fragment key={index}>
        <TimelineRow
          outline={outline}
          index={index}
          waitedUntil={waits.get(index)}
          isCurrent={index === active}
          isOpen={index === opened}
          isElsewhere={elsewhere.has(outline.entries[index]?.seq ?? 0)}
          isFuture={shownUntil !== undefined && (outline.entries[index]?.seq ?? 0) > shownUntil}
          onPress={press}
        />
        {index === opened && <EntryDetails outline={outline} index={index} onView={onView} onJump={jumpTo} />}
      </Fragment>
    );
  };

  return (
    // The rows are the controls; the frame only hears the keys that move between them.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div className="tl-frame" onKeyDown={onKeyDown}>
      <div ref={frame} className="tl-list">
        <Virtualizer ref={list} as="ul" item="li" data={items} keepMounted={[place]} scrollRef={frame} onScroll={tail.onScroll}>
          {drawItem}
        </Virtualizer>
      </div>
      <footer className="tl-foot">
        <span className="tl-keys">
          <span className="kbd">j k</span> move <span className="kbd">↵</span> open
        </span>
        <span className="grow" />
        {tail.added > 0 ? (
          <button type="button" className="btn tl-new" onClick={tail.toEnd}>
            <Icon of={ArrowDown} size={14} />
            {formatCount(tail.added, "line added", "lines added")}
          </button>
        ) : (
          follows && tail.isAtEnd && <span className="live">following the run</span>
        )}
      </footer>
    </div>
  );
};
