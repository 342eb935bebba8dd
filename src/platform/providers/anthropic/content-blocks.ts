import { findJsonProblem, isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { AnswerTooLongError, maxAnswerChars } from "../stream-error.ts";
import { readToolInput, type ToolInput } from "../tool-input.ts";
import { providerName, replayedBlockToJson } from "./replayed-block.ts";

/** A block that has started and not stopped. */
type OpenBlock =
  | TextBlock
  | OtherBlock
  | {
      readonly type: "thinking";
      readonly start: JsonObject;
      readonly callsBefore: number;
      thinking: string;
      signature: string | undefined;
    }
  | CallBlock;

interface TextBlock {
  readonly type: "text";
  readonly start: JsonObject;
  readonly callsBefore: number;
  text: string;
  /** What the text rests on; most texts rest on nothing. */
  readonly citations: JsonValue[];
}

/** Redacted thinking, the server's own tools and what they gave, and what nobody here knows: kept as received, not shown. */
interface OtherBlock {
  readonly type: "other";
  readonly start: JsonObject;
  readonly callsBefore: number;
  /** The arguments of a server's tool, as text. */
  inputText: string;
  /** A piece of it was of a kind that nobody here knows, so it is not there as a whole. */
  isPartial: boolean;
}

interface CallBlock {
  readonly type: "call";
  readonly wireId: string;
  readonly tool: string;
  readonly given: JsonObject;
  argumentsText: string;
}

export interface AssembledCall extends ToolInput {
  readonly wireId: string;
  readonly tool: string;
}

/**
 * The content of one message, put together from its blocks. Blocks are told apart by their index, so they may overlap, be
 * numbered with gaps, or come without a start or a stop.
 */
export interface ContentBlocks {
  readonly start: (index: unknown, block: unknown) => readonly ProviderEvent[];
  readonly add: (index: unknown, delta: unknown) => readonly ProviderEvent[];
  readonly stop: (index: unknown) => readonly ProviderEvent[];
  /** Stops what nobody stopped, in the order in which it started. */
  readonly stopAll: () => readonly ProviderEvent[];
  readonly callCount: () => number;
  /** The calls in the order in which they started; nobody sees one before the stream has ended well. */
  readonly calls: () => readonly AssembledCall[];
}

/** More blocks than this in one answer is a broken or hostile server. */
const maxBlocks = 10_000;
const maxCalls = 1_000;

const none: readonly ProviderEvent[] = [];
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const piece = (type: "text-delta" | "thinking-delta", delta: string): readonly ProviderEvent[] =>
  delta === "" ? none : [{ type, delta }];

const inputOf = ({ given, argumentsText }: CallBlock): ToolInput => {
  if (argumentsText !== "") return readToolInput(argumentsText);
  const invalid = findJsonProblem(given);
  return invalid === undefined ? { input: given } : { input: {}, invalid };
};

const otherToKeep = ({ start, inputText, isPartial }: OtherBlock): JsonObject | undefined => {
  if (isPartial) return undefined;
  if (inputText === "") return start;
  const { input, invalid } = readToolInput(inputText);
  return invalid === undefined ? { ...start, input } : undefined;
};

/** Thinking without a signature cannot be sent again; with one it is kept even when its text is empty. */
const blockToKeep = (open: OpenBlock): JsonObject | undefined => {
  switch (open.type) {
    case "call":
      return undefined;
    case "text":
      return open.citations.length === 0 ? undefined : { ...open.start, text: open.text, citations: open.citations };
    case "thinking":
      if (open.signature === undefined || (open.thinking === "" && open.signature === "")) return undefined;
      return { ...open.start, thinking: open.thinking, signature: open.signature };
    default:
      return otherToKeep(open);
  }
};

export const createContentBlocks = (model: string): ContentBlocks => {
  const open = new Map<number, OpenBlock>();
  const calls: CallBlock[] = [];
  let started = 0;
  let chars = 0;
  let lastIndex = 0;

  /** Servers that leave the index out mean the block they started last. */
  const indexOf = (index: unknown): number => (typeof index === "number" && Number.isFinite(index) ? index : lastIndex);

  const count = (text: string): string => {
    chars += text.length;
    if (chars > maxAnswerChars) throw new AnswerTooLongError();
    return text;
  };

  const close = (index: number): readonly ProviderEvent[] => {
    const block = open.get(index);
    if (block === undefined) return none;
    open.delete(index);
    const kept = blockToKeep(block);
    if (kept === undefined || block.type === "call" || findJsonProblem(kept) !== undefined) return none;
    const value = replayedBlockToJson({ model, callsBefore: block.callsBefore, block: kept });
    return [{ type: "block", provider: providerName, value }];
  };

  const startCall = (block: JsonObject): OpenBlock => {
    const wireId = textOf(block.id);
    const call: CallBlock = {
      type: "call",
      wireId,
      tool: textOf(block.name),
      given: isJsonObject(block.input) ? block.input : {},
      argumentsText: count(textOf(block.input)),
    };
    // A call that is told twice is one call; ids that repeat between messages are another matter.
    const before = wireId === "" ? -1 : calls.findIndex((one) => one.wireId === wireId);
    if (before >= 0) calls[before] = call;
    else if (calls.length < maxCalls) calls.push(call);
    return call;
  };

  const opened = (block: JsonObject): OpenBlock => {
    switch (block.type) {
      case "text": {
        const citations = Array.isArray(block.citations) ? [...block.citations] : [];
        return { type: "text", start: block, callsBefore: calls.length, text: textOf(block.text), citations };
      }
      case "thinking": {
        const signature = typeof block.signature === "string" ? block.signature : undefined;
        return { type: "thinking", start: block, callsBefore: calls.length, thinking: textOf(block.thinking), signature };
      }
      case "tool_use":
        return startCall(block);
      default:
        count(JSON.stringify(block));
        return {
          type: "other",
          start: block,
          callsBefore: calls.length,
          inputText: "",
          isPartial: typeof block.type !== "string",
        };
    }
  };

  const addToOther = (block: OtherBlock, delta: JsonObject): readonly ProviderEvent[] => {
    if (delta.type === "input_json_delta") block.inputText += count(textOf(delta.partial_json));
    else block.isPartial = true;
    return none;
  };

  const addTo = (block: OpenBlock | undefined, delta: JsonObject): readonly ProviderEvent[] => {
    if (block?.type === "other") return addToOther(block, delta);
    switch (delta.type) {
      case "text_delta": {
        const text = count(textOf(delta.text));
        if (block?.type === "text") block.text += text;
        return piece("text-delta", text);
      }
      case "citations_delta":
        if (block?.type === "text" && isJsonObject(delta.citation)) {
          count(JSON.stringify(delta.citation));
          block.citations.push(delta.citation);
        }
        return none;
      case "thinking_delta": {
        const thinking = count(textOf(delta.thinking));
        if (block?.type === "thinking") block.thinking += thinking;
        return piece("thinking-delta", thinking);
      }
      case "signature_delta":
        if (block?.type === "thinking") block.signature = count(textOf(delta.signature));
        return none;
      case "input_json_delta":
        if (block?.type === "call") block.argumentsText += count(textOf(delta.partial_json));
        return none;
      default:
        return none;
    }
  };

  return {
    start: (index, block) => {
      if (!isJsonObject(block) || started >= maxBlocks) return none;
      started += 1;
      const at = typeof index === "number" && Number.isFinite(index) ? index : started - 1;
      const before = close(at);
      lastIndex = at;
      open.set(at, opened(block));
      if (block.type === "text") return [...before, ...piece("text-delta", count(textOf(block.text)))];
      if (block.type === "thinking") return [...before, ...piece("thinking-delta", count(textOf(block.thinking)))];
      return before;
    },
    add: (index, delta) => (isJsonObject(delta) ? addTo(open.get(indexOf(index)), delta) : none),
    stop: (index) => close(indexOf(index)),
    stopAll: () => [...open.keys()].flatMap(close),
    callCount: () => calls.length,
    calls: () => calls.map((call) => ({ wireId: call.wireId, tool: call.tool, ...inputOf(call) })),
  };
};
