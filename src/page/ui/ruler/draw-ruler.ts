import type { EventKind } from "../../store/views/event-kind.ts";
import type { RulerScale } from "../../store/views/ruler-scale.ts";
import type { SessionOutline, Span } from "../../store/views/session-outline.ts";

export interface RulerColours {
  readonly kinds: Readonly<Record<EventKind, string>>;
  readonly tick: string;
}

export interface RulerDrawing {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly outline: SessionOutline;
  readonly scale: RulerScale;
  readonly colours: RulerColours;
}

/** The part of a canvas that the ruler draws with. */
export type RulerPen = Pick<
  CanvasRenderingContext2D,
  | "clearRect"
  | "fillRect"
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "arc"
  | "rect"
  | "closePath"
  | "fill"
  | "stroke"
  | "save"
  | "restore"
  | "clip"
  | "fillStyle"
  | "strokeStyle"
  | "lineWidth"
  | "globalAlpha"
>;

/** Half of a mark, in pixels, and how far two marks of a row stand apart at least; nearer ones are bars. */
const markRadius = 4;
const markDistance = 11;

const rowOfMessages = 0.3;
const rowOfCalls = 0.56;

/** Each mark in one path around its middle, filled or stroked, as `Mark` draws them. */
const drawMark = (pen: RulerPen, kind: EventKind, x: number, y: number): void => {
  const r = markRadius;
  pen.lineWidth = 1.5;
  pen.beginPath();
  switch (kind) {
    case "model":
      pen.arc(x, y, r - 0.5, 0, 2 * Math.PI);
      return pen.fill();
    case "user":
      pen.arc(x, y, r - 0.8, 0, 2 * Math.PI);
      pen.stroke();
      pen.beginPath();
      pen.arc(x, y, 1.2, 0, 2 * Math.PI);
      return pen.fill();
    case "read":
      pen.arc(x, y, r - 1, 0, 2 * Math.PI);
      return pen.stroke();
    case "write":
      pen.rect(x - r + 0.5, y - r + 0.5, 2 * r - 1, 2 * r - 1);
      return pen.fill();
    case "network":
      pen.moveTo(x, y - r);
      pen.lineTo(x + r, y + r - 1);
      pen.lineTo(x - r, y + r - 1);
      pen.closePath();
      return pen.fill();
    case "memory":
      pen.moveTo(x - r, y + r);
      pen.lineTo(x - r + 1, y - 1);
      pen.lineTo(x + r, y - r);
      pen.lineTo(x + 1, y + r - 1);
      pen.closePath();
      return pen.fill();
    case "graph":
      for (let corner = 0; corner < 6; corner += 1) {
        const angle = (Math.PI / 3) * corner - Math.PI / 2;
        pen.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
      }
      pen.closePath();
      return pen.fill();
    case "approval":
      pen.arc(x, y, r - 0.7, 0, 2 * Math.PI);
      pen.stroke();
      pen.beginPath();
      pen.arc(x, y, r - 0.7, -Math.PI / 2, Math.PI / 2);
      return pen.fill();
    case "error":
      pen.moveTo(x - r + 1, y - r + 1);
      pen.lineTo(x + r - 1, y + r - 1);
      pen.moveTo(x + r - 1, y - r + 1);
      pen.lineTo(x - r + 1, y + r - 1);
      return pen.stroke();
  }
};

const use = (pen: RulerPen, colour: string): void => {
  pen.fillStyle = colour;
  pen.strokeStyle = colour;
};

/** Whether a bar ends in a pixel that one of its kind has reached already: a session of any length is as many bars as fit. */
const createCover = (): ((kind: EventKind, end: number) => boolean) => {
  const reached = new Map<EventKind, number>();
  return (kind, end) => {
    const pixel = Math.round(end);
    if (pixel <= (reached.get(kind) ?? Number.NEGATIVE_INFINITY)) return true;
    reached.set(kind, pixel);
    return false;
  };
};

/** A wait is drawn as slanted lines in a frame, so that it never looks like work. */
const drawWait = (pen: RulerPen, x: number, y: number, width: number, height: number): void => {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.lineWidth = 1;
  pen.beginPath();
  for (let step = -height; step < width; step += 4) {
    pen.moveTo(x + step, y + height);
    pen.lineTo(x + step + height, y);
  }
  pen.stroke();
  pen.restore();
  pen.lineWidth = 1;
  pen.beginPath();
  pen.rect(x + 0.5, y + 0.5, Math.max(0, width - 1), height - 1);
  pen.stroke();
};

/** One short line for each entry; where many share a pixel there is one. */
const drawTicks = (pen: RulerPen, { width, outline, scale, colours }: RulerDrawing): void => {
  pen.globalAlpha = 0.55;
  pen.fillStyle = colours.tick;
  let lastX = -2;
  for (let index = 0; index < outline.entries.length; index += 1) {
    const x = Math.round(scale.positionOf(index) * width);
    if (x < lastX + 2) continue;
    lastX = x;
    pen.fillRect(x, 0, 0.75, 3);
  }
  pen.globalAlpha = 1;
};

interface Placed {
  readonly span: Span;
  readonly from: number;
  readonly to: number;
}

const placedSpans = ({ width, outline, scale }: RulerDrawing, type: Span["type"]): readonly Placed[] => {
  const last = outline.entries.length - 1;
  return outline.spans
    .filter((span) => span.type === type)
    .map((span) => ({
      span,
      from: scale.positionOf(span.startIndex) * width,
      to: scale.positionOf(span.endIndex ?? last) * width,
    }));
};

/** A mark where there is room for one, else a bar at least two pixels wide; touching bars of one kind run together. */
const drawThings = (
  pen: RulerPen,
  things: readonly { readonly kind: EventKind; readonly from: number; readonly to: number }[],
  y: number,
  colours: RulerColours,
): void => {
  const isCovered = createCover();
  things.forEach(({ kind, from, to }, place) => {
    const before = (things[place - 1]?.from ?? Number.NEGATIVE_INFINITY) + markDistance;
    const after = (things[place + 1]?.from ?? Number.POSITIVE_INFINITY) - markDistance;
    if (from >= before && from <= after) {
      use(pen, colours.kinds[kind]);
      if (to - from > markDistance) pen.fillRect(from, y - 0.75, to - from, 1.5);
      drawMark(pen, kind, from + markRadius, y);
      return;
    }
    const length = Math.max(2, to - from - 1);
    if (isCovered(kind, from + length)) return;
    use(pen, colours.kinds[kind]);
    const height = kind === "read" ? 5 : kind === "error" ? 11 : 8;
    pen.fillRect(from, y - height / 2, length, height);
  });
};

/**
 * Draws the whole ruler: ticks for entries; a thin line while the model writes and, in its place, hatched bars in at most two
 * lanes while it waits for the person; below them the calls and what else happened.
 */
export const drawRuler = (pen: RulerPen, drawing: RulerDrawing): void => {
  const { width, height, outline, scale, colours } = drawing;
  pen.clearRect(0, 0, width, height);
  drawTicks(pen, drawing);
  const isCovered = createCover();
  for (const { span, from, to } of placedSpans(drawing, "message")) {
    const length = Math.max(2, to - from - 1.5);
    if (isCovered(span.kind, from + length)) continue;
    use(pen, colours.kinds[span.kind]);
    pen.fillRect(from, height * rowOfMessages - 1.25, length, 2.5);
  }
  let [lane, until] = [0, Number.NEGATIVE_INFINITY];
  for (const { span, from: start, to } of placedSpans(drawing, "question")) {
    // A question that still waits has no length yet, and must be seen all the same.
    const from = span.endAt === undefined ? Math.min(start, width - 14) : start;
    lane = from < until ? 1 - lane : 0;
    until = Math.max(until, to);
    use(pen, colours.kinds.approval);
    drawWait(pen, from, height * rowOfMessages - 4 + lane * 6, Math.max(3, to - from), 6);
  }
  const moments = outline.moments.map(({ kind, index }) => {
    const x = scale.positionOf(index) * width;
    return { kind, from: x, to: x };
  });
  const calls = placedSpans(drawing, "call").map(({ span, from, to }) => ({ kind: span.kind, from, to }));
  drawThings(
    pen,
    [...calls, ...moments].sort((a, b) => a.from - b.from),
    height * rowOfCalls,
    colours,
  );
};
