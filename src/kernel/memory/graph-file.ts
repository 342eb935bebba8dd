import { isJsonObject, type JsonObject, type JsonValue, parseUntrustedJson } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type GraphEntity, type GraphFact, type GraphRelation, graphFolder, type Validity } from "./graph.ts";

/** What the file of an id holds: an entity, or the id that it was merged into. */
export type StoredEntity = GraphEntity | { readonly id: string; readonly mergedInto: string };

export const isMerged = (stored: StoredEntity): stored is Extract<StoredEntity, { readonly mergedInto: string }> =>
  "mergedInto" in stored;

const listLines = (items: readonly object[]): string =>
  items.length === 0 ? "[]" : `[\n${items.map((item) => JSON.stringify(item)).join("\n,")}\n]`;

const validityOf = ({ evidence, from, superseded }: Validity): Validity => ({
  from,
  ...(superseded === undefined ? {} : { superseded }),
  ...(evidence === undefined ? {} : { evidence }),
});

/** Each fact and each relation is a line of its own, so a difference of two texts shows what was added and what was not. */
export const entityText = (stored: StoredEntity): string => {
  if (isMerged(stored)) return `${JSON.stringify({ id: stored.id, mergedInto: stored.mergedInto })}\n`;
  const { aliases, facts, id, kind, label, relations } = stored;
  const known = facts.map((fact) => ({ key: fact.key, value: fact.value, ...validityOf(fact) }));
  const arrows = relations.map(({ kind: of, name, to, weight, ...rest }) => ({
    kind: of,
    to,
    name,
    weight,
    ...validityOf(rest),
  }));
  return `{"id":${JSON.stringify(id)}
,"kind":${JSON.stringify(kind)}
,"label":${JSON.stringify(label)}
,"aliases":${JSON.stringify(aliases)}
,"facts":${listLines(known)}
,"relations":${listLines(arrows)}
}
`;
};

const isText = (value: JsonValue | undefined): value is string => typeof value === "string";

const readValidity = ({ evidence, from, superseded }: JsonObject): Validity | undefined => {
  if (typeof from !== "number") return undefined;
  const at = isJsonObject(superseded) ? superseded.at : undefined;
  if (superseded !== undefined && typeof at !== "number") return undefined;
  const by = isJsonObject(superseded) && isText(superseded.by) ? { by: superseded.by } : {};
  return {
    from,
    ...(typeof at === "number" ? { superseded: { at, ...by } } : {}),
    ...(isText(evidence) ? { evidence } : {}),
  };
};

const readFact = (value: JsonValue): GraphFact | undefined => {
  const validity = isJsonObject(value) ? readValidity(value) : undefined;
  return validity !== undefined && isJsonObject(value) && isText(value.key) && isText(value.value)
    ? { key: value.key, value: value.value, ...validity }
    : undefined;
};

const readRelation = (value: JsonValue): GraphRelation | undefined => {
  const validity = isJsonObject(value) ? readValidity(value) : undefined;
  if (validity === undefined || !isJsonObject(value)) return undefined;
  const { kind, name, to, weight } = value;
  return isText(kind) && isText(to) && isText(name) && typeof weight === "number" && weight >= 0
    ? { kind, to, name, weight, ...validity }
    : undefined;
};

/** Undefined where one of them cannot be read. */
const readAll = <Item>(
  value: JsonValue | undefined,
  read: (item: JsonValue) => Item | undefined,
): readonly Item[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const items = value.flatMap((item: JsonValue) => read(item) ?? []);
  return items.length === value.length ? items : undefined;
};

const readStored = (id: string, value: JsonValue): StoredEntity | undefined => {
  if (!isJsonObject(value) || value.id !== id) return undefined;
  if (isText(value.mergedInto)) return { id, mergedInto: value.mergedInto };
  const aliases = readAll(value.aliases, (alias) => (isText(alias) ? alias : undefined));
  const [facts, relations] = [readAll(value.facts, readFact), readAll(value.relations, readRelation)];
  if (!isText(value.kind) || !isText(value.label) || aliases === undefined || facts === undefined || relations === undefined)
    return undefined;
  return { id, kind: value.kind, label: value.label, aliases, facts, relations };
};

/** Reads what `entityText` writes; the error is one sentence. */
export const readEntityText = (id: string, text: string): Result<StoredEntity, string> => {
  const parsed = parseUntrustedJson(text);
  const stored = parsed.ok ? readStored(id, parsed.value) : undefined;
  return stored === undefined
    ? err(`${graphFolder}/${id}.json was changed by hand and cannot be read: ${parsed.ok ? "it is no entity." : parsed.error}`)
    : ok(stored);
};
