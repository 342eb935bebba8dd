/** What a result may hold; 50 KiB of UTF-8. */
export const maxResultBytes = 50 * 1024;
const headBytes = 40 * 1024;
const tailBytes = 9 * 1024;

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/**
 * A result of at most `maxResultBytes`: longer text keeps its beginning and its end, cut between characters, with a note
 * that says how much is left out.
 */
export const cutText = (text: string): string => {
  // UTF-16 units never need more than three bytes each.
  if (text.length * 3 <= maxResultBytes) return text;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maxResultBytes) return text;
  let headEnd = headBytes;
  while (isContinuation(bytes[headEnd])) headEnd -= 1;
  let tailStart = bytes.length - tailBytes;
  while (isContinuation(bytes[tailStart])) tailStart += 1;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const note = `[${tailStart - headEnd} of ${bytes.length} bytes are left out here and were not kept. Ask for a smaller part.]`;
  return `${decoder.decode(bytes.subarray(0, headEnd))}\n\n${note}\n\n${decoder.decode(bytes.subarray(tailStart))}`;
};
