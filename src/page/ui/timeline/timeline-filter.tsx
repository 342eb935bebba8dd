import type { ReactNode } from "react";
import { type EventKind, eventKinds, kindWords } from "../../store/views/event-kind.ts";
import type { TimelineFilter } from "../../store/views/timeline-rows.ts";
import { FindField } from "../parts/find-field.tsx";
import { Mark } from "../parts/mark.tsx";

/** Which kinds and words are shown. Kinds that do not occur are not offered. */
export const TimelineFilterBar = ({
  filter,
  counts,
  onChange,
  children,
}: {
  readonly filter: TimelineFilter;
  readonly counts: Readonly<Record<EventKind, number>>;
  readonly onChange: (filter: TimelineFilter) => void;
  /** More ways to filter, after the search. */
  readonly children: ReactNode;
}): ReactNode => {
  const toggle = (kind: EventKind): void => {
    const kinds = new Set(filter.kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    onChange({ ...filter, kinds });
  };
  return (
    <div className="insp-tools tl-tools">
      <fieldset className="tl-kinds">
        <legend className="sr">Kinds of events shown</legend>
        {eventKinds
          .filter((kind) => counts[kind] > 0 || filter.kinds.has(kind))
          .map((kind) => (
            <button
              key={kind}
              type="button"
              className="chip tl-chip"
              aria-pressed={filter.kinds.has(kind)}
              onClick={() => toggle(kind)}
            >
              <Mark kind={kind} size={11} />
              {kindWords[kind]}
              <span className="num dim">{counts[kind]}</span>
            </button>
          ))}
      </fieldset>
      <FindField label="Search events" value={filter.text} onChange={(text) => onChange({ ...filter, text })} />
      {children}
    </div>
  );
};
