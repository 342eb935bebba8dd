import { isCurrent } from "../../../kernel/memory/graph.ts";
import type { Memory } from "../../../kernel/memory/memory.ts";
import type { EntityGraph } from "../../graph/entity-files.ts";
import { nameFinder } from "../../graph/graph-uses.ts";
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

const noEntities: EntityGraph = { entities: new Map(), mergedInto: new Map(), names: new Map() };

/** Ties what is known of the same things: each memory to what it names, and that by the relations that count. */
const addKnowledge = (graph: MemoryGraph, memories: readonly Memory[], knowledge: EntityGraph): void => {
  if (knowledge.names.size === 0) return;
  const nodes = new Map<string, number>();
  for (const [id, name] of knowledge.names) {
    const kind = knowledge.entities.get(id)?.kind ?? "";
    nodes.set(id, graph.add({ kind: "fact", key: kind, value: name, authority: "peer", createdAt: 0 }));
  }
  for (const { id, relations } of knowledge.entities.values())
    for (const relation of relations)
      if (isCurrent(relation)) graph.link(nodes.get(id) ?? -1, nodes.get(relation.to) ?? -1, "related-to");
  const find = nameFinder(knowledge);
  for (const { memoryId, text } of memories)
    for (const id of find(text)) graph.link(graph.byFactId(memoryId)?.node ?? -1, nodes.get(id) ?? -1, "related-to");
};

/**
 * Memories as a graph: what one took the place of, what has the same tag, and what followed in the same session. Of those with the
 * same tag each is tied to the one before, so that a common tag does not tie everything to everything. `knowledge`: its entities
 * are nodes too, tied by their relations and to the memories that name them; they have no fact id.
 */
export const graphOfMemories = (memories: readonly Memory[], knowledge: EntityGraph = noEntities): MemoryGraph => {
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
  addKnowledge(graph, memories, knowledge);
  return graph;
};
