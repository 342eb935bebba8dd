import { type CallId, type MessageId, messageId } from "../../kernel/base/ids.ts";
import { isSameJson } from "../../kernel/base/json.ts";
import { type Block, isAttached, type Message } from "../../kernel/conversation/message.ts";

/** A call as a block of an assistant message. */
export type CallBlock = Extract<Block, { readonly type: "tool-call" }>;
export type ResultBlock = Extract<Block, { readonly type: "tool-result" }>;

/** What a history may end with: only answered calls, or calls that wait for their results. */
export type Tail = "answered" | "open-calls";

/** The message that holds the results of an assistant message's calls; its name follows from it, so it needs no entry. */
export const resultsMessageId = (asked: MessageId): MessageId => messageId(`results_${asked}`);

const isCall = (block: Block): block is CallBlock => block.type === "tool-call";

export const callsOf = (message: Message): readonly CallBlock[] => message.blocks.filter(isCall);

export const hasCalls = (message: Message): boolean => message.blocks.some(isCall);

export const isSameCall = (one: CallBlock, other: CallBlock): boolean =>
  one.tool === other.tool && isSameJson(one.input, other.input);

/** Whether a provider can be sent something for these blocks: thinking alone says nothing, empty text neither. */
export const saysSomething = (blocks: readonly Block[]): boolean =>
  blocks.some((block) => (block.type === "text" ? block.text !== "" : block.type !== "thinking"));

/** What may stand in a user message: what the person says, and the results of calls. */
const personsBlocks: ReadonlySet<Block["type"]> = new Set(["text", "image", "document", "tool-result"]);

const findResultsProblem = (calls: readonly CallBlock[], { blocks }: Message): string | undefined => {
  for (const [index, call] of calls.entries()) {
    const block = blocks[index];
    if (block?.type !== "tool-result" || block.callId !== call.callId) return `call ${call.callId} has no result in its place`;
  }
  return blocks.slice(calls.length).some(({ type }) => type === "tool-result") ? "a result belongs to no call" : undefined;
};

const findMessageProblem = (message: Message, before: Message | undefined, seen: Set<CallId>): string | undefined => {
  const { role, blocks } = message;
  if (!saysSomething(blocks)) return "the message is empty";
  if (blocks.some((block) => block.type === "text" && block.text === "")) return "a text block is empty";
  if (role === (before?.role ?? "assistant")) return `the role ${role} does not alternate`;
  if (role === "user") {
    if (blocks.some(({ type }) => !personsBlocks.has(type))) return "a block is not the person's to say";
    return findResultsProblem(before === undefined ? [] : callsOf(before), message);
  }
  if (blocks.some(({ type }) => type === "tool-result")) return "a result stands in an assistant message";
  if (blocks.some(isAttached)) return "a picture or document stands in an assistant message";
  for (const { callId } of callsOf(message)) {
    if (seen.has(callId)) return `call ${callId} is there twice`;
    seen.add(callId);
  }
  return undefined;
};

/**
 * The first reason why no provider would take this history, or undefined: roles alternate from the person on, no message is
 * empty, and every call has exactly one result, in the order of the calls, at the start of the next message.
 */
export const findHistoryProblem = (messages: readonly Message[], tail: Tail = "answered"): string | undefined => {
  const seen = new Set<CallId>();
  for (const [index, message] of messages.entries()) {
    const problem = findMessageProblem(message, messages[index - 1], seen);
    if (problem !== undefined) return `Message ${index + 1} of ${messages.length}: ${problem}.`;
  }
  const last = messages.at(-1);
  if (tail === "answered" && last !== undefined && callsOf(last).length > 0) return "The last message has calls without results.";
  return undefined;
};

/** As `findHistoryProblem`, for what is sent: it also ends with the person's turn. */
export const findRequestProblem = (messages: readonly Message[]): string | undefined =>
  findHistoryProblem(messages) ??
  (messages.at(-1)?.role === "user" ? undefined : "The request does not end with a user message.");

/** For a call whose end was never recorded. What a call changes and its entry are one commit, so the first half is certain. */
const lostResult = ({ callId }: CallBlock): ResultBlock => ({
  type: "tool-result",
  callId,
  isError: true,
  text: "No result of this call was recorded. It changed nothing in the workspace; look before you do it again.",
});

/** The results of a message's calls when nothing of them was recorded. */
export const lostResults = (asked: Message): Message => ({
  messageId: resultsMessageId(asked.messageId),
  role: "user",
  blocks: callsOf(asked).map(lostResult),
});

interface Repaired {
  readonly messages: Message[];
  readonly seen: Set<CallId>;
  /** Consecutive user messages, joined until an assistant message follows. */
  user: { readonly messageId: MessageId; readonly blocks: Block[] } | undefined;
}

const closeUser = (repaired: Repaired): void => {
  const { messages, user } = repaired;
  const last = messages.at(-1);
  const calls = last === undefined ? [] : callsOf(last);
  repaired.user = undefined;
  if (user === undefined) {
    if (last !== undefined && calls.length > 0) messages.push(lostResults(last));
    return;
  }
  const results = new Map<CallId, ResultBlock>();
  for (const block of user.blocks) {
    if (block.type === "tool-result" && !results.has(block.callId)) results.set(block.callId, block);
  }
  const said = user.blocks.filter((block) => isAttached(block) || (block.type === "text" && block.text !== ""));
  const blocks = [...calls.map((call) => results.get(call.callId) ?? lostResult(call)), ...said];
  if (blocks.length > 0) messages.push({ messageId: user.messageId, role: "user", blocks });
};

const addAssistant = (repaired: Repaired, message: Message): void => {
  const { messages, seen } = repaired;
  const blocks = message.blocks.filter((block) => {
    if (block.type === "tool-result" || isAttached(block) || (block.type === "text" && block.text === "")) return false;
    if (block.type !== "tool-call") return true;
    if (seen.has(block.callId)) return false;
    seen.add(block.callId);
    return true;
  });
  if (!saysSomething(blocks)) return;
  closeUser(repaired);
  const last = messages.at(-1);
  // A conversation starts with the person; what stands before that was cut off.
  if (last === undefined) return;
  if (last.role === "user") messages.push({ ...message, blocks });
  else messages[messages.length - 1] = { ...last, blocks: [...last.blocks, ...blocks] };
};

/**
 * Makes any list of messages one that `findHistoryProblem` accepts, and gives back the same list when it already is one.
 * Calls without a result get an error result, results without a call and empty messages are dropped, neighbours of the same
 * role are joined under the name of the first. `open-calls` leaves the last message's calls to be answered.
 */
export const repairHistory = (messages: readonly Message[], tail: Tail = "answered"): readonly Message[] => {
  if (findHistoryProblem(messages, tail) === undefined) return messages;
  const repaired: Repaired = { messages: [], seen: new Set(), user: undefined };
  for (const message of messages) {
    if (message.role === "assistant") addAssistant(repaired, message);
    else if (repaired.user === undefined) repaired.user = { messageId: message.messageId, blocks: [...message.blocks] };
    else repaired.user.blocks.push(...message.blocks);
  }
  if (tail === "answered" || repaired.user !== undefined) closeUser(repaired);
  return repaired.messages;
};
