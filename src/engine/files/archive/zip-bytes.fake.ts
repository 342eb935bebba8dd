import { deflateSync } from "fflate";
import { crc32 } from "./crc32.ts";

/** One entry as a forger writes it: what is not named is as it ought to be. */
export interface ForgedEntry {
  readonly name: string | Uint8Array;
  readonly bytes?: Uint8Array;
  readonly stored?: true;
  readonly packed?: Uint8Array;
  readonly flags?: number;
  readonly method?: number;
  /** In the list of files and beside the contents. */
  readonly sizeBytes?: number;
  readonly crc?: number;
  readonly mode?: number;
  /** Only beside the contents. */
  readonly localName?: string;
  readonly localSizeBytes?: number;
  /** The contents of the entry of this number, instead of its own. */
  readonly contentsOf?: number;
}

export interface ForgedEnd {
  readonly entries?: number;
  readonly offset?: number;
  readonly behind?: Uint8Array;
  readonly between?: Uint8Array;
  readonly disk?: number;
}

const encoder = new TextEncoder();
export const textBytes = (text: string): Uint8Array => encoder.encode(text);

const fields = (...list: readonly (readonly [number, 2 | 4])[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(list.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of list) {
    if (bytes === 2) view.setUint16(at, value & 0xffff, true);
    else view.setUint32(at, value >>> 0, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
};

export const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};

/** A zip archive, byte by byte, with as many lies as it is told. */
export const forgeZip = (entries: readonly ForgedEntry[], end: ForgedEnd = {}): Uint8Array => {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  const offsets: number[] = [];
  let written = 0;
  for (const entry of entries) {
    const bytes = entry.bytes ?? new Uint8Array();
    const method = entry.method ?? (entry.stored === true || bytes.length === 0 ? 0 : 8);
    const packed = entry.packed ?? (method === 8 ? deflateSync(bytes) : bytes);
    const name = typeof entry.name === "string" ? encoder.encode(entry.name) : entry.name;
    const localName = entry.localName === undefined ? name : encoder.encode(entry.localName);
    const flags = entry.flags ?? 0x800;
    const crc = entry.crc ?? crc32(bytes);
    const size = entry.sizeBytes ?? bytes.length;
    const common = (sizeBytes: number, nameBytes: number) =>
      [
        [20, 2],
        [flags, 2],
        [method, 2],
        [0, 4],
        [crc, 4],
        [packed.length, 4],
        [sizeBytes, 4],
        [nameBytes, 2],
        [0, 2],
      ] as const;
    offsets.push(entry.contentsOf === undefined ? written : (offsets[entry.contentsOf] ?? 0));
    if (entry.contentsOf === undefined) {
      const local = [fields([0x04034b50, 4], ...common(entry.localSizeBytes ?? size, localName.length)), localName, packed];
      for (const piece of local) {
        pieces.push(piece);
        written += piece.length;
      }
    }
    const mode = entry.mode ?? 0o100644;
    directory.push(
      fields(
        [0x02014b50, 4],
        [0x314, 2],
        ...common(size, name.length),
        [0, 2],
        [0, 2],
        [0, 2],
        [mode * 0x10000, 4],
        [offsets.at(-1) ?? 0, 4],
      ),
      name,
    );
  }
  const list = joined(directory);
  const between = end.between ?? new Uint8Array();
  const count = end.entries ?? entries.length;
  return joined([
    ...pieces,
    list,
    between,
    fields(
      [0x06054b50, 4],
      [end.disk ?? 0, 2],
      [0, 2],
      [count, 2],
      [count, 2],
      [list.length, 4],
      [end.offset ?? written, 4],
      [0, 2],
    ),
    end.behind ?? new Uint8Array(),
  ]);
};
