import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq, SessionId } from "../../kernel/base/ids.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { BrokenRun } from "../../kernel/log/workspace-snapshot.ts";
import type { AppClient } from "./app-client.ts";
import { createSessionFold, type SessionFold } from "./fold-session.ts";
import type { SessionView } from "./session-view.ts";

/** Keeps one session folded: opens it, follows it, and opens it again when something was missed. */
export interface SessionFeed {
  /** Shows another session, or none. Opening the one that is open does nothing. */
  readonly open: (sessionId: SessionId | undefined) => void;
  /** The worker is there, for the first time or again: reads the open session; what is shown stays until the answer is there. */
  readonly connected: () => void;
  readonly hear: (entries: readonly LogEntry[]) => void;
  readonly hearLive: (pieces: readonly LiveText[]) => void;
  /** Runs that do not go on although their entries do not say so. */
  readonly hearBrokenOff: (runs: readonly BrokenRun[]) => void;
}

export interface SessionFeedDeps {
  readonly client: AppClient;
  /** Runs the task before the next paint; a hidden page may wait. */
  readonly nextFrame: (task: () => void) => void;
  readonly show: (view: SessionView | undefined, failure: Failure | undefined) => void;
}

export const createSessionFeed = ({ client, nextFrame, show }: SessionFeedDeps): SessionFeed => {
  let current: SessionId | undefined;
  let fold: SessionFold | undefined;
  let request = 0;
  let heardSeq: Seq | undefined;
  let waitingForFrame = false;
  let isConnected = false;
  let brokenOff: readonly BrokenRun[] = [];
  /** What came while the answer of `open-session` is on its way; undefined when none is. */
  let early: { readonly entries: LogEntry[]; readonly pieces: LiveText[]; missed: boolean } | undefined;

  const showSoon = (): void => {
    if (waitingForFrame) return;
    waitingForFrame = true;
    nextFrame(() => {
      waitingForFrame = false;
      if (fold !== undefined) show(fold.view(), undefined);
    });
  };

  const load = async (sessionId: SessionId): Promise<void> => {
    const mine = ++request;
    const during: NonNullable<typeof early> = { entries: [], pieces: [], missed: false };
    early = during;
    const answer = await client.send({ type: "open-session", sessionId });
    if (mine !== request) return;
    early = undefined;
    if (!answer.ok) {
      fold = undefined;
      return show(undefined, answer.error);
    }
    if (during.missed) return load(sessionId);
    const loaded = createSessionFold(sessionId);
    for (const entry of answer.value.entries) loaded.add(entry);
    for (const entry of during.entries) loaded.add(entry);
    for (const piece of during.pieces) loaded.addLive(piece);
    for (const run of brokenOff) loaded.breakOff(run);
    fold = loaded;
    show(loaded.view(), undefined);
  };

  return {
    open: (sessionId) => {
      if (sessionId === current) return;
      current = sessionId;
      request += 1;
      [fold, early] = [undefined, undefined];
      show(undefined, undefined);
      if (sessionId !== undefined && isConnected) void load(sessionId);
    },
    connected: () => {
      isConnected = true;
      heardSeq = undefined;
      if (current !== undefined) void load(current);
    },
    hear: (entries) => {
      const [first, last] = [entries[0], entries.at(-1)];
      if (first === undefined || last === undefined) return;
      // The log is gapless, so a missing number is a missed update.
      const missed = heardSeq !== undefined && first.seq > heardSeq + 1;
      heardSeq = Math.max(heardSeq ?? 0, last.seq);
      if (early !== undefined) {
        early.entries.push(...entries);
        early.missed ||= missed;
        return;
      }
      if (fold === undefined || current === undefined) return;
      if (missed) return void load(current);
      for (const entry of entries) fold.add(entry);
      showSoon();
    },
    hearLive: (pieces) => {
      if (early !== undefined) return void early.pieces.push(...pieces);
      if (fold === undefined) return;
      for (const piece of pieces) fold.addLive(piece);
      showSoon();
    },
    hearBrokenOff: (runs) => {
      brokenOff = runs;
      if (fold === undefined || runs.length === 0) return;
      for (const run of runs) fold.breakOff(run);
      showSoon();
    },
  };
};
