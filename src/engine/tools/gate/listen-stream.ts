import { raceAbort } from "../../../kernel/base/abort.ts";
import type { Clock } from "../../../kernel/base/clock.ts";
import type { ListenUpdate } from "../../../kernel/contracts/tool.ts";

/** How long and how often a preparation may tell before it is ready. */
export const listenLimits = { updates: 240, quietMs: 30_000, totalMs: 300_000 } as const;

/** What was heard next of a preparation. */
export type Heard =
  | ListenUpdate
  | { readonly type: "stream-ended" }
  | { readonly type: "stream-broke"; readonly cause: unknown }
  /** Nothing within `quietMs`, or within what was left of `totalMs`. */
  | { readonly type: "quiet" | "too-long" }
  | { readonly type: "aborted" };

/** The updates of one preparation, one by one. */
export interface ListenStream {
  /** Waits for the next update. `isTimed`: at most as long as the limits allow. Never rejects. */
  readonly next: (isTimed: boolean) => Promise<Heard>;
  /** Lets the stream go; what it says later is not heard. */
  readonly leave: () => void;
}

const inTime = (clock: Clock, work: Promise<Heard>, limitMs: number, late: Heard): Promise<Heard> =>
  new Promise((resolve) => {
    const cancel = clock.after(limitMs, () => resolve(late));
    void work.then((heard) => {
      cancel();
      resolve(heard);
    });
  });

export const createListenStream = (clock: Clock, open: () => AsyncIterable<ListenUpdate>, signal: AbortSignal): ListenStream => {
  const startedAt = clock.monotonic();
  let updates: AsyncIterator<ListenUpdate> | undefined;
  const pull = async (): Promise<Heard> => {
    try {
      updates ??= open()[Symbol.asyncIterator]();
      const next = await updates.next();
      return next.done === true ? { type: "stream-ended" } : next.value;
    } catch (cause) {
      return { type: "stream-broke", cause };
    }
  };
  return {
    next: async (isTimed) => {
      const leftMs = startedAt + listenLimits.totalMs - clock.monotonic();
      const isLast = leftMs <= listenLimits.quietMs;
      const limitMs = Math.max(0, isLast ? leftMs : listenLimits.quietMs);
      const work = isTimed ? inTime(clock, pull(), limitMs, { type: isLast ? "too-long" : "quiet" }) : pull();
      const raced = await raceAbort(work, signal);
      return raced.type === "aborted" ? { type: "aborted" } : raced.value;
    },
    leave: () => {
      // A tool that does not hear this is left behind; whatever it throws then concerns nobody.
      void (async () => updates?.return?.())().catch(() => undefined);
    },
  };
};
