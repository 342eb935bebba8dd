import type { CallId } from "../../../kernel/base/ids.ts";
import { isJsonObject } from "../../../kernel/base/json.ts";
import type { CompactionReason } from "../../../kernel/conversation/compaction.ts";
import type { Message } from "../../../kernel/conversation/message.ts";
import { type CallBlock, callsOf, isSameCall } from "../repair.ts";
import { isSummary, prunedNote } from "./apply-compaction.ts";
import { tokensOfMessage } from "./context-size.ts";

/** Messages that stay as they are, at most. */
const keptMessages = 10;
/** Tokens of them, at most, and as a share of the window, where that is less. */
const keptTokens = 20_000;
const keptShare = 0.4;
/** The last words, or the last round, stay whatever their size while they leave so much of the window. */
const lastShare = 0.5;

/** How a conversation is divided. */
export interface CompactionPlan {
  /** What a summary is to stand for, without earlier summaries. */
  readonly covered: readonly Message[];
  /** Earlier summaries among them, oldest first. */
  readonly summaries: readonly Message[];
  readonly kept: readonly Message[];
}

export interface PlanOptions {
  readonly why: CompactionReason;
  readonly windowTokens: number;
  /** How often it was shortened since the model answered last; each time less stays. */
  readonly round: number;
}

/** Where a unit begins that holds a message: the results of calls and the calls stand and fall together. */
const unitStart = (messages: readonly Message[], index: number): number => {
  const before = messages[index - 1];
  return before !== undefined && callsOf(before).length > 0 ? index - 1 : index;
};

const mostKept = (count: number, { why, round }: PlanOptions): number => {
  if (why === "threshold") return keptMessages;
  const half = Math.min(keptMessages, Math.floor(count / 2));
  return Math.max(1, Math.floor(half / (round + 1)));
};

/** The first message that stays: as many of the last units as fit. The person's last words stay always. */
const firstKept = (messages: readonly Message[], options: PlanOptions): number => {
  const most = mostKept(messages.length, options);
  const room = Math.min(keptTokens, options.windowTokens * keptShare);
  let from = messages.length;
  let tokens = 0;
  while (from > 0) {
    const start = unitStart(messages, from - 1);
    for (let index = start; index < from; index += 1) tokens += tokensOfMessage(messages[index]!); // Below the length.
    const isLast = from === messages.length;
    const isPersons = isLast && start === from - 1 && messages[start]?.role === "user";
    const fits = isPersons || tokens <= (isLast ? options.windowTokens * lastShare : room);
    if (!fits || (!isLast && messages.length - start > most)) break;
    from = start;
  }
  return from;
};

/**
 * Divides a conversation into what a summary is to stand for and what stays: the last ten messages, fewer where they are long,
 * the calls of a round never without their results. Undefined where there is nothing to stand for but earlier summaries.
 */
export const planCompaction = (messages: readonly Message[], options: PlanOptions): CompactionPlan | undefined => {
  const from = firstKept(messages, options);
  const older = messages.slice(0, from);
  const summaries = older.filter(isSummary);
  const covered = older.flatMap((message, index) => {
    if (isAcknowledgement(older, index)) return [];
    if (!isSummary(message)) return [message];
    // Where nothing had stayed, what was said next stands in the message of the summary.
    const [, ...said] = message.blocks;
    return said.length === 0 ? [] : [{ ...message, blocks: said }];
  });
  return covered.length === 0 ? undefined : { covered, summaries, kept: messages.slice(from) };
};

/** What acknowledges a summary says nothing of its own. */
const isAcknowledgement = (messages: readonly Message[], index: number): boolean => {
  const [message, before] = [messages[index], messages[index - 1]];
  return before !== undefined && isSummary(before) && message?.role === "assistant" && message.messageId.startsWith("heard_");
};

interface ReadCall {
  readonly call: CallBlock;
  readonly path: string;
  /** Whether it asked for the file from its beginning to its end. */
  readonly isWhole: boolean;
}

const readOf = (call: CallBlock): ReadCall | undefined => {
  if (call.tool !== "read" || !isJsonObject(call.input) || typeof call.input.file_path !== "string") return undefined;
  const { file_path: path, offset, limit } = call.input;
  return { call, path, isWhole: (offset === undefined || offset === 1) && limit === undefined };
};

/**
 * Reads whose result another read of the same file took the place of, as far as neither stands in what stays: the later one
 * worked, and asked for the whole file or for the same part of it.
 */
export const supersededReads = (older: readonly Message[]): readonly CallId[] => {
  const results = new Map(
    older.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.type === "tool-result" ? [[block.callId, block] as const] : [])),
    ),
  );
  const reads = older.flatMap(callsOf).flatMap((call) => readOf(call) ?? []);
  const worked = reads.map(({ call }) => results.get(call.callId)?.isError === false);
  return reads.flatMap(({ call, path }, index) => {
    const result = results.get(call.callId);
    if (result === undefined || result.isError || result.text.length <= prunedNote.length) return [];
    const isAgain = reads.some(
      (later, at) => at > index && worked[at] === true && later.path === path && (later.isWhole || isSameCall(later.call, call)),
    );
    return isAgain ? [call.callId] : [];
  });
};
