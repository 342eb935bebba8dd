import type { ToolSpec } from "../../../kernel/contracts/tool.ts";
import { countedPages, pageTextTokens } from "../../../kernel/conversation/document.ts";
import type { AttachedBlock, Block, Message } from "../../../kernel/conversation/message.ts";
import { tokensAfter, type Usage } from "../../../kernel/model/usage.ts";

/*
 * Estimates, of what a request has on average: 4 characters a token, and what stands around messages, calls and results. Caps are
 * kept by another measure, which counts the most that it can have.
 */
const charsPerToken = 4;
const messageTokens = 4;
const callTokens = 20;
const resultTokens = 10;
/** Blocks that only their provider reads are mostly encrypted, and longer than what they say. */
const leastOpaqueTokens = 512;
/** Whatever its size: providers scale pictures down before they look at them. */
const pictureTokens = 1_600;

export const textTokens = (text: string): number => Math.ceil(text.length / charsPerToken);

const attachedTokens = (block: AttachedBlock): number =>
  block.type === "image" ? pictureTokens : countedPages(block) * (pageTextTokens + pictureTokens);

const shownTokens = ({ pictures = [] }: { readonly pictures?: readonly AttachedBlock[] }): number => {
  let tokens = 0;
  for (const picture of pictures) tokens += attachedTokens(picture);
  return tokens;
};

const blockTokens = (block: Block): number => {
  switch (block.type) {
    case "text":
      return textTokens(block.text);
    case "tool-result":
      return resultTokens + textTokens(block.text) + shownTokens(block);
    case "tool-call":
      return callTokens + textTokens(block.tool) + textTokens(JSON.stringify(block.input));
    case "opaque":
      return Math.max(leastOpaqueTokens, textTokens(JSON.stringify(block.value)));
    case "image":
    case "document":
      return attachedTokens(block);
    case "thinking":
      return 0; // It is for people; models are sent the blocks of their provider.
  }
};

export const tokensOfMessage = ({ blocks }: Message): number => {
  let tokens = messageTokens;
  for (const block of blocks) tokens += blockTokens(block);
  return tokens;
};

export const tokensOfMessages = (messages: readonly Message[]): number => {
  let tokens = 0;
  for (const message of messages) tokens += tokensOfMessage(message);
  return tokens;
};

/** What stands before the messages of every request. */
export const tokensBeforeMessages = (system: string, tools: readonly ToolSpec[]): number =>
  textTokens(system) + textTokens(JSON.stringify(tools));

/** Follows how long a run's requests are: what the provider counted last, and an estimate of what was added since. */
export interface ContextMeter {
  /** An answer came, and stands in the messages. A provider that counts nothing leaves the estimate as it is. */
  readonly noteAnswer: (usage: Usage, messages: readonly Message[]) => void;
  /** Of the request that these messages would make. It costs what was added since the last answer. */
  readonly tokens: (messages: readonly Message[]) => number;
  /** So many tokens are the request that the first messages make. */
  readonly set: (tokens: number, messages: number) => void;
}

/** `before`: tokens of what stands before the messages. */
export const createContextMeter = (before: () => number): ContextMeter => {
  let known: number | undefined;
  let counted = 0;
  const tokens = (messages: readonly Message[]): number => {
    let sum = known ?? before();
    for (let index = counted; index < messages.length; index += 1) sum += tokensOfMessage(messages[index]!); // Below the length.
    return sum;
  };
  return {
    tokens,
    noteAnswer: (usage, messages) => {
      known = tokensAfter(usage) ?? tokens(messages);
      counted = messages.length;
    },
    set: (toTokens, messages) => {
      known = toTokens;
      counted = messages;
    },
  };
};
