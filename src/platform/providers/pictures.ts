import type { Hash } from "../../kernel/base/canonical.ts";
import type { Provider } from "../../kernel/contracts/provider.ts";
import {
  type AttachedBlock,
  type Block,
  type DocumentBlock,
  isAttached,
  type Message,
  shownIn,
} from "../../kernel/conversation/message.ts";
import { takesDocuments, takesPictures } from "../../kernel/model/endpoint-presets.ts";
import type { ModelChoice } from "../../kernel/model/model.ts";
import { wellFormedText } from "./well-formed.ts";

/** Pictures and documents of a request by their hash, as base64; what is not there any more is missing. */
export type Pictures = ReadonlyMap<Hash, string | undefined>;

/** Arguments of one call to `fromCharCode`; a multiple of three, so that the pieces of base64 can be joined. */
const pieceBytes = 3 * 8_192;

/** Browsers differ in whether they have `toBase64`, and Node 20 does not. */
export const base64From = (bytes: Uint8Array): string => {
  let text = "";
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + pieceBytes)));
  }
  return text;
};

export const picturesIn = (messages: readonly Message[]): readonly AttachedBlock[] =>
  messages.flatMap(({ blocks }) => blocks.flatMap(shownIn));

/** What is known of a document, in words. */
const documentWords = ({ name, mediaType, pages }: DocumentBlock): string =>
  `${name === undefined ? "without a name" : wellFormedText(name)}, ${mediaType}${pages === undefined ? "" : `, ${pages} pages`}`;

/** What the model reads in place of a picture or document that the workspace does not have any more. */
export const missingPictureText = (block: AttachedBlock): string => {
  if (block.type === "document") return `[A document stood here that is no longer in the workspace: ${documentWords(block)}.]`;
  const { name, mediaType, width, height } = block;
  return `[A picture stood here that is no longer in the workspace: ${name ?? "without a name"}, ${mediaType}, ${width} × ${height} pixels.]`;
};

const maxTitle = 200;

/** A document's name as a wire takes it: one line, never empty. */
export const documentTitle = ({ name = "" }: DocumentBlock): string => {
  const title = [...wellFormedText(name).replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")].slice(0, maxTitle).join("").trim();
  return title === "" ? "document.pdf" : title;
};

/** Whether a kind of what is attached is sent. */
type Takes = (block: AttachedBlock) => boolean;

const notTaken = (block: AttachedBlock): string => {
  if (block.type === "document") return `[A document stood here that this model cannot be sent: ${documentWords(block)}.]`;
  const { name, mediaType, width, height } = block;
  const known = `${name === undefined ? "without a name" : wellFormedText(name)}, ${mediaType}, ${width} × ${height} pixels`;
  return `[A picture stood here that this model cannot be sent: ${known}.]`;
};

const withoutIn = (block: Block, takes: Takes): Block => {
  if (isAttached(block)) return takes(block) ? block : { type: "text", text: notTaken(block) };
  if (block.type !== "tool-result" || block.pictures === undefined) return block;
  const { pictures, ...result } = block;
  const [kept, left] = [pictures.filter(takes), pictures.filter((one) => !takes(one))];
  const text = [result.text, ...left.map(notTaken)].join("\n");
  return kept.length === 0 ? { ...result, text } : { ...result, text, pictures: kept };
};

/** A message without what a model does not take, of which it keeps what it is. The same message gives the same one. */
const createLeaver = (takes: Takes): ((message: Message) => Message) => {
  const leftOut = new WeakMap<Message, Message>();
  return (message) => {
    if (message.blocks.every((block) => shownIn(block).every(takes))) return message;
    const known = leftOut.get(message);
    if (known !== undefined) return known;
    const made = { ...message, blocks: message.blocks.map((block) => withoutIn(block, takes)) };
    leftOut.set(message, made);
    return made;
  };
};

/** A model's provider; where it takes no pictures or no documents, it reads in words that there was one. */
export const withAttachedFor = (choice: ModelChoice, provider: Provider): Provider => {
  const [documents, pictures] = [takesDocuments(choice), takesPictures(choice)];
  if (documents && pictures) return provider;
  const without = createLeaver(({ type }) => (type === "document" ? documents : pictures));
  return { stream: (request, signal) => provider.stream({ ...request, messages: request.messages.map(without) }, signal) };
};
