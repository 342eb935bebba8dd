import type { JsonObject } from "../../../kernel/json.ts";
import type { Turn } from "./turns.ts";

/** Whether the unchanged beginning of a request is kept by the provider, and how long after its last use. */
export type PromptCaching = "off" | "5m" | "1h";

/** A mark is found again at most this many blocks further on. */
const lookbackBlocks = 20;

/** The lifetime is left out where it is the usual one, because older servers do not know the field. */
const markFor = (lifetime: "5m" | "1h"): JsonObject => ({ type: "ephemeral", ...(lifetime === "5m" ? {} : { ttl: lifetime }) });

/** The list with the mark on its last item, which stands for everything before it too. */
export const markLast = (items: readonly JsonObject[], caching: PromptCaching): readonly JsonObject[] => {
  const last = items.at(-1);
  return caching === "off" || last === undefined ? items : [...items.slice(0, -1), { ...last, cache_control: markFor(caching) }];
};

/**
 * Marks the last block of the person's side. After a round so long that the request before could not be found from there, its
 * own end is marked too: with tools and system that makes the four marks that the API takes.
 */
export const markTurns = (turns: readonly Turn[], caching: PromptCaching): readonly Turn[] => {
  const last = turns.findLastIndex(({ role }) => role === "user");
  const before = last - 2;
  const round = turns.slice(before + 1, last + 1).reduce((blocks, { content }) => blocks + content.length, 0);
  const marked = round >= lookbackBlocks ? [before, last] : [last];
  return turns.map((turn, index) => (marked.includes(index) ? { ...turn, content: markLast(turn.content, caching) } : turn));
};
