import type { Hash } from "../../kernel/canonical.ts";
import type { ImageBlock, Message } from "../../kernel/message.ts";

/** Pictures of a request by their hash, as base64; a picture that is not there any more is missing. */
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

export const picturesIn = (messages: readonly Message[]): readonly ImageBlock[] =>
  messages.flatMap(({ blocks }) => blocks.filter((block) => block.type === "image"));

/** What the model reads in place of a picture that the workspace does not have any more. */
export const missingPictureText = ({ name, mediaType, width, height }: ImageBlock): string =>
  `[A picture stood here that is no longer in the workspace: ${name ?? "without a name"}, ${mediaType}, ${width} × ${height} pixels.]`;
