import type { ImageType } from "../../../kernel/conversation/message.ts";

/**
 * The picture without what the file tells beside it: comments, names, places, times, thumbnails and whatever stands behind its
 * end. Not a pixel changes. Undefined where that cannot be done byte by byte, because the file is built in a way that is not
 * known here or turns the picture by a mark in its EXIF data; such a picture is drawn anew.
 *
 * Formats: ITU T.81 annex B (JPEG), W3C PNG third edition, GIF89a, Google's WebP container specification.
 */
export const withoutMetadata = (bytes: Uint8Array, mediaType: ImageType): Uint8Array | undefined => {
  switch (mediaType) {
    case "image/jpeg":
      return strippedJpeg(bytes);
    case "image/png":
      return strippedPng(bytes);
    case "image/gif":
      return strippedGif(bytes);
    case "image/webp":
      return strippedWebp(bytes);
  }
};

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
};

const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, Math.min(bytes.length, at + length)));

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where the scan that begins at `at` ends: at the next marker that is neither a stuffed byte nor a restart. */
const endOfScan = (bytes: Uint8Array, at: number): number => {
  for (let place = at; place + 1 < bytes.length; place += 1) {
    if (bytes[place] !== 0xff) continue;
    const next = bytes[place + 1] ?? 0;
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return place;
  }
  return bytes.length;
};

const isExif = (bytes: Uint8Array, at: number): boolean => textAt(bytes, at + 4, 4) === "Exif";

/** What a decoder needs of the application segments: JFIF's density, the colour profile, and Adobe's colour transform. */
const isKeptSegment = (bytes: Uint8Array, at: number, marker: number): boolean => {
  if (marker === 0xfe) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  return marker === 0xe0 || marker === 0xee || (marker === 0xe2 && textAt(bytes, at + 4, 11) === "ICC_PROFILE");
};

const strippedJpeg = (bytes: Uint8Array): Uint8Array | undefined => {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xd9 || end > bytes.length) break;
    if (marker === 0xe1 && isExif(bytes, at)) return undefined;
    const next = marker === 0xda ? endOfScan(bytes, end) : end;
    if (isKeptSegment(bytes, at, marker)) parts.push(bytes.subarray(at, next));
    at = next;
  }
  if (bytes[at] !== 0xff || bytes[at + 1] !== 0xd9) return undefined;
  return joined([...parts, bytes.subarray(at, at + 2)]);
};

/** Beside the critical ones, whose names begin with a capital: colour, transparency, size and animation. */
const keptChunks = new Set(["tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"]);

const strippedPng = (bytes: Uint8Array): Uint8Array | undefined => {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const name = textAt(bytes, at + 4, 4);
    const end = at + 12 + view.getUint32(at);
    if (name === "eXIf" || end > bytes.length) return undefined;
    if (/^[A-Z]/.test(name) || keptChunks.has(name)) parts.push(bytes.subarray(at, end));
    if (name === "IEND") return joined(parts);
    at = end;
  }
  return undefined;
};

/** Where the sub-blocks that begin at `at` end, the empty last one included. */
const endOfSubBlocks = (bytes: Uint8Array, at: number): number => {
  let place = at;
  while (place < bytes.length && bytes[place] !== 0) place += 1 + (bytes[place] ?? 0);
  return place + 1;
};

const tableSize = (packed: number): number => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 0x07) + 1));

/** An extension that says how the picture is shown: its delays, its repeats. */
const isKeptExtension = (bytes: Uint8Array, at: number): boolean => {
  const label = bytes[at + 1];
  if (label !== 0xff) return label !== 0xfe;
  const name = textAt(bytes, at + 3, 11);
  return name === "NETSCAPE2.0" || name === "ANIMEXTS1.0";
};

const strippedGif = (bytes: Uint8Array): Uint8Array | undefined => {
  let at = 13 + tableSize(bytes[10] ?? 0);
  const parts = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return joined([...parts, bytes.subarray(at, at + 1)]);
    if (kind !== 0x21 && kind !== 0x2c) return undefined;
    const data = kind === 0x21 ? at + 2 : at + 11 + tableSize(bytes[at + 9] ?? 0);
    const end = endOfSubBlocks(bytes, data);
    if (end > bytes.length) return undefined;
    if (kind === 0x2c || isKeptExtension(bytes, at)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
};

const webpChunks = new Set(["VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"]);
const xmpFlag = 0x04;

const strippedWebp = (bytes: Uint8Array): Uint8Array | undefined => {
  const view = viewOf(bytes);
  const fileEnd = 8 + view.getUint32(4, true);
  if (fileEnd > bytes.length) return undefined;
  const parts: Uint8Array[] = [];
  for (let at = 12; at + 8 <= fileEnd; ) {
    const name = textAt(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (name === "EXIF" || end > bytes.length) return undefined;
    if (webpChunks.has(name)) parts.push(bytes.slice(at, end));
    at = end;
  }
  const first = parts[0];
  if (first === undefined) return undefined;
  if (textAt(first, 0, 4) === "VP8X") first[8] = (first[8] ?? 0) & ~xmpFlag;
  const body = joined(parts);
  const head = bytes.slice(0, 12);
  viewOf(head).setUint32(4, body.byteLength + 4, true);
  return joined([head, body]);
};
