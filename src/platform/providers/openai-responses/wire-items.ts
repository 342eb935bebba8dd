import type { CallId } from "../../../kernel/base/ids.ts";
import type { JsonObject } from "../../../kernel/base/json.ts";
import { type Block, isAttached, type Message } from "../../../kernel/conversation/message.ts";
import { documentTitle, missingPictureText, type Pictures } from "../pictures.ts";
import { wellFormedText } from "../well-formed.ts";
import { providerName, replayedItemFromJson } from "./replayed-item.ts";

/** What the input's items are made from, beside a message. */
export interface ItemSources {
  readonly model: string;
  readonly idOf: (callId: CallId) => string;
  readonly pictures: Pictures;
}

type BlockOf<Type extends Block["type"]> = Extract<Block, { readonly type: Type }>;

/** What a person said at several times stands in one message; each time is a paragraph of its own. */
const saidText = ({ blocks }: Message): string =>
  blocks.flatMap((block) => (block.type === "text" ? [wellFormedText(block.text)] : [])).join("\n\n");

const textPart = (text: string): JsonObject => ({ type: "input_text", text });

const partOf = (block: Block, { pictures }: ItemSources): readonly JsonObject[] => {
  if (block.type === "text") return [textPart(wellFormedText(block.text))];
  if (!isAttached(block)) return [];
  const data = pictures.get(block.hash);
  if (data === undefined) return [textPart(missingPictureText(block))];
  const url = `data:${block.mediaType};base64,${data}`;
  return block.type === "image"
    ? [{ type: "input_image", image_url: url, detail: "auto" }]
    : [{ type: "input_file", filename: documentTitle(block), file_data: url }];
};

const resultItem = (block: BlockOf<"tool-result">, sources: ItemSources): JsonObject => {
  // The wire has no field for it.
  const told = `${block.isError ? "[error] " : ""}${wellFormedText(block.text)}`;
  const { pictures = [] } = block;
  const output = pictures.length === 0 ? told : [textPart(told), ...pictures.flatMap((one) => partOf(one, sources))];
  return { type: "function_call_output", call_id: sources.idOf(block.callId), output };
};

const userItems = (message: Message, sources: ItemSources): readonly JsonObject[] => {
  const results = message.blocks.flatMap((block) => (block.type === "tool-result" ? [resultItem(block, sources)] : []));
  if (message.blocks.some(isAttached)) {
    return [...results, { role: "user", content: message.blocks.flatMap((block) => partOf(block, sources)) }];
  }
  const said = saidText(message);
  return said === "" ? results : [...results, { role: "user", content: said }];
};

const callItem = (block: BlockOf<"tool-call">, { idOf }: ItemSources): JsonObject => ({
  type: "function_call",
  call_id: idOf(block.callId),
  name: block.tool,
  arguments: JSON.stringify(block.input),
});

const addPhase = (items: JsonObject[], phase: string): void => {
  const last = items.at(-1);
  if (last?.role === "assistant" && last.phase === undefined) items[items.length - 1] = { ...last, phase };
};

/** Reasoning that nothing follows is refused: what it led to was broken off. */
const withoutIdleReasoning = (items: readonly JsonObject[]): readonly JsonObject[] =>
  items.slice(0, items.findLastIndex(({ type }) => type !== "reasoning") + 1);

/**
 * Text, calls, and what this very model gave beside them, which goes back as it came and to its place among the calls.
 * Thinking as text, and blocks of other models and providers, are not sent. Items go without ids, because an id ties them to
 * others that may be gone.
 */
const assistantItems = ({ blocks }: Message, sources: ItemSources): readonly JsonObject[] => {
  const items: JsonObject[] = [];
  const betweenCalls = new Map<number, JsonObject[]>();
  let calls = 0;
  for (const block of blocks) {
    if (block.type === "text" && block.text !== "") {
      items.push({ role: "assistant", content: wellFormedText(block.text) });
    } else if (block.type === "tool-call") {
      items.push(...(betweenCalls.get(calls) ?? []), callItem(block, sources));
      betweenCalls.delete(calls);
      calls += 1;
    } else if (block.type === "opaque" && block.provider === providerName) {
      const replayed = replayedItemFromJson(block.value);
      if (replayed?.model !== sources.model) continue;
      if (replayed.type === "phase") addPhase(items, replayed.phase);
      else if (replayed.callsBefore <= calls) items.push(replayed.item);
      else betweenCalls.set(replayed.callsBefore, [...(betweenCalls.get(replayed.callsBefore) ?? []), replayed.item]);
    }
  }
  return withoutIdleReasoning([...items, ...[...betweenCalls.values()].flat()]);
};

/** One message becomes none, one or several items: calls and results are items of their own on this wire. */
export const wireItems = (message: Message, sources: ItemSources): readonly JsonObject[] =>
  message.role === "user" ? userItems(message, sources) : assistantItems(message, sources);
