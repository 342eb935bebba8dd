import { type GraphEntity, type GraphFact, type GraphRelation, isCurrent, kindWords } from "./graph.ts";
import { isMerged, type StoredEntity } from "./graph-file.ts";

/** One change of the graph as a sentence: "Ada knows Bob" is true from here on, or no longer. */
export interface GraphChange {
  readonly sign: "+" | "−";
  readonly text: string;
}

/** What an entity says, one sentence each; only what counts. */
export const entitySentences = (entity: GraphEntity): readonly string[] => [
  ...entity.facts.filter(isCurrent).map((fact) => factSentence(entity, fact)),
  ...entity.relations.filter(isCurrent).map((relation) => relationSentence(entity, relation)),
];

const factSentence = ({ label }: GraphEntity, { key, value }: GraphFact): string => `${label}: ${kindWords(key)} ${value}`;

const relationSentence = ({ label }: GraphEntity, { kind, name }: GraphRelation): string => `${label} ${kindWords(kind)} ${name}`;

const presence = (entity: GraphEntity | undefined): readonly string[] =>
  entity === undefined ? [] : [`${entity.label} is a ${kindWords(entity.kind)}`, ...entitySentences(entity)];

const entityIn = (stored: StoredEntity | null): GraphEntity | undefined =>
  stored === null || isMerged(stored) ? undefined : stored;

/** What a change of one entity's file adds to the graph and takes from it, in the order in which the files have it. */
export const graphChanges = (before: StoredEntity | null, after: StoredEntity | null): readonly GraphChange[] => {
  const [was, is] = [presence(entityIn(before)), presence(entityIn(after))];
  const [old, current] = [new Set(was), new Set(is)];
  const merged =
    after !== null && isMerged(after) && before !== null && !isMerged(before)
      ? [{ sign: "+" as const, text: `${before.label} is the same as ${after.mergedInto}` }]
      : [];
  return [
    ...merged,
    ...was.filter((text) => !current.has(text)).map((text): GraphChange => ({ sign: "−", text })),
    ...is.filter((text) => !old.has(text)).map((text): GraphChange => ({ sign: "+", text })),
  ];
};
