import type { Hash } from "../../kernel/base/canonical.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import { contentHash, type FileChange } from "../../kernel/files/file.ts";
import { blockEdits, shortestEdits } from "../files/text/line-edits.ts";
import { effectIn } from "./file-versions.ts";
import type { LinkedLog } from "./linked-log.ts";

/** Who wrote some lines that follow each other. */
export interface BlamedLines {
  /** Of the file that was asked about, from 1, both among them. */
  readonly from: number;
  readonly to: number;
  /** The entry that put them there; undefined: it is no longer in the log. */
  readonly seq: Seq | undefined;
  /** Entries that only took them somewhere else since, the newest first. */
  readonly moved: readonly Seq[];
}

/** The lines of a content; undefined where it is no text, too long, or gone. */
export type ReadLines = (hash: Hash) => Promise<readonly string[] | undefined>;

/** Versions that are looked through; the lines of older ones count as written by the oldest of them. */
const maxVersions = 2_000;
/** A shorter line stands in many files by chance. */
const leastMovedChars = 8;

interface TracedLine {
  /** Line of the file that was asked about. */
  readonly asked: number;
  /** From 0, in the version that is looked at. */
  readonly line: number;
}

/** Lines in a version of a file. Without `seq`: who wrote it is no longer in the log. */
interface Place {
  readonly path: string;
  readonly hash: Hash;
  readonly seq: Seq | undefined;
  readonly moved: readonly Seq[];
  readonly lines: readonly TracedLine[];
}

type Source = Pick<Place, "path" | "hash" | "seq">;

const changesIn = (log: LinkedLog, seq: Seq): readonly FileChange[] => {
  const event = log.moments.get(seq)?.entry.event;
  return (event === undefined ? undefined : effectIn(event)?.files) ?? [];
};
const changeAt = (log: LinkedLog, seq: Seq, path: string): FileChange | undefined =>
  changesIn(log, seq).find((change) => change.path === path);

const before = (log: LinkedLog, { before: state, path }: FileChange): Source | undefined =>
  state?.kind === "file" ? { path, hash: state.hash, seq: log.writers.get(state.version) } : undefined;

/** Where the same content stood before, when a whole file was moved, copied or put back. */
const sameBefore = (log: LinkedLog, seq: Seq, path: string, hash: Hash): Source | undefined => {
  const moved = changesIn(log, seq).find((one) => one.path !== path && one.after === null && contentHash(one.before) === hash);
  if (moved !== undefined) return before(log, moved);
  const moment = log.moments.get(seq);
  // What is put back was written when it first stood there, not by who took it away meanwhile.
  const put = moment?.links.find((link) => link.how === "was" && link.path === path);
  if (put !== undefined && contentHash(changeAt(log, put.to, path)?.after ?? null) === hash) return { path, hash, seq: put.to };
  for (const { path: from, version } of moment === undefined ? [] : (effectIn(moment.entry.event)?.reads ?? [])) {
    const writer = version === null ? undefined : log.writers.get(version);
    const read = writer === undefined ? undefined : changeAt(log, writer, from)?.after;
    if (from !== path && contentHash(read ?? null) === hash) return { path: from, hash, seq: writer };
  }
  return undefined;
};

/** By line of the later text: the same line of the earlier one. */
const keptLines = (old: readonly string[], own: readonly string[]): ReadonlyMap<number, number> => {
  const kept = new Map<number, number>();
  let [oldLine, ownLine] = [0, 0];
  for (const { lines, sign } of shortestEdits(old, own) ?? blockEdits(old, own)) {
    for (let at = 0; at < lines.length; at += 1) if (sign === " ") kept.set(ownLine + at, oldLine + at);
    if (sign !== "+") oldLine += lines.length;
    if (sign !== "-") ownLine += lines.length;
  }
  return kept;
};

type Found = Omit<BlamedLines, "from" | "to"> & { readonly asked: number };

const joined = (found: readonly Found[]): readonly BlamedLines[] => {
  const blamed: { from: number; to: number; seq: Seq | undefined; moved: readonly Seq[] }[] = [];
  for (const { asked, moved, seq } of [...found].sort((one, other) => one.asked - other.asked)) {
    const last = blamed.at(-1);
    if (last?.seq === seq && last?.to === asked - 1 && last.moved.join() === moved.join()) last.to = asked;
    else blamed.push({ from: asked, to: asked, seq, moved });
  }
  return blamed;
};

/** Where the lines of a version stood before the entry that wrote it; those that stood nowhere are the entry's own. */
const stepBack = async (
  log: LinkedLog,
  read: ReadLines,
  { hash, lines, moved, path }: Place,
  seq: Seq,
): Promise<{ readonly places: readonly Place[]; readonly own: readonly TracedLine[] }> => {
  const change = changeAt(log, seq, path);
  const same = change === undefined ? undefined : sameBefore(log, seq, path, hash);
  if (same !== undefined) return { places: [{ ...same, moved: [...moved, seq], lines }], own: [] };
  const texts = await read(hash);
  const places: Place[] = [];
  let own: readonly TracedLine[] = lines;
  const take = (source: Source, lineOf: (line: number) => number | undefined, through: readonly Seq[]): void => {
    const older = own.flatMap(({ asked, line }) => {
      const at = lineOf(line);
      return at === undefined ? [] : [{ asked, line: at }];
    });
    own = own.filter(({ line }) => lineOf(line) === undefined);
    if (older.length > 0) places.push({ ...source, moved: through, lines: older });
  };
  const source = change === undefined ? undefined : before(log, change);
  const old = source === undefined ? undefined : await read(source.hash);
  if (texts === undefined) return { places, own };
  if (source !== undefined && old !== undefined) {
    const kept = keptLines(old, texts);
    take(source, (line) => kept.get(line), moved);
  }
  // A line that the same act took out of another file came from there.
  for (const other of own.length === 0 ? [] : changesIn(log, seq)) {
    const from = other.path === path ? undefined : before(log, other);
    const there = from === undefined ? undefined : await read(from.hash);
    if (from === undefined || there === undefined) continue;
    const left = new Set(other.after?.kind === "file" ? await read(other.after.hash) : []);
    const place = (line: number): number | undefined => {
      const text = texts[line] ?? "";
      const at = text.trim().length < leastMovedChars || left.has(text) ? -1 : there.indexOf(text);
      return at === -1 ? undefined : at;
    };
    take(from, place, [...moved, seq]);
  }
  return { places, own };
};

/**
 * Which entry put each of some lines where they are: back through the versions of the file, and through moves and copies of the whole
 * file and moves of a line between files of one act. A line is the same while the shortest difference keeps it. Contents that are no
 * text belong to who wrote them as a whole.
 */
export const blameLines = async (
  log: LinkedLog,
  read: ReadLines,
  { from, hash, path, to }: { readonly path: string; readonly hash: Hash; readonly from: number; readonly to: number },
): Promise<readonly BlamedLines[]> => {
  const found: Found[] = [];
  const asked = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
    asked: from + index,
    line: from + index - 1,
  }));
  const queue: Place[] = [{ path, hash, seq: log.writerOf(path, hash), moved: [], lines: asked }];
  let versions = 0;
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    const { lines, moved, seq } = place;
    versions += 1;
    const back = seq === undefined || versions > maxVersions ? { places: [], own: lines } : await stepBack(log, read, place, seq);
    queue.push(...back.places);
    for (const one of back.own) found.push({ asked: one.asked, seq, moved });
  }
  return joined(found);
};
