import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import {
  entityIdAt,
  entityPath,
  type GraphEntity,
  type GraphRelation,
  graphFolder,
  isCurrent,
} from "../../kernel/memory/graph.ts";
import { entityText, isMerged, readEntityText, type StoredEntity } from "../../kernel/memory/graph-file.ts";
import { byCodeUnit } from "../files/path-parts.ts";

/** The graph as it counts: entities by id, in the order of their ids, and the ids that lead to another one. */
export interface EntityGraph {
  readonly entities: ReadonlyMap<string, GraphEntity>;
  readonly mergedInto: ReadonlyMap<string, string>;
  /** What each id is called: an entity's label, or the name by which something else is spoken of. */
  readonly names: ReadonlyMap<string, string>;
}

const refuse = (sentence: string): never => {
  throw new FileSystemError("EINVAL", sentence);
};

const isMissing = (cause: unknown): boolean => cause instanceof FileSystemError && cause.code === "ENOENT";

/** What the file of an id holds; undefined where there is none. Rejects with a `FileSystemError` where it cannot be read. */
export const readStored = async (files: FileSystem, id: string): Promise<StoredEntity | undefined> => {
  try {
    // Read, not looked for: who reads that there is nothing must not write over what came meanwhile.
    const stored = readEntityText(id, new TextDecoder().decode(await files.readFile(entityPath(id))));
    return stored.ok ? stored.value : refuse(stored.error);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
};

/** Ids that have a file, sorted by code unit. */
export const storedIds = async (files: FileSystem): Promise<readonly string[]> => {
  try {
    const names = await files.readdir(graphFolder);
    return names.flatMap((name) => entityIdAt(`${graphFolder}/${name}`) ?? []).sort(byCodeUnit);
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
};

export const writeStored = (files: FileSystem, stored: StoredEntity): Promise<void> =>
  files.writeFile(entityPath(stored.id), entityText(stored));

/** Follows merges to the id that counts; an id that was never merged is its own. */
export const followMerges = (mergedInto: ReadonlyMap<string, string>, id: string): string => {
  const seen = new Set<string>();
  let found = id;
  for (let next = mergedInto.get(found); next !== undefined && !seen.has(next); next = mergedInto.get(found)) {
    seen.add(next);
    found = next;
  }
  return found;
};

/** The relations with their targets as they are called, each once. */
const resolved = (
  relations: readonly GraphRelation[],
  id: string,
  graph: Omit<EntityGraph, "names">,
): readonly GraphRelation[] => {
  const found = new Map<string, GraphRelation>();
  const past: GraphRelation[] = [];
  for (const relation of relations) {
    const to = followMerges(graph.mergedInto, relation.to);
    const arrow = { ...relation, to, name: graph.entities.get(to)?.label ?? relation.name };
    if (!isCurrent(relation)) past.push(arrow);
    // What led to the other of two that are one leads nowhere.
    else if (!(to === id && relation.to !== id)) found.set(`${relation.kind}\n${to}`, arrow);
  }
  return [...found.values(), ...past];
};

/** The graph that stored entities are: names lead where merges say, and each relation is there once. */
export const graphOf = (stored: Iterable<StoredEntity>): EntityGraph => {
  const entities = new Map<string, GraphEntity>();
  const mergedInto = new Map<string, string>();
  for (const one of stored) {
    if (isMerged(one)) mergedInto.set(one.id, one.mergedInto);
    else entities.set(one.id, one);
  }
  const counted = [...entities].map(([id, entity]): [string, GraphEntity] => [
    id,
    { ...entity, relations: resolved(entity.relations, id, { entities, mergedInto }) },
  ]);
  const names = new Map<string, string>();
  for (const [, { relations }] of counted) for (const { name, to } of relations) names.set(to, name);
  for (const [id, { label }] of counted) names.set(id, label);
  return { entities: new Map(counted), mergedInto, names };
};

/** Reads every file of the graph. */
export const readGraph = async (files: FileSystem): Promise<EntityGraph> => {
  const stored: StoredEntity[] = [];
  for (const id of await storedIds(files)) {
    const one = await readStored(files, id);
    if (one !== undefined) stored.push(one);
  }
  return graphOf(stored);
};
