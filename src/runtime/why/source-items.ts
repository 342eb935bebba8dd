import { byCodeUnit } from "../../engine/files/path-parts.ts";
import { decodeText, linesWithEnds, maxTextBytes } from "../../engine/files/text/text-content.ts";
import { memoryFromBytes } from "../../engine/memory/memory-store.ts";
import { blameLines } from "../../engine/provenance/blame.ts";
import { effectIn } from "../../engine/provenance/file-versions.ts";
import type { LinkedLog } from "../../engine/provenance/linked-log.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import type { FileTree } from "../../kernel/contracts/file-system.ts";
import { contentHash, type FileState } from "../../kernel/files/file.ts";
import { statePlaceAt } from "../../kernel/files/state.ts";
import type { ForgetSource, SourceItem } from "../../kernel/log/forget-source.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { entityIdAt, type GraphEntity, type GraphFact, type GraphRelation, kindWords } from "../../kernel/memory/graph.ts";
import { isMerged, readEntityText } from "../../kernel/memory/graph-file.ts";
import { memoryIdAt } from "../../kernel/memory/memory.ts";
import { isSameOrigin, joinOrigins, type Origin, type OutsideOrigin, outsideOf } from "../../kernel/rules/origin.ts";

/** Where something came from: how often it was made by the source, and by whom else. */
interface Parts {
  readonly bySource: number;
  readonly byOthers: number;
  readonly origins: readonly OutsideOrigin[];
}

/** A thing of the workspace with what has to be known to take it away. */
export type FoundItem = SourceItem &
  (
    | { readonly kind: "memory"; readonly memoryId: string }
    | { readonly kind: "entity"; readonly id: string }
    | { readonly kind: "fact"; readonly id: string; readonly fact: GraphFact }
    | { readonly kind: "relation"; readonly id: string; readonly relation: GraphRelation }
    /** `before`: what stood there before the source first wrote; `null`: nothing. */
    | { readonly kind: "value" | "file"; readonly path: string; readonly before: Hash | null }
  );

interface Deps {
  readonly tree: Pick<FileTree, "contents" | "paths" | "state">;
  readonly log: LinkedLog;
}

/** Whether an entry belongs to a source: it read from there by then, or is part of it. */
const belongsTo = ({ moments, parents }: LinkedLog, source: ForgetSource): ((entry: LogEntry) => boolean) => {
  switch (source.type) {
    case "origin":
      return ({ origins }) => origins.some((origin) => isSameOrigin(origin, source.origin));
    case "run": {
      const isIn = (runId: LogEntry["runId"]): boolean =>
        runId !== undefined && (runId === source.runId || isIn(parents.get(runId)));
      return ({ runId }) => isIn(runId);
    }
    case "message": {
      const run = moments.get(source.seq)?.entry.runId;
      const isIn = (runId: LogEntry["runId"]): boolean => runId !== undefined && (runId === run || isIn(parents.get(runId)));
      return ({ runId, seq }) => seq >= source.seq && isIn(runId);
    }
  }
};

const maxTitleChars = 200;
const titleOf = (text: string): string => text.replace(/\s+/gu, " ").trim().slice(0, maxTitleChars);

/** Everything that came from a source, in whole or in part, as it stands. */
export const itemsFrom = async ({ log, tree }: Deps, source: ForgetSource): Promise<readonly FoundItem[]> => {
  const belongs = belongsTo(log, source);
  const entryAt = (seq: Seq | undefined): LogEntry | undefined => (seq === undefined ? undefined : log.moments.get(seq)?.entry);
  const isSource = (origin: OutsideOrigin): boolean => source.type === "origin" && isSameOrigin(origin, source.origin);
  const readText = async (hash: Hash | null): Promise<string | undefined> => {
    const bytes = hash === null ? undefined : await tree.contents(hash);
    return bytes === undefined || bytes.length > maxTextBytes ? undefined : decodeText(bytes);
  };

  /** What made something, by the entries that did. `labels`: where its text is from, as it says itself. */
  const partsOf = (seqs: readonly (Seq | undefined)[], labels: readonly Origin[]): Parts => {
    let [bySource, byOthers] = [0, 0];
    let origins: readonly Origin[] = outsideOf(labels);
    for (const entry of new Set(seqs.map(entryAt))) {
      if (entry === undefined || !belongs(entry)) byOthers += 1;
      else bySource += 1;
      // Whatever a run kept, it had read by then.
      if (source.type === "origin" && entry !== undefined && belongs(entry)) origins = joinOrigins(origins, entry.origins);
    }
    if (source.type === "origin" && labels.some((origin) => isSameOrigin(origin, source.origin)))
      bySource = Math.max(1, bySource);
    return { bySource, byOthers, origins: outsideOf(origins) };
  };
  const judged = ({ bySource, byOthers, origins }: Parts): Pick<SourceItem, "isAlone" | "others"> | undefined => {
    if (bySource === 0) return undefined;
    const others = source.type === "origin" ? origins.filter((origin) => !isSource(origin)) : [];
    return { isAlone: byOthers === 0 && others.length === 0, others };
  };

  /** The entries at which the text of a memory became another one. */
  const writersOfMemory = async (memoryId: string): Promise<readonly Seq[]> => {
    const seqs: Seq[] = [];
    let text: string | undefined;
    for (const { entry, seq } of log.moments.values()) {
      const own = effectIn(entry.event)?.files.find(({ after, path }) => after?.kind === "file" && memoryIdAt(path) === memoryId);
      const bytes = own === undefined ? undefined : await tree.contents(contentHash(own.after) ?? "");
      const said = bytes === undefined ? undefined : memoryFromBytes(bytes, 0)?.text;
      if (own === undefined || (said !== undefined && said === text)) continue;
      seqs.push(seq);
      text = said;
    }
    return seqs;
  };

  const memoryAt = async (path: string, state: FileState & { readonly kind: "file" }): Promise<readonly FoundItem[]> => {
    const bytes = await tree.contents(state.hash);
    const item = bytes === undefined ? undefined : memoryFromBytes(bytes, 0);
    if (item === undefined || item.status === "forgotten" || item.memoryId !== memoryIdAt(path)) return [];
    const labels = joinOrigins(state.origins ?? [], item.origins);
    const verdict = judged(partsOf(await writersOfMemory(item.memoryId), labels));
    if (verdict === undefined) return [];
    return [{ key: `memory ${item.memoryId}`, kind: "memory", title: titleOf(item.text), memoryId: item.memoryId, ...verdict }];
  };

  /** Each fact and each relation by the entry that wrote its line; the entity itself where all of it came from there. */
  const entityAt = async (path: string, state: FileState & { readonly kind: "file" }): Promise<readonly FoundItem[]> => {
    const id = entityIdAt(path);
    const text = await readText(state.hash);
    const stored = id === undefined || text === undefined ? undefined : readEntityText(id, text);
    if (id === undefined || text === undefined || stored?.ok !== true || isMerged(stored.value)) return [];
    const lines = linesWithEnds(text);
    const read = async (hash: Hash): Promise<readonly string[] | undefined> => {
      const content = await readText(hash);
      return content === undefined ? undefined : linesWithEnds(content);
    };
    const blamed = await blameLines(log, read, { path, hash: state.hash, from: 1, to: lines.length });
    const writerOfLine = (line: number): Seq | undefined => blamed.find(({ from, to }) => from <= line + 1 && line < to)?.seq;
    const writerOf = (item: GraphFact | GraphRelation): Seq | undefined => {
      const beginning = JSON.stringify(
        "value" in item ? { key: item.key, value: item.value, from: item.from } : { kind: item.kind, to: item.to },
      );
      const at = lines.findIndex((line) => line.replace(/^[,[]/u, "").startsWith(beginning.slice(0, -1)));
      return at === -1 ? undefined : writerOfLine(at);
    };
    return claimsOf(stored.value, writerOf, (seqs) => judged(partsOf(seqs, [])), writerOfLine(0));
  };

  const fileAt = async (path: string, state: FileState & { readonly kind: "file" }): Promise<readonly FoundItem[]> => {
    const changes = log.changesAt(path);
    const first = changes.findIndex((seq) => {
      const entry = entryAt(seq);
      return entry !== undefined && belongs(entry);
    });
    const verdict = judged(partsOf(first === -1 ? [] : changes.slice(first), state.origins ?? []));
    if (verdict === undefined) return [];
    const event = entryAt(changes[Math.max(0, first)])?.event;
    const before = contentHash(
      (event === undefined ? undefined : effectIn(event))?.files.find((one) => one.path === path)?.before ?? null,
    );
    const place = statePlaceAt(path);
    const kind = place === undefined ? "file" : "value";
    return [{ key: `${kind} ${path}`, kind, title: place === undefined ? path : place.key, path, before, ...verdict }];
  };

  const found: FoundItem[] = [];
  for (const path of tree.paths()) {
    const state = tree.state(path);
    if (state?.kind !== "file") continue;
    if (memoryIdAt(path) !== undefined) found.push(...(await memoryAt(path, state)));
    else if (entityIdAt(path) !== undefined) found.push(...(await entityAt(path, state)));
    else if (!path.startsWith("/.") || statePlaceAt(path) !== undefined) found.push(...(await fileAt(path, state)));
  }
  const order = ["memory", "entity", "fact", "relation", "value", "file"];
  return found.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind) || byCodeUnit(one.title, other.title));
};

type Judge = (seqs: readonly (Seq | undefined)[]) => Pick<SourceItem, "isAlone" | "others"> | undefined;

/** What of an entity came from a source: all of it, or some of its facts and relations. */
const claimsOf = (
  entity: GraphEntity,
  writerOf: (item: GraphFact | GraphRelation) => Seq | undefined,
  judge: Judge,
  maker: Seq | undefined,
): readonly FoundItem[] => {
  const { facts, id, label, relations } = entity;
  const claims = [...facts, ...relations];
  const whole = judge([maker, ...claims.map(writerOf)]);
  if (whole?.isAlone === true) return [{ key: `entity ${id}`, kind: "entity", title: label, id, ...whole }];
  const found: FoundItem[] = [];
  for (const fact of facts) {
    const verdict = judge([writerOf(fact)]);
    const title = titleOf(`${label}: ${kindWords(fact.key)} ${fact.value}`);
    if (verdict !== undefined)
      found.push({
        key: `fact ${JSON.stringify([id, fact.key, fact.value, fact.from])}`,
        kind: "fact",
        title,
        id,
        fact,
        ...verdict,
      });
  }
  for (const relation of relations) {
    const verdict = judge([writerOf(relation)]);
    const title = titleOf(`${label} ${kindWords(relation.kind)} ${relation.name}`);
    const key = `relation ${JSON.stringify([id, relation.kind, relation.to, relation.from])}`;
    if (verdict !== undefined) found.push({ key, kind: "relation", title, id, relation, ...verdict });
  }
  return found;
};
