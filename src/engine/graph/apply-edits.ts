import { assertNever } from "../../kernel/base/result.ts";
import { type FileSystem, FileSystemError } from "../../kernel/contracts/file-system.ts";
import {
  entityIdOf,
  entityPath,
  type ForbiddenPart,
  type GraphEdit,
  type GraphEntity,
  type GraphFact,
  type GraphRelation,
  graphLimits,
  isCurrent,
  kindWords,
} from "../../kernel/memory/graph.ts";
import { entitySentences, type GraphChange, graphChanges } from "../../kernel/memory/graph-changes.ts";
import { isMerged, type StoredEntity } from "../../kernel/memory/graph-file.ts";
import { allowedPart, type Forbidden, forbiddenIn, forbiddenPath } from "../../kernel/memory/graph-forbidden.ts";
import { makeFoldersAbove } from "../files/overlay/make-folders.ts";
import { readStored, storedIds, writeStored } from "./entity-files.ts";
import { keepForbidden, readForbidden } from "./forbidden-files.ts";

const refuse = (sentence: string): never => {
  throw new FileSystemError("EINVAL", sentence);
};

const checked = (text: string, what: string, maxChars: number): string => {
  const clean = text.trim();
  if (clean === "") refuse(`${what} is empty`);
  if (/\p{Cs}/u.test(clean)) refuse(`${what} holds half of a surrogate pair`);
  return clean.length > maxChars ? refuse(`${what} has ${clean.length} characters; at most ${maxChars} are kept`) : clean;
};

/** Entities as edits make them, read when they are first named and written all together at the end. */
const createDesk = (files: FileSystem, now: number) => {
  const before = new Map<string, StoredEntity | null>();
  const after = new Map<string, StoredEntity | null>();
  const stored = async (id: string): Promise<StoredEntity | null> => {
    const known = after.get(id);
    if (known !== undefined) return known;
    const read = (await readStored(files, id)) ?? null;
    before.set(id, read);
    after.set(id, read);
    return read;
  };
  /** The id that a name leads to, and what stands there. */
  const find = async (name: string): Promise<{ readonly id: string; readonly entity: GraphEntity | undefined }> => {
    let id = entityIdOf(checked(name, "A name", graphLimits.labelChars));
    if (id === "") refuse(`The name '${name}' has no letter and no digit`);
    const seen = new Set<string>();
    for (let one = await stored(id); one !== null; one = await stored(id)) {
      if (!isMerged(one)) return { id, entity: one };
      if (seen.has(id)) break;
      seen.add(id);
      id = one.mergedInto;
    }
    return { id, entity: undefined };
  };
  const get = async (name: string): Promise<GraphEntity> =>
    (await find(name)).entity ?? refuse(`There is no entity '${name}' in the graph`);
  const put = (entity: GraphEntity): GraphEntity => {
    if (entity.facts.length > graphLimits.facts) refuse(`${entity.label} would have more than ${graphLimits.facts} facts`);
    if (entity.relations.length > graphLimits.relations)
      refuse(`${entity.label} would have more than ${graphLimits.relations} relations`);
    after.set(entity.id, entity);
    return entity;
  };
  /** By path: what is forbidden or allowed by these edits. */
  const forbidden = new Map<string, { readonly what: Forbidden; readonly isForbidden: boolean }>();
  return { before, after, forbidden, stored, find, get, put, now, files };
};
type Desk = ReturnType<typeof createDesk>;

/** A name that an entity gets leads to it from then on, as its first one does. */
const leadTo = async (desk: Desk, label: string, { id }: GraphEntity): Promise<void> => {
  const found = await desk.find(label);
  if (found.entity !== undefined && found.entity.id !== id)
    refuse(`'${found.entity.label}' is another entity already. Merge the two where they are the same`);
  if (found.entity === undefined) desk.after.set(found.id, { id: found.id, mergedInto: id });
};

const putEntity = async (desk: Desk, name: string, kind?: string, label?: string): Promise<GraphEntity> => {
  const { entity, id } = await desk.find(name);
  const named = label === undefined ? undefined : checked(label, "A label", graphLimits.labelChars);
  const sort = kind === undefined ? undefined : checked(kind, "A kind", graphLimits.kindChars);
  if (entity !== undefined) {
    if (named !== undefined) await leadTo(desk, named, entity);
    return desk.put({ ...entity, kind: sort ?? entity.kind, label: named ?? entity.label });
  }
  return desk.put({ id, kind: sort ?? "thing", label: named ?? name.trim(), aliases: [], facts: [], relations: [] });
};

const evidenceOf = (evidence: string | undefined): { readonly evidence?: string } =>
  evidence === undefined || evidence.trim() === ""
    ? {}
    : { evidence: checked(evidence, "The evidence", graphLimits.evidenceChars) };

const endFact = (facts: readonly GraphFact[], key: string, at: number, by?: string): readonly GraphFact[] =>
  facts.map((fact) =>
    fact.key === key && isCurrent(fact) ? { ...fact, superseded: { at, ...(by === undefined ? {} : { by }) } } : fact,
  );

const setFact = async (desk: Desk, edit: Extract<GraphEdit, { readonly type: "set-fact" }>): Promise<void> => {
  const entity = await desk.get(edit.entity);
  const key = checked(edit.key, "The name of a fact", graphLimits.keyChars);
  const value = checked(edit.value, `The fact '${key}'`, graphLimits.valueChars);
  const evidence = evidenceOf(edit.evidence);
  const current = entity.facts.find((fact) => fact.key === key && isCurrent(fact));
  if (current?.value === value) {
    const facts = entity.facts.map((fact) => (fact === current ? { ...fact, ...evidence } : fact));
    desk.put({ ...entity, facts });
    return;
  }
  const facts = [...endFact(entity.facts, key, desk.now, value), { key, value, from: desk.now, ...evidence }];
  desk.put({ ...entity, facts });
};

/** One that counts, of this kind and to this entity. */
const relationTo = async (desk: Desk, entity: GraphEntity, kind: string, to: string): Promise<GraphRelation | undefined> => {
  for (const relation of entity.relations)
    if (relation.kind === kind && isCurrent(relation) && (relation.to === to || (await desk.find(relation.to)).id === to))
      return relation;
  return undefined;
};

const relate = async (desk: Desk, edit: Extract<GraphEdit, { readonly type: "relate" }>): Promise<void> => {
  const kind = checked(edit.kind, "The kind of a relation", graphLimits.kindChars);
  if (edit.weight !== undefined && !(edit.weight >= 0 && Number.isFinite(edit.weight)))
    refuse("The weight of a relation must be 0 or more");
  const from = (await desk.find(edit.from)).entity ?? (await putEntity(desk, edit.from));
  const target = await desk.find(edit.to);
  const evidence = evidenceOf(edit.evidence);
  const weight = edit.weight === undefined ? {} : { weight: edit.weight };
  const current = await relationTo(desk, from, kind, target.id);
  const relations =
    current === undefined
      ? [
          ...from.relations,
          {
            kind,
            to: target.id,
            name: target.entity?.label ?? edit.to.trim(),
            weight: 1,
            ...weight,
            from: desk.now,
            ...evidence,
          },
        ]
      : from.relations.map((relation) => (relation === current ? { ...relation, ...weight, ...evidence } : relation));
  desk.put({ ...from, relations });
};

const endRelation = async (desk: Desk, edit: Extract<GraphEdit, { readonly type: "end-relation" }>): Promise<void> => {
  const [from, target] = [await desk.get(edit.from), await desk.find(edit.to)];
  const current =
    (await relationTo(desk, from, edit.kind.trim(), target.id)) ??
    refuse(`There is no relation '${from.label} ${edit.kind} ${edit.to}' in the graph`);
  const relations = from.relations.map((relation) =>
    relation === current ? { ...relation, superseded: { at: desk.now } } : relation,
  );
  desk.put({ ...from, relations });
};

/** What was known of both: where they differ, what is kept says so, and the other's word is superseded by it. */
const merge = async (desk: Desk, keepName: string, goneName: string): Promise<void> => {
  const [keep, gone] = [await desk.get(keepName), await desk.get(goneName)];
  if (keep.id === gone.id) refuse(`'${keepName}' and '${goneName}' are the same entity already`);
  const facts = [...keep.facts];
  for (const fact of gone.facts) {
    const own = facts.find(({ key, superseded }) => key === fact.key && superseded === undefined);
    if (!isCurrent(fact) || own === undefined) facts.push(fact);
    else if (own.value !== fact.value) facts.push({ ...fact, superseded: { at: desk.now, by: own.value } });
  }
  desk.after.set(gone.id, { id: gone.id, mergedInto: keep.id });
  const relations = keep.relations.filter(({ to, superseded }) => to !== gone.id || superseded !== undefined);
  const both = { ...keep, relations };
  for (const relation of gone.relations) {
    const { id: to } = await desk.find(relation.to);
    if (to === keep.id && isCurrent(relation)) continue;
    if (!isCurrent(relation) || (await relationTo(desk, both, relation.kind, to)) === undefined) relations.push(relation);
  }
  const aliases = [...new Set([...keep.aliases, gone.label, ...gone.aliases])].filter((alias) => alias !== keep.label);
  desk.put({ ...both, facts, aliases });
};

const remove = async (desk: Desk, name: string): Promise<void> => {
  const { id: gone } = await desk.get(name);
  desk.after.set(gone, null);
  for (const id of await storedIds(desk.files)) {
    const other = await desk.stored(id);
    if (other === null) continue;
    if (isMerged(other)) {
      if (other.mergedInto === gone) desk.after.set(id, null);
      continue;
    }
    const relations = other.relations.filter(({ to }) => to !== gone);
    if (relations.length < other.relations.length) desk.put({ ...other, relations });
  }
};

/** What is meant, by ids, with the sentence that says it. */
const forbiddenOf = async (desk: Desk, what: ForbiddenPart): Promise<Forbidden> => {
  const named = async (name: string) => {
    const { entity, id } = await desk.find(name);
    return { id, label: entity?.label ?? name.trim() };
  };
  if (what.type === "relation") {
    const [from, to] = [await named(what.from), await named(what.to)];
    return { ...what, from: from.id, to: to.id, text: `${from.label} ${kindWords(what.kind)} ${to.label}` };
  }
  const { id, label } = await named(what.entity);
  const text = what.type === "entity" ? label : `${label}: ${kindWords(what.key)} ${what.value}`;
  return { ...what, entity: id, text };
};

/** Sentences that the edits would add and that no agent may say. */
const forbiddenAmong = async ({ after, before, files }: Desk): Promise<readonly string[]> => {
  const forbidden = forbiddenIn(await readForbidden(files));
  if (forbidden.isEmpty) return [];
  return [...after].flatMap(([id, stored]): readonly string[] => {
    const was = before.get(id) ?? null;
    if (stored === was || stored === null || isMerged(stored)) return [];
    if (forbidden.entity(id)) return [stored.label];
    const [known, allowed] = [was === null || isMerged(was) ? undefined : was, allowedPart(stored, forbidden)];
    const kept = new Set(allowed === undefined ? [] : entitySentences(allowed));
    const old = new Set(known === undefined ? [] : entitySentences(known));
    return entitySentences(stored).filter((sentence) => !kept.has(sentence) && !old.has(sentence));
  });
};

const apply = async (desk: Desk, edit: GraphEdit): Promise<unknown> => {
  switch (edit.type) {
    case "put-entity":
      return putEntity(desk, edit.name, edit.kind, edit.label);
    case "set-fact":
      return setFact(desk, edit);
    case "end-fact": {
      const entity = await desk.get(edit.entity);
      if (!entity.facts.some((fact) => fact.key === edit.key && isCurrent(fact)))
        refuse(`There is no fact '${edit.key}' of ${entity.label}`);
      return desk.put({ ...entity, facts: endFact(entity.facts, edit.key, desk.now) });
    }
    case "relate":
      return relate(desk, edit);
    case "end-relation":
      return endRelation(desk, edit);
    case "merge":
      return merge(desk, edit.keep, edit.gone);
    case "remove-entity":
      return remove(desk, edit.entity);
    case "forbid":
    case "allow": {
      const what = await forbiddenOf(desk, edit.what);
      return desk.forbidden.set(forbiddenPath(what), { what, isForbidden: edit.type === "forbid" });
    }
    default:
      return assertNever(edit);
  }
};

/**
 * Makes the changes in their order, all of them or, where one is refused, none: the refusal is a `FileSystemError` with its reason.
 * `files` are an overlay, so they are one change of the workspace. It reads the entities that are named and no others, but for a
 * removal, which looks through all for relations that lead there. Returns what is different, as sentences. `by`: what a person has
 * forbidden binds agents and not the person.
 */
export const applyGraphEdits = async (
  files: FileSystem,
  edits: readonly GraphEdit[],
  now: number,
  by: "agent" | "person" = "person",
): Promise<readonly GraphChange[]> => {
  const desk = createDesk(files, now);
  for (const edit of edits) await apply(desk, edit);
  const refused = by === "agent" ? await forbiddenAmong(desk) : [];
  if (refused.length > 0)
    refuse(`The person has forbidden to say this in the graph: ${refused.join("; ")}. Leave it out; the rest may be said`);
  const made = [...desk.after].filter(([id, stored]) => stored !== null && desk.before.get(id) === null).length;
  if (made > 0 && (await storedIds(files)).length + made > graphLimits.entities)
    refuse(`The graph holds at most ${graphLimits.entities} entities. Merge or remove some first`);
  const changes: GraphChange[] = [];
  for (const [id, stored] of desk.after) {
    const was = desk.before.get(id) ?? null;
    if (stored === was) continue;
    changes.push(...graphChanges(was, stored));
    if (stored === null) await files.unlink(entityPath(id));
    else {
      await makeFoldersAbove(files, entityPath(id));
      await writeStored(files, stored);
    }
  }
  for (const { isForbidden, what } of desk.forbidden.values())
    if (await keepForbidden(files, what, isForbidden))
      changes.push({ sign: isForbidden ? "+" : "−", text: `Forbidden to agents: ${what.text}` });
  return changes;
};
