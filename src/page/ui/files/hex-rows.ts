const perRow = 16;

/** Where each row begins, of so many bytes. */
export const hexRows = (length: number): readonly number[] =>
  Array.from({ length: Math.ceil(length / perRow) }, (_, row) => row * perRow);

/** One row: its bytes in hexadecimal, in two groups of eight, and as ASCII, with a dot for what has no letter. */
export const hexRow = (bytes: Uint8Array, start: number): { readonly hex: string; readonly text: string } => {
  const row = [...bytes.subarray(start, start + perRow)];
  const pairs = row.map((byte) => byte.toString(16).padStart(2, "0"));
  return {
    hex: [pairs.slice(0, perRow / 2).join(" "), pairs.slice(perRow / 2).join(" ")].filter((half) => half !== "").join("  "),
    text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join(""),
  };
};
