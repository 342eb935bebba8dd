import type { JsonValue } from "../../../kernel/base/json.ts";
import type { Block, Message } from "../../../kernel/conversation/message.ts";

/** Characters of a result that a summary is made from. */
const resultChars = 500;
/** Texts are not cut shorter than this; where that is still too much, messages in the middle are left out. */
const leastTextChars = 200;

const cutMark = " […] ";

/** Whether a character is the first half of a pair, which must not stand alone. */
const isHighHalf = (text: string, index: number): boolean => {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
};

/** The beginning and the end of a text, together at most so many UTF-16 units and the mark between them. No character is cut in two. */
export const cutText = (text: string, maxChars: number): string => {
  if (text.length <= maxChars) return text;
  const half = Math.floor(maxChars / 2);
  const head = isHighHalf(text, half - 1) ? half - 1 : half;
  const tail = text.length - (maxChars - half);
  return text.slice(0, head) + cutMark + text.slice(isHighHalf(text, tail - 1) ? tail + 1 : tail);
};

const dataOfBlock = (block: Block, textChars: number): JsonValue | undefined => {
  switch (block.type) {
    case "text":
      return { text: cutText(block.text, textChars) };
    case "tool-call":
      return { call: block.tool, arguments: cutText(JSON.stringify(block.input), Math.min(textChars, resultChars)) };
    case "tool-result":
      return { [block.isError ? "failed" : "result"]: cutText(block.text, Math.min(textChars, resultChars)) };
    case "image":
      return { picture: block.name ?? block.mediaType };
    case "document":
      return { document: block.name ?? block.mediaType };
    case "thinking":
    case "opaque":
      return undefined; // What was thought led to what was said.
  }
};

const dataOf = (messages: readonly Message[], textChars: number): readonly JsonValue[] =>
  messages.map(({ blocks, role }) => ({
    by: role === "user" ? "person" : "agent",
    said: blocks.flatMap((block) => dataOfBlock(block, textChars) ?? []),
  }));

const sizeOf = (value: JsonValue): number => JSON.stringify(value).length + 1;
/** What says how many messages are left out, and the brackets of the list. */
const frameChars = 40;

/** The first and the last messages, as many as fit, and between them how many are left out. */
const endsOf = (data: readonly JsonValue[], maxChars: number): readonly JsonValue[] => {
  let [from, to] = [0, data.length];
  let room = maxChars - frameChars;
  while (from < to) {
    const isHead = from <= data.length - to;
    const size = sizeOf(data[isHead ? from : to - 1]!); // `from` is below `to`.
    if (size > room) break;
    room -= size;
    if (isHead) from += 1;
    else to -= 1;
  }
  return from === to ? data : [...data.slice(0, from), { leftOut: `${to - from} messages` }, ...data.slice(to)];
};

/**
 * Messages as plain data, in at most so many characters of JSON: results are cut to 500 characters, then all texts are cut shorter,
 * then messages in the middle are left out.
 */
export const conversationData = (messages: readonly Message[], maxChars: number): readonly JsonValue[] => {
  let textChars = Math.max(leastTextChars, maxChars);
  let data = dataOf(messages, textChars);
  while (JSON.stringify(data).length > maxChars && textChars > leastTextChars) {
    textChars = Math.max(leastTextChars, Math.floor(textChars / 2));
    data = dataOf(messages, textChars);
  }
  return JSON.stringify(data).length > maxChars ? endsOf(data, maxChars) : data;
};
