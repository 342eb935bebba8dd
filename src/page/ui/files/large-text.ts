/** As much of a text as is split into lines for reading; the file is whole. */
export const shownTextBytes = 8 * 1024 * 1024;

/**
 * The text that bytes are, its first 8 MiB where it is longer, cut between two characters. Undefined where it is no UTF-8 text: a
 * zero byte or a broken character stands in it.
 */
export const largeText = (bytes: Uint8Array): string | undefined => {
  let end = Math.min(bytes.length, shownTextBytes);
  // A character begins where its byte is not 10xxxxxx.
  while (end < bytes.length && end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const shown = bytes.subarray(0, end);
  if (shown.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(shown);
  } catch {
    // Bytes that are no UTF-8 are a TypeError, and the only one here.
    return undefined;
  }
};
