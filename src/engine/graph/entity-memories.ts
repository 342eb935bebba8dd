import { isCurrent, kindWords } from "../../kernel/memory/graph.ts";
import type { EntityMemory } from "../../kernel/memory/graph-view.ts";
import type { Memory } from "../../kernel/memory/memory.ts";
import type { EntityGraph } from "./entity-files.ts";
import { nameFinder } from "./graph-uses.ts";

const maxShown = 20;

const wordsOf = (text: string): string =>
  ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu)
      ?.join(" ") ?? ""
  } `;
const says = (text: string, value: string): boolean => wordsOf(value).trim() !== "" && wordsOf(text).includes(wordsOf(value));

/**
 * What a memory made before says in the words of a fact or relation that ceased to count since: it rests on what was superseded. One
 * step: what rests on that memory is not looked for. A memory that also has the words that took its place says what counts.
 */
const outdatedIn = ({ entities, names }: EntityGraph, id: string, { madeAt, text }: Memory): string | undefined => {
  const entity = entities.get(id);
  if (entity === undefined) return undefined;
  for (const { key, superseded, value } of entity.facts)
    if (superseded !== undefined && madeAt < superseded.at && says(text, value) && !says(text, superseded.by ?? ""))
      return `${entity.label}: ${kindWords(key)} ${value}`;
  const still = new Set(entity.relations.filter(isCurrent).map(({ to }) => to));
  for (const { kind, name, superseded, to } of entity.relations)
    if (superseded !== undefined && madeAt < superseded.at && !still.has(to) && says(text, names.get(to) ?? name))
      return `${entity.label} ${kindWords(kind)} ${name}`;
  return undefined;
};

/** The memories that name an entity, those that rest on what was superseded first. */
export const memoriesNaming = (graph: EntityGraph, id: string, memories: readonly Memory[]): readonly EntityMemory[] => {
  const find = nameFinder(graph);
  const naming = memories.flatMap((memory): readonly EntityMemory[] => {
    if (!find(memory.text).has(id)) return [];
    const outdated = outdatedIn(graph, id, memory);
    return [{ memoryId: memory.memoryId, text: memory.text, ...(outdated === undefined ? {} : { outdated }) }];
  });
  return [
    ...naming.filter(({ outdated }) => outdated !== undefined),
    ...naming.filter(({ outdated }) => outdated === undefined),
  ].slice(0, maxShown);
};
