import type { Seq } from "../base/ids.ts";
import type { LogEntry } from "../log/log-entry.ts";

/** What has to be known of an entry to find its way back. */
type Place = Pick<LogEntry, "seq" | "parentId">;

/** The place of the last entry at or before `seq`; -1 where all come later. Entries are in order of `seq`. */
const placeAt = (entries: readonly Place[], seq: Seq): number => {
  let [from, to] = [0, entries.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((entries[middle]?.seq ?? 0) <= seq) from = middle + 1;
    else to = middle;
  }
  return from - 1;
};

/** The place of the entry that the one at `index` continues; -1 where it is the first. Always smaller than `index`. */
const parentPlace = (entries: readonly Place[], index: number): number => {
  const entry = entries[index];
  const parentId = entry?.parentId;
  if (entry === undefined || parentId === undefined || parentId >= entry.seq) return index - 1;
  return Math.min(placeAt(entries, parentId), index - 1);
};

/**
 * The entries of a session that lead to one of them, in order: that entry, the one that it continues, and so on back to the
 * first. `entries` are all of the session's, in order of `seq`; `head` is the last of them where it is absent, which is the
 * active branch, since choosing a branch is itself an entry. Total: a `parentId` that names no entry stands for the last one
 * before that place, one that does not look back for none.
 */
export const branchPath = <Entry extends Place>(entries: readonly Entry[], head?: Seq): readonly Entry[] => {
  const last = head === undefined ? entries.length - 1 : placeAt(entries, head);
  if (!entries.some(({ parentId }) => parentId !== undefined)) {
    return last === entries.length - 1 ? entries : entries.slice(0, last + 1);
  }
  const path: Entry[] = [];
  for (let index = last; index >= 0; index = parentPlace(entries, index)) {
    const entry = entries[index];
    if (entry !== undefined) path.push(entry);
  }
  return path.reverse();
};

/** An entry that was continued in more than one way. */
export interface BranchPoint {
  /** The entry; 0 where the session has two beginnings. */
  readonly at: Seq;
  /** The first entry of each way on, which also names it: at least two, oldest first. */
  readonly branches: readonly Seq[];
  /** Which of them the active branch takes; -1 where it does not come by here. */
  readonly active: number;
}

/** Whether an entry is something that was said or done; a branch without one is empty. */
const isDeed = ({ event, runId }: LogEntry): boolean =>
  runId !== undefined || event.type === "user-message" || event.type === "steer-queued" || event.type === "effects-undone";

/** By place: whether anything was said or done from there on. */
const deedsOf = (entries: readonly LogEntry[], parents: readonly number[]): readonly boolean[] => {
  const deeds = entries.map(isDeed);
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const parent = parents[index] ?? -1;
    if (parent >= 0 && deeds[index] === true) deeds[parent] = true;
  }
  return deeds;
};

/**
 * Every branch point of a session, in order of the log. A branch in which nothing was said or done yet counts only while it
 * is the active one. `entries` as for `branchPath`.
 */
export const branchPoints = (entries: readonly LogEntry[]): readonly BranchPoint[] => {
  if (!entries.some(({ parentId }) => parentId !== undefined)) return [];
  const parents = entries.map((_, index) => parentPlace(entries, index));
  const deeds = deedsOf(entries, parents);
  const onPath = new Set(branchPath(entries).map(({ seq }) => seq));
  const children = new Map<number, number[]>();
  for (const [index, parent] of parents.entries()) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [index]);
    else siblings.push(index);
  }
  const seqAt = (index: number): Seq => entries[index]?.seq ?? 0;
  return [...children]
    .sort(([a], [b]) => a - b)
    .flatMap(([parent, places]): readonly BranchPoint[] => {
      const counted = places.filter((place) => deeds[place] === true || onPath.has(seqAt(place)));
      if (counted.length < 2) return [];
      const branches = counted.map(seqAt);
      return [{ at: seqAt(parent), branches, active: branches.findIndex((start) => onPath.has(start)) }];
    });
};

/** The newest entry that continues from one, or that entry itself; undefined where there is none of that `seq`. */
export const branchTip = (entries: readonly LogEntry[], from: Seq): Seq | undefined => {
  const start = entries.findIndex(({ seq }) => seq === from);
  if (start < 0) return undefined;
  const reached = new Set([start]);
  let tip = start;
  for (let index = start + 1; index < entries.length; index += 1) {
    if (!reached.has(parentPlace(entries, index))) continue;
    reached.add(index);
    tip = index;
  }
  return entries[tip]?.seq;
};
