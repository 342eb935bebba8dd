import type { ReactNode } from "react";
import type { FoundEntries } from "../../../kernel/log/entry-query.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { kindOfEvent, kindWords } from "../../store/views/event-kind.ts";
import { titleOfEvent } from "../../store/views/event-title.ts";
import { Mark } from "../parts/mark.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatClockSeconds } from "../parts/time.ts";
import { EventWords } from "./event-words.tsx";

const sessionsOf = ({ workspace }: AppState) => workspace?.sessions;

const FoundRow = ({
  entry,
  session,
  onLeave,
}: {
  readonly entry: LogEntry;
  readonly session: string | undefined;
  readonly onLeave: () => void;
}): ReactNode => {
  const { go } = useActions();
  const { sessionId, seq, at, event } = entry;
  const kind = kindOfEvent(event);
  const line = (
    <>
      <span className="meta">{seq}</span>
      <Mark kind={kind} />
      <span className="trunc tl-title">
        <span className="sr">{kindWords[kind]}: </span>
        <EventWords {...titleOfEvent(event)} />
      </span>
      <span className="meta trunc">{session === undefined ? "no session" : <RevealedText text={session} />}</span>
      <span className="meta">{formatClockSeconds(at)}</span>
    </>
  );
  return (
    <li>
      {sessionId === undefined || session === undefined ? (
        <div className="tl-row found">{line}</div>
      ) : (
        <button
          type="button"
          className="tl-row found"
          onClick={() => {
            go({ type: "session", sessionId, tab: "timeline", focus: String(seq) });
            onLeave();
          }}
        >
          {line}
        </button>
      )}
    </li>
  );
};

/** Entries of any session, newest first; each leads to its place, and away from here. */
export const FoundList = ({ found, onLeave }: { readonly found: FoundEntries; readonly onLeave: () => void }): ReactNode => {
  const sessions = useApp(sessionsOf) ?? [];
  const titles = new Map(sessions.map(({ sessionId, title }) => [sessionId, title]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="pane-list" aria-label="Events found" tabIndex={0}>
      <ol>
        {found.entries.map((entry) => (
          <FoundRow
            key={entry.seq}
            entry={entry}
            onLeave={onLeave}
            session={entry.sessionId === undefined ? undefined : titles.get(entry.sessionId)}
          />
        ))}
      </ol>
    </section>
  );
};
