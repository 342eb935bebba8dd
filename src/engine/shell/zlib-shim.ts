import { gunzipSync as gunzip, gzipSync as gzip } from "fflate";

/** Stands in for `node:zlib`, which a browser has not: the few names that the shell's gzip asks for. */
export const constants = { Z_BEST_SPEED: 1, Z_BEST_COMPRESSION: 9, Z_DEFAULT_COMPRESSION: -1 };

export const gzipSync = (bytes: Uint8Array, { level = 6 }: { readonly level?: number } = {}): Uint8Array =>
  gzip(bytes, { level: (level < 0 ? 6 : Math.min(9, level)) as 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9, mtime: 0 });

/** Throws where more than `maxOutputLength` bytes would come of it. */
export const gunzipSync = (
  bytes: Uint8Array,
  { maxOutputLength = Number.POSITIVE_INFINITY }: { readonly maxOutputLength?: number } = {},
): Uint8Array => {
  // The last four bytes say how long the text is; a file that lies about it is cut off at what it says.
  const length = bytes.length < 18 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
  if (length > maxOutputLength) throw new RangeError("Cannot create a Buffer larger than the limit");
  return gunzip(bytes, { out: new Uint8Array(length) });
};
