import { assertNever } from "../../../kernel/base/result.ts";
import type { Access, Headline } from "../../../kernel/contracts/tool.ts";
import { conditionWords } from "../../../kernel/conversation/continuation-guard.ts";
import { type AttachedBlock, attachedOf, wordsIn } from "../../../kernel/conversation/message.ts";
import { replyWords } from "../../../kernel/conversation/user-question.ts";
import { capNames, formatCap, type SessionCaps } from "../../../kernel/limits/spending-caps.ts";
import type { WorkspaceEffect } from "../../../kernel/log/effect.ts";
import type { BranchReason, CallOutcome, Event, RunOutcome, Speaker } from "../../../kernel/log/event.ts";
import { modelName } from "../../../kernel/model/model.ts";
import { type SettingName, settingNames } from "../../../kernel/model/model-settings.ts";
import type { ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { compactionTitle } from "./compaction-words.ts";
import { consolidationTitle } from "./consolidation-words.ts";
import { limitWords } from "./limit-words.ts";
import { recalledWords } from "./memory-words.ts";
import { attachedWords } from "./said-words.ts";
import { actTitle, circuitTitle, reviewTitle, servedTitles } from "./stage-words.ts";

/** A title in words, and what it is about as machine text (a path, a tool's argument) where there is such a thing. */
export interface EventTitle {
  readonly words: string;
  readonly object?: string;
}

/** What a call said of itself when it was requested. */
export interface CallFacts {
  readonly headline: Headline;
  readonly access: Access;
  readonly tool: string;
}

const maxQuoted = 96;
/** The beginning of a text on one line. */
const quoted = (text: string): string => {
  const line = text
    .slice(0, maxQuoted * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line;
};

const titled = (words: string, object?: string): EventTitle =>
  object === undefined || object === "" ? { words } : { words, object };

const saidTitle = (who: string, text: string, attached: readonly AttachedBlock[]): EventTitle => {
  const words = quoted(text);
  if (attached.length === 0) return titled(`${who}: ${words}`);
  const shown = attachedWords(attached);
  return titled(words === "" ? `${who}: ${shown}` : `${who}, with ${shown}: ${words}`);
};

const deniedWords: Readonly<Record<Extract<CallOutcome, { readonly type: "denied" }>["by"], string>> = {
  person: "Rejected by you",
  rule: "Denied by a rule",
  hook: "Blocked by a guardrail",
};

const outcomeTitle = (tool: string, outcome: CallOutcome, call: CallFacts | undefined): EventTitle => {
  const object = call?.headline.object;
  switch (outcome.type) {
    case "done":
      if (outcome.output.isError) return titled(`Answered with a refusal: ${tool}`, object);
      return titled(call?.headline.verb ?? `Done: ${tool}`, object);
    case "failed":
      return titled(`Failed: ${tool}`, object);
    case "denied":
      return titled(`${deniedWords[outcome.by]}: ${tool}`, object);
    case "stopped":
      return titled(`Stopped: ${tool}`, object);
    case "timed-out":
      return titled(`Timed out: ${tool}`, object);
  }
};

const answerWords = (answer: ApprovalAnswer): string => {
  switch (answer.type) {
    case "approve":
      return "You approved";
    case "edit":
      return "You edited the arguments";
    case "reject":
      return "You rejected";
    case "allow-for":
      return "You approved and made a rule";
    case "mark-done":
      return "You marked it done";
    case "retry":
      return "You said: do it again";
    case "reply":
      return `You answered: ${quoted(replyWords(answer))}`;
    case "decline":
      return "You gave no answer";
    case "result":
      return answer.isError ? `It did not work outside: ${quoted(answer.text)}` : `Result from outside: ${quoted(answer.text)}`;
  }
};

const capWords = (caps: SessionCaps): string => {
  const own = capNames.flatMap((name) => {
    const amount = name === "session-cost" || name === "session-tokens" ? caps[name] : undefined;
    return amount === undefined ? [] : [formatCap(name, amount)];
  });
  return own.length === 0 ? "as everywhere" : own.join(", ");
};

const runOutcomeWords = (outcome: RunOutcome): string => {
  switch (outcome.type) {
    case "completed":
      return "Run completed";
    case "stopped":
      return "Run stopped by you";
    case "timed-out":
      return "Run timed out";
    case "limit-reached":
      return `Run paused at ${limitWords(outcome.limit)}`;
    case "failed":
      return "Run failed";
  }
};

const filesOf = ({ files }: WorkspaceEffect): string =>
  files.length === 1 ? (files[0]?.path ?? "") : files.length === 0 ? "" : `${files[0]?.path ?? ""} and ${files.length - 1} more`;

const settingWords: Readonly<Record<SettingName, string>> = {
  systemPrompt: "system prompt",
  effort: "effort",
  temperature: "temperature",
  maxOutputTokens: "longest answer",
  contextWindow: "context window",
  stopSequences: "stop sequences",
  promptCaching: "prompt caching",
  answerFormat: "form of the answer",
};

const changedNames = ({ set, follows }: Extract<Event, { readonly type: "session-settings-changed" }>): string =>
  settingNames
    .filter((name) => name in set || follows.includes(name))
    .map((name) => settingWords[name])
    .join(", ");

/** What a guard found, as one sentence without its end. */
export const guardWords = ({ maxRounds, name, round, verdict }: Extract<Event, { readonly type: "guard-checked" }>): string => {
  switch (verdict) {
    case "met":
      return `Done: ${name}`;
    case "went-on":
      return `Sent on until ${name}, round ${round} of ${maxRounds}`;
    case "gave-up":
      return `Left after ${maxRounds} ${maxRounds === 1 ? "round" : "rounds"} of going on until ${name}`;
    case "aborted":
      return `Left, because it is of no use to go on until ${name}`;
    case "failed":
      return `Nobody could tell whether ${name}`;
  }
};

/** How an answer was held against its form, as one sentence without its end. */
export const formWords = ({
  maxRounds,
  round,
  verdict,
}: Pick<Extract<Event, { readonly type: "answer-checked" }>, "maxRounds" | "round" | "verdict">): string => {
  switch (verdict) {
    case "fits":
      return `The answer matches the schema${round === 0 ? "" : `, after ${round} more ${round === 1 ? "try" : "tries"}`}`;
    case "asked-again":
      return `The answer does not match the schema: asked again, ${round} of ${maxRounds}`;
    case "gave-up":
      return `The answer does not match the schema, also after ${maxRounds} more tries`;
  }
};

const speakerWords: Readonly<Record<Speaker, string>> = {
  guardrail: "Guardrail",
  continuation: "Guard",
  format: "Form of the answer",
};

/** What a check did, as one sentence without its end. */
export const hookWords = ({ did, name }: Extract<Event, { readonly type: "hook-acted" }>): string =>
  did === "failed" ? `The guardrail “${name}” broke down` : `The guardrail “${name}” changed what was sent`;

const branchWords: Readonly<Record<BranchReason, string>> = {
  edit: "You edited a message: a branch begins",
  regenerate: "You asked for another answer: a branch begins",
  fork: "You forked: a branch begins",
  switch: "You went to another branch",
};

/** What happened, in the words of this page. `call` is what is known of the call that the event belongs to. */
export const titleOfEvent = (event: Event, call?: CallFacts): EventTitle => {
  switch (event.type) {
    case "session-created":
      return titled(`Session created: ${quoted(event.title)}`);
    case "session-renamed":
      return titled(`Session renamed: ${quoted(event.title)}`);
    case "session-deleted":
      return titled("Session deleted");
    case "level-changed":
      return titled(`Asking set to: ${event.level.replaceAll("-", " ")}`);
    case "stepping-changed":
      return titled(event.on ? "Step by step: on" : "Step by step: off");
    case "recalling-changed":
      return titled(
        event.on ? "Memory goes with each run: on" : "Memory goes with each run: off",
        event.limits === undefined ? undefined : `at most ${event.limits.items}, ${event.limits.tokens} tokens`,
      );
    case "texts-embedded": {
      const { engine, failure, texts } = event;
      const count = texts === 1 ? "1 text" : `${texts} texts`;
      return failure === undefined
        ? titled(`Vectors of ${count}`, engine.model)
        : titled(`No vectors of ${count}: ${failure.message}`, engine.model);
    }
    case "memory-withheld":
      return titled(event.withheld ? "Left out of this session" : "Put back into this session", event.memoryId);
    case "memory-recalled":
      return titled(recalledWords(event));
    case "mode-changed":
      return titled(`Mode: ${event.mode.replaceAll("-", " ")}`);
    case "session-settings-changed":
      return titled(`This session's own settings changed: ${changedNames(event)}`);
    case "session-model-changed":
      return titled("Model of this session", event.model === null ? "as the defaults say" : modelName(event.model));
    case "session-caps-changed":
      return titled("Spending caps of this session", capWords(event.caps));
    case "rule-added":
      return titled(`Rule added: ${quoted(event.rule.sentence)}`);
    case "rule-changed":
      return titled(`Rule ${event.rule.isOff ? "off" : "changed"}: ${quoted(event.rule.sentence)}`);
    case "rules-ordered":
      return titled("Rules put in another order");
    case "rule-removed":
      return titled("Rule removed", event.ruleId);
    case "user-message":
      return saidTitle(
        event.by === undefined ? "You" : speakerWords[event.by],
        wordsIn(event.blocks, " "),
        attachedOf(event.blocks),
      );
    case "steer-queued":
      return saidTitle(event.delivery === "later" ? "You say later" : "You steer", event.text, event.pictures ?? []);
    case "steer-withdrawn":
      return titled("Waiting message taken back");
    case "steer-moved":
      return titled(event.delivery === "later" ? "Waiting message is to be said later" : "Waiting message is to steer the run");
    case "session-guard-changed":
      return titled(
        event.guard === null
          ? "Runs end with their answer"
          : `Runs go on until: ${conditionWords(event.guard.until)}, ${event.guard.maxRounds} ${event.guard.maxRounds === 1 ? "round" : "rounds"} at most`,
      );
    case "guard-checked":
      return titled(guardWords(event));
    case "answer-checked":
      return titled(formWords(event));
    case "hook-acted":
      return titled(hookWords(event));
    case "run-started":
      return titled("Run started", modelName(event.model));
    case "run-interrupted":
      if (event.reason.type === "needs-more-turns") return titled(`Run paused after turn ${event.reason.turn}`);
      return titled(event.reason.type === "looks-stuck" ? "Run paused: it looks stuck" : "Run interrupted");
    case "run-resumed":
      return titled("Run resumed");
    case "run-ended":
      return titled(runOutcomeWords(event.outcome));
    case "turn-started":
      return titled("Turn started");
    case "turn-ended":
      return titled("Turn ended");
    case "reminder-given":
      return titled(`Reminds the model: ${quoted(event.text)}`);
    case "attempt-started":
      return titled("Model asked");
    case "retry-waiting":
      return titled(`Waits before trying again: ${event.reason.type.replaceAll("-", " ")}`);
    case "thinking-dropped":
      return titled(event.why === "refused" ? "Earlier thinking refused, left out" : "Another model’s thinking left out");
    case "context-compacted":
      return titled(compactionTitle(event));
    case "compaction-skipped":
      return titled(`Not shortened: ${event.reason}`);
    case "model-replaced":
      return titled("Another model is asked", modelName(event.to));
    case "text-appended":
      return titled(`Writes: ${quoted(event.text)}`);
    case "thinking-appended":
      return titled(`Thinks: ${quoted(event.text)}`);
    case "block-received":
      return titled("Provider block kept as received", event.provider);
    case "call-requested":
      return titled(
        event.invalid === undefined ? `Wants ${event.tool}` : `Unreadable request for ${event.tool}`,
        event.headline.object,
      );
    case "message-ended":
      return titled("Model finished its message");
    case "message-failed":
      return titled(event.failure.type === "aborted" ? "Message stopped" : "Message broke off");
    case "call-started":
      return titled(`Started ${event.tool}`, call?.headline.object);
    case "approval-requested":
      return event.approval.asks === undefined
        ? titled(`Asks you about ${event.approval.tool}`, event.approval.headline.object)
        : titled(`Asks you: ${quoted(event.approval.asks.question)}`);
    case "approval-answered":
      return titled(answerWords(event.answer), call?.headline.object);
    case "approval-superseded":
      return titled("Question replaced by a fresh one", call?.headline.object);
    case "approval-expired":
      return titled("Question expired", call?.headline.object);
    case "call-settled":
      if (event.served !== undefined) return titled(servedTitles[event.served.from], call?.headline.object ?? event.tool);
      return outcomeTitle(event.tool, event.outcome, call);
    case "operation-started":
      return titled(`Goes on: ${quoted(event.message)}`, call?.headline.object);
    case "call-progressed":
      return titled(`${event.progress.stage}: ${quoted(String(event.progress.message))}`, call?.headline.object);
    case "operation-prepared":
      return titled("Ready to be decided over", call?.headline.object);
    case "operation-cancelled":
      return titled(`Told it is not carried out: ${event.reason}`, call?.headline.object);
    case "result-replayed":
      return titled("Result submitted again, not taken twice", call?.headline.object);
    case "late-result-ignored":
      return titled(`Answered too late, ignored: ${event.tool}`, call?.headline.object);
    case "call-reviewed":
      return titled(reviewTitle(event), call?.headline.object);
    case "stage-acted":
      return titled(actTitle(event.act), call?.headline.object);
    case "circuit-changed":
      return titled(circuitTitle(event));
    case "files-changed":
      if (event.checkpoint !== undefined) return titled(`You restored the state as it was after event ${event.checkpoint.seq}`);
      if (event.reverted !== undefined) return titled("You took back a part of", event.reverted.path);
      if (event.consolidation !== undefined) return titled(consolidationTitle(event.consolidation));
      return titled(event.by === "person" ? "You changed" : "Sample files written", filesOf(event.effect));
    case "effects-undone":
      if (event.rewoundTo !== undefined)
        return titled(`You went back to the files after event ${event.rewoundTo}`, filesOf(event.effect));
      return titled(event.undone.length === 0 ? "Restored" : "Undone", filesOf(event.effect));
    case "branch-chosen":
      return titled(branchWords[event.why], event.effect.files.length === 0 ? undefined : filesOf(event.effect));
    case "branch-named":
      return titled(event.name === "" ? "Branch name taken away" : `Branch named: ${quoted(event.name)}`);
    case "erased-entry":
      return titled("Erased with its session");
    case "unsupported-entry":
      return titled("Written by another version, kept as it is");
    case "unreadable-entry":
      return titled("Could not be read, kept as it is");
    default:
      return assertNever(event);
  }
};

/** What another agent asked a nested run to do, which its log has as its first message. */
export const titleOfTask = ({ blocks }: Extract<Event, { readonly type: "user-message" }>): EventTitle =>
  titled(`Task: ${quoted(blocks.map((block) => (block.type === "text" ? block.text : "")).join(" "))}`);

/** The title as one line of text. */
export const titleText = ({ words, object }: EventTitle): string => (object === undefined ? words : `${words} ${object}`);
