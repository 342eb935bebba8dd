import { decodeText, linesWithEnds, maxTextBytes } from "../../engine/files/text/text-content.ts";
import { memoryFromBytes } from "../../engine/memory/memory-store.ts";
import { blameLines } from "../../engine/provenance/blame.ts";
import type { Traced } from "../../engine/provenance/explain.ts";
import type { LinkedLog } from "../../engine/provenance/linked-log.ts";
import { momentAt, momentText } from "../../engine/provenance/moment-words.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import type { FileTree } from "../../kernel/contracts/file-system.ts";
import { statePath } from "../../kernel/files/state.ts";
import type { WhySubject } from "../../kernel/log/why.ts";
import {
  entityPath,
  type GraphEntity,
  type GraphFact,
  type GraphRelation,
  isCurrent,
  kindWords,
} from "../../kernel/memory/graph.ts";
import { isMerged, readEntityText } from "../../kernel/memory/graph-file.ts";
import { allMemoryFolders } from "../../kernel/memory/memory.ts";

/** What a workspace holds at the moment, and held. */
export interface SubjectDeps {
  readonly tree: Pick<FileTree, "state" | "contents">;
}

type Of<Type extends WhySubject["type"]> = Extract<WhySubject, { readonly type: Type }>;

/** Whoever read a thing, changed it or was given it. */
const followersOf = ({ moments }: LinkedLog, keys: ReadonlySet<string>, since: Seq): readonly Seq[] =>
  [...moments.values()].flatMap(({ links, seq }) =>
    links.some(({ path, to }) => to >= since && path !== undefined && keys.has(path)) ? [seq] : [],
  );

/** Finds what a person asks about: the entries that made it, and its words. Undefined where it is not there. */
export const traceSubject = async ({ tree }: SubjectDeps, log: LinkedLog, subject: WhySubject): Promise<Traced | undefined> => {
  const bytesAt = async (path: string): Promise<{ readonly hash: Hash; readonly bytes: Uint8Array } | undefined> => {
    const state = tree.state(path);
    const bytes = state?.kind === "file" ? await tree.contents(state.hash) : undefined;
    return bytes === undefined || state?.kind !== "file" ? undefined : { hash: state.hash, bytes };
  };
  const readLines = async (hash: Hash): Promise<readonly string[] | undefined> => {
    const bytes = await tree.contents(hash);
    const text = bytes === undefined || bytes.length > maxTextBytes ? undefined : decodeText(bytes);
    return text === undefined ? undefined : linesWithEnds(text);
  };

  const linesAt = async (path: string, from: number, to: number, text: string | undefined): Promise<Traced | undefined> => {
    const state = tree.state(path);
    if (state?.kind !== "file") return undefined;
    const lines = await readLines(state.hash);
    const blamed = await blameLines(log, readLines, { path, hash: state.hash, from, to: Math.min(to, lines?.length ?? to) });
    const starts = [...new Set(blamed.flatMap(({ seq }) => seq ?? []))];
    const since = Math.min(...starts, Number.POSITIVE_INFINITY);
    return {
      starts,
      moved: [...new Set(blamed.flatMap(({ moved }) => moved))],
      text: text ?? (lines ?? []).slice(from - 1, to).join(""),
      isPart: true,
      path,
      followers: followersOf(log, new Set([path]), since),
    };
  };

  const wholeAt = async (
    path: string,
    textOf: (bytes: Uint8Array) => string,
    keys: readonly string[],
  ): Promise<Traced | undefined> => {
    const found = await bytesAt(path);
    if (found === undefined) return undefined;
    const start = log.writerOf(path, found.hash);
    return {
      starts: start === undefined ? [] : [start],
      text: textOf(found.bytes),
      followers: followersOf(log, new Set(keys), log.changesAt(path)[0] ?? 0),
    };
  };

  const memory = async ({ memoryId }: Of<"memory">): Promise<Traced | undefined> => {
    const paths = allMemoryFolders.map((folder) => `${folder}/${memoryId}.json`);
    const path = paths.find((one) => tree.state(one)?.kind === "file");
    return path === undefined ? undefined : wholeAt(path, (bytes) => memoryFromBytes(bytes, 0)?.text ?? "", [memoryId, ...paths]);
  };

  const entityAt = async (
    id: string,
  ): Promise<{ readonly entity: GraphEntity; readonly lines: readonly string[] } | undefined> => {
    const text = decodeText((await bytesAt(entityPath(id)))?.bytes ?? new Uint8Array());
    const stored = text === undefined ? undefined : readEntityText(id, text);
    if (text === undefined || stored?.ok !== true || isMerged(stored.value)) return undefined;
    return { entity: stored.value, lines: linesWithEnds(text) };
  };

  const entity = async ({ id }: Of<"entity">): Promise<Traced | undefined> => {
    const found = await entityAt(id);
    if (found === undefined) return undefined;
    const { aliases, facts, label, relations } = found.entity;
    const text = [label, ...aliases, ...[...facts, ...relations].flatMap(wordsOf)].join("\n");
    return wholeAt(entityPath(id), () => text, [entityPath(id)]);
  };

  /** Each fact and each relation is a line of its entity's file. */
  const claim = async (
    id: string,
    item: (one: GraphEntity) => GraphFact | GraphRelation | undefined,
  ): Promise<Traced | undefined> => {
    const found = await entityAt(id);
    const wanted = found === undefined ? undefined : item(found.entity);
    if (found === undefined || wanted === undefined) return undefined;
    const start = "value" in wanted ? { key: wanted.key, value: wanted.value } : { kind: wanted.kind, to: wanted.to };
    const beginning = JSON.stringify(start).slice(0, -1);
    const at = found.lines.findIndex((line) => line.replace(/^,/, "").startsWith(beginning) && !line.includes('"superseded":'));
    return linesAt(entityPath(id), at + 1, at + 1, [found.entity.label, ...wordsOf(wanted)].join("\n"));
  };

  switch (subject.type) {
    case "memory":
      return memory(subject);
    case "entity":
      return entity(subject);
    case "fact":
      return claim(subject.id, ({ facts }) =>
        facts.find((fact) => fact.key === subject.key && fact.value === subject.value && isCurrent(fact)),
      );
    case "relation":
      return claim(subject.from, ({ relations }) =>
        relations.find((one) => one.kind === subject.kind && one.to === subject.to && isCurrent(one)),
      );
    case "lines":
      return linesAt(subject.path, subject.from, subject.to, undefined);
    case "state": {
      const path = statePath(subject);
      const found = await wholeAt(path, (bytes) => decodeText(bytes) ?? "", [path]);
      return found === undefined ? undefined : { ...found, isPart: true };
    }
    case "sentence": {
      const start = log.answers.get(subject.messageId);
      return start === undefined ? undefined : { starts: [start], text: subject.text };
    }
    case "event": {
      const moment = momentAt(log, subject.seq);
      return moment === undefined ? undefined : { starts: [moment.seq], text: momentText(moment) };
    }
  }
};

const wordsOf = (item: GraphFact | GraphRelation): readonly string[] => [
  "value" in item ? item.value : `${kindWords(item.kind)} ${item.name}`,
  ...(item.evidence === undefined ? [] : [item.evidence]),
];
