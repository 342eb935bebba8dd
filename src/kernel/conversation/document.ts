import type { DocumentBlock } from "./message.ts";
import { type ImageHeader, readImageHeader } from "./picture.ts";

/** Of one message; the number that Anthropic and OpenAI both take without trouble. */
export const maxDocumentsPerMessage = 5;
/** The most that any known model takes in one request. */
export const maxDocumentPages = 600;

export interface DocumentHeader {
  readonly mediaType: DocumentBlock["mediaType"];
}

/** How far from its beginning a PDF may say what it is. */
const signatureWithin = 1_024;

/** Whether the bytes say that they are a PDF; never by a name. */
export const isPdf = (bytes: Uint8Array): boolean => {
  const last = Math.min(bytes.length - 5, signatureWithin);
  for (let at = 0; at <= last; at += 1) {
    // "%PDF-"
    if (bytes[at] !== 0x25 || bytes[at + 1] !== 0x50 || bytes[at + 2] !== 0x44) continue;
    if (bytes[at + 3] === 0x46 && bytes[at + 4] === 0x2d) return true;
  }
  return false;
};

/** What a file is that can be attached to a message, by its bytes alone; undefined where it is neither a picture nor a PDF. */
export const readAttachedHeader = (bytes: Uint8Array): ImageHeader | DocumentHeader | undefined =>
  readImageHeader(bytes) ?? (isPdf(bytes) ? { mediaType: "application/pdf" } : undefined);

/** A number of pages that a document can have. */
export const isPageCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 1 && value <= 100_000;

const bytesPerPage = 20_000;

/** Pages that a document counts as: its own number, or one for every 20 KB where nobody knows it. */
export const countedPages = ({ bytes, pages }: Pick<DocumentBlock, "bytes" | "pages">): number =>
  isPageCount(pages) ? pages : Math.max(1, Math.ceil(bytes / bytesPerPage));

/** Text of one page as tokens, at most; beside that it counts as a picture, because providers send both to their models. */
export const pageTextTokens = 4_000;
