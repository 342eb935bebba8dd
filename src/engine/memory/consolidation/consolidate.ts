import type { ConsolidationCounts } from "../../../kernel/memory/consolidation.ts";
import { type Memory, maxMemoryChars } from "../../../kernel/memory/memory.ts";
import { kMeans } from "./k-means.ts";
import { termRowsOf } from "./term-rows.ts";

/** When and how what happened is summed up. All of it are values: another policy is another object. */
export interface ConsolidationPolicy {
  /** How many subjects are looked for; an agent that has fewer items is left alone. */
  readonly k: number;
  readonly iterations: number;
  /** How much an item has to be like the centroid of its cluster to be one of it: a cosine, 0 to 1. */
  readonly minimumCosine: number;
  /** Clusters of fewer stay as they are. */
  readonly minimumCluster: number;
  /** So many of a cluster's newest stay as they are, and so does what is younger than that. */
  readonly keepRecent: number;
  readonly minimumAgeMs: number;
  /** A summary that would be longer becomes several. */
  readonly maxSummaryChars: number;
}

export const defaultConsolidationPolicy: ConsolidationPolicy = {
  k: 8,
  iterations: 10,
  minimumCosine: 0.65,
  minimumCluster: 3,
  keepRecent: 2,
  minimumAgeMs: 3_600_000,
  maxSummaryChars: maxMemoryChars,
};

/** What a pass has to know of an item. */
export type ConsolidationItem = Pick<Memory, "memoryId" | "text" | "tags" | "importance" | "madeAt" | "agent">;

/** An item that takes the place of at least two: they stay readable, and are no longer recalled. */
export interface MemorySummary<Item extends ConsolidationItem> {
  /** Their texts, the oldest first, joined with `; `. */
  readonly text: string;
  /** The union of theirs, in the order in which they came. */
  readonly tags: readonly string[];
  /** The mean of theirs. */
  readonly importance: number;
  /** When the newest of them was made: it is as old as what it says. */
  readonly madeAt: number;
  /** The oldest first. */
  readonly sources: readonly Item[];
}

export interface Consolidation<Item extends ConsolidationItem> {
  readonly summaries: readonly MemorySummary<Item>[];
  readonly counts: ConsolidationCounts;
}

const separator = "; ";

/** The same time: by id, so that a pass over the same items in another order says the same. */
const oldestFirst = (one: ConsolidationItem, other: ConsolidationItem): number =>
  one.madeAt - other.madeAt || (one.memoryId < other.memoryId ? -1 : 1);

/** Runs of items whose texts fit together; a run of one would be that item again, so it is left out. */
const fittingRuns = <Item extends ConsolidationItem>(items: readonly Item[], maxChars: number): readonly (readonly Item[])[] => {
  const runs: Item[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const longer = length + separator.length + item.text.length;
    if (longer <= maxChars) runs.at(-1)?.push(item);
    else runs.push([item]);
    length = longer <= maxChars ? longer : item.text.length;
  }
  return runs.filter((run) => run.length > 1);
};

const summaryOf = <Item extends ConsolidationItem>(sources: readonly Item[]): MemorySummary<Item> => ({
  text: sources.map(({ text }) => text).join(separator),
  tags: [...new Set(sources.flatMap(({ tags }) => tags))],
  importance: sources.reduce((sum, { importance }) => sum + importance, 0) / sources.length,
  madeAt: Math.max(...sources.map(({ madeAt }) => madeAt)),
  sources,
});

/** Clusters that are large enough, of items that are enough like their centroid; each the oldest first. */
const clustersOf = <Item extends ConsolidationItem>(
  items: readonly Item[],
  { iterations, k, minimumCluster, minimumCosine }: ConsolidationPolicy,
): readonly (readonly Item[])[] => {
  const { clusterOf, cosines, count } = kMeans(termRowsOf(items.map(({ text }) => text)), k, iterations);
  const members = Array.from({ length: count }, (): Item[] => []);
  // A rounding error is no reason to leave out what is the centroid itself.
  for (const [row, item] of items.entries())
    if ((cosines[row] ?? 0) >= minimumCosine - 1e-12) members[clusterOf[row] ?? 0]?.push(item);
  return members.filter((cluster) => cluster.length >= minimumCluster);
};

/**
 * One pass over the items of all agents, each agent's apart: items are clustered by their words, and of each cluster all but the
 * newest, as far as they are old enough, are summed up. The same items at the same time give the same summaries, in whatever order
 * they come.
 */
export const consolidate = <Item extends ConsolidationItem>(
  items: readonly Item[],
  now: number,
  policy: ConsolidationPolicy,
): Consolidation<Item> => {
  const byAgent = new Map<string, Item[]>();
  for (const item of items.toSorted(oldestFirst)) {
    const own = byAgent.get(item.agent ?? "") ?? [];
    own.push(item);
    byAgent.set(item.agent ?? "", own);
  }
  const passes = [...byAgent.values()].filter((own) => own.length >= policy.k);
  const clusters = passes.flatMap((own) => clustersOf(own, policy));
  const runs = clusters.flatMap((cluster) => {
    const old = cluster.slice(0, Math.max(0, cluster.length - policy.keepRecent));
    return fittingRuns(
      old.filter(({ madeAt }) => now - madeAt >= policy.minimumAgeMs),
      policy.maxSummaryChars,
    );
  });
  return {
    summaries: runs.map(summaryOf),
    counts: {
      passes: passes.length,
      examined: passes.reduce((sum, own) => sum + own.length, 0),
      clusters: clusters.length,
      archived: runs.reduce((sum, run) => sum + run.length, 0),
      summaries: runs.length,
    },
  };
};
