/** A file as the index names it, relative to the work tree. */
interface IndexEntry {
  readonly path: string;
  readonly oid: string;
}

const entryHead = 62;
const regularFile = 0o100644;

const byBytes = (a: Uint8Array, b: Uint8Array): number => {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) if (a[at] !== b[at]) return (a[at] ?? 0) - (b[at] ?? 0);
  return a.length - b.length;
};

const entryOf = (name: Uint8Array, oid: string): Uint8Array => {
  // Ends with one to eight zeros, so that the next one begins at a multiple of eight.
  const bytes = new Uint8Array(Math.ceil((entryHead + name.length + 1) / 8) * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(24, regularFile);
  for (let at = 0; at < 20; at += 1) bytes[40 + at] = Number.parseInt(oid.slice(at * 2, at * 2 + 2), 16);
  view.setUint16(60, Math.min(name.length, 0xfff));
  bytes.set(name, entryHead);
  return bytes;
};

/**
 * The index, version 2 of its format, of files as they stand in a commit: without it git would take every file for a new one.
 * Times and sizes are left open, so git looks at each file once. Undefined where the platform has no SHA-1.
 */
export const gitIndex = async (entries: readonly IndexEntry[]): Promise<Uint8Array | undefined> => {
  const { subtle } = globalThis.crypto;
  if (subtle === undefined) return undefined;
  const named = entries.map(({ path, oid }) => ({ name: new TextEncoder().encode(path), oid }));
  const parts = named.sort((a, b) => byBytes(a.name, b.name)).map(({ name, oid }) => entryOf(name, oid));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 12) + 20);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("DIRC"));
  view.setUint32(4, 2);
  view.setUint32(8, parts.length);
  let at = 12;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  bytes.set(new Uint8Array(await subtle.digest("SHA-1", bytes.subarray(0, at))), at);
  return bytes;
};
