import { memo, type ReactNode, useMemo } from "react";
import type { RulerScale } from "../../store/views/ruler-scale.ts";
import type { SessionOutline } from "../../store/views/session-outline.ts";

/** Labels nearer to each other than this part of the ruler would lie on one another. */
const minDistance = 0.06;

/** Where turns begin. Lines stand for as many as can be told apart, words for as many as fit. */
export const RulerTurns = memo(
  ({ outline, scale }: { readonly outline: SessionOutline; readonly scale: RulerScale }): ReactNode => {
    const labels = useMemo(() => {
      const placed: { readonly key: number; readonly position: number; readonly words: string }[] = [];
      let before = -1;
      for (const { index, run, turn } of outline.turns) {
        const isFirst = run !== before;
        before = run;
        const position = scale.positionOf(index);
        if (position - (placed.at(-1)?.position ?? -1) < minDistance || position > 1 - minDistance / 2) continue;
        placed.push({ key: index, position, words: outline.runs.length > 1 && isFirst ? `run ${run + 1}` : `turn ${turn}` });
      }
      return placed;
    }, [outline, scale]);
    return labels.map(({ key, position, words }) => (
      <span key={key} className="ruler-turn" style={{ left: `${(position * 100).toFixed(3)}%` }} aria-hidden="true">
        {words}
      </span>
    ));
  },
);
