import { Inflate, inflateSync } from "fflate";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { quoted } from "../text/visible-text.ts";
import { crc32 } from "./crc32.ts";
import type { ZipEntry } from "./zip-directory.ts";

/** Packed bytes that are unpacked at a time: at most about a thousand times as many come out before they are counted. */
const pieceBytes = 16 * 1024;

class TooMuch extends Error {}

/** Exactly as many bytes as were declared; undefined where it is more, less, or not deflated data. */
const inflateExactly = (packed: Uint8Array, sizeBytes: number): Uint8Array | undefined => {
  const out = new Uint8Array(sizeBytes);
  let filled = 0;
  const take = (piece: Uint8Array): void => {
    if (filled + piece.length > sizeBytes) throw new TooMuch();
    out.set(piece, filled);
    filled += piece.length;
  };
  try {
    if (packed.length <= pieceBytes) {
      // One byte more than declared, so that what is too long shows.
      take(inflateSync(packed, { out: new Uint8Array(sizeBytes + 1) }));
    } else {
      const inflate = new Inflate(take);
      for (let at = 0; at < packed.length; at += pieceBytes)
        inflate.push(packed.subarray(at, at + pieceBytes), at + pieceBytes >= packed.length);
    }
  } catch {
    // Too much came out, or the library could not read it; either way it is not what was declared.
    return undefined;
  }
  return filled === sizeBytes ? out : undefined;
};

/** The contents of an entry; refused, as the end of a sentence, where they are not what the archive says of them. */
export const unpack = (archive: Uint8Array, entry: ZipEntry): Result<Uint8Array, string> => {
  const packed = archive.subarray(entry.start, entry.start + entry.packedBytes);
  const bytes = entry.method === 0 ? packed.slice() : inflateExactly(packed, entry.sizeBytes);
  if (bytes === undefined)
    return err(`${quoted(entry.name)} does not unpack to the ${entry.sizeBytes} bytes that it should have.`);
  return crc32(bytes) === entry.crc ? ok(bytes) : err(`${quoted(entry.name)} is damaged: its checksum is another one.`);
};
