import type { Failure } from "../../../kernel/base/failure.ts";
import { assertNever } from "../../../kernel/base/result.ts";
import { replyWords } from "../../../kernel/conversation/user-question.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import type { CallView } from "../../store/session-view.ts";
import { withoutStop } from "../parts/sentence.ts";
import { formatClockSeconds, formatCount, formatDuration } from "../parts/time.ts";

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The verb of a call: in the past only when it was done. */
export const verbOf = ({ status, headline, tool }: CallView): string =>
  status === "done" ? headline.verb : capital(tool.replace(/[_-]+/g, " "));

const deniedWords: Readonly<Record<Extract<CallView, { readonly status: "denied" }>["by"], string>> = {
  person: "denied by you",
  rule: "denied by a rule",
  hook: "blocked by a guardrail",
};

/** How a call stands, in a word; empty for one that was done as asked. */
export const statusWord = (call: CallView): string => {
  switch (call.status) {
    case "queued":
      return "queued";
    case "waiting":
      return call.approval.kind === "result" ? "waiting for a result" : "waiting for you";
    case "running":
      return "running";
    case "done":
      return call.output.isError ? "returned an error" : "";
    case "failed":
      return "failed";
    case "denied":
      return deniedWords[call.by];
    case "stopped":
      return "stopped";
    case "timed-out":
      return "timed out";
    default:
      return assertNever(call);
  }
};

/** The second line under a call that did not simply work: what it means for the data. */
export const consequence = (call: CallView): string | undefined => {
  switch (call.status) {
    case "failed":
      return call.failure.message;
    case "denied":
      return call.reason.trim() === "" ? "It did not run, and the model was told so." : `Told the model: “${call.reason}”`;
    case "stopped":
      if (call.access === "container") return undefined;
      return call.access === "external"
        ? "It was stopped on its way; what it reached outside is unknown."
        : "Nothing was changed.";
    case "timed-out":
      if (call.access === "container") return undefined;
      return call.access === "external"
        ? "It took too long; what it reached outside is unknown."
        : "It took too long and was ended. Nothing was changed.";
    default:
      return undefined;
  }
};

/** What is said of an answer that came after its call was over. */
export const lateWords = ({ lateMs }: CallView): string | undefined =>
  lateMs === undefined ? undefined : `Its answer came ${formatDuration(lateMs)} too late and was ignored.`;

const searches = new Set(["grep", "glob", "search"]);
const lists = new Set(["list", "ls"]);
const plural = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** "Read 6 files, searched 2×", in the order in which the kinds first came. */
export const readsTitle = (calls: readonly CallView[]): string => {
  const counts = new Map<string, number>();
  for (const { tool } of calls) {
    const kind = [...searches].some((name) => tool.includes(name))
      ? "search"
      : [...lists].some((name) => tool.includes(name))
        ? "list"
        : "read";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const parts = [...counts].map(([kind, count]) => {
    if (kind === "search") return `searched ${count}×`;
    return kind === "list" ? `listed ${plural(count, "folder", "folders")}` : `read ${plural(count, "file", "files")}`;
  });
  return capital(parts.join(", "));
};

/** What stands over a run that was interrupted, what takes it up again is called, and what Settings can do about it. */
export const interruption = ({
  type,
}: Failure): { readonly title: string; readonly action: string; readonly settings?: string } => {
  const unanswered = { title: "The model did not answer.", action: "Try again" };
  switch (type) {
    case "unauthorized":
      return { ...unanswered, settings: "Change the key" };
    case "network":
    case "wire":
      return { ...unanswered, settings: "Check connection" };
    case "not-found":
      return { ...unanswered, settings: "Choose a model" };
    case "rate-limited":
    case "overloaded":
    case "budget-spent":
    case "held-back":
    case "timed-out":
      return unanswered;
    case "looks-stuck":
      return { title: "The run looks stuck.", action: "Continue" };
    default:
      return { title: "The run was interrupted.", action: "Resume" };
  }
};

/** What a person decided about a call, in one line; undefined while nobody was asked. */
export const receipt = ({ answer, answeredAt, editedFields, rule }: Approval): string | undefined => {
  if (answer === undefined) return undefined;
  const at = answeredAt === undefined ? "" : ` ${formatClockSeconds(answeredAt)}`;
  const edited = editedFields.length === 0 ? "" : `, ${formatCount(editedFields.length, "field", "fields")} edited`;
  switch (answer.type) {
    case "approve":
      return `Approved by you${at}${edited}`;
    case "allow-for":
      return `Approved by you${at}${edited}, rule made: ${withoutStop(answer.rule.sentence)}`;
    case "edit":
      return `Edited by you${at}`;
    case "reject":
      return `Rejected by you${at}`;
    case "mark-done":
      return `Marked as done by you${at}`;
    case "retry":
      return `Run again by you${at}, asked by: ${withoutStop(rule.sentence)}`;
    case "reply":
      return `Answered by you${at}: ${replyWords(answer)}`;
    case "decline":
      return `You gave no answer${at}`;
    case "result":
      return answer.isError ? `Done outside${at}, without success` : `Done outside${at}`;
    default:
      return assertNever(answer);
  }
};

/** Under a second a number says nothing: the thought came in one piece, or was not measured. */
const briefMs = 1_000;

/** How long a model thought, in words; undefined where nobody measured it. */
export const thoughtWords = (thinkingMs: number | undefined): string => {
  if (thinkingMs === undefined) return "Thought";
  return thinkingMs < briefMs ? "Thought briefly" : `Thought for ${formatDuration(thinkingMs)}`;
};
