import type { ReactNode } from "react";
import type { StrengthCurve } from "../../../kernel/memory/memory-view.ts";
import { formatDay, percent } from "./memory-words.ts";

const [width, height] = [480, 132];
const [left, right, top, bottom] = [34, 8, 10, 22];

/** How an item faded and will fade: solid what was, dotted what comes if nothing uses it. Its numbers stand in the text below. */
export const StrengthChart = ({ curve: { at, minimum, now, strength } }: { readonly curve: StrengthCurve }): ReactNode => {
  const [first = 0, last = 1] = [at[0], at.at(-1)];
  const x = (moment: number): number => left + ((moment - first) / Math.max(1, last - first)) * (width - left - right);
  const y = (value: number): number => top + (1 - value) * (height - top - bottom);
  const points = at.map((moment, place) => ({ moment, text: `${x(moment).toFixed(1)},${y(strength[place] ?? 0).toFixed(1)}` }));
  const line = (part: readonly { readonly text: string }[]): string => part.map(({ text }) => text).join(" ");
  const past = points.filter(({ moment }) => moment <= now);
  const strengthNow = strength[at.indexOf(now)] ?? 0;
  const base = height - bottom;
  return (
    <svg className="mem-chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Strength: ${percent(strengthNow)} now`}>
      {[1, 0.5, 0].map((value) => (
        <g key={value}>
          <line className="mem-grid" x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
          <text x={left - 6} y={y(value) + 3.5} textAnchor="end">
            {value}
          </text>
        </g>
      ))}
      <line className="mem-least" x1={left} x2={width - right} y1={y(minimum)} y2={y(minimum)} />
      <polygon className="mem-area" points={`${x(first)},${base} ${line(past)} ${x(now)},${base}`} />
      <polyline className="mem-line" points={line(past)} />
      <polyline className="mem-line next" points={line(points.filter(({ moment }) => moment >= now))} />
      <line className="mem-now" x1={x(now)} x2={x(now)} y1={top - 4} y2={base} />
      <circle className="mem-dot" cx={x(now)} cy={y(strengthNow)} r="3.5" />
      <text x={left} y={height - 6}>
        {formatDay(first)}
      </text>
      <text x={width - right} y={height - 6} textAnchor="end">
        {formatDay(last)}
      </text>
    </svg>
  );
};
