import type { MemoryRecall } from "../../../kernel/memory/memory.ts";

/** What of the memory went with a run. */
export const recalledWords = ({ items }: Pick<MemoryRecall, "items">): string => {
  const sent = items.filter((item) => item.sent).length;
  const leftOut = items.length - sent;
  return `Used ${sent} ${sent === 1 ? "memory" : "memories"}${leftOut === 0 ? "" : `, ${leftOut} found no room`}`;
};
