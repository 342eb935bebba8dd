import type { ConsolidationCounts } from "../../../kernel/consolidation.ts";

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What summing up came to, as a sentence. */
export const consolidationTitle = ({ archived, summaries }: ConsolidationCounts): string =>
  `Memory summed up: ${counted(archived, "memory", "memories")} in ${counted(summaries, "summary", "summaries")}`;
