import "./ruler.css";
import { SkipBack, SkipForward } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { indexOfSeq, rulerScale } from "../../store/views/ruler-scale.ts";
import { Button } from "../parts/button.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { Mark } from "../parts/mark.tsx";
import { useOutline } from "../parts/use-outline.ts";
import { nextTurn, previousTurn } from "./ruler-moves.ts";
import { RulerTrack } from "./ruler-track.tsx";

const scrubbedAt = (state: AppState): number | undefined => state.scrubbed?.at;
const runGoesOn = ({ session }: AppState): boolean => session?.run.status === "running" || session?.run.status === "waiting";

/**
 * The whole session on one scale. The hand shows the moment that transcript and files are at; moving it away from the end
 * shows an earlier moment, moving it back shows now.
 */
export const RunRuler = (): ReactNode => {
  const { scrubTo } = useActions();
  const outline = useOutline();
  const at = useApp(scrubbedAt);
  const goesOn = useApp(runGoesOn);
  const scale = useMemo(() => rulerScale(outline), [outline]);
  const last = outline.entries.length - 1;
  if (last < 0) return null;

  const index = at === undefined ? last : Math.max(0, indexOfSeq(outline, at));
  const seq = outline.entries[index]?.seq ?? 0;
  const moveTo = (next: number): void => {
    const entry = outline.entries[next];
    if (entry !== undefined) scrubTo(next === last ? undefined : entry.seq);
  };
  return (
    <section className="ruler" aria-label="Run">
      <div className="ruler-label">
        <IconButton
          small
          iconSize={14}
          label="One turn back"
          icon={SkipBack}
          disabled={index === 0}
          onClick={() => moveTo(previousTurn(outline, index))}
        />
        <IconButton
          small
          iconSize={14}
          label="One turn on"
          icon={SkipForward}
          disabled={index === last}
          onClick={() => moveTo(nextTurn(outline, index))}
        />
        <span className="meta ruler-where">{at === undefined ? `event ${seq}, now` : `You are viewing event ${seq}`}</span>
      </div>
      <RulerTrack outline={outline} scale={scale} index={index} isScrubbed={at !== undefined} onMove={moveTo} />
      <div className="ruler-end">
        {at === undefined ? (
          <span className="badge">
            <Mark kind={goesOn ? "running" : "idle"} size={10} />
            {goesOn ? "Live" : "Now"}
          </span>
        ) : (
          <Button onClick={() => scrubTo(undefined)}>Back to now</Button>
        )}
      </div>
    </section>
  );
};
