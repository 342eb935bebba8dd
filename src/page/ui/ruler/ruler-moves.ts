import type { SessionOutline } from "../../store/views/session-outline.ts";

/** Where turns begin, with the session's first and last entry. */
const stops = ({ turns, entries }: SessionOutline): readonly number[] => [
  0,
  ...turns.map(({ index }) => index),
  entries.length - 1,
];

export const previousTurn = (outline: SessionOutline, index: number): number =>
  Math.max(0, stops(outline).findLast((stop) => stop < index) ?? 0);

export const nextTurn = (outline: SessionOutline, index: number): number =>
  stops(outline).find((stop) => stop > index) ?? outline.entries.length - 1;

/** Where a key of the slider pattern leads; undefined for other keys. */
export const indexAfterKey = (outline: SessionOutline, index: number, key: string): number | undefined => {
  const last = outline.entries.length - 1;
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(0, index - 1);
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(last, index + 1);
    case "PageDown":
      return previousTurn(outline, index);
    case "PageUp":
      return nextTurn(outline, index);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
};
