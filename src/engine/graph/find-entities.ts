import { type GraphEntity, isCurrent } from "../../kernel/memory/graph.ts";
import type { EntityGraph } from "./entity-files.ts";

export interface EntityQuery {
  /** In a label, another name, or the value of a fact that counts; letters of either case. Empty: any. */
  readonly text?: string | undefined;
  /** Exactly this kind, letters of either case. */
  readonly kind?: string | undefined;
}

const holds = ({ aliases, facts, label }: GraphEntity, words: string): boolean =>
  [label, ...aliases, ...facts.filter(isCurrent).map(({ value }) => value)].some((text) => text.toLowerCase().includes(words));

/** Entities that fit, in the order of the graph. */
export const findEntities = ({ entities }: EntityGraph, { kind = "", text = "" }: EntityQuery): readonly GraphEntity[] => {
  const [words, sort] = [text.trim().toLowerCase(), kind.trim().toLowerCase()];
  return [...entities.values()].filter(
    (entity) => (sort === "" || entity.kind.toLowerCase() === sort) && (words === "" || holds(entity, words)),
  );
};
