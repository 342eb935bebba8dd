import { hashBytes } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { MessageId } from "../../kernel/base/ids.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Effect } from "../../kernel/contracts/store.ts";
import { isPageCount, maxDocumentsPerMessage, readAttachedHeader } from "../../kernel/conversation/document.ts";
import {
  type AttachedBlock,
  blocksOf,
  type Message,
  maxReferences,
  type Reference,
  type Said,
  saidOf,
} from "../../kernel/conversation/message.ts";
import {
  firstBeyond,
  maxAttachedBytes,
  maxPictureBytes,
  maxPicturesPerMessage,
  type PictureFile,
} from "../../kernel/conversation/picture.ts";

/** What a person says, with the contents that its pictures and documents name: they are stored in the commit of the entry, or not at all. */
export interface NewSaid {
  readonly said: Said;
  readonly contents: readonly Effect[];
}

const refused = (message: string): Result<never, Failure> =>
  err({ type: "invalid-input", message: `${message} Nothing was sent, and the message is still in the message box.` });

const nameOf = ({ name }: PictureFile): string => (name === undefined ? "A file" : `“${name}”`);

const inSentence = (name: string): string => (name === "A file" ? "one of them" : name);

const blockOf = (file: PictureFile): Result<AttachedBlock, Failure> => {
  const { bytes, name, pages } = file;
  const header = readAttachedHeader(bytes);
  if (header === undefined) return refused(`${nameOf(file)} is no JPEG, PNG, GIF, WebP or PDF by its content; remove it.`);
  const about = { hash: hashBytes(bytes), bytes: bytes.byteLength, ...(name === undefined ? {} : { name }) };
  if (header.mediaType === "application/pdf") {
    return ok({ type: "document", ...header, ...about, ...(isPageCount(pages) ? { pages } : {}) });
  }
  if (bytes.byteLength > maxPictureBytes) {
    const limit = `${(maxPictureBytes / 1_000_000).toFixed(1)} MB`;
    return refused(`${nameOf(file)} is larger than the ${limit} that a model takes; remove it and attach a smaller one.`);
  }
  return ok({ type: "image", ...header, ...about });
};

/**
 * Checks what is about to be said, and makes the blocks and contents of what is attached. What a file is comes from its bytes
 * alone. The contents are always there again: an erasure that waits before this commit may take the stored ones along.
 */
export const newSaid = (
  messageId: MessageId,
  text: string,
  files: readonly PictureFile[],
  about: readonly Reference[] = [],
): Result<NewSaid, Failure> => {
  if (text.trim() === "" && files.length === 0) {
    return err({ type: "invalid-input", message: "The message is empty, so nothing was sent. Write something first." });
  }
  if (files.length > maxPicturesPerMessage) {
    return refused(
      `A message takes ${maxPicturesPerMessage} pictures and documents, and this one has ${files.length}; remove some.`,
    );
  }
  if (about.length > maxReferences) return refused(`A message is about at most ${maxReferences} things; take some away.`);
  const beyond = firstBeyond(files);
  if (beyond !== undefined) {
    const limit = `${maxAttachedBytes / 1_000_000} MB`;
    return refused(`With ${inSentence(nameOf(beyond))} the files are more than the ${limit} that a request takes; remove some.`);
  }
  const pictures: AttachedBlock[] = [];
  const contents: Effect[] = [];
  for (const file of files) {
    const block = blockOf(file);
    if (!block.ok) return block;
    pictures.push(block.value);
    contents.push({ type: "put", table: "blobs", row: { key: block.value.hash, bytes: file.bytes } });
  }
  const documents = pictures.filter(({ type }) => type === "document").length;
  if (documents > maxDocumentsPerMessage) {
    return refused(`A message takes ${maxDocumentsPerMessage} documents, and this one has ${documents}; remove some.`);
  }
  const words = text.trim() === "" ? "" : text;
  const pointed = about.length === 0 ? {} : { about };
  return ok({ said: { messageId, text: words, ...(pictures.length === 0 ? {} : { pictures }), ...pointed }, contents });
};

export const userMessage = (said: Said): Message => ({ messageId: said.messageId, role: "user", blocks: blocksOf(said) });

/** The way back from `userMessage`. */
export const saidIn = ({ blocks, messageId }: Message): Said => saidOf(messageId, blocks);
