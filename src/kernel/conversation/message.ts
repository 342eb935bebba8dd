import type { Hash } from "../base/canonical.ts";
import type { CallId, MessageId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";

/** Formats that every provider with eyes accepts. */
export type ImageType = "image/jpeg" | "image/png" | "image/gif" | "image/webp";
export const imageTypes: readonly ImageType[] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/** A picture that a person attached to a message, or that a call gave back. Its bytes are a content of the workspace and are found by `hash`. */
export interface ImageBlock {
  readonly type: "image";
  readonly hash: Hash;
  readonly mediaType: ImageType;
  /** Length of the file. */
  readonly bytes: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** What the person's file was called. */
  readonly name?: string;
}

/** A PDF that a person attached to a message, or that a call gave back. As with a picture, its bytes are found by `hash`. */
export interface DocumentBlock {
  readonly type: "document";
  readonly hash: Hash;
  readonly mediaType: "application/pdf";
  /** Length of the file. */
  readonly bytes: number;
  /** Absent where the file does not tell it cheaply. */
  readonly pages?: number;
  readonly name?: string;
}

/** What a person attaches to a message as it is: pictures and documents. */
export type AttachedBlock = ImageBlock | DocumentBlock;

/** Something of the workspace that a person points at with a message. */
export interface Reference {
  readonly type: "entity";
  /** The entity's in the knowledge graph. */
  readonly id: string;
  readonly label: string;
  /** Empty where it is only spoken of. */
  readonly kind: string;
}

/** One piece of a message, the same for every provider; adapters translate. */
export type Block =
  /** `about`: it is no words of the person but what they point at, as it is said to the model. */
  | { readonly type: "text"; readonly text: string; readonly about?: Reference }
  | AttachedBlock
  | { readonly type: "thinking"; readonly text: string }
  /** Provider JSON that we do not read (signed or encrypted reasoning): stored as received, replayed to the same provider as is. */
  | { readonly type: "opaque"; readonly provider: string; readonly value: JsonValue }
  /** `callId` is ours and unique; `wireId` is what the provider called it. `invalid` says why the arguments could not be read; `input` is then {}. */
  | {
      readonly type: "tool-call";
      readonly callId: CallId;
      readonly wireId: string;
      readonly tool: string;
      readonly input: JsonValue;
      readonly invalid?: string;
    }
  | {
      readonly type: "tool-result";
      readonly callId: CallId;
      readonly isError: boolean;
      readonly text: string;
      /** Pictures and documents that the call gave back. Absent: none. */
      readonly pictures?: readonly AttachedBlock[];
    };

export type Role = "user" | "assistant";

/** Roles alternate; results of a round are one user message that follows the assistant message with the calls. */
export interface Message {
  readonly messageId: MessageId;
  readonly role: Role;
  readonly blocks: readonly Block[];
}

/** What a person said: words, pictures and documents, or both. */
export interface Said {
  readonly messageId: MessageId;
  /** Empty only where something is attached. */
  readonly text: string;
  /** Pictures and documents, in the person's order. Absent: none. */
  readonly pictures?: readonly AttachedBlock[];
  /** What the person points at. Absent: nothing. */
  readonly about?: readonly Reference[];
}

/** How many things a message points at, at most. */
export const maxReferences = 12;

/** What a model is told of something that the person points at: what it finds it by. */
const referenceText = ({ id, kind, label }: Reference): string =>
  `<about>${JSON.stringify(label)}${kind === "" ? "" : ` (${kind})`}, entity ${id} of the knowledge graph</about>`;

/** What is attached and pointed at comes first: models read what is asked about it better behind it. */
export const blocksOf = ({ about = [], text, pictures = [] }: Said): readonly Block[] => {
  const pointed = about.map((one): Block => ({ type: "text", text: referenceText(one), about: one }));
  return [...pictures, ...pointed, ...(text === "" ? [] : [{ type: "text", text } as const])];
};

/** The words in what a person said, without what they point at. */
export const wordsIn = (blocks: readonly Block[], between = ""): string =>
  blocks.flatMap((block) => (block.type === "text" && block.about === undefined ? [block.text] : [])).join(between);

/** The way back from `blocksOf`. */
export const saidOf = (messageId: MessageId, blocks: readonly Block[]): Said => {
  const about = blocks.flatMap((block) => (block.type === "text" && block.about !== undefined ? [block.about] : []));
  return {
    messageId,
    text: wordsIn(blocks),
    pictures: attachedOf(blocks),
    ...(about.length === 0 ? {} : { about }),
  };
};

export const isAttached = (block: Block): block is AttachedBlock => block.type === "image" || block.type === "document";

/** What the person attached. */
export const attachedOf = (blocks: readonly Block[]): readonly AttachedBlock[] => blocks.filter(isAttached);

/** What a model is shown beside words: what the person attached, and what calls gave back. */
export const shownIn = (block: Block): readonly AttachedBlock[] => {
  if (isAttached(block)) return [block];
  return block.type === "tool-result" && block.pictures !== undefined ? block.pictures : nothingShown;
};

const nothingShown: readonly AttachedBlock[] = [];

/** Why the model ended its message. Unknown provider words become "other" and keep the word. */
export type StopReason =
  | { readonly type: "end-turn" | "tool-use" | "max-tokens" | "stop-sequence" | "pause-turn" | "refusal" | "context-overflow" }
  | { readonly type: "other"; readonly raw: string };

export const textOf = (message: Message): string => {
  let text = "";
  for (const block of message.blocks) if (block.type === "text") text += block.text;
  return text;
};
