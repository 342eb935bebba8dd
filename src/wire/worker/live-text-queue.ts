import type { Clock } from "../../kernel/clock.ts";
import type { LiveText } from "../../kernel/live.ts";
import { liveTextPerReceipt } from "../protocol/update.ts";

/** Stream text on its way to the page, joined while it waits. */
export interface LiveTextQueue {
  readonly add: (piece: LiveText) => void;
  /** The page has `liveTextPerReceipt` more batches. */
  readonly received: () => void;
  readonly setVisible: (visible: boolean) => void;
  readonly close: () => void;
}

/** Pieces that follow each other. */
type Joined = Omit<LiveText, "text"> & { text: string };

const continues = (before: Joined, { messageId, kind, offset }: LiveText): boolean =>
  before.messageId === messageId && before.kind === kind && before.offset + before.text.length === offset;

/** One frame while somebody looks, twice a second while nobody does. */
const visibleIntervalMs = 16;
const hiddenIntervalMs = 500;

/**
 * Sends the first piece at once, later ones at most once an interval, and none while two receipts are outstanding: a page that
 * is busy gets one larger batch instead of a longer queue.
 */
export const createLiveTextQueue = (clock: Clock, send: (pieces: readonly LiveText[]) => void): LiveTextQueue => {
  let waiting: Joined[] = [];
  let last: Joined | undefined;
  let onTheirWay = 0;
  let cancelTimer: (() => void) | undefined;
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let intervalMs = visibleIntervalMs;
  let closed = false;

  const isHeld = (): boolean => closed || waiting.length === 0 || onTheirWay >= 2 * liveTextPerReceipt;
  const flush = (): void => {
    cancelTimer = undefined;
    if (isHeld()) return;
    const pieces = waiting;
    waiting = [];
    last = undefined;
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
      if (last !== undefined && continues(last, piece)) {
        // Its sending was seen to when it began to wait.
        last.text += piece.text;
        return;
      }
      last = { ...piece };
      waiting.push(last);
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
