import type { Memory } from "../../../kernel/memory/memory.ts";
import type { EntityGraph } from "../../graph/entity-files.ts";
import type { TextHit, TextIndex } from "../text-index.ts";
import { graphOfMemories } from "./graph-of-memories.ts";
import { createRetriever } from "./retrieve.ts";

/** What is only connected counts at most for half of the best that has the words. */
const connectedShare = 0.5;
/** Reading more of them as a graph takes longer than somebody should wait. */
const maxMemories = 2_000;

/**
 * A search that also finds what is connected with what has the words: by spreading activation over the memories as a graph. What has
 * the words stands as it stood. `knowledge`: what its relations connect is connected too. `index`: over the texts of these memories, by id. Of very many memories only words count.
 */
export const withRelated = (
  index: Pick<TextIndex, "search" | "size">,
  memories: readonly Memory[],
  now: number,
  knowledge?: EntityGraph,
): Pick<TextIndex, "search" | "size"> => ({
  size: index.size,
  search: (query, limit) => {
    const hits = index.search(query, Math.max(1, index.size()));
    const best = hits[0]?.score;
    if (best === undefined || memories.length > maxMemories) return hits.slice(0, limit);
    const { found } = createRetriever(graphOfMemories(memories, knowledge)).retrieve(query, now);
    // What is not a memory has no id of one: activation goes through it, and it is not found.
    const most = found.find(({ node }) => node.factId !== undefined)?.activation ?? 1;
    const known = new Set(hits.map(({ key }) => key));
    const connected = found.flatMap(({ activation, node: { factId } }): readonly TextHit[] =>
      factId === undefined || known.has(factId) ? [] : [{ key: factId, score: (connectedShare * best * activation) / most }],
    );
    return [...hits, ...connected].sort((one, other) => other.score - one.score).slice(0, limit);
  },
});
