import type { SessionOutline, Span } from "./session-outline.ts";

/** Where the time of a session's runs went. Milliseconds; the shares are parts of `totalMs`. */
export interface TimeShares {
  readonly totalMs: number;
  readonly modelMs: number;
  readonly waitingMs: number;
  readonly goesOn: boolean;
  /** A question waits for an answer. */
  readonly waitsNow: boolean;
}

/** The length of the union of intervals, so that two questions that wait together count once. */
const covered = (spans: readonly Span[], lastAt: number): number => {
  let [sum, until] = [0, Number.NEGATIVE_INFINITY];
  for (const { startAt, endAt = lastAt } of spans) {
    if (endAt <= until) continue;
    sum += endAt - Math.max(startAt, until);
    until = endAt;
  }
  return sum;
};

/** Spans start in order of time, as they are in the outline. Open ones last until the newest entry. */
export const timeShares = ({ spans, runs, entries }: SessionOutline): TimeShares => {
  const lastAt = entries.at(-1)?.at ?? 0;
  const last = runs.at(-1);
  return {
    totalMs: runs.reduce((sum, { startAt, endAt = lastAt }) => sum + Math.max(0, endAt - startAt), 0),
    modelMs: covered(
      spans.filter(({ type }) => type === "message"),
      lastAt,
    ),
    waitingMs: covered(
      spans.filter(({ type }) => type === "question"),
      lastAt,
    ),
    goesOn: last !== undefined && last.endAt === undefined,
    waitsNow: spans.some(({ type, endAt }) => type === "question" && endAt === undefined),
  };
};

export interface FindingFormat {
  readonly count: (count: number) => string;
  readonly duration: (ms: number) => string;
  readonly percent: (share: number) => string;
}

/** The finding as one or two sentences: how much happened, and what took the time. */
export const timelineFinding = (outline: SessionOutline, format: FindingFormat): string => {
  const count = outline.entries.length;
  const events = `${format.count(count)} ${count === 1 ? "event" : "events"}`;
  if (outline.runs.length === 0) return `${events}, no run yet.`;
  const { totalMs, modelMs, waitingMs, goesOn, waitsNow } = timeShares(outline);
  const opening = `${events} in ${format.duration(totalMs)}${goesOn ? " so far" : ""}.`;
  if (totalMs <= 0) return opening;
  const share = (ms: number): number => Math.min(1, ms / totalMs);
  const model = `The model took ${format.percent(share(modelMs))} of the time`;
  if (waitsNow) return `${opening} ${model}; it waits for you now.`;
  if (waitingMs === 0) return `${opening} ${model}; nothing waited for you.`;
  return `${opening} ${model}; waiting for you, ${format.percent(share(waitingMs))}.`;
};
