import type { Hash } from "./canonical.ts";
import type { CallId, MessageId } from "./ids.ts";
import type { JsonValue } from "./json.ts";

/** Formats that every provider with eyes accepts. */
export type ImageType = "image/jpeg" | "image/png" | "image/gif" | "image/webp";
export const imageTypes: readonly ImageType[] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/** A picture that a person attached to a message. Its bytes are a content of the workspace and are found by `hash`. */
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

/** One piece of a message, the same for every provider; adapters translate. */
export type Block =
  | { readonly type: "text"; readonly text: string }
  | ImageBlock
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
  | { readonly type: "tool-result"; readonly callId: CallId; readonly isError: boolean; readonly text: string };

export type Role = "user" | "assistant";

/** Roles alternate; results of a round are one user message that follows the assistant message with the calls. */
export interface Message {
  readonly messageId: MessageId;
  readonly role: Role;
  readonly blocks: readonly Block[];
}

/** What a person said: words, pictures, or both. */
export interface Said {
  readonly messageId: MessageId;
  /** Empty only where there are pictures. */
  readonly text: string;
  /** Absent: none. */
  readonly pictures?: readonly ImageBlock[];
}

/** The pictures come first: models read what is asked about them better behind them. */
export const blocksOf = ({ text, pictures = [] }: Said): readonly Block[] =>
  text === "" ? pictures : [...pictures, { type: "text", text }];

export const picturesOf = (blocks: readonly Block[]): readonly ImageBlock[] => blocks.filter((block) => block.type === "image");

/** Why the model ended its message. Unknown provider words become "other" and keep the word. */
export type StopReason =
  | { readonly type: "end-turn" | "tool-use" | "max-tokens" | "stop-sequence" | "pause-turn" | "refusal" | "context-overflow" }
  | { readonly type: "other"; readonly raw: string };

export const textOf = (message: Message): string => {
  let text = "";
  for (const block of message.blocks) if (block.type === "text") text += block.text;
  return text;
};
