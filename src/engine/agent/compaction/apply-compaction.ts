import { messageId } from "../../../kernel/base/ids.ts";
import type { ContextCompacted } from "../../../kernel/conversation/compaction.ts";
import type { Block, Message } from "../../../kernel/conversation/message.ts";
import { hasCalls, repairHistory } from "../repair.ts";

/** How the summary begins that a model reads. The name of its message says whose it is; this text alone says nothing. */
const summaryHeading = "[Summary of the conversation so far]";
const acknowledgement = "I have read the summary and go on from there.";

/** Stands in the place of a result that a later one replaced. */
export const prunedNote = "[Left out to save room: the same file was read again later.]";

const summaryIds = "summary_";

/** Whether a message is a summary that stands for others, by its name, which no person and no model chooses. */
export const isSummary = ({ messageId: id, role }: Message): boolean => role === "user" && id.startsWith(summaryIds);

/** The summary in a message of one, without its heading. */
export const summaryIn = ({ blocks }: Message): string => {
  const [first] = blocks;
  return first?.type === "text" ? first.text.slice(summaryHeading.length).trim() : "";
};

const isThought = ({ type }: Block): boolean => type === "thinking" || type === "opaque";
const isSaid = ({ blocks, role }: Message): boolean => role === "user" && blocks.some(({ type }) => type !== "tool-result");

/**
 * What models thought goes back to them only where they are still at it: in the answers since the person spoke last, and in the
 * last one. Elsewhere it was made for a conversation that is no longer sent.
 */
const withoutOldThinking = (messages: readonly Message[]): readonly Message[] => {
  const from = Math.min(
    messages.findLastIndex(isSaid),
    messages.findLastIndex(({ role }) => role === "assistant"),
  );
  return messages.map((message, index) => {
    if (index >= from || message.role === "user" || !message.blocks.some(isThought)) return message;
    return { ...message, blocks: message.blocks.filter((block) => !isThought(block)) };
  });
};

/** The messages with notes in the place of the results of these calls. */
const withoutResults = (messages: readonly Message[], pruned: readonly string[]): readonly Message[] => {
  const calls = new Set(pruned);
  const isPruned = (block: Block): boolean => block.type === "tool-result" && calls.has(block.callId);
  const withoutResult = (block: Block): Block => {
    if (block.type !== "tool-result" || !calls.has(block.callId)) return block;
    return { type: "tool-result", callId: block.callId, isError: block.isError, text: prunedNote };
  };
  return messages.map((message) =>
    message.blocks.some(isPruned) ? { ...message, blocks: message.blocks.map(withoutResult) } : message,
  );
};

/**
 * An answer that no longer fitted is asked for again, so what came of it is not part of the conversation any more.
 */
export const withoutUnfinished = (messages: readonly Message[], why: ContextCompacted["why"]): readonly Message[] => {
  const last = messages.at(-1);
  return why === "overflow" && last?.role === "assistant" && !hasCalls(last) ? messages.slice(0, -1) : messages;
};

const summaryMessages = (kept: readonly Message[], { keptFrom, summary }: ContextCompacted): readonly Message[] => {
  const name = keptFrom ?? "all";
  const said: Message = {
    messageId: messageId(`${summaryIds}${name}`),
    role: "user",
    blocks: [{ type: "text", text: `${summaryHeading}\n${summary}` }],
  };
  if (kept[0]?.role !== "user") return [said];
  const heard: Message = {
    messageId: messageId(`heard_${name}`),
    role: "assistant",
    blocks: [{ type: "text", text: acknowledgement }],
  };
  return [said, heard];
};

/**
 * The conversation as the model reads it after a compaction. A function of the conversation and the entry alone, so the loop's
 * memory and the log come to the same. Valid by `findHistoryProblem` where the conversation was; the same messages where the
 * entry names one that is not there.
 */
export const applyCompaction = (messages: readonly Message[], event: ContextCompacted): readonly Message[] => {
  const current = withoutUnfinished(messages, event.why);
  if (event.covered === 0) return repairHistory(withoutResults(current, event.pruned ?? []));
  const from = event.keptFrom === undefined ? current.length : current.findIndex(({ messageId: id }) => id === event.keptFrom);
  if (from === -1) return messages;
  const kept = withoutOldThinking(current.slice(from));
  return repairHistory([...summaryMessages(kept, event), ...kept]);
};
