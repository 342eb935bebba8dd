import { utf8Length } from "../../kernel/base/utf8-length.ts";
import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import type { ToolSpec } from "../../kernel/contracts/tool.ts";
import { countedPages, pageTextTokens } from "../../kernel/conversation/document.ts";
import { type AttachedBlock, type Block, type Message, shownIn } from "../../kernel/conversation/message.ts";
import type { AnswerFormat } from "../../kernel/model/answer-format.ts";

/** What providers put around a request that nobody sees: the frame of the tools, the marks between messages. */
export const hiddenTokens = 2_000;
/** The frame of one message, block or tool. */
const frameTokens = 24;

interface Size {
  /** Bytes of everything that is text, and the frames. */
  readonly tokens: number;
  /** Pages of documents too: each goes to the model as a picture as well. */
  readonly pictures: number;
}

const jsonBytes = (value: unknown): number => utf8Length(JSON.stringify(value));

const blockTokens = (block: Block): number => {
  switch (block.type) {
    case "text":
    case "thinking":
      return utf8Length(block.text);
    case "tool-result":
      return utf8Length(block.text) + block.callId.length;
    case "tool-call":
      return jsonBytes(block.input) + utf8Length(block.tool) + utf8Length(block.wireId) + block.callId.length;
    case "opaque":
      return jsonBytes(block.value);
    case "image":
    case "document":
      return 0; // As what is shown.
  }
};

const attachedTokens = (block: AttachedBlock): number =>
  utf8Length(block.name ?? "") + (block.type === "document" ? countedPages(block) * pageTextTokens : 0);

const messageSize = ({ blocks }: Message): Size => {
  let [tokens, pictures] = [frameTokens, 0];
  for (const block of blocks) {
    tokens += frameTokens + blockTokens(block);
    for (const attached of shownIn(block)) {
      tokens += attachedTokens(attached);
      pictures += attached.type === "image" ? 1 : countedPages(attached);
    }
  }
  return { tokens, pictures };
};

const toolTokens = ({ name, description, inputSchema }: ToolSpec): number =>
  frameTokens + utf8Length(name) + utf8Length(description) + jsonBytes(inputSchema);

/** A wire may write it in more words than it has; the prompt that says it is shorter. */
const formatTokens = (format: AnswerFormat): number => hiddenTokens + 2 * jsonBytes(format);

/** A measure that is taken once for each value. Messages and tools are never changed, so what was counted stays true. */
const remembering = <Key extends object, Value>(measure: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = measure(key);
    known.set(key, value);
    return value;
  };
};

/**
 * Counts how many tokens a prompt has at most: one for each UTF-8 byte of its text, because a token of a byte-level
 * vocabulary stands for at least one byte; `perPicture` for each picture and page, with the text of a page; and a margin for what providers add. Each message
 * is counted once, so a turn costs what it adds.
 */
export const createPromptMeter = (): ((request: ModelRequest, perPicture: number) => number) => {
  const sizeOf = remembering(messageSize);
  const tokensOfTool = remembering(toolTokens);
  const tokensOfFormat = remembering(formatTokens);
  return ({ answerFormat, messages, system, tools }, perPicture) => {
    let tokens = hiddenTokens + utf8Length(system) + (answerFormat === undefined ? 0 : tokensOfFormat(answerFormat));
    let pictures = 0;
    for (const tool of tools) tokens += tokensOfTool(tool);
    for (const message of messages) {
      const size = sizeOf(message);
      tokens += size.tokens;
      pictures += size.pictures;
    }
    return tokens + pictures * perPicture;
  };
};
