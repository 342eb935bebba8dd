import type { Failure } from "../../kernel/base/failure.ts";
import type { CallId, MessageId, RunId } from "../../kernel/base/ids.ts";
import type { GateCall } from "../../kernel/contracts/gate.ts";
import { callResult } from "../../kernel/conversation/call-result.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { createNestedIndex, type NestedIndex } from "../../kernel/conversation/nested-run.ts";
import { foldWaiting, type WaitingSaid } from "../../kernel/conversation/waiting.ts";
import type { RunLimits } from "../../kernel/limits/limits.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { ModelChoice } from "../../kernel/model/model.ts";
import type { ModelSettings } from "../../kernel/model/model-settings.ts";
import { tokensAfter } from "../../kernel/model/usage.ts";
import type { Level } from "../../kernel/rules/rule.ts";
import { applyCompaction } from "./compaction/apply-compaction.ts";
import { tokensOfMessages } from "./compaction/context-size.ts";
import { changeNotes, keptNote, undoNote } from "./file-notes.ts";
import type { RunSpending } from "./loop-contract.ts";
import { createMessageFold, type MessageFold } from "./message-fold.ts";
import { callsOf, type ResultBlock, repairHistory, resultsMessageId, saysSomething } from "./repair.ts";
import { countAnswer, countSummary, openRunDraft, type RunDraft, resumeRun, spentBy, startTurn } from "./run-draft.ts";

/** A run that has no `run-ended` entry: it goes on somewhere, or it was interrupted and can be resumed. */
export interface OpenRun {
  readonly runId: RunId;
  readonly model: ModelChoice;
  readonly limits: RunLimits;
  readonly level: Level;
  readonly settings: ModelSettings;
  /** Why it was interrupted last; absent when nobody wrote that down, as after a crash. */
  readonly interrupted?: Failure;
  readonly spent: RunSpending;
  /** Calls of the last message that are not settled. */
  readonly openCalls: readonly GateCall[];
  /** It is there to shorten the conversation. Absent: it answers. */
  readonly purpose?: "compaction";
  /** The conversation was shortened in it. Absent: it was not. */
  readonly wasShortened?: true;
  /** What the model had written when the run broke off. It is not part of the history: a resumed run asks again. */
  readonly partial?: Message;
}

/** A session as the model reads it. */
export interface Conversation {
  /**
   * Valid by `findHistoryProblem`. When a run is open and its last message has calls that are not settled, all of that
   * message's calls are left open (`open-calls`): the gate answers the settled ones again from its ledger.
   */
  readonly history: readonly Message[];
  readonly openRun?: OpenRun;
  /** Tokens of the request that the history makes: as counted last, and an estimate of what was added since. Absent: never counted. */
  readonly contextTokens?: number;
  /** What the person said and no model has read yet, in order. */
  readonly queued: readonly WaitingSaid[];
}

type EventOf<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

interface Fold {
  /** The runs inside calls of this conversation's. */
  readonly nested: NestedIndex;
  readonly messages: Message[];
  queued: readonly WaitingSaid[];
  /** Results of the last assistant message's calls. */
  readonly results: Map<CallId, { readonly block: ResultBlock; readonly changedFiles: number }>;
  /** The message that arrives. */
  arriving: MessageFold | undefined;
  /** An answer that broke off. It counts only when no other attempt took its place. */
  broken: Message | undefined;
  /** What the person took back or brought back since the model was told last. */
  readonly undoNotes: string[];
  /** Whether the run that was started has heard the person yet. */
  isFirstWord: boolean;
  run: RunDraft | undefined;
  /** Tokens of the request that the first messages make. */
  counted: { readonly tokens: number; readonly messages: number } | undefined;
}

const startRun = (fold: Fold, { runId, at }: LogEntry, started: EventOf<"run-started">): void => {
  if (runId === undefined) return;
  fold.isFirstWord = true;
  fold.run = openRunDraft(runId, at, started);
};

const openCallsOf = ({ messages, results }: Fold): readonly GateCall[] => {
  const last = messages.at(-1);
  if (last === undefined) return [];
  return callsOf(last)
    .filter(({ callId }) => !results.has(callId))
    .map(({ callId, tool, input, invalid }) => ({ callId, tool, input, ...(invalid === undefined ? {} : { invalid }) }));
};

/** Puts the results of the last message's calls behind it; the repair answers those that have none. */
const closeRound = (fold: Fold): void => {
  const last = fold.messages.at(-1);
  const calls = last === undefined ? [] : callsOf(last);
  if (last === undefined || calls.length === 0) return;
  const blocks = calls.flatMap(({ callId }) => fold.results.get(callId)?.block ?? []);
  for (const { callId } of calls) countCall(fold, callId);
  fold.results.clear();
  fold.messages.push({ messageId: resultsMessageId(last.messageId), role: "user", blocks });
};

const countCall = ({ run, results }: Fold, callId: CallId): void => {
  const result = results.get(callId);
  if (run === undefined || result === undefined) return;
  run.calls += 1;
  if (result.block.isError) run.callsFailed += 1;
  run.filesChanged += result.changedFiles;
};

const keepBroken = (fold: Fold): void => {
  const broken = fold.arriving?.partial() ?? fold.broken;
  fold.arriving = undefined;
  fold.broken = undefined;
  if (broken !== undefined && saysSomething(broken.blocks)) fold.messages.push(broken);
};

const hearUser = (fold: Fold, { messageId, blocks }: EventOf<"user-message">): void => {
  keepBroken(fold);
  closeRound(fold);
  if (fold.run !== undefined) fold.run.answered = undefined;
  // Only a run's first word: to a run that goes on, its loop tells what the person says and nothing else.
  const notes = fold.isFirstWord ? fold.undoNotes.splice(0) : [];
  fold.isFirstWord = false;
  fold.messages.push({ messageId, role: "user", blocks: [...notes.map((text) => ({ type: "text" as const, text })), ...blocks] });
};

const startAttempt = (fold: Fold, messageId: MessageId): void => {
  closeRound(fold);
  fold.broken = undefined;
  if (fold.run !== undefined) fold.run.answered = undefined;
  fold.arriving = createMessageFold(messageId);
};

/** What the provider refused once it would refuse again. */
const forgetBlocks = ({ messages }: Fold, provider: string): void => {
  for (const [index, message] of messages.entries()) {
    const blocks = message.blocks.filter((block) => block.type !== "opaque" || block.provider !== provider);
    if (blocks.length < message.blocks.length) messages[index] = { ...message, blocks };
  }
};

/** Pieces of a message whose start could not be read still count. */
const arrivingOf = (fold: Fold, messageId: MessageId): MessageFold => {
  if (fold.arriving?.messageId !== messageId) startAttempt(fold, messageId);
  return fold.arriving!; // `startAttempt` sets it.
};

const endMessage = (fold: Fold, event: EventOf<"message-ended">): void => {
  const { messageId, reason, durationMs } = event;
  const message = arrivingOf(fold, messageId).whole();
  fold.arriving = undefined;
  if (saysSomething(message.blocks)) fold.messages.push(message);
  const tokens = tokensAfter(event.usage);
  if (tokens !== undefined) fold.counted = { tokens, messages: fold.messages.length };
  if (fold.run === undefined) return;
  countAnswer(fold.run, event);
  fold.run.rejections = 0;
  fold.run.modelMs += durationMs;
  fold.run.answered = callsOf(message).length === 0 ? reason : undefined;
};

const failMessage = (fold: Fold, event: EventOf<"message-failed">): void => {
  fold.broken = arrivingOf(fold, event.messageId).partial();
  fold.arriving = undefined;
  if (fold.run === undefined) return;
  countAnswer(fold.run, event);
  if (event.failure.type === "answer-rejected") fold.run.rejections += 1;
};

const settle = (fold: Fold, { callId, outcome, editedFields, effect }: EventOf<"call-settled">): void => {
  const block: ResultBlock = { type: "tool-result", callId, ...callResult(outcome, editedFields) };
  fold.results.set(callId, { block, changedFiles: effect?.files.length ?? 0 });
};

const endRun = (fold: Fold, runId: RunId | undefined): void => {
  if (fold.run?.runId !== runId) return;
  keepBroken(fold);
  closeRound(fold);
  fold.run = undefined;
};

/**
 * The conversation goes on from another place: whatever was under way there is over. What is told of the files goes with what
 * the person said last, where that is still to be answered, because no other word of theirs may come before the answer.
 */
const takeBranch = (fold: Fold, event: EventOf<"branch-chosen">): void => {
  const { kept } = event;
  fold.queued = foldWaiting(fold.queued, event);
  keepBroken(fold);
  closeRound(fold);
  fold.run = undefined;
  if (kept.length === 0) return;
  const last = fold.messages.at(-1);
  if (last?.role !== "user") return void fold.undoNotes.push(keptNote(kept));
  fold.messages[fold.messages.length - 1] = { ...last, blocks: [...last.blocks, { type: "text", text: keptNote(kept) }] };
};

/** From here on the model reads a summary: the same that the loop put in the place of its messages. */
const shorten = (fold: Fold, event: EventOf<"context-compacted">): void => {
  if (event.why === "overflow") fold.broken = undefined;
  keepBroken(fold);
  closeRound(fold);
  const messages = applyCompaction(repairHistory(fold.messages), event);
  fold.messages.splice(0, fold.messages.length, ...messages);
  fold.counted = { tokens: event.tokensAfter, messages: messages.length };
  if (fold.run === undefined) return;
  countSummary(fold.run, event);
  fold.run.wasShortened = true;
  // What no longer fitted is asked again.
  if (event.why === "overflow") fold.run.answered = undefined;
};

/** What a conversation does not speak of is passed over: sessions, rules, approvals, and entries nobody can read. */
const hear = (fold: Fold, entry: LogEntry): void => {
  const { event } = entry;
  switch (event.type) {
    case "run-started":
      return startRun(fold, entry, event);
    case "run-resumed":
      return fold.run === undefined ? undefined : resumeRun(fold.run, entry.at);
    case "run-interrupted":
      if (fold.run !== undefined) fold.run.interrupted = event.reason;
      return;
    case "run-ended":
      return endRun(fold, entry.runId);
    case "turn-started":
      return fold.run === undefined ? undefined : startTurn(fold.run, entry.turn);
    case "user-message":
      fold.queued = foldWaiting(fold.queued, event);
      return hearUser(fold, event);
    case "steer-queued":
    case "steer-withdrawn":
    case "steer-moved":
      fold.queued = foldWaiting(fold.queued, event);
      return;
    case "effects-undone":
      fold.undoNotes.push(undoNote(event));
      return;
    case "files-changed":
      fold.undoNotes.push(...changeNotes(event));
      return;
    case "branch-chosen":
      return takeBranch(fold, event);
    case "attempt-started":
      return startAttempt(fold, event.messageId);
    case "thinking-dropped":
      return event.why === "refused" ? forgetBlocks(fold, event.provider) : undefined;
    case "context-compacted":
      return shorten(fold, event);
    case "compaction-skipped":
      return fold.run === undefined ? undefined : countSummary(fold.run, event);
    case "text-appended":
    case "thinking-appended":
      return arrivingOf(fold, event.messageId).append(
        event.type === "text-appended" ? "text" : "thinking",
        event.offset,
        event.text,
      );
    case "block-received":
      return arrivingOf(fold, event.messageId).addOpaque(event.provider, event.value);
    case "call-requested":
      return arrivingOf(fold, event.messageId).addCall(event);
    case "guard-checked":
      if (fold.run !== undefined && event.verdict === "went-on") fold.run.rounds += 1;
      return;
    case "answer-checked":
      if (fold.run !== undefined) fold.run.formRounds = event.verdict === "fits" ? 0 : event.round;
      return;
    case "message-ended":
      return endMessage(fold, event);
    case "message-failed":
      return failMessage(fold, event);
    case "call-settled":
      return settle(fold, event);
    default:
  }
};

const openRunOf = (fold: Fold, run: RunDraft): OpenRun => {
  const { model, limits, level, purpose, settings = {} } = run.started;
  const partial = fold.arriving?.partial() ?? fold.broken;
  return {
    runId: run.runId,
    model,
    limits,
    level,
    settings,
    spent: spentBy(run),
    openCalls: openCallsOf(fold),
    ...(run.wasShortened ? { wasShortened: true } : {}),
    ...(purpose === undefined ? {} : { purpose }),
    ...(run.interrupted === undefined ? {} : { interrupted: run.interrupted }),
    ...(partial === undefined || !saysSomething(partial.blocks) ? {} : { partial }),
  };
};

/** What a run inside one of this run's calls came to counts as this run's own; it is told once, at its end. */
const hearNested = ({ nested, run }: Fold, { at, event, runId }: LogEntry): void => {
  if (run === undefined || !isBelow(nested, runId, run.runId)) return;
  run.activeUntil = Math.max(run.activeUntil, at);
  if (event.type !== "run-ended" || nested.parentOf(runId)?.runId !== run.runId) return;
  countAnswer(run, event.summary);
  run.calls += event.summary.calls;
  run.callsFailed += event.summary.callsFailed;
  run.filesChanged += event.summary.filesChanged;
};

const isBelow = (nested: NestedIndex, runId: RunId | undefined, above: RunId): boolean => {
  for (let id = nested.parentOf(runId)?.runId; id !== undefined; id = nested.parentOf(id)?.runId) if (id === above) return true;
  return false;
};

const foldEntries = (entries: readonly LogEntry[], belongs: (entry: LogEntry, nested: NestedIndex) => boolean): Conversation => {
  const fold: Fold = {
    nested: createNestedIndex(),
    messages: [],
    queued: [],
    results: new Map(),
    arriving: undefined,
    broken: undefined,
    undoNotes: [],
    isFirstWord: false,
    run: undefined,
    counted: undefined,
  };
  for (const entry of entries) {
    if (!belongs(entry, fold.nested)) {
      hearNested(fold, entry);
      continue;
    }
    hear(fold, entry);
    if (fold.run !== undefined && entry.runId === fold.run.runId) fold.run.activeUntil = Math.max(fold.run.activeUntil, entry.at);
  }
  const isOpen = fold.run !== undefined && openCallsOf(fold).length > 0;
  if (!isOpen) closeRound(fold);
  const openRun = fold.run === undefined ? undefined : openRunOf(fold, fold.run);
  if (openRun === undefined) keepBroken(fold);
  const history = repairHistory(fold.messages, isOpen ? "open-calls" : "answered");
  const { counted, queued } = fold;
  const conversation = openRun === undefined ? { history, queued } : { history, queued, openRun };
  if (counted === undefined) return conversation;
  return { ...conversation, contextTokens: counted.tokens + tokensOfMessages(fold.messages.slice(counted.messages)) };
};

/**
 * Reads the entries of one branch of a session, in order of `seq`, as the conversation that the model is sent. Total: whatever
 * is missing or damaged in the log, the history is valid. Text told twice counts once. An answer that broke off stays as text,
 * because the person saw it, unless the model was asked again; its calls never ran and are left out. Runs inside calls are
 * conversations of their own; of them only what they used counts.
 */
export const foldMessages = (entries: readonly LogEntry[]): Conversation =>
  foldEntries(entries, (entry, nested) => !nested.note(entry));

/** Reads one nested run's entries out of its session's, as the conversation that its model is sent. */
export const foldNestedRun = (entries: readonly LogEntry[], runId: RunId): Conversation =>
  foldEntries(entries, (entry, nested) => nested.note(entry) && entry.runId === runId);
