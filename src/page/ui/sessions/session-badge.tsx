import type { SessionStatus } from "../../../kernel/conversation/session.ts";
import { Mark, type MarkKind, type StateMarkKind } from "../parts/mark.tsx";
import { formatClock } from "../parts/time.ts";

const words: Readonly<
  Partial<Record<SessionStatus, { readonly mark: MarkKind | StateMarkKind; readonly word: string; readonly tone: string }>>
> = {
  running: { mark: "running", word: "running", tone: "live" },
  waiting: { mark: "approval", word: "waiting", tone: "k-approval" },
  failed: { mark: "error", word: "failed", tone: "k-error" },
  stopped: { mark: "stopped", word: "stopped", tone: "ink2" },
  interrupted: { mark: "interrupted", word: "interrupted", tone: "k-approval" },
  paused: { mark: "stopped", word: "paused", tone: "k-approval" },
  "waiting-for-key": { mark: "interrupted", word: "needs a key", tone: "k-approval" },
  "limit-reached": { mark: "stopped", word: "at its limit", tone: "ink2" },
};

const shortDay = (at: number): string => new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" }).format(at);

/** The state in a word, or when nothing is the matter, the time of the last change. */
export const SessionBadge = ({
  status,
  waiting,
  updatedAt,
  isToday,
}: {
  readonly status: SessionStatus;
  readonly waiting: number;
  readonly updatedAt: number;
  readonly isToday: boolean;
}) => {
  const shown = waiting > 0 ? words.waiting : words[status];
  if (shown === undefined) return <span className="meta">{isToday ? formatClock(updatedAt) : shortDay(updatedAt)}</span>;
  return (
    <span className={`badge ${shown.tone}`}>
      <Mark kind={shown.mark} size={11} />
      {waiting > 0 ? `${waiting} waiting` : shown.word}
    </span>
  );
};
