import "./why.css";
import { type ReactNode, useState } from "react";
import type { WhyAnswer, WhyList, WhySubject } from "../../../kernel/log/why.ts";
import type { AppState } from "../../store/app-state.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { focusOfSubject, subjectFromFocus } from "../../store/views/why-subject.ts";
import { sentencesOf, subjectWords } from "../../store/views/why-words.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { useAskWhy } from "../parts/use-ask-why.ts";
import { WhyStepRow } from "./why-step-row.tsx";

type Way = "behind" | "after";

const focusOf = ({ route }: AppState): string | undefined => (route.type === "session" ? route.focus : undefined);
const lastSeqOf = ({ workspace }: AppState): number => workspace?.lastSeq ?? 0;
const maxAboutChars = 400;

const emptyWords: Readonly<Record<Way, readonly [title: string, text: string]>> = {
  behind: [
    "Nobody knows where this came from",
    "The log does not say what put this here: the session that did was deleted, or it is older than the log.",
  ],
  after: ["Nothing came of it yet", "No request had it since, and no file, memory or fact was made from it."],
};

/** What was only there: it stood in a request, and shares no words with what is asked about. */
const Others = ({ list, way }: { readonly list: WhyList; readonly way: Way }): ReactNode => {
  if (list.othersTotal === 0) return null;
  const left = list.othersTotal - list.others.length;
  return (
    <details className="why-others">
      <summary>
        {way === "behind"
          ? `${formatCount(list.othersTotal, "other thing", "other things")} stood in the same requests`
          : `${formatCount(list.othersTotal, "other event", "other events")} had it in the request, or came after one that had`}
      </summary>
      <p className="meta">None of them has the same words.</p>
      <ol className="why-steps">
        {list.others.map((step) => (
          <WhyStepRow key={step.seq} step={step} way={way} />
        ))}
      </ol>
      {left > 0 && <p className="meta">{formatCount(left, "older one is", "older ones are")} not listed.</p>}
    </details>
  );
};

const Chain = ({ answer, way }: { readonly answer: WhyAnswer; readonly way: Way }): ReactNode => {
  const list = answer[way];
  const [title, text] = emptyWords[way];
  if (list.steps.length === 0 && list.othersTotal === 0) return <EmptyState kind="read" level="h3" title={title} text={text} />;
  return (
    <>
      <p className="why-note meta">
        {way === "behind"
          ? "The newest first. What is marked stands word for word in both; what a model made of its request, nobody can see."
          : `The oldest first${answer.runs === 0 ? "" : `, over ${formatCount(answer.runs, "run", "runs")}`}. What is marked stands word for word in both.`}
      </p>
      {list.steps.length > 0 && (
        <ol className="why-steps" aria-label={way === "behind" ? "Where it comes from" : "What came of it"}>
          {list.steps.map((step) => (
            <WhyStepRow key={step.seq} step={step} way={way} />
          ))}
        </ol>
      )}
      <Others list={list} way={way} />
    </>
  );
};

const messagesOf = (state: AppState) => shownSession(state)?.messages;

/** The sentences of the answer that the words are from, to ask about one of them. */
const Sentences = ({ subject }: { readonly subject: Extract<WhySubject, { readonly type: "sentence" }> }): ReactNode => {
  const ask = useAskWhy();
  const message = useApp(messagesOf)?.get(subject.messageId);
  const sentences = message === undefined ? [] : sentencesOf(message.text);
  if (ask === undefined || sentences.length < 2) return null;
  return (
    <details className="why-others">
      <summary>Ask about one sentence of the answer</summary>
      <ol className="why-sentences">
        {sentences.map((text, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sentences may be alike, and their order does not change
          <li key={place}>
            <button
              type="button"
              className="link"
              aria-current={text === subject.text || undefined}
              onClick={() => ask({ ...subject, text })}
            >
              <RevealedText text={text} />
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
};

const Asked = ({ subject }: { readonly subject: WhySubject }): ReactNode => {
  const [way, setWay] = useState<Way>("behind");
  const lastSeq = useApp(lastSeqOf);
  const asked = useAnswer({ type: "ask-why", subject }, `${focusOfSubject(subject)} ${lastSeq}`);
  const about = asked.status === "ready" ? asked.value.about.trim() : "";
  return (
    <section className="why-asked" aria-label="Why is this here?" tabIndex={-1}>
      <header className="why-about">
        <h2 className="title">Why is this here?</h2>
        <p className="meta">
          <RevealedText text={subjectWords(subject)} />
        </p>
        {about !== "" && (
          <blockquote className="why-subject" dir="auto">
            <RevealedText text={about.length > maxAboutChars ? `${about.slice(0, maxAboutChars)}…` : about} />
          </blockquote>
        )}
        {subject.type === "sentence" && <Sentences subject={subject} />}
        <Segmented
          label="Which way"
          value={way}
          onChange={setWay}
          choices={[
            { value: "behind", label: "Where it comes from" },
            { value: "after", label: "What came of it" },
          ]}
        />
      </header>
      {asked.status === "failed" && <AskedFailure asked={asked} />}
      {asked.status === "loading" && <p className="meta late why-note">Reading the log…</p>}
      {asked.status === "ready" && <Chain answer={asked.value} way={way} />}
    </section>
  );
};

/** The chain of events behind a thing, and what came of it. */
export const WhyPane = (): ReactNode => {
  const focus = useApp(focusOf);
  const subject = subjectFromFocus(focus);
  return (
    <div className="why-pane">
      {subject === undefined ? (
        <EmptyState
          kind="read"
          level="h2"
          title="Why is this here?"
          text="Ask it of a memory, a line of a file, an entity of the graph, a value or an answer: each has the question beside it."
        />
      ) : (
        <Asked key={focus} subject={subject} />
      )}
    </div>
  );
};
