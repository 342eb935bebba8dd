import { hashBytes } from "../../../kernel/base/canonical.ts";
import { ok, type Result } from "../../../kernel/base/result.ts";
import type { ToolOutput } from "../../../kernel/contracts/tool.ts";
import { readAttachedHeader } from "../../../kernel/conversation/document.ts";
import type { AttachedBlock, ImageType } from "../../../kernel/conversation/message.ts";
import { type ImageHeader, maxAttachedBytes, maxPictureBytes } from "../../../kernel/conversation/picture.ts";
import { nameOf } from "../../files/path-parts.ts";
import { refusal } from "./answers.ts";

/** Anthropic refuses larger pictures ("image dimensions exceed max allowed size: 8000 pixels", seen 2026). */
const maxSide = 8_000;

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

const endsWith = (bytes: Uint8Array, tail: readonly number[]): boolean => {
  // Cameras and editors write zeros or a line end behind the last byte.
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  return tail.every((byte, index) => bytes[end - tail.length + index] === byte);
};

const hasSequence = (bytes: Uint8Array, sequence: readonly number[]): boolean => {
  for (let at = bytes.length - sequence.length; at >= 0; at -= 1)
    if (sequence.every((byte, index) => bytes[at + index] === byte)) return true;
  return false;
};

const pngEnd: readonly number[] = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];

/** Whether a picture has its end: one that was cut off on its way has not. What stands between is not looked at. */
const isWhole = (bytes: Uint8Array, mediaType: ImageType): boolean => {
  switch (mediaType) {
    case "image/png":
      return hasSequence(bytes, pngEnd);
    case "image/jpeg":
      return hasSequence(bytes, [0xff, 0xd9]);
    case "image/gif":
      return endsWith(bytes, [0x3b]);
    case "image/webp":
      return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) + 8 <= bytes.length;
  }
};

const sizeWords = ({ mediaType, width, height }: ImageHeader, bytes: number): string =>
  `${mediaType}, ${width} × ${height} pixels, ${bytes} bytes`;

/** Why a picture is not shown; undefined where it is. */
const pictureProblem = (path: string, header: ImageHeader, bytes: Uint8Array): string | undefined => {
  const what = `${path} is a picture (${sizeWords(header, bytes.length)})`;
  if (bytes.length > maxPictureBytes) {
    return `${what}, more than the ${megabytes(maxPictureBytes)} that a model takes, so it was not shown. Ask the person to attach it to a message, which makes it smaller.`;
  }
  if (Math.max(header.width, header.height) > maxSide) {
    return `${what}, longer on one side than the ${maxSide} pixels that a model takes, so it was not shown. Ask the person to attach it to a message, which makes it smaller.`;
  }
  if (isWhole(bytes, header.mediaType)) return undefined;
  return `${what} that breaks off before its end, so it was not shown. Ask the person for a whole one.`;
};

const shown = (text: string, block: AttachedBlock): Result<ToolOutput, never> => ok({ text, isError: false, pictures: [block] });

/** What a file gives that has no lines: the picture or the document that it is, by its bytes alone, or why that cannot be shown. */
export const readAttached = (path: string, bytes: Uint8Array): Result<ToolOutput, never> => {
  const header = readAttachedHeader(bytes);
  if (header === undefined) return refusal(`${path} is a binary file of ${bytes.length} bytes, so it has no lines to read.`);
  const about = { hash: hashBytes(bytes), bytes: bytes.length, name: nameOf(path) };
  if (header.mediaType !== "application/pdf") {
    const problem = pictureProblem(path, header, bytes);
    if (problem !== undefined) return refusal(problem);
    return shown(`${path} is shown with this result: ${sizeWords(header, bytes.length)}.`, {
      type: "image",
      ...header,
      ...about,
    });
  }
  if (bytes.length > maxAttachedBytes) {
    return refusal(
      `${path} is a document (PDF, ${bytes.length} bytes), more than the ${megabytes(maxAttachedBytes)} that a request takes, so it was not shown. Ask the person for a shorter one.`,
    );
  }
  return shown(`${path} is shown with this result: PDF, ${bytes.length} bytes.`, { type: "document", ...header, ...about });
};
