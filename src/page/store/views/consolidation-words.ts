import type { ConsolidationCounts } from "../../../kernel/memory/consolidation.ts";

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What summing up came to, as a sentence. */
export const consolidationTitle = ({ archived, merged = 0, summaries }: ConsolidationCounts): string => {
  const parts = [
    ...(summaries > 0 || merged === 0
      ? [`${counted(archived, "memory", "memories")} in ${counted(summaries, "summary", "summaries")}`]
      : []),
    ...(merged > 0 ? [`${counted(merged, "near duplicate", "near duplicates")} made one with another`] : []),
  ];
  return `Memory summed up: ${parts.join(", ")}`;
};
