import { type ReactNode, useId } from "react";
import type { Seq } from "../../../kernel/base/ids.ts";
import type { GraphMoment } from "../../../kernel/memory/graph-view.ts";
import { Button } from "../parts/button.tsx";
import { formatClock } from "../parts/time.ts";

/** Moves over the moments at which the graph changed; its end is now. */
const TimeSlider = ({
  label = "Growth",
  moments,
  at,
  onChange,
  children,
}: {
  readonly label?: string;
  readonly moments: readonly GraphMoment[];
  readonly at: Seq | undefined;
  readonly onChange: (at: Seq | undefined) => void;
  /** What else is done with the moment. */
  readonly children?: ReactNode;
}): ReactNode => {
  const id = useId();
  const last = moments.length - 1;
  const found = at === undefined ? last : moments.findLastIndex(({ seq }) => seq <= at);
  const moment = moments[found];
  const words = at === undefined || moment === undefined ? "now" : `after event ${moment.seq}, ${formatClock(moment.at)}`;
  return (
    <div className="graph-time">
      <label htmlFor={id} className="meta">
        {label}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        value={Math.max(found, 0)}
        aria-valuetext={words}
        onChange={(event) => {
          const place = Number(event.currentTarget.value);
          onChange(place >= last ? undefined : moments[place]?.seq);
        }}
      />
      <span className="meta">
        {Math.max(found, 0) + 1} of {moments.length}
      </span>
      {at !== undefined && label === "Growth" && (
        <Button tone="quiet" onClick={() => onChange(undefined)}>
          Now
        </Button>
      )}
      {children}
    </div>
  );
};

/** The moment that is shown, and the one that it is compared with. */
export const GraphTimes = ({
  moments,
  at,
  against,
  onSlide,
  onCompare,
}: {
  readonly moments: readonly GraphMoment[];
  readonly at: Seq | undefined;
  readonly against: Seq | undefined;
  readonly onSlide: (at: Seq | undefined) => void;
  readonly onCompare: (at: Seq | undefined) => void;
}): ReactNode => {
  // The last of them is what is there; it can be the one that is shown, and is not compared with itself.
  const earlier = moments.slice(0, -1);
  const isComparing = against !== undefined;
  return (
    <>
      <TimeSlider moments={moments} at={at} onChange={onSlide}>
        <Button tone="quiet" aria-pressed={isComparing} onClick={() => onCompare(isComparing ? undefined : earlier[0]?.seq)}>
          Compare
        </Button>
      </TimeSlider>
      {isComparing && (
        <TimeSlider
          label="Compared with"
          moments={earlier}
          at={against}
          onChange={(seq) => onCompare(seq ?? earlier.at(-1)?.seq)}
        />
      )}
    </>
  );
};
