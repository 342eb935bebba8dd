import type { CallId } from "../../../kernel/base/ids.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json.ts";
import { type AttachedBlock, type Block, isAttached, type Message } from "../../../kernel/conversation/message.ts";
import { documentTitle, missingPictureText, type Pictures } from "../pictures.ts";
import { wellFormedJson, wellFormedText } from "../well-formed.ts";
import { providerName, replayedBlockFromJson } from "./replayed-block.ts";
import { wireToolName } from "./wire-names.ts";

/** What the content of one message is made from, beside the message. */
export interface TurnSources {
  readonly model: string;
  readonly idOf: (callId: CallId) => string;
  readonly pictures: Pictures;
}

type BlockOf<Type extends Block["type"]> = Extract<Block, { readonly type: Type }>;

/** The API refuses texts without a visible character. */
const isBlank = (text: string): boolean => text.trim() === "";
const textBlock = (text: string): JsonObject => ({ type: "text", text: wellFormedText(text) });

const imageBlock = (block: BlockOf<"image">, { pictures }: TurnSources): JsonObject => {
  const data = pictures.get(block.hash);
  return data === undefined
    ? textBlock(missingPictureText(block))
    : { type: "image", source: { type: "base64", media_type: block.mediaType, data } };
};

const documentBlock = (block: BlockOf<"document">, { pictures }: TurnSources): JsonObject => {
  const data = pictures.get(block.hash);
  if (data === undefined) return textBlock(missingPictureText(block));
  return {
    type: "document",
    source: { type: "base64", media_type: block.mediaType, data },
    title: documentTitle(block),
  };
};

const attachedBlock = (block: AttachedBlock, sources: TurnSources): JsonObject =>
  block.type === "image" ? imageBlock(block, sources) : documentBlock(block, sources);

/** Text alone is sent as text. */
const resultContent = ({ text, pictures = [] }: BlockOf<"tool-result">, sources: TurnSources): JsonValue => {
  const told = isBlank(text) ? "(empty)" : wellFormedText(text);
  return pictures.length === 0 ? told : [textBlock(told), ...pictures.map((one) => attachedBlock(one, sources))];
};

const resultBlock = (block: BlockOf<"tool-result">, sources: TurnSources): JsonObject => ({
  type: "tool_result",
  tool_use_id: sources.idOf(block.callId),
  content: resultContent(block, sources),
  ...(block.isError ? { is_error: true } : {}),
});

/** Results first, as the API asks; then what the person said and showed, in its order. */
export const userContent = ({ blocks }: Message, sources: TurnSources): readonly JsonObject[] => {
  const results: JsonObject[] = [];
  const said: JsonObject[] = [];
  for (const block of blocks) {
    if (block.type === "tool-result") results.push(resultBlock(block, sources));
    else if (block.type === "text" && !isBlank(block.text)) said.push(textBlock(block.text));
    else if (isAttached(block)) said.push(attachedBlock(block, sources));
  }
  const content = [...results, ...said];
  return content.length > 0 ? content : [textBlock("(empty message)")];
};

const callBlock = (block: BlockOf<"tool-call">, { idOf }: TurnSources): JsonObject => ({
  type: "tool_use",
  id: idOf(block.callId),
  name: wireToolName(block.tool),
  input: isJsonObject(block.input) ? wellFormedJson(block.input) : {},
});

/** A text that the model gave sources for is stored twice: as text, and as received. The latter takes its place. */
const putInPlace = (content: JsonObject[], block: JsonObject): void => {
  const before = content.at(-1);
  if (block.type === "text" && before?.type === "text" && typeof before.text === "string" && typeof block.text === "string") {
    if (!before.text.endsWith(block.text)) return;
    content.pop();
    const rest = before.text.slice(0, before.text.length - block.text.length);
    if (!isBlank(rest)) content.push(textBlock(rest));
  }
  content.push(block);
};

/**
 * Text, calls, and what this very model wrote beside them (signed thinking, what the server's own tools did), which goes back as
 * it came and to its place among the calls. Thinking as text, and blocks of other models and providers, are not sent.
 */
export const assistantContent = ({ blocks }: Message, sources: TurnSources): readonly JsonObject[] => {
  const content: JsonObject[] = [];
  const betweenCalls = new Map<number, JsonObject[]>();
  let calls = 0;
  for (const block of blocks) {
    if (block.type === "text" && !isBlank(block.text)) content.push(textBlock(block.text));
    else if (block.type === "tool-call") {
      content.push(...(betweenCalls.get(calls) ?? []), callBlock(block, sources));
      betweenCalls.delete(calls);
      calls += 1;
    } else if (block.type === "opaque" && block.provider === providerName) {
      const replayed = replayedBlockFromJson(block.value);
      if (replayed?.model !== sources.model) continue;
      if (replayed.callsBefore <= calls) putInPlace(content, replayed.block);
      else betweenCalls.set(replayed.callsBefore, [...(betweenCalls.get(replayed.callsBefore) ?? []), replayed.block]);
    }
  }
  return [...content, ...[...betweenCalls.values()].flat()];
};

const isServerCall = ({ type }: JsonObject): boolean =>
  typeof type === "string" && type !== "tool_use" && type.endsWith("tool_use");

/**
 * The content without calls of the server's own tools that have no result in it. Only the last message may have such calls,
 * which the server then goes on with.
 */
export const withoutOpenServerCalls = (content: readonly JsonObject[]): readonly JsonObject[] => {
  if (!content.some(isServerCall)) return content;
  const answered = new Set(content.map((block) => block.tool_use_id));
  return content.filter((block) => !isServerCall(block) || answered.has(block.id));
};
