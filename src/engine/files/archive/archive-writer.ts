import { deflateSync } from "fflate";
import { crc32 } from "./crc32.ts";

/** What is written into an archive. Paths are absolute and resolved; the archive names them without the first slash. */
export type ArchiveItem =
  | { readonly kind: "file"; readonly path: string; readonly modifiedAt: number; readonly bytes: Uint8Array }
  | { readonly kind: "directory"; readonly path: string; readonly modifiedAt: number };

/** Makes a zip archive piece by piece: the pieces in their order are the archive, and only its list of files is kept. */
export interface ArchiveWriter {
  readonly add: (item: ArchiveItem) => readonly Uint8Array[];
  /** The last pieces. Nothing is added after that. */
  readonly end: () => readonly Uint8Array[];
}

/** More entries than this are counted in a record of the large kind (zip64); PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16. */
const plainEntries = 0xfffe;
const maxBytes = 0xfffffffe;
const utf8Flag = 0x800;
const unix = 3;

/** Date and time as MS-DOS has them, in two seconds, from 1980 to 2107; in UTC, so that the same files are the same archive. */
const dosTime = (at: number): number => {
  const date = new Date(Math.min(Math.max(at, Date.UTC(1980)), Date.UTC(2107, 11, 31)));
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return day * 0x10000 + time;
};

/** Fields of two (`half`) or four bytes, the lowest first. */
const record = (...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(fields.reduce((length, [, bytes]) => length + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
};

/** Small or packed already: what does not get smaller stays as it is. */
const packed = (bytes: Uint8Array): { readonly method: 0 | 8; readonly data: Uint8Array } => {
  const data = bytes.length < 32 ? bytes : deflateSync(bytes);
  return data.length < bytes.length ? { method: 8, data } : { method: 0, data: bytes };
};

/** A field of eight bytes that is below 4 GB. */
const wide = (value: number) =>
  [
    [value, 4],
    [0, 4],
  ] as const;

/** The record that counts many entries, and the one that says where it stands. */
const largeEnd = (entries: number, directoryBytes: number, directoryAt: number): Uint8Array =>
  record(
    [0x06064b50, 4],
    ...wide(44),
    [(unix << 8) | 45, 2],
    [45, 2],
    [0, 4],
    [0, 4],
    ...wide(entries),
    ...wide(entries),
    ...wide(directoryBytes),
    ...wide(directoryAt),
    [0x07064b50, 4],
    [0, 4],
    ...wide(directoryAt + directoryBytes),
    [1, 4],
  );

export const createArchiveWriter = (): ArchiveWriter => {
  const directory: Uint8Array[] = [];
  let entries = 0;
  let written = 0;
  let directoryBytes = 0;
  const none = new Uint8Array();

  return {
    add: (item) => {
      const isFile = item.kind === "file";
      const name = new TextEncoder().encode(`${item.path.slice(1)}${isFile ? "" : "/"}`);
      const bytes = isFile ? item.bytes : none;
      const { method, data } = packed(bytes);
      const facts = [
        [20, 2],
        [utf8Flag, 2],
        [method, 2],
        [dosTime(item.modifiedAt), 4],
        [crc32(bytes), 4],
        [data.length, 4],
        [bytes.length, 4],
        [name.length, 2],
        [0, 2],
      ] as const;
      const mode = isFile ? 0o100644 : 0o040755;
      const offset = written;
      directory.push(
        record([0x02014b50, 4], [(unix << 8) | 20, 2], ...facts, [0, 2], [0, 2], [0, 2], [mode * 0x10000, 4], [offset, 4]),
        name,
      );
      directoryBytes += 46 + name.length;
      const pieces = [record([0x04034b50, 4], ...facts), name, data];
      written += 30 + name.length + data.length;
      entries += 1;
      if (written + directoryBytes > maxBytes) throw new RangeError("an archive holds at most 4 GB");
      return pieces;
    },
    end: () => {
      const isLarge = entries > plainEntries;
      const counted = isLarge ? 0xffff : entries;
      return [
        ...directory,
        ...(isLarge ? [largeEnd(entries, directoryBytes, written)] : []),
        record([0x06054b50, 4], [0, 2], [0, 2], [counted, 2], [counted, 2], [directoryBytes, 4], [written, 4], [0, 2]),
      ];
    },
  };
};
