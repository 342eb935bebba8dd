import type { FileSystem } from "../../kernel/contracts/file-system.ts";
import { isCurrent } from "../../kernel/memory/graph.ts";
import {
  allowedPart,
  type Forbidden,
  forbiddenFolder,
  forbiddenIn,
  forbiddenPath,
  forbiddenText,
  readForbiddenText,
} from "../../kernel/memory/graph-forbidden.ts";
import { makeFoldersAbove, statOrMissing } from "../files/overlay/make-folders.ts";
import { type EntityGraph, readGraph } from "./entity-files.ts";

/** What agents may not say or be told; a file that says something else is passed over. */
export const readForbidden = async (files: FileSystem): Promise<readonly Forbidden[]> => {
  if ((await statOrMissing(files, forbiddenFolder)) !== "dir") return [];
  const all: Forbidden[] = [];
  for (const name of await files.readdir(forbiddenFolder)) {
    const one = readForbiddenText(new TextDecoder().decode(await files.readFile(`${forbiddenFolder}/${name}`)));
    if (one !== undefined) all.push(one);
  }
  return all;
};

/** Whether that changed anything. */
export const keepForbidden = async (files: FileSystem, what: Forbidden, isForbidden: boolean): Promise<boolean> => {
  const path = forbiddenPath(what);
  const stands = (await statOrMissing(files, path)) === "file";
  if (stands === isForbidden) return false;
  if (isForbidden) {
    await makeFoldersAbove(files, path);
    await files.writeFile(path, forbiddenText(what));
  } else await files.unlink(path);
  return true;
};

/** The graph without what agents may not be told; what only forbidden relations speak of is not there either. */
const allowedGraph = (graph: EntityGraph, all: readonly Forbidden[]): EntityGraph => {
  if (all.length === 0) return graph;
  const forbidden = forbiddenIn(all);
  const entities = new Map(
    [...graph.entities].flatMap(([id, entity]) => {
      const allowed = allowedPart(entity, forbidden);
      return allowed === undefined ? [] : [[id, allowed] as const];
    }),
  );
  const spokenOf = [...entities.values()].flatMap(({ relations }) => relations.filter(isCurrent).map(({ to }) => to));
  const named = new Set([...entities.keys(), ...spokenOf]);
  return { ...graph, entities, names: new Map([...graph.names].filter(([id]) => named.has(id))) };
};

/** The graph as an agent may know it. */
export const readAllowedGraph = async (files: FileSystem): Promise<EntityGraph> =>
  allowedGraph(await readGraph(files), await readForbidden(files));
