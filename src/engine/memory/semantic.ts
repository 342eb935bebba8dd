import type { Memory } from "../../kernel/memory/memory.ts";

/** The items that have every tag; without tags, all. In the order in which they came; the same text twice is two items. */
export const withAllTags = (items: readonly Memory[], tags: readonly string[]): readonly Memory[] =>
  tags.length === 0 ? items : items.filter((item) => tags.every((tag) => item.tags.includes(tag)));
