import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { isPdf, maxDocumentPages } from "../../../kernel/conversation/document.ts";
import type { ImageType } from "../../../kernel/conversation/message.ts";
import { type ImageHeader, maxAttachedBytes, maxPictureBytes, readImageHeader } from "../../../kernel/conversation/picture.ts";
import type { PictureSource, PreparedPicture } from "./attachment.ts";
import { fileKind } from "./file-kind.ts";
import type { DecodedPicture, DecodePicture, PixelSize } from "./picture-canvas.ts";
import { readDocument } from "./read-document.ts";
import { withoutMetadata } from "./strip-metadata.ts";

/** More than this, providers scale down themselves, after it was paid for and sent. */
const maxEdge = 1_568;
const maxSourceBytes = 64_000_000;
/** What a browser decodes takes four bytes a pixel. */
const maxSourcePixels = 120_000_000;

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
const count = (value: number): string => value.toLocaleString("en");

type Refusal = string;
const kept = "The message is as it was.";

const refusedType = (bytes: Uint8Array): Refusal => {
  if (bytes.length === 0) return `the file is empty. ${kept} Choose another one.`;
  const kind = fileKind(bytes);
  const what = kind === undefined ? "its content is not a picture that a model takes" : `by its content it is ${kind}`;
  return `${what}, and only JPEG, PNG, GIF and WebP pictures, PDF and text files can be attached. ${kept} ${
    kind?.includes("picture") || kind?.includes("SVG")
      ? "Save it as PNG or JPEG and attach that."
      : "Attach a picture, a PDF or a text file, or paste the text."
  }`;
};

/** The size at which it is sent: never larger than it is. */
const sentSize = ({ width, height }: PixelSize): PixelSize => {
  const scale = Math.min(1, maxEdge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

/** Formats to draw in, best first; the last one always fits. */
const encodings: Readonly<Record<ImageType, readonly (readonly [ImageType, number])[]>> = {
  "image/jpeg": [
    ["image/jpeg", 0.92],
    ["image/jpeg", 0.7],
  ],
  "image/png": [
    ["image/png", 1],
    ["image/webp", 0.92],
    ["image/jpeg", 0.8],
  ],
  "image/gif": [
    ["image/png", 1],
    ["image/webp", 0.92],
    ["image/jpeg", 0.8],
  ],
  "image/webp": [
    ["image/webp", 0.92],
    ["image/png", 1],
    ["image/jpeg", 0.8],
  ],
};

const drawnAnew = async (
  decoded: DecodedPicture,
  mediaType: ImageType,
): Promise<(ImageHeader & { readonly bytes: Uint8Array<ArrayBuffer> }) | undefined> => {
  for (const [type, quality] of encodings[mediaType]) {
    const bytes = await decoded.encode(sentSize(decoded), type, quality);
    const header = readImageHeader(bytes);
    if (header !== undefined && bytes.byteLength <= maxPictureBytes) return { ...header, bytes };
  }
  return undefined;
};

const noteOn = (decoded: DecodedPicture, source: ImageHeader, drawn: ImageHeader): string | undefined => {
  const scaled = decoded.width !== drawn.width || decoded.height !== drawn.height;
  const notes = [
    ...(scaled ? [`scaled down from ${count(decoded.width)} × ${count(decoded.height)}`] : []),
    ...(source.mediaType === "image/gif" ? ["its first picture only"] : []),
  ];
  return notes.length === 0 ? undefined : notes.join(", ");
};

/** A PDF as it can be sent, or why not. It goes as it is. */
const prepareDocument = async (name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Result<PreparedPicture, Refusal>> => {
  if (bytes.byteLength > maxAttachedBytes) {
    return err(
      `it has ${megabytes(bytes.byteLength)}, and a request takes ${megabytes(maxAttachedBytes)}. ${kept} Attach the pages that matter.`,
    );
  }
  const { pages, isEncrypted } = await readDocument(bytes);
  if (isEncrypted)
    return err(`it is locked, and no model opens a locked PDF. ${kept} Save a copy without protection and attach that.`);
  if (pages !== undefined && pages > maxDocumentPages) {
    return err(`it has ${count(pages)} pages, and models take up to ${maxDocumentPages}. ${kept} Attach the pages that matter.`);
  }
  return ok({ mediaType: "application/pdf", bytes, name, ...(pages === undefined ? {} : { pages }) });
};

const read = async (source: PictureSource): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  try {
    return new Uint8Array(await source.arrayBuffer());
  } catch {
    // A folder, or a file that was moved or changed after it was chosen.
    return undefined;
  }
};

/** A picture or a PDF as it can be sent, or why not, as the rest of a sentence about it. */
export const preparePicture = async (source: PictureSource, decode: DecodePicture): Promise<Result<PreparedPicture, Refusal>> => {
  const { name } = source;
  if (source.size > maxSourceBytes) {
    return err(
      `it has ${megabytes(source.size)}, and files over ${megabytes(maxSourceBytes)} are not opened here. ${kept} Make it smaller first.`,
    );
  }
  const bytes = await read(source);
  if (bytes === undefined) {
    return err(`it could not be read: it is a folder, or it was moved or changed meanwhile. ${kept} Choose the file again.`);
  }
  const header = readImageHeader(bytes);
  if (header === undefined) return isPdf(bytes) ? prepareDocument(name, bytes) : err(refusedType(bytes));
  if (header.width * header.height > maxSourcePixels) {
    return err(
      `it has ${count(header.width)} × ${count(header.height)} pixels, more than can be opened here. ${kept} Make it smaller first.`,
    );
  }
  const decoded = await decode(bytes, header.mediaType);
  if (decoded === undefined) {
    return err(
      `its content is damaged, so it cannot be drawn. ${kept} Open it in another program, save it again and attach that.`,
    );
  }
  try {
    const fits = Math.max(decoded.width, decoded.height) <= maxEdge;
    const stripped = fits ? withoutMetadata(bytes, header.mediaType) : undefined;
    if (stripped !== undefined && stripped.byteLength <= maxPictureBytes) {
      return ok({ ...header, bytes: Uint8Array.from(stripped), name });
    }
    const drawn = await drawnAnew(decoded, header.mediaType);
    if (drawn === undefined) return err(`this browser cannot scale it down. ${kept} Make it smaller first.`);
    const note = noteOn(decoded, header, drawn);
    return ok({ ...drawn, name, ...(note === undefined ? {} : { note }) });
  } finally {
    decoded.close();
  }
};
