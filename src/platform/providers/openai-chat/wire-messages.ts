import type { CallId } from "../../../kernel/base/ids.ts";
import type { JsonObject } from "../../../kernel/base/json.ts";
import { type Block, isAttached, type Message, shownIn, textOf } from "../../../kernel/conversation/message.ts";
import { documentTitle, missingPictureText, type Pictures } from "../pictures.ts";
import { wellFormedText } from "../well-formed.ts";
import { providerName, type ReplayedAnswer, replayedAnswerFromJson } from "./replayed-answer.ts";

/** What the wire's messages are made from, beside a message. */
export interface MessageSources {
  readonly model: string;
  readonly idOf: (callId: CallId) => string;
  readonly pictures: Pictures;
}

type BlockOf<Type extends Block["type"]> = Extract<Block, { readonly type: Type }>;

/** What a person said at several times stands in one message; each time is a paragraph of its own. */
const saidText = ({ blocks }: Message): string =>
  blocks.flatMap((block) => (block.type === "text" ? [wellFormedText(block.text)] : [])).join("\n\n");

const partOf = (block: Block, { pictures }: MessageSources): readonly JsonObject[] => {
  if (block.type === "text") return [{ type: "text", text: wellFormedText(block.text) }];
  if (!isAttached(block)) return [];
  const data = pictures.get(block.hash);
  if (data === undefined) return [{ type: "text", text: missingPictureText(block) }];
  const url = `data:${block.mediaType};base64,${data}`;
  return block.type === "image"
    ? [{ type: "image_url", image_url: { url } }]
    : [{ type: "file", file: { filename: documentTitle(block), file_data: url } }];
};

/** A result holds only text on this wire: what a call gave back beside it follows the results, and says whose it is. */
const givenBack = ({ callId, pictures = [] }: BlockOf<"tool-result">, sources: MessageSources): readonly JsonObject[] =>
  pictures.length === 0
    ? []
    : [
        { type: "text", text: `[Given back by the call ${sources.idOf(callId)}:]` },
        ...pictures.flatMap((one) => partOf(one, sources)),
      ];

/** Text alone is sent as text, because not every server knows parts. */
const userMessages = (message: Message, sources: MessageSources): readonly JsonObject[] => {
  const results = message.blocks.flatMap((block) => {
    if (block.type !== "tool-result") return [];
    // The wire has no field for it.
    const content = `${block.isError ? "[error] " : ""}${wellFormedText(block.text)}`;
    return [{ role: "tool", tool_call_id: sources.idOf(block.callId), content }];
  });
  if (message.blocks.some((block) => shownIn(block).length > 0)) {
    const parts = message.blocks.flatMap((block) =>
      block.type === "tool-result" ? givenBack(block, sources) : partOf(block, sources),
    );
    return [...results, { role: "user", content: parts }];
  }
  const said = saidText(message);
  return said === "" ? results : [...results, { role: "user", content: said }];
};

const replayedOf = ({ blocks }: Message, model: string): ReplayedAnswer | undefined => {
  for (const block of blocks) {
    if (block.type !== "opaque" || block.provider !== providerName) continue;
    const replayed = replayedAnswerFromJson(block.value);
    if (replayed?.model === model) return replayed;
  }
  return undefined;
};

const thinkingText = ({ blocks }: Message): string =>
  blocks.flatMap((block) => (block.type === "thinking" ? [wellFormedText(block.text)] : [])).join("");

const assistantMessages = (message: Message, { idOf, model }: MessageSources): readonly JsonObject[] => {
  const text = wellFormedText(textOf(message));
  const replayed = replayedOf(message, model);
  const calls = message.blocks.filter((block) => block.type === "tool-call");
  const details = replayed?.reasoningDetails ?? [];
  if (text === "" && calls.length === 0) return [];
  const toolCalls = calls.map(({ callId, tool, input }, index): JsonObject => {
    const extra = replayed?.callExtras[String(index)];
    return {
      id: idOf(callId),
      type: "function",
      function: { name: tool, arguments: JSON.stringify(input) },
      ...(extra === undefined ? {} : { extra_content: extra }),
    };
  });
  const spoken: JsonObject = {
    role: "assistant",
    content: text === "" ? null : text,
    ...(replayed?.hasReasoningContent === true && calls.length > 0 ? { reasoning_content: thinkingText(message) } : {}),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(calls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
  return [spoken];
};

/** One message becomes none, one or several: results of calls are messages of their own on this wire. */
export const wireMessages = (message: Message, sources: MessageSources): readonly JsonObject[] =>
  message.role === "user" ? userMessages(message, sources) : assistantMessages(message, sources);
