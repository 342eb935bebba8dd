import type { Seq } from "../../kernel/base/ids.ts";
import { type BranchPoint, branchPath, branchPoints } from "../../kernel/conversation/branch-path.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";

/** The branches of a session while its entries come. */
export interface BranchesFold {
  /** Whether the entry leaves the branch that was active, so that another path has to be folded. */
  readonly hear: (entry: LogEntry) => boolean;
  /** The active path, and its branch points by the first entry behind them. */
  readonly retrace: (entries: readonly LogEntry[]) => {
    readonly path: readonly LogEntry[];
    readonly pointByStart: ReadonlyMap<Seq, BranchPoint>;
  };
  readonly points: () => readonly BranchPoint[];
  readonly names: () => ReadonlyMap<Seq, string>;
  /** Entries that the active branch does not pass. */
  readonly elsewhere: () => ReadonlySet<Seq>;
}

const noPoints: readonly BranchPoint[] = [];

export const createBranchesFold = (): BranchesFold => {
  let points = noPoints;
  let names: ReadonlyMap<Seq, string> = new Map();
  let elsewhere: ReadonlySet<Seq> = new Set();
  return {
    hear: ({ event, parentId }) => {
      if (event.type === "branch-named") {
        const next = new Map(names).set(event.branch, event.name);
        if (event.name === "") next.delete(event.branch);
        names = next;
      }
      return parentId !== undefined;
    },
    retrace: (entries) => {
      points = branchPoints(entries);
      const pointByStart = new Map(
        points.flatMap((point): readonly [Seq, BranchPoint][] => {
          const start = point.branches[point.active];
          return start === undefined ? [] : [[start, point]];
        }),
      );
      const path = branchPath(entries);
      const here = new Set(path.map(({ seq }) => seq));
      elsewhere = new Set(entries.flatMap(({ seq }) => (here.has(seq) ? [] : [seq])));
      return { path, pointByStart };
    },
    points: () => points,
    names: () => names,
    elsewhere: () => elsewhere,
  };
};
