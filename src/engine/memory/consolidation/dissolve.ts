import type { Memory } from "../../../kernel/memory/memory.ts";

/** As much of the store as this needs. */
interface Items {
  readonly find: (memoryId: string) => Promise<Memory | undefined>;
  readonly put: (item: Memory) => Promise<void>;
  readonly drop: (item: Memory) => Promise<void>;
}

/** A summary says literally what its sources said; what took a memory's place in other words does not. */
const says = (summary: Memory, source: Memory): boolean =>
  summary.memoryId !== source.memoryId &&
  summary.mergedFrom?.includes(source.memoryId) === true &&
  summary.text.includes(source.text);

const withoutSuccessor = ({ supersededBy: _, ...item }: Memory): Memory => ({ ...item, status: "active" });

/** Takes a summary away, and whatever sums it up; its sources count again. */
const dissolve = async (items: Items, summary: Memory): Promise<void> => {
  await dissolveSummaryOf(items, summary);
  for (const memoryId of summary.mergedFrom ?? []) {
    const source = await items.find(memoryId);
    if (source?.status === "superseded" && source.supersededBy === summary.memoryId) await items.put(withoutSuccessor(source));
  }
  await items.drop(summary);
};

/** Before a memory is forgotten: the summary that says it is taken away, and the others that it says count again. */
export const dissolveSummaryOf = async (items: Items, { memoryId, supersededBy }: Memory): Promise<void> => {
  const [item, summary] = supersededBy === undefined ? [] : [await items.find(memoryId), await items.find(supersededBy)];
  if (item !== undefined && summary !== undefined && says(summary, item)) await dissolve(items, summary);
};

/** What a memory says that are memories themselves: who forgets a summary forgets what it says. */
export const saidBy = async (items: Pick<Items, "find">, summary: Memory): Promise<readonly Memory[]> => {
  const sources: Memory[] = [];
  for (const memoryId of summary.mergedFrom ?? []) {
    const source = await items.find(memoryId);
    if (source !== undefined && source.status !== "forgotten" && says(summary, source)) sources.push(source);
  }
  return sources;
};
