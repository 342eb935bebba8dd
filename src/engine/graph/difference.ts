import { type GraphEntity, type GraphRelation, isCurrent } from "../../kernel/memory/graph.ts";
import { graphChanges } from "../../kernel/memory/graph-changes.ts";
import type { GraphDifference } from "../../kernel/memory/graph-view.ts";
import { byCodeUnit } from "../files/path-parts.ts";
import type { EntityGraph } from "./entity-files.ts";

type Difference = Pick<GraphDifference, "nodes" | "links">;

const nameOf = ({ kind, to }: GraphRelation): string => `${kind}\n${to}`;

const currentOf = (entity: GraphEntity | undefined): ReadonlyMap<string, GraphRelation> =>
  new Map((entity?.relations ?? []).filter(isCurrent).map((relation) => [nameOf(relation), relation]));

/** What of one is not in the other. */
const without = (one: ReadonlyMap<string, GraphRelation>, other: ReadonlyMap<string, GraphRelation>): readonly GraphRelation[] =>
  [...one].flatMap(([name, relation]) => (other.has(name) ? [] : [relation]));

/** How a graph came from another one: entities that are not the same, in the order of their ids, and relations. */
export const graphDifference = (before: EntityGraph, after: EntityGraph): Difference => {
  const ids = [...new Set([...before.entities.keys(), ...after.entities.keys()])].sort(byCodeUnit);
  const entities = ids.map((id) => ({ id, was: before.entities.get(id), is: after.entities.get(id) }));
  return {
    nodes: entities.flatMap(({ id, is, was }): Difference["nodes"] => {
      const changes = graphChanges(was ?? null, is ?? null);
      if (changes.length === 0) return [];
      const kind = was === undefined ? "added" : is === undefined ? "removed" : "changed";
      return [{ id, label: is?.label ?? was?.label ?? id, kind, changes }];
    }),
    links: entities.flatMap(({ id, is, was }): Difference["links"] => {
      const [old, current] = [currentOf(was), currentOf(is)];
      const told =
        (difference: "added" | "removed") =>
        ({ kind, to }: GraphRelation) => ({ from: id, to, kind, difference });
      return [...without(current, old).map(told("added")), ...without(old, current).map(told("removed"))];
    }),
  };
};

/** One graph in which everything of both counts: what one of two moments had, drawn beside what the other has. */
export const bothGraphs = (before: EntityGraph, after: EntityGraph): EntityGraph => {
  const entities = new Map(before.entities);
  for (const [id, is] of after.entities) {
    const gone = without(currentOf(before.entities.get(id)), currentOf(is));
    entities.set(id, gone.length === 0 ? is : { ...is, relations: [...is.relations, ...gone] });
  }
  return { entities, mergedInto: after.mergedInto, names: new Map([...before.names, ...after.names]) };
};
