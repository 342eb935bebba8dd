import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useRef, useState } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useApp } from "../../store/use-app.ts";
import { elsewhereStretches } from "../../store/views/elsewhere-stretches.ts";
import { kindWords } from "../../store/views/event-kind.ts";
import { titleText } from "../../store/views/event-title.ts";
import type { RulerScale } from "../../store/views/ruler-scale.ts";
import { agentOf, type SessionOutline, titleOfEntry } from "../../store/views/session-outline.ts";
import { Mark } from "../parts/mark.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { RulerCanvas } from "./ruler-canvas.tsx";
import { indexAfterKey } from "./ruler-moves.ts";
import { RulerTurns } from "./ruler-turns.tsx";

/** While the hand is dragged, the page follows at most this often: each moment is folded and drawn anew. */
const followEveryMs = 50;

const titleAt = (outline: SessionOutline, index: number): string => {
  const entry = outline.entries[index];
  if (entry === undefined) return "";
  const agent = agentOf(outline, entry);
  return `${agent === undefined ? "" : `${agent}: `}${titleText(titleOfEntry(outline, entry))}`;
};

const percent = (position: number): string => `${(position * 100).toFixed(3)}%`;

/** What lies under the pointer, above the ruler. */
const Lens = ({
  outline,
  scale,
  index,
}: {
  readonly outline: SessionOutline;
  readonly scale: RulerScale;
  readonly index: number;
}): ReactNode => {
  const kind = outline.kinds[index];
  if (kind === undefined) return null;
  return (
    <div
      className="ruler-lens"
      style={{ left: `clamp(120px, ${percent(scale.positionOf(index))}, calc(100% - 120px))` }}
      aria-hidden="true"
    >
      <Mark kind={kind} />
      <span className="trunc">
        <RevealedText text={titleAt(outline, index)} />
      </span>
      <span className="meta">
        {kindWords[kind]}, event {outline.entries[index]?.seq}
      </span>
    </div>
  );
};

const elsewhereOf = ({ session }: AppState) => session?.elsewhere;
const nowhere: ReadonlySet<number> = new Set();

/** Pales what is on branches that are not shown. */
const OtherBranches = ({ outline, scale }: { readonly outline: SessionOutline; readonly scale: RulerScale }): ReactNode => {
  const elsewhere = useApp(elsewhereOf) ?? nowhere;
  const stretches = useMemo(() => elsewhereStretches(outline.entries, elsewhere), [outline, elsewhere]);
  return stretches.map(({ from, to }) => {
    const [start, end] = [scale.positionOf(from), scale.positionOf(to)];
    return <div key={from} className="ruler-elsewhere" style={{ left: percent(start), width: percent(end - start) }} />;
  });
};

/** The slider: keys move the hand by entry and turn, the pointer drags it. */
export const RulerTrack = ({
  outline,
  scale,
  index,
  isScrubbed,
  onMove,
}: {
  readonly outline: SessionOutline;
  readonly scale: RulerScale;
  readonly index: number;
  readonly isScrubbed: boolean;
  readonly onMove: (index: number) => void;
}): ReactNode => {
  const track = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number>();
  const [hovered, setHovered] = useState<number>();
  const followedAt = useRef(0);
  const shown = dragged ?? index;
  const last = outline.entries.length - 1;
  const seq = outline.entries[shown]?.seq ?? 0;
  const lastSeq = outline.entries[last]?.seq ?? 0;
  const place = percent(scale.positionOf(shown));

  const indexUnder = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return shown;
    return scale.indexAt((event.clientX - box.left) / box.width);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const next = indexUnder(event);
    setHovered(next);
    if (dragged === undefined || next === dragged) return;
    setDragged(next);
    if (event.timeStamp - followedAt.current < followEveryMs) return;
    followedAt.current = event.timeStamp;
    onMove(next);
  };
  const drop = (event: PointerEvent): void => {
    if (dragged === undefined) return;
    onMove(indexUnder(event));
    setDragged(undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = indexAfterKey(outline, index, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next !== index) onMove(next);
  };
  return (
    <div
      className="ruler-track"
      role="slider"
      tabIndex={0}
      aria-label="Run ruler"
      aria-orientation="horizontal"
      aria-valuemin={outline.entries[0]?.seq ?? 0}
      aria-valuemax={lastSeq}
      aria-valuenow={seq}
      aria-valuetext={`event ${seq} of ${lastSeq}: ${titleAt(outline, shown)}${isScrubbed || dragged !== undefined ? "" : ", now"}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        followedAt.current = event.timeStamp;
        const next = indexUnder(event);
        setDragged(next);
        onMove(next);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={drop}
      onPointerCancel={() => setDragged(undefined)}
      onPointerLeave={() => setHovered(undefined)}
    >
      <div className="ruler-scale" ref={track}>
        <RulerCanvas outline={outline} scale={scale} />
        <OtherBranches outline={outline} scale={scale} />
        <RulerTurns outline={outline} scale={scale} />
        <div className="ruler-veil" style={{ left: place }} />
        <div className="ruler-hand" style={{ left: place }} />
        {hovered !== undefined && <Lens outline={outline} scale={scale} index={dragged ?? hovered} />}
      </div>
    </div>
  );
};
