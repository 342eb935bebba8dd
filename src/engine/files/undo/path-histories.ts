import type { EffectId } from "../../../kernel/base/ids.ts";
import type { FileState } from "../../../kernel/files/file.ts";
import type { LoggedEffect } from "./undo-history.ts";

/** What an effect left at a path. Without a writer: what stood there before the log, or what an erased entry wrote. */
export interface PathItem {
  readonly writer: EffectId | undefined;
  readonly after: FileState | null;
}

/** One path while the log is read. */
interface PathHistory {
  readonly items: PathItem[];
  current: FileState | null;
  /** The last entry that wrote here, or turned an effect off or on that did. */
  lastTouch: EffectId | undefined;
  /** The entry that set `current`, where one did. */
  setBy: LoggedEffect | undefined;
}

interface PathHistories {
  readonly at: (path: string) => PathHistory | undefined;
  /** The history up to a change that found `before`; what the history does not explain becomes an item without a writer. */
  readonly from: (path: string, before: FileState | null) => PathHistory;
  readonly known: () => Iterable<string>;
}

const isSame = (a: FileState | null, b: FileState | null): boolean => a?.kind === b?.kind && a?.version === b?.version;

/** The last item whose writer counts. */
export const lastItem = (items: readonly PathItem[], isLive: (id: EffectId) => boolean): PathItem | undefined =>
  items.findLast(({ writer }) => writer === undefined || isLive(writer));

export const createPathHistories = (): PathHistories => {
  const histories = new Map<string, PathHistory>();
  return {
    at: (path) => histories.get(path),
    known: () => histories.keys(),
    from: (path, before) => {
      const known = histories.get(path);
      if (known === undefined) {
        const items: PathItem[] = [{ writer: undefined, after: before }];
        const fresh: PathHistory = { items, current: before, lastTouch: undefined, setBy: undefined };
        histories.set(path, fresh);
        return fresh;
      }
      if (!isSame(known.current, before)) {
        known.items.push({ writer: undefined, after: before });
        known.lastTouch = undefined;
        known.setBy = undefined;
      }
      return known;
    },
  };
};
