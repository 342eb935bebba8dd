import type { Memory } from "../../../kernel/memory.ts";
import { createMemoryGraph, type MemoryGraph } from "./memory-graph.ts";
import type { NodeKind } from "./node.ts";

const kinds: Readonly<Record<Memory["kind"], NodeKind>> = {
  semantic: "fact",
  "long-term": "fact",
  episodic: "conversation-summary",
  working: "environment",
};

/** Two memories with the same tag are as near as two facts about the same. */
const sameTagWeight = 0.5;

/**
 * Memories as a graph: what one took the place of, what has the same tag, and what followed in the same session. Of those with the
 * same tag each is tied to the one before, so that a common tag does not tie everything to everything.
 */
export const graphOfMemories = (memories: readonly Memory[]): MemoryGraph => {
  const graph = createMemoryGraph();
  const last = new Map<string, number>();
  const inOrder = memories.toSorted((one, other) => one.madeAt - other.madeAt || (one.memoryId < other.memoryId ? -1 : 1));
  /** Ties a node to the one before it in a row of such. */
  const tie = (row: string, node: number, kind: "related-to" | "temporal-next", weight: number): void => {
    const before = last.get(row);
    if (before !== undefined) graph.link(before, node, kind, weight);
    last.set(row, node);
  };
  for (const { by, kind, madeAt, memoryId, mergedFrom, origins, source, tags, text, validUntil } of inOrder) {
    const node = graph.add({
      kind: kinds[kind],
      key: tags.join(" "),
      value: text,
      factId: memoryId,
      authority: origins !== undefined ? "external" : by === "person" ? "user" : "peer",
      createdAt: madeAt,
      ...(validUntil === undefined ? {} : { expiresAt: validUntil }),
    });
    for (const tag of new Set(tags)) tie(`tag ${tag}`, node, "related-to", sameTagWeight);
    if (source !== undefined) tie(`session ${source.sessionId}`, node, "temporal-next", 1);
    for (const older of mergedFrom ?? []) graph.link(node, graph.byFactId(older)?.node ?? -1, "supersedes");
  }
  return graph;
};
