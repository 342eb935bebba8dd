import type { DocumentHeader } from "./document.ts";
import type { ImageType } from "./message.ts";

/** A picture or a document on its way into a message: a file, of which only the bytes say what it is. */
export interface PictureFile {
  readonly bytes: Uint8Array;
  /** What the person's file was called. */
  readonly name?: string;
  /** Of a document, as far as known. */
  readonly pages?: number;
}

/** A picture or a document in a message that is being written. */
export type DraftPicture = PictureFile &
  (ImageHeader | DocumentHeader) & {
    readonly pictureId: string;
    readonly name: string;
    /** What was done to it before, where that can be seen. */
    readonly note?: string;
  };

/**
 * The largest picture that is sent. Anthropic allows 5 MiB (5,242,880) for one picture and counts it in base64, the form in
 * which it travels, so three quarters of that are left for the file ("image exceeds 5 MB maximum", seen 2026).
 */
export const maxPictureBytes = 3_932_160;
/** Pictures of one message. With more than 20 in a request Anthropic also takes less of each. */
export const maxPicturesPerMessage = 20;

/**
 * All that is attached to one message together. Anthropic takes requests of 32 MB; pictures travel in base64, which makes four bytes
 * of three, and what was said before has to fit beside them.
 */
export const maxAttachedBytes = 20_000_000;

/** The first file with which those before it are more than one message takes; undefined where all fit. */
export const firstBeyond = <File extends { readonly bytes: Uint8Array }>(files: readonly File[]): File | undefined => {
  let sum = 0;
  return files.find(({ bytes }) => {
    sum += bytes.byteLength;
    return sum > maxAttachedBytes;
  });
};

export interface ImageHeader {
  readonly mediaType: ImageType;
  /** Pixels, at least 1. */
  readonly width: number;
  readonly height: number;
}

const startsWith = (bytes: Uint8Array, signature: readonly number[], at = 0): boolean =>
  signature.every((byte, index) => bytes[at + index] === byte);

const ascii = (text: string): readonly number[] => [...text].map((character) => character.charCodeAt(0));

type Size = Omit<ImageHeader, "mediaType">;

const pngSize = (view: DataView): Size => ({ width: view.getUint32(16), height: view.getUint32(20) });

const gifSize = (view: DataView): Size => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) });

const webpSize = (bytes: Uint8Array, view: DataView): Size | undefined => {
  const uint24 = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  if (startsWith(bytes, ascii("VP8X"), 12)) return { width: uint24(24) + 1, height: uint24(27) + 1 };
  if (startsWith(bytes, ascii("VP8L"), 12) && bytes[20] === 0x2f) {
    const packed = view.getUint32(21, true);
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
  }
  if (!startsWith(bytes, ascii("VP8 "), 12) || !startsWith(bytes, [0x9d, 0x01, 0x2a], 23)) return undefined;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
};

/** The size stands in the frame header, which is any of the markers C0 to CF but three that mean something else. */
const jpegSize = (bytes: Uint8Array, view: DataView): Size | undefined => {
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    if (marker === 0xd9 || marker === 0xda) return undefined;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
};

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const sizedAs = (mediaType: ImageType, size: Size | undefined): ImageHeader | undefined =>
  size === undefined || size.width === 0 || size.height === 0 ? undefined : { mediaType, ...size };

/**
 * What the bytes say they are, by their signature and header and never by a name; undefined where they are no picture of a
 * known type, or too short for one. Whether the rest can be decoded is not looked at.
 */
export const readImageHeader = (bytes: Uint8Array): ImageHeader | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, pngSignature) && startsWith(bytes, ascii("IHDR"), 12) && bytes.length >= 33) {
    return sizedAs("image/png", pngSize(view));
  }
  if ((startsWith(bytes, ascii("GIF87a")) || startsWith(bytes, ascii("GIF89a"))) && bytes.length >= 13) {
    return sizedAs("image/gif", gifSize(view));
  }
  if (startsWith(bytes, ascii("RIFF")) && startsWith(bytes, ascii("WEBP"), 8) && bytes.length >= 30) {
    return sizedAs("image/webp", webpSize(bytes, view));
  }
  return startsWith(bytes, [0xff, 0xd8, 0xff]) ? sizedAs("image/jpeg", jpegSize(bytes, view)) : undefined;
};
