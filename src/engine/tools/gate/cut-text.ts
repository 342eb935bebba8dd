import { type Hash, hashBytes } from "../../../kernel/base/canonical.ts";
import { artifactPath } from "../../../kernel/files/artifact.ts";

/** What a result may hold; 50 KiB of UTF-8. */
export const maxResultBytes = 50 * 1024;
const headBytes = 40 * 1024;
const tailBytes = 9 * 1024;

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** The bytes of a text that is too long for a result; undefined where it fits. */
const bytesBeyond = (text: string): Uint8Array | undefined => {
  // UTF-16 units never need more than three bytes each.
  if (text.length * 3 <= maxResultBytes) return undefined;
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= maxResultBytes ? undefined : bytes;
};

/** Beginning and end, cut between characters, with a note between them. */
const headAndTail = (bytes: Uint8Array, noteFor: (leftOut: number) => string): string => {
  let headEnd = headBytes;
  while (isContinuation(bytes[headEnd])) headEnd -= 1;
  let tailStart = bytes.length - tailBytes;
  while (isContinuation(bytes[tailStart])) tailStart += 1;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const note = noteFor(tailStart - headEnd);
  return `${decoder.decode(bytes.subarray(0, headEnd))}\n\n${note}\n\n${decoder.decode(bytes.subarray(tailStart))}`;
};

/**
 * A text of at most `maxResultBytes`: a longer one keeps its beginning and its end, cut between characters, with a note that says
 * how much is left out.
 */
export const cutText = (text: string): string => {
  const bytes = bytesBeyond(text);
  if (bytes === undefined) return text;
  return headAndTail(
    bytes,
    (leftOut) => `[${leftOut} of ${bytes.length} bytes are left out here and were not kept. Ask for a smaller part.]`,
  );
};

/** A result that is too long, as the model reads it, and the whole of it; undefined where it fits. */
export const setAside = (
  text: string,
): { readonly text: string; readonly hash: Hash; readonly bytes: Uint8Array } | undefined => {
  const bytes = bytesBeyond(text);
  if (bytes === undefined) return undefined;
  const hash = hashBytes(bytes);
  const read = `Call read with file_path "${artifactPath(hash)}" and an offset for the rest.`;
  const noteFor = (leftOut: number): string => `[${leftOut} of ${bytes.length} bytes are left out here and kept aside. ${read}]`;
  return { text: headAndTail(bytes, noteFor), hash, bytes };
};
