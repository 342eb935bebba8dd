import type { Clock } from "../../kernel/base/clock.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import { liveTextPerReceipt } from "../protocol/update.ts";

/** Stream text on its way to the page, joined while it waits. */
export interface LiveTextQueue {
  readonly add: (piece: LiveText) => void;
  /** The page has `liveTextPerReceipt` more batches. */
  readonly received: () => void;
  readonly setVisible: (visible: boolean) => void;
  readonly close: () => void;
}

/** One frame while somebody looks, twice a second while nobody does. */
const visibleIntervalMs = 16;
const hiddenIntervalMs = 500;

/**
 * Sends the first piece at once, later ones at most once an interval, and none while two receipts are outstanding: a page that
 * is busy gets one larger batch instead of a longer queue.
 */
export const createLiveTextQueue = (clock: Clock, send: (pieces: readonly LiveText[]) => void): LiveTextQueue => {
  let waiting: LiveText[] = [];
  /** The piece that the last text began with, that text as far as it has come, and where it ends. */
  let first: LiveText | undefined;
  let text = "";
  let end = 0;
  let onTheirWay = 0;
  let cancelTimer: (() => void) | undefined;
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let intervalMs = visibleIntervalMs;
  let closed = false;

  const isHeld = (): boolean => closed || first === undefined || onTheirWay >= 2 * liveTextPerReceipt;
  const endText = (): void => {
    if (first !== undefined) waiting.push({ ...first, text });
    first = undefined;
  };
  const flush = (): void => {
    cancelTimer = undefined;
    if (isHeld()) return;
    endText();
    const pieces = waiting;
    waiting = [];
    onTheirWay += 1;
    lastSentAt = clock.monotonic();
    send(pieces);
  };

  const schedule = (): void => {
    if (isHeld() || cancelTimer !== undefined) return;
    const dueIn = lastSentAt + intervalMs - clock.monotonic();
    if (dueIn <= 0) flush();
    else cancelTimer = clock.after(dueIn, flush);
  };

  return {
    add: (piece) => {
      const follows = piece.offset === end && piece.messageId === first?.messageId && piece.kind === first.kind;
      end = piece.offset + piece.text.length;
      if (follows) {
        // Its sending was seen to when its text began.
        text += piece.text;
        return;
      }
      endText();
      first = piece;
      text = piece.text;
      schedule();
    },
    received: () => {
      onTheirWay -= liveTextPerReceipt;
      schedule();
    },
    setVisible: (visible) => {
      intervalMs = visible ? visibleIntervalMs : hiddenIntervalMs;
      cancelTimer?.();
      cancelTimer = undefined;
      schedule();
    },
    close: () => {
      closed = true;
      cancelTimer?.();
    },
  };
};
