import { type ReactNode, useId } from "react";
import type { GraphMoment } from "../../../kernel/graph-view.ts";
import type { Seq } from "../../../kernel/ids.ts";
import { Button } from "../parts/button.tsx";
import { formatClock } from "../parts/time.ts";

/** Moves over the moments at which the graph changed; its end is now. */
export const TimeSlider = ({
  moments,
  at,
  onChange,
}: {
  readonly moments: readonly GraphMoment[];
  readonly at: Seq | undefined;
  readonly onChange: (at: Seq | undefined) => void;
}): ReactNode => {
  const id = useId();
  const last = moments.length - 1;
  const found = at === undefined ? last : moments.findLastIndex(({ seq }) => seq <= at);
  const moment = moments[found];
  const words = at === undefined || moment === undefined ? "now" : `after event ${moment.seq}, ${formatClock(moment.at)}`;
  return (
    <div className="graph-time">
      <label htmlFor={id} className="meta">
        Growth
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
      {at !== undefined && (
        <Button tone="quiet" onClick={() => onChange(undefined)}>
          Now
        </Button>
      )}
    </div>
  );
};
