import { type ReactNode, useId } from "react";
import type { WhyExcerpt, WhyStep } from "../../../kernel/log/why.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { deedWords, rootWords } from "../../store/views/why-words.ts";
import { Mark, type MarkKind, type StateMarkKind } from "../parts/mark.tsx";
import { fromWords } from "../parts/place-words.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatClock } from "../parts/time.ts";
import { useAskWhy } from "../parts/use-ask-why.ts";
import { ForgetSourceButtons } from "./forget-source-buttons.tsx";

const sessionsOf = ({ workspace }: AppState) => workspace?.sessions;
const openSession = ({ session }: AppState) => session?.sessionId;

const markOf = ({ deed, origins }: WhyStep): MarkKind | StateMarkKind => {
  switch (deed.type) {
    case "said":
      return "user";
    case "answer":
      return "model";
    case "call":
      if (origins.length > 0 || deed.access === "external") return "network";
      return deed.access === "container" ? "model" : deed.access;
    case "recalled":
    case "summary":
      return "memory";
    case "change":
      return "write";
  }
};

/** A piece of a text with what stands literally in both. */
const Excerpt = ({ excerpt }: { readonly excerpt: WhyExcerpt }): ReactNode => {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const { from, to } of excerpt.marks) {
    pieces.push(<RevealedText key={`${from} before`} text={excerpt.text.slice(at, from)} />);
    pieces.push(
      <mark key={from}>
        <RevealedText text={excerpt.text.slice(from, to)} />
      </mark>,
    );
    at = to;
  }
  pieces.push(<RevealedText key="rest" text={excerpt.text.slice(at)} />);
  return (
    <blockquote className="why-quote" dir="auto">
      {pieces}
    </blockquote>
  );
};

const Place = ({ step: { at, seq, sessionId, turn } }: { readonly step: WhyStep }): ReactNode => {
  const { go } = useActions();
  const open = useApp(openSession);
  const title = useApp(sessionsOf)?.find((session) => session.sessionId === sessionId)?.title;
  const when = `${turn === undefined ? "" : `turn ${turn}, `}${formatClock(at)}`;
  const elsewhere = sessionId !== open && title !== undefined;
  return (
    <span className="meta why-place">
      {sessionId === undefined || title === undefined ? (
        `event ${seq}`
      ) : (
        <button
          type="button"
          className="link"
          onClick={() => go({ type: "session", sessionId, tab: "timeline", focus: String(seq) })}
        >
          event {seq}
          {elsewhere && (
            <>
              {" "}
              in <RevealedText text={title} />
            </>
          )}
        </button>
      )}
      <span>{when}</span>
    </span>
  );
};

/** Files over which a step belongs to the chain. */
const Paths = ({ step: { paths } }: { readonly step: WhyStep }): ReactNode => {
  const { go } = useActions();
  const sessionId = useApp(openSession);
  const files = paths.filter((path) => !path.startsWith("/."));
  if (files.length === 0 || sessionId === undefined) return null;
  return (
    <p className="meta why-paths">
      {files.map((path) => (
        <button
          key={path}
          type="button"
          className="link"
          onClick={() => go({ type: "session", sessionId, tab: "files", focus: path })}
        >
          <RevealedText text={path} />
        </button>
      ))}
    </p>
  );
};

/** One event of a chain. */
export const WhyStepRow = ({ step, way }: { readonly step: WhyStep; readonly way: "behind" | "after" }): ReactNode => {
  const ask = useAskWhy();
  const name = useId();
  const { excerpt, origins, root, seq } = step;
  return (
    <li className="why-step" aria-labelledby={name}>
      <span className="why-dot">
        <Mark kind={markOf(step)} size={11} />
      </span>
      <div className="why-body">
        <p className="why-head">
          <b id={name}>
            <RevealedText text={deedWords(step)} />
          </b>
          <Place step={step} />
        </p>
        <Paths step={step} />
        {excerpt !== undefined && <Excerpt excerpt={excerpt} />}
        {origins.length > 0 && (
          <p className="meta why-from">
            <RevealedText text={fromWords(origins)} />
          </p>
        )}
        {way === "behind" && root !== undefined && <p className="why-root">{rootWords[root]}</p>}
        <div className="why-acts">
          {ask !== undefined && (
            <button type="button" className="link" onClick={() => ask({ type: "event", seq })}>
              {way === "behind" ? "What came of this" : "Why is this here?"}
              <span className="sr">: {deedWords(step)}</span>
            </button>
          )}
          {way === "behind" && <ForgetSourceButtons step={step} />}
        </div>
      </div>
    </li>
  );
};
