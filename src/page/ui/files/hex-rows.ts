/** As many as fit beside the tree. */
const perRow = 8;

/** Where each row begins, of so many bytes. */
export const hexRows = (length: number): readonly number[] =>
  Array.from({ length: Math.ceil(length / perRow) }, (_, row) => row * perRow);

/** One row: its bytes in hexadecimal and as ASCII, with a dot for what has no letter. */
export const hexRow = (bytes: Uint8Array, start: number): { readonly hex: string; readonly text: string } => {
  const row = [...bytes.subarray(start, start + perRow)];
  const pairs = row.map((byte) => byte.toString(16).padStart(2, "0"));
  return {
    hex: pairs.join(" ").padEnd(perRow * 3 - 1),
    text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join(""),
  };
};
