import { canonicalHash, canonicalJson } from "../base/canonical.ts";
import { isJsonObject, type JsonValue, parseUntrustedJson } from "../base/json.ts";
import { entityIdOf, type ForbiddenPart, type GraphEntity, graphFolder } from "./graph.ts";

/**
 * Something of the graph that no agent may say or be told again; the person still sees it and may say it. Each is a file of its own,
 * so it is made, undone and branched as the graph is. Entities are named by id.
 */
export type Forbidden = ForbiddenPart & {
  /** As a sentence, for people. */
  readonly text: string;
};

export const forbiddenFolder = `${graphFolder}/forbidden`;

const plain = (text: string): string => entityIdOf(text) || text.trim();

/** What two ways of forbidding the same have in common: other case, spacing and punctuation are the same. */
const identityOf = (forbidden: ForbiddenPart): readonly string[] => {
  switch (forbidden.type) {
    case "entity":
      return ["entity", forbidden.entity];
    case "fact":
      // One value; another of the same key may be said.
      return ["fact", forbidden.entity, plain(forbidden.key), plain(forbidden.value)];
    case "relation":
      return ["relation", forbidden.from, plain(forbidden.kind), forbidden.to];
  }
};

export const forbiddenPath = (forbidden: ForbiddenPart): string =>
  `${forbiddenFolder}/${canonicalHash(identityOf(forbidden)).slice(0, 32)}.json`;

export const forbiddenText = (forbidden: Forbidden): string => canonicalJson({ ...forbidden });

const isText = (value: JsonValue | undefined): value is string => typeof value === "string";

/** Reads what `forbiddenText` writes; undefined where it is something else. */
export const readForbiddenText = (written: string): Forbidden | undefined => {
  const parsed = parseUntrustedJson(written);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { entity, from, key, kind, text, to, type, value } = parsed.value;
  if (!isText(text)) return undefined;
  if (type === "entity" && isText(entity)) return { type, entity, text };
  if (type === "fact" && isText(entity) && isText(key) && isText(value)) return { type, entity, key, value, text };
  return type === "relation" && isText(from) && isText(kind) && isText(to) ? { type, from, kind, to, text } : undefined;
};

/** Tells what is forbidden of an entity. */
export interface ForbiddenIn {
  readonly isEmpty: boolean;
  readonly entity: (id: string) => boolean;
  readonly fact: (id: string, fact: { readonly key: string; readonly value: string }) => boolean;
  /** Also one from or to a forbidden entity. */
  readonly relation: (from: string, relation: { readonly kind: string; readonly to: string }) => boolean;
}

export const forbiddenIn = (all: readonly ForbiddenPart[]): ForbiddenIn => {
  const known = new Set(all.map((one) => identityOf(one).join("\n")));
  const has = (forbidden: ForbiddenPart): boolean => known.has(identityOf(forbidden).join("\n"));
  const entity = (id: string): boolean => has({ type: "entity", entity: id });
  return {
    isEmpty: all.length === 0,
    entity,
    fact: (id, { key, value }) => entity(id) || has({ type: "fact", entity: id, key, value }),
    relation: (from, { kind, to }) => entity(from) || entity(to) || has({ type: "relation", from, kind, to }),
  };
};

/** What an agent may know of an entity; undefined: nothing. */
export const allowedPart = (entity: GraphEntity, forbidden: ForbiddenIn): GraphEntity | undefined =>
  forbidden.entity(entity.id)
    ? undefined
    : {
        ...entity,
        facts: entity.facts.filter((fact) => !forbidden.fact(entity.id, fact)),
        relations: entity.relations.filter((relation) => !forbidden.relation(entity.id, relation)),
      };
