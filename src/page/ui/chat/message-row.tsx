import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, type ReactNode, useEffect, useState } from "react";
import type { MessageId } from "../../../kernel/base/ids.ts";
import type { StopReason } from "../../../kernel/conversation/message.ts";
import { answerValue } from "../../../kernel/model/answer-json.ts";
import type { FormView, MessageView } from "../../store/session-view.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { answersAsJson } from "../../store/views/answers-as-json.ts";
import { formWords } from "../../store/views/event-title.ts";
import { Icon } from "../parts/icon.tsx";
import { Mark, type MarkKind, type StateMarkKind } from "../parts/mark.tsx";
import { Markdown } from "../parts/markdown/markdown.tsx";
import { warmUpMarkdown } from "../parts/markdown/warm-up.ts";
import { RequestCost } from "./request-cost.tsx";
import { SilenceNotice } from "./silence-notice.tsx";
import { Node } from "./stem.tsx";
import { thoughtWords } from "./wording.ts";

const Thinking = ({ message, growing }: { readonly message: MessageView; readonly growing: boolean }): ReactNode => {
  const [open, setOpen] = useState(false);
  const over = message.thinkingMs !== undefined || !growing;
  return (
    <div className="callrow">
      <div className="tr">
        <Node kind={over ? "model" : "running"} />
        <button type="button" className="opener" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon of={open ? ChevronDown : ChevronRight} size={14} className="chev" />
          <span className="v">{over ? thoughtWords(message.thinkingMs) : "Thinking…"}</span>
        </button>
      </div>
      <p className={open ? "think open" : "think trunc"} dir="auto">
        {open
          ? message.thinking
          : (over ? message.thinking : message.thinking.slice(-240))
              .split("\n")
              .filter((line) => line.trim() !== "")
              .at(over ? 0 : -1)}
      </p>
    </div>
  );
};

const Waiting = (): ReactNode => {
  useEffect(warmUpMarkdown, []);
  return (
    <div className="tr">
      <Node kind="running" />
      <span className="dim">Waiting for the model…</span>
    </div>
  );
};

/** Why a message stopped, where that is worth a word. */
const reasonText = (reason: StopReason): string | undefined => {
  switch (reason.type) {
    case "max-tokens":
      return "The answer reached the longest it may be, and ends here.";
    case "refusal":
      return "The model declined to go on.";
    case "context-overflow":
      return "The conversation is larger than the model can read.";
    case "other":
      return `The model ended its message with “${reason.raw}”.`;
    default:
      return undefined;
  }
};

const Broken = ({ message, told }: { readonly message: MessageView; readonly told: boolean }): ReactNode => {
  if (message.ending?.type !== "failed") return null;
  const { failure } = message.ending;
  const stopped = failure.type === "aborted";
  if (told) return null;
  if (failure.type === "answer-rejected") {
    return (
      <div className="callrow">
        <div className="tr">
          <Node kind="denied" />
          <span className="v">Answer</span>
          <span className="grow" />
          <span className="state s-stopped">
            <Mark kind="denied" size={11} /> not kept
          </span>
        </div>
        <p className="under">{failure.message}</p>
      </div>
    );
  }
  return (
    <div className="callrow">
      <div className="tr">
        <Node kind={stopped ? "stopped" : "error"} />
        <span className="v">Answer</span>
        <span className="grow" />
        <span className={`state ${stopped ? "s-stopped" : "s-failed"}`}>
          <Mark kind={stopped ? "stopped" : "error"} size={11} /> {stopped ? "stopped" : "failed"}
        </span>
      </div>
      {!stopped && <p className="under">{failure.message} None of its tool calls ran.</p>}
    </div>
  );
};

/** How JSON begins, and no sentence does. */
const beginsAsJson = /^\s*(?:\{|\[\s*[[{"\d])/u;

/** An answer that has to be JSON, as JSON; what is none is shown as it was written. While it grows it is not read. */
const jsonText = (text: string, growing: boolean): string => {
  const value = growing ? undefined : answerValue(text);
  if (value?.ok === true) return `\`\`\`json\n${JSON.stringify(value.value, null, 2)}\n\`\`\``;
  return beginsAsJson.test(text) ? `\`\`\`json\n${text}` : text;
};

const formMarks: Readonly<Record<FormView["verdict"], MarkKind | StateMarkKind>> = {
  fits: "done",
  "asked-again": "approval",
  "gave-up": "error",
};

/** How an answer was held against its schema, with all that the model was told. */
const Form = ({ form }: { readonly form: FormView }): ReactNode => (
  <div className="callrow">
    <div className="tr">
      <Node kind={formMarks[form.verdict]} />
      <span className="v remark">{formWords(form)}</span>
    </div>
    {form.problems.length > 0 && (
      <ul className="under problems">
        {form.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    )}
  </div>
);

/** One message of the model: what it thought, what it wrote, and whether it broke off. `told`: its failure is shown elsewhere. */
export const MessageRow = memo(({ messageId, told }: { readonly messageId: MessageId; readonly told: boolean }): ReactNode => {
  const message = useApp((state) => shownSession(state)?.messages.get(messageId));
  const running = useApp((state) => {
    const status = shownSession(state)?.run.status;
    return status === "running" || status === "waiting";
  });
  const mayBeJson = message !== undefined && message.form === undefined && beginsAsJson.test(message.text);
  const isUnchecked = useApp((state) => mayBeJson && answersAsJson(state));
  if (message === undefined) return null;
  const growing = running && message.ending === undefined;
  const isJson = message.form !== undefined || isUnchecked;
  const reason = message.ending?.type === "ended" ? reasonText(message.ending.reason) : undefined;
  return (
    <>
      {message.thinking !== "" && <Thinking message={message} growing={growing && message.text === ""} />}
      {message.text !== "" && (
        <div className="md" data-answer={messageId}>
          <Node kind={growing ? "running" : "model"} />
          <Markdown text={isJson ? jsonText(message.text, growing) : message.text} growing={growing} />
        </div>
      )}
      {growing && message.text === "" && message.thinking === "" && <Waiting />}
      {growing && <SilenceNotice chars={message.text.length + message.thinking.length} />}
      {message.form !== undefined && <Form form={message.form} />}
      {reason !== undefined && <p className="under">{reason}</p>}
      <Broken message={message} told={told} />
      <RequestCost ending={message.ending} />
    </>
  );
});
