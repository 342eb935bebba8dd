/** Text up to this size is shown and compared by lines. */
export const maxTextBytes = 1024 * 1024;

const sniffedBytes = 8 * 1024;

/** It keeps nothing of a text, also not of one that it refused. */
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of UTF-8 bytes, byte order mark included; undefined for binary contents: a NUL among the first 8 KiB, or bytes
 * that are not UTF-8.
 */
export const decodeText = (bytes: Uint8Array): string | undefined => {
  if (bytes.subarray(0, sniffedBytes).includes(0)) return undefined;
  try {
    return strictDecoder.decode(bytes);
  } catch {
    // The only failure of a fatal decoder is a TypeError for bytes that are not UTF-8.
    return undefined;
  }
};

/** Lines with their line ends, so that joined they are the text again; a last line without an end counts. */
export const linesWithEnds = (text: string): readonly string[] => {
  const lines: string[] = [];
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
    lines.push(text.slice(start, end + 1));
    start = end + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
};

export const countLines = (text: string): number => {
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return text === "" || text.endsWith("\n") ? lines : lines + 1;
};
