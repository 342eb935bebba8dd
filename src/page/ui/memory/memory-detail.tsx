import { type ReactNode, useState } from "react";
import type { Seq, SessionId } from "../../../kernel/base/ids.ts";
import { binDays } from "../../../kernel/memory/memory.ts";
import type { MemoryAccess, MemoryHistory, MemoryRow } from "../../../kernel/memory/memory-view.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { CappedText } from "../parts/capped-text.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatClock } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { WhyButton } from "../parts/why-button.tsx";
import { MemoryForm } from "./memory-form.tsx";
import { formatDay, kindWords, percent, writerWords } from "./memory-words.ts";
import { StrengthChart } from "./strength-chart.tsx";
import { useChangeMemory } from "./use-change-memory.ts";

const lastSeqOf = (state: AppState) => state.workspace?.lastSeq ?? 0;

const EventLink = ({
  children,
  seq,
  sessionId,
}: {
  readonly children: ReactNode;
  readonly seq: Seq;
  readonly sessionId?: SessionId | undefined;
}): ReactNode => {
  const { go } = useActions();
  if (sessionId === undefined) return <span className="meta">{children}</span>;
  return (
    <button
      type="button"
      className="linked"
      onClick={() => go({ type: "session", sessionId, tab: "timeline", focus: String(seq) })}
    >
      {children}
    </button>
  );
};

const Actions = ({ row: { item } }: { readonly row: MemoryRow }): ReactNode => {
  const [editing, setEditing] = useState(false);
  const change = useChangeMemory();
  const { memoryId, onlyAsked = false, pinned = false, status } = item;
  const edit = (fields: { readonly pinned?: boolean; readonly onlyAsked?: boolean }, done: string): void =>
    void change({ type: "edit", memoryId, edit: fields }, done);
  if (status === "forgotten")
    return <Button onClick={() => void change({ type: "restore", memoryId }, "Brought back.")}>Bring back</Button>;
  return (
    <>
      {status === "pending" && (
        <Button tone="primary" onClick={() => void change({ type: "accept", memoryId }, "Accepted.")}>
          Accept
        </Button>
      )}
      {status === "active" && (
        <>
          <Button onClick={() => setEditing(true)}>Edit</Button>
          <Button aria-pressed={pinned} onClick={() => edit({ pinned: !pinned }, pinned ? "No longer pinned." : "Pinned.")}>
            {pinned ? "Unpin" : "Pin"}
          </Button>
          <Button
            aria-pressed={onlyAsked}
            onClick={() =>
              edit({ onlyAsked: !onlyAsked }, onlyAsked ? "Goes with runs again." : "Only given when it is asked for.")
            }
          >
            {onlyAsked ? "Use unasked" : "Never unasked"}
          </Button>
        </>
      )}
      <WhyButton subject={{ type: "memory", memoryId }} />
      <Button tone="danger" onClick={() => void change({ type: "forget", memoryIds: [memoryId] }, "Forgotten.")}>
        Forget
      </Button>
      {editing && (
        <MemoryForm
          title="Edit this memory"
          item={item}
          onClose={() => setEditing(false)}
          onSave={(draft) => {
            setEditing(false);
            void change({ type: "edit", memoryId, edit: draft }, "Changed.");
          }}
        />
      )}
    </>
  );
};

const accessWords = ({ how, of, rank }: MemoryAccess): string =>
  `${how === "run" ? "went with a run" : "the agent looked for it"}, ${rank} of ${of}`;

const Accesses = ({ accesses }: Pick<MemoryHistory, "accesses">): ReactNode => (
  <>
    <h3>Read by</h3>
    {accesses.length === 0 ? (
      <p className="meta">Nothing has read it yet.</p>
    ) : (
      <table className="mem-table">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">How</th>
            <th scope="col">In the prompt</th>
            <th scope="col">Same words in the answer</th>
          </tr>
        </thead>
        <tbody>
          {accesses.map((access) => (
            <tr key={access.seq}>
              <td>
                <EventLink seq={access.seq} sessionId={access.sessionId}>
                  event {access.seq}
                </EventLink>{" "}
                <span className="meta">{formatClock(access.at)}</span>
              </td>
              <td>{accessWords(access)}</td>
              <td>{access.reachedPrompt ? "yes" : "no"}</td>
              <td>{access.quoted === undefined ? "none" : <q>{access.quoted}</q>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </>
);

const Versions = ({ versions }: Pick<MemoryHistory, "versions">): ReactNode => (
  <>
    <h3>Versions</h3>
    <ol className="mem-versions" aria-label="Versions">
      {versions.toReversed().map(({ at, by, seq, sessionId, status, text }, place, all) => {
        const before = all[place + 1]?.text;
        return (
          <li key={seq}>
            <span className="meta">
              {writerWords[by]}, {formatClock(at)}
              {status !== undefined && status !== "active" && `, ${status}`}
            </span>{" "}
            <EventLink seq={seq} sessionId={sessionId}>
              event {seq}
            </EventLink>
            {text === undefined ? (
              <p className="meta">taken away</p>
            ) : text === before ? null : (
              <p>
                {before !== undefined && (
                  <>
                    <del>
                      <RevealedText text={before} />
                    </del>{" "}
                  </>
                )}
                <ins>
                  <RevealedText text={text} />
                </ins>
              </p>
            )}
          </li>
        );
      })}
    </ol>
  </>
);

/** Everything that is known of one item, and what can be done with it. */
export const MemoryDetail = ({ row }: { readonly row: MemoryRow }): ReactNode => {
  const lastSeq = useApp(lastSeqOf);
  const { item } = row;
  const asked = useAnswer({ type: "read-memory-history", memoryId: item.memoryId }, `${item.memoryId} ${row.hash} ${lastSeq}`);
  const outside = item.origins?.length ?? 0;
  return (
    <section className="mem-detail" aria-label="This memory">
      <h2 className="title">
        <RevealedText text={item.text.length > 120 ? `${item.text.slice(0, 120)}…` : item.text} />
      </h2>
      <div className="mem-actions">
        <Actions row={row} />
      </div>
      {item.text.length > 120 && <CappedText text={item.text} />}
      <p className="mem-facts meta">
        <span>{kindWords[item.kind]}</span>
        {item.tags.length > 0 && <span>{item.tags.join(", ")}</span>}
        <span>importance {item.importance}</span>
        <span>about {row.tokens} tokens</span>
        <span>strength {percent(row.strength)}</span>
        {row.fadesAt !== undefined && <span>not recalled unasked after {formatDay(row.fadesAt)}, if nothing uses it</span>}
        {item.status === "forgotten" && <span>goes from the bin after {binDays} days</span>}
        {item.supersededBy !== undefined && <span>another one took its place</span>}
      </p>
      {outside > 0 && (
        <p className="mem-outside">
          Its text is from outside.
          {item.status === "pending" && " It goes with no run until you accept it: read it as something that a stranger wrote."}
        </p>
      )}
      {asked.status === "failed" && <AskedFailure asked={asked} />}
      {asked.status === "ready" && (
        <>
          {asked.value.excerpt !== undefined && (
            <>
              <h3>Made from</h3>
              <blockquote>
                <RevealedText text={asked.value.excerpt} />
              </blockquote>
            </>
          )}
          {item.status === "active" && <StrengthChart curve={asked.value.curve} />}
          <Accesses accesses={asked.value.accesses} />
          <Versions versions={asked.value.versions} />
        </>
      )}
    </section>
  );
};
