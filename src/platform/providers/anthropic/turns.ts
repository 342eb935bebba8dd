import type { CallId } from "../../../kernel/ids.ts";
import { isJsonObject, type JsonObject } from "../../../kernel/json.ts";
import type { Block, Message, Role } from "../../../kernel/message.ts";
import { providerName, replayedBlockFromJson } from "./replayed-block.ts";
import { wellFormedJson, wellFormedText } from "./well-formed.ts";
import { wireIdByCall, wireToolName } from "./wire-names.ts";

/** A message in the form of the wire. */
export interface Turn {
  readonly role: Role;
  readonly content: readonly JsonObject[];
}

type WireIds = ReadonlyMap<CallId, string>;

/** The API refuses texts without a visible character. */
const isBlank = (text: string): boolean => text.trim() === "";
const textBlock = (text: string): JsonObject => ({ type: "text", text: wellFormedText(text) });

const resultBlock = (block: Extract<Block, { readonly type: "tool-result" }>, ids: WireIds): JsonObject => ({
  type: "tool_result",
  tool_use_id: ids.get(block.callId) ?? block.callId,
  content: isBlank(block.text) ? "(empty)" : wellFormedText(block.text),
  ...(block.isError ? { is_error: true } : {}),
});

/** Results first, as the API asks; then what the person said. */
const userContent = ({ blocks }: Message, ids: WireIds): readonly JsonObject[] => {
  const results = blocks.flatMap((block) => (block.type === "tool-result" ? [resultBlock(block, ids)] : []));
  const said = blocks.flatMap((block) => (block.type === "text" && !isBlank(block.text) ? [textBlock(block.text)] : []));
  const content = [...results, ...said];
  return content.length > 0 ? content : [textBlock("(empty message)")];
};

const callBlock = (block: Extract<Block, { readonly type: "tool-call" }>, ids: WireIds): JsonObject => ({
  type: "tool_use",
  id: ids.get(block.callId) ?? block.callId,
  name: wireToolName(block.tool),
  input: isJsonObject(block.input) ? wellFormedJson(block.input) : {},
});

/**
 * Text, calls, and the thinking that this very model signed, which goes back as it came and to its place among the calls.
 * Thinking as text, and blocks of other models and providers, are not sent.
 */
const assistantContent = ({ blocks }: Message, ids: WireIds, model: string): readonly JsonObject[] => {
  const content: JsonObject[] = [];
  const betweenCalls = new Map<number, JsonObject[]>();
  let calls = 0;
  for (const block of blocks) {
    if (block.type === "text" && !isBlank(block.text)) content.push(textBlock(block.text));
    else if (block.type === "tool-call") {
      content.push(...(betweenCalls.get(calls) ?? []), callBlock(block, ids));
      betweenCalls.delete(calls);
      calls += 1;
    } else if (block.type === "opaque" && block.provider === providerName) {
      const replayed = replayedBlockFromJson(block.value);
      if (replayed?.model !== model) continue;
      if (replayed.callsBefore <= calls) content.push(replayed.block);
      else betweenCalls.set(replayed.callsBefore, [...(betweenCalls.get(replayed.callsBefore) ?? []), replayed.block]);
    }
  }
  return [...content, ...[...betweenCalls.values()].flat()];
};

/** The conversation as alternating turns: a message of which nothing can be sent is left out, and its neighbours are joined. */
export const turnsFrom = (messages: readonly Message[], model: string): readonly Turn[] => {
  const ids = wireIdByCall(messages);
  const turns: Turn[] = [];
  for (const message of messages) {
    const { role } = message;
    const content = role === "user" ? userContent(message, ids) : assistantContent(message, ids, model);
    const last = turns.at(-1);
    if (content.length === 0) continue;
    if (last?.role === role) turns[turns.length - 1] = { role, content: [...last.content, ...content] };
    else turns.push({ role, content });
  }
  return turns;
};
