import type { Memory } from "../../kernel/memory/memory.ts";
import { type MemoryPolicy, strengthAt } from "./strength.ts";
import { countsCosine, textCosine, type WordCounts, wordCounts } from "./term-vectors.ts";

/** When an item was used last; undefined: never. */
export type UsedAt = (memoryId: string) => number | undefined;

export interface RankedMemory {
  readonly item: Memory;
  readonly score: number;
}

/** By likeness of words times what is left of each; the first `limit` of them, also where the score is 0. */
export const recallLongTerm = (
  items: readonly Memory[],
  query: string,
  { limit, now, usedAt }: { readonly limit: number; readonly now: number; readonly usedAt: UsedAt },
  policy: MemoryPolicy,
): readonly RankedMemory[] =>
  items
    .map((item) => ({ item, score: textCosine(query, item.text) * strengthAt(item, usedAt(item.memoryId), now, policy) }))
    .sort((one, other) => other.score - one.score)
    .slice(0, Math.max(0, limit));

/** Items of which less is left than the minimum. */
export const fadedItems = (items: readonly Memory[], now: number, usedAt: UsedAt, policy: MemoryPolicy): readonly Memory[] =>
  items.filter((item) => strengthAt(item, usedAt(item.memoryId), now, policy) < policy.minimumStrength);

/** Where there are more than fit: the weakest of them, of equals the older. */
export const weakest = (items: readonly Memory[], now: number, usedAt: UsedAt, policy: MemoryPolicy): Memory | undefined =>
  items.toSorted(
    (one, other) =>
      strengthAt(one, usedAt(one.memoryId), now, policy) - strengthAt(other, usedAt(other.memoryId), now, policy) ||
      one.madeAt - other.madeAt,
  )[0];

/** Texts that say nearly the same, to be made one. */
export interface NearDuplicates {
  /** The longer text stays; of equals the first. */
  readonly text: string;
  /** The mean of theirs. */
  readonly importance: number;
  readonly memoryIds: readonly string[];
}

/**
 * Groups of items whose texts are more alike than `threshold`: each item joins the first group whose text is, in the order of the
 * items. A group's text is compared as it stands after what joined before.
 */
export const nearDuplicates = (items: readonly Memory[], threshold = 0.85): readonly NearDuplicates[] => {
  const groups: { text: string; words: WordCounts; importances: number[]; memoryIds: string[] }[] = [];
  for (const { importance, memoryId, text } of items) {
    const words = wordCounts(text);
    const group = groups.find((one) => countsCosine(one.words, words) > threshold);
    if (group === undefined) {
      groups.push({ text, words, importances: [importance], memoryIds: [memoryId] });
      continue;
    }
    group.importances.push(importance);
    group.memoryIds.push(memoryId);
    if (text.length > group.text.length) {
      group.text = text;
      group.words = words;
    }
  }
  return groups
    .filter(({ memoryIds }) => memoryIds.length > 1)
    .map(({ importances, memoryIds, text }) => ({
      text,
      memoryIds,
      importance: importances.reduce((sum, value) => sum + value, 0) / importances.length,
    }));
};
