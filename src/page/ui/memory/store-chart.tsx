import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type ReactNode, useEffect, useRef } from "react";
import type { StoreCurve } from "../../../kernel/memory/memory-view.ts";
import { formatDay, percent } from "./memory-words.ts";

const height = 190;

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const inDays = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

const last = (values: readonly number[]): number => values.at(-1) ?? 0;

/** What the chart shows, in words. */
export const curveWords = ({ at, kept, now, recalled, strength }: StoreCurve): string => {
  const place = Math.max(0, at.indexOf(now));
  return `Of ${kept[place] ?? 0} memories ${recalled[place] ?? 0} are strong enough to be recalled unasked, of mean strength ${percent(
    strength[place] ?? 0,
  )}. If nothing is used again, that is ${last(recalled)} on ${formatDay(last(at))}.`;
};

const axis = { stroke: () => token("--ink-2"), grid: { stroke: () => token("--hair"), width: 1 }, ticks: { show: false } };

const optionsFor = ({ now }: StoreCurve, width: number): uPlot.Options => ({
  width,
  height,
  legend: { show: false },
  cursor: { show: false },
  scales: { x: { time: true }, y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.1)] }, strength: { range: [0, 1] } },
  axes: [
    { ...axis, values: (_plot, ticks) => ticks.map((seconds) => inDays.format(seconds * 1_000)), space: 70 },
    { ...axis, size: 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000], space: 34 },
    {
      ...axis,
      scale: "strength",
      side: 1,
      size: 44,
      grid: { show: false },
      values: (_plot, ticks) => ticks.map((value) => percent(value)),
      space: 34,
    },
  ],
  series: [
    {},
    { label: "kept", stroke: () => token("--ink-2"), width: 1.5, dash: [2, 4], points: { show: false } },
    { label: "recalled unasked", stroke: () => token("--k-memory"), width: 2, points: { show: false } },
    { label: "mean strength", scale: "strength", stroke: () => token("--k-read"), width: 1.5, points: { show: false } },
  ],
  hooks: {
    draw: [
      ({ bbox, ctx, valToPos }) => {
        const x = Math.round(valToPos(now / 1_000, "x", true));
        ctx.save();
        ctx.strokeStyle = token("--accent");
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.restore();
      },
    ],
  },
});

const dataOf = ({ at, kept, recalled, strength }: StoreCurve): uPlot.AlignedData => [
  at.map((moment) => moment / 1_000),
  [...kept],
  [...recalled],
  [...strength],
];

/** How all that is remembered faded and will fade. Its numbers stand in the words under it. */
export const StoreChart = ({ curve }: { readonly curve: StoreCurve }): ReactNode => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const plot = new uPlot(optionsFor(curve, Math.max(200, box.clientWidth)), dataOf(curve), box);
    const sized = new ResizeObserver(() => plot.setSize({ width: Math.max(200, box.clientWidth), height }));
    sized.observe(box);
    // Its colours are those of the page, which may change.
    const themed = new MutationObserver(() => plot.redraw(false, true));
    themed.observe(document.documentElement, { attributes: true });
    return () => {
      themed.disconnect();
      sized.disconnect();
      plot.destroy();
    };
  }, [curve]);
  return (
    <figure className="mem-store">
      <div ref={place} role="img" aria-label={`Forgetting curve of the whole memory. ${curveWords(curve)}`} />
      <ul className="mem-key meta" aria-hidden="true">
        <li className="kept">kept</li>
        <li className="recalled">recalled unasked</li>
        <li className="strength">mean strength, right</li>
      </ul>
      <figcaption className="meta">{curveWords(curve)}</figcaption>
    </figure>
  );
};
