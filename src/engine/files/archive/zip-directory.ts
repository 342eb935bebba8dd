import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { quoted } from "../text/visible-text.ts";
import type { ArchiveLimits } from "./archive-limits.ts";

/** An entry as the archive's directory names it, with the place of its packed bytes. Names are what the archive says. */
export interface ZipEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** Why it is left out, as the end of a sentence; undefined where it can be read. */
  readonly problem: string | undefined;
  /** 0: as it is. 8: deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly start: number;
}

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const directoryLength = 46;
const localLength = 30;
const longestComment = 0xffff;
const encryptedFlags = 0x2041;
const utf8Flag = 0x800;
const sizesFollowFlag = 8;

interface End {
  readonly entries: number;
  readonly offset: number;
}

/** The record at the end, which must be the very end: what stands behind it belongs to nothing. */
const findEnd = (view: DataView): Result<End, string> => {
  const last = view.byteLength - endLength;
  for (let at = last; at >= Math.max(0, last - longestComment); at -= 1) {
    if (view.getUint32(at, true) !== endSignature || at + endLength + view.getUint16(at + 20, true) !== view.byteLength) continue;
    const [entries, size, offset] = [view.getUint16(at + 10, true), view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    if (entries === 0xffff || size === 0xffffffff || offset === 0xffffffff)
      return err("it is of the large kind (zip64), which is not read here.");
    if (view.getUint32(at + 4, true) !== 0 || view.getUint16(at + 8, true) !== entries)
      return err("it is one part of several; put them together first.");
    return offset + size === at ? ok({ entries, offset }) : err("its list of files is not where it says, or not as long.");
  }
  return err("its end is missing, so it is cut off or not a zip archive.");
};

const nameOf = (bytes: Uint8Array, flags: number): string | undefined => {
  if ((flags & utf8Flag) === 0 && bytes.every((byte) => byte < 0x80)) return String.fromCharCode(...bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // It throws for exactly one reason: this is no UTF-8.
    return undefined;
  }
};

const kindOf = (mode: number): string => {
  switch (mode & 0o170000) {
    case 0:
    case 0o100000:
    case 0o040000:
      return "plain";
    case 0o120000:
      return "it is a link to another place";
    default:
      return "it is neither a file nor a folder";
  }
};

const problemOf = (
  name: string | undefined,
  facts: { readonly flags: number; readonly method: number; readonly mode: number },
) => {
  if (name === undefined) return "its name is in an unknown encoding";
  const kind = kindOf(facts.mode);
  if (kind !== "plain") return kind;
  if ((facts.flags & encryptedFlags) !== 0 || facts.method === 99) return "it is encrypted; unpack it elsewhere first";
  return facts.method === 0 || facts.method === 8 ? undefined : `it is packed in a way (${facts.method}) that is not read here`;
};

interface Listed extends Omit<ZipEntry, "start"> {
  readonly flags: number;
  readonly nameBytes: Uint8Array;
  readonly offset: number;
}

const listedAt = (bytes: Uint8Array, view: DataView, at: number): Listed => {
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const nameBytes = bytes.subarray(at + directoryLength, at + directoryLength + view.getUint16(at + 28, true));
  const name = nameOf(nameBytes, flags);
  const mode = view.getUint8(at + 5) === 3 ? view.getUint16(at + 40, true) : 0;
  return {
    name: name ?? "a name that cannot be read",
    isFolder: (name?.endsWith("/") ?? false) || (mode & 0o170000) === 0o040000,
    problem: problemOf(name, { flags, method, mode }),
    method,
    flags,
    crc: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    sizeBytes: view.getUint32(at + 24, true),
    nameBytes,
    offset: view.getUint32(at + 42, true),
  };
};

const readListed = (bytes: Uint8Array, view: DataView, end: End): Result<readonly Listed[], string> => {
  const listed: Listed[] = [];
  let at = end.offset;
  const stop = view.byteLength - endLength;
  for (let index = 0; index < end.entries; index += 1) {
    if (at + directoryLength > stop || view.getUint32(at, true) !== directorySignature)
      return err(`its list of files is damaged at entry ${index + 1} of ${end.entries}.`);
    const length =
      directoryLength + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (at + length > view.byteLength) return err(`its list of files is damaged at entry ${index + 1} of ${end.entries}.`);
    listed.push(listedAt(bytes, view, at));
    at += length;
  }
  return ok(listed);
};

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Where the packed bytes of an entry begin; the two places that describe it must agree. */
const placed = (bytes: Uint8Array, view: DataView, entry: Listed, limit: number): Result<ZipEntry, string> => {
  const { flags, nameBytes, offset, ...facts } = entry;
  const name = quoted(entry.name);
  if (offset + localLength > limit || view.getUint32(offset, true) !== localSignature)
    return err(`${name} is not where its list of files says.`);
  const length = view.getUint16(offset + 26, true);
  const start = offset + localLength + length + view.getUint16(offset + 28, true);
  if (start + entry.packedBytes > limit) return err(`${name} reaches beyond the end of the contents.`);
  if (!isSame(bytes.subarray(offset + localLength, offset + localLength + length), nameBytes))
    return err(`${name} has another name where its contents are.`);
  const follow = (view.getUint16(offset + 6, true) & sizesFollowFlag) !== 0;
  const agree =
    view.getUint16(offset + 8, true) === entry.method &&
    (follow ||
      (view.getUint32(offset + 18, true) === entry.packedBytes && view.getUint32(offset + 22, true) === entry.sizeBytes));
  return agree ? ok({ ...facts, start }) : err(`${name} has two different sizes.`);
};

const sizeProblem = (entry: Listed, limits: ArchiveLimits): string | undefined => {
  const { isFolder, method, name, packedBytes, problem, sizeBytes } = entry;
  if (problem !== undefined) return undefined;
  if (isFolder) return sizeBytes === 0 ? undefined : `${quoted(name)} is a folder with contents.`;
  if (method === 0 && packedBytes !== sizeBytes) return `${quoted(name)} has two different sizes.`;
  // Deflate never needs more than five bytes for each 16 KiB that it could not pack.
  if (packedBytes > sizeBytes * 1.1 + 1_024) return `${quoted(name)} has two different sizes.`;
  return sizeBytes > limits.ratioFromBytes && sizeBytes > packedBytes * limits.ratio
    ? `${quoted(name)} would be more than ${limits.ratio} times as large as it is packed.`
    : undefined;
};

const totalProblem = (entries: readonly Listed[], limits: ArchiveLimits): string | undefined => {
  let total = 0;
  for (const { problem, sizeBytes } of entries) if (problem === undefined) total += sizeBytes;
  return total > limits.totalBytes
    ? `unpacked it would be ${Math.ceil(total / 1024 / 1024)} MB; at most ${limits.totalBytes / 1024 / 1024} MB are brought in at once.`
    : undefined;
};

/** Two entries that share bytes unpack to more than the archive holds. */
const overlapProblem = (entries: readonly { readonly name: string; readonly from: number; readonly to: number }[]) => {
  const sorted = entries.toSorted((a, b) => a.from - b.from);
  for (const [index, entry] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next.from < entry.to) return `${quoted(entry.name)} and ${quoted(next.name)} share the same bytes.`;
  }
  return undefined;
};

/**
 * The entries of a zip archive in its own order, by its directory (PKWARE APPNOTE 6.3.10). Nothing is unpacked or allocated beyond
 * the list. An archive that contradicts itself, or is beyond the limits, is refused as a whole, as the end of a sentence.
 */
export const readZipDirectory = (bytes: Uint8Array, limits: ArchiveLimits): Result<readonly ZipEntry[], string> => {
  if (bytes.length > limits.archiveBytes)
    return err(`it is larger than ${limits.archiveBytes / 1024 / 1024} MB; divide it, and bring in one part after the other.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length < endLength ? err("it is too short to be a zip archive.") : findEnd(view);
  if (!end.ok) return end;
  if (end.value.entries > limits.entries)
    return err(`it holds ${end.value.entries} entries; at most ${limits.entries} are brought in at once.`);
  const listed = readListed(bytes, view, end.value);
  if (!listed.ok) return listed;
  const problem = listed.value.map((entry) => sizeProblem(entry, limits)).find((one) => one !== undefined);
  const refused = problem ?? totalProblem(listed.value, limits);
  if (refused !== undefined) return err(refused);
  const entries: ZipEntry[] = [];
  const ranges: { readonly name: string; readonly from: number; readonly to: number }[] = [];
  for (const entry of listed.value) {
    const found = placed(bytes, view, entry, end.value.offset);
    if (!found.ok) return found;
    entries.push(found.value);
    ranges.push({ name: entry.name, from: entry.offset, to: found.value.start + entry.packedBytes });
  }
  const overlap = overlapProblem(ranges);
  return overlap === undefined ? ok(entries) : err(overlap);
};
