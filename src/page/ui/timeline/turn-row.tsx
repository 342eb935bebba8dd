import type { ReactNode } from "react";
import type { SessionOutline } from "../../store/views/session-outline.ts";
import { formatDuration } from "../parts/time.ts";

/** The head of a turn: its number, its run where there are several, and how long it took. */
export const TurnRow = ({ outline, turn }: { readonly outline: SessionOutline; readonly turn: number }): ReactNode => {
  const head = outline.turns[turn];
  if (head === undefined) return null;
  return (
    <div className="tl-turn">
      <b>Turn {head.turn}</b>
      <span className="grow">{outline.runs.length > 1 && `run ${head.run + 1}`}</span>
      <span className="meta">{head.durationMs === undefined ? "goes on" : formatDuration(head.durationMs)}</span>
    </div>
  );
};

/** A jump in the sequence: what is missing here is named, never hidden. */
export const GapRow = ({ from, to }: { readonly from: number; readonly to: number }): ReactNode => (
  <div className="tl-gap">{from === to ? `Event ${from} is` : `Events ${from} to ${to} are`} not part of this session</div>
);
