import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { isCurrent } from "../../kernel/memory/graph.ts";
import { isMerged, type StoredEntity } from "../../kernel/memory/graph-file.ts";
import type { GraphUse, GraphUses } from "../../kernel/memory/graph-view.ts";
import { type EntityGraph, followMerges } from "./entity-files.ts";

/** Whose results name what an agent was told of the graph. */
const readingTools: ReadonlySet<string> = new Set(["graph_query", "path_between", "neighbours"]);

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

/** Finds names of the graph in a text, as whole words in either case; where one name begins another, the longer one. */
export const nameFinder = ({ entities, names }: EntityGraph): ((text: string) => ReadonlySet<string>) => {
  const byFirst = new Map<string, { readonly words: readonly string[]; readonly id: string }[]>();
  const know = (id: string, name: string): void => {
    const words = wordsOf(name);
    const [first] = words;
    if (first === undefined) return;
    const same = byFirst.get(first);
    if (same === undefined) byFirst.set(first, [{ words, id }]);
    else same.push({ words, id });
  };
  for (const [id, name] of names) know(id, name);
  for (const { aliases, id } of entities.values()) for (const alias of aliases) know(id, alias);
  for (const same of byFirst.values()) same.sort((one, other) => other.words.length - one.words.length);
  return (text) => {
    const words = wordsOf(text);
    const found = new Set<string>();
    for (let at = 0; at < words.length; at += 1) {
      const known = byFirst.get(words[at] ?? "")?.find((one) => one.words.every((word, place) => words[at + place] === word));
      if (known === undefined) continue;
      found.add(known.id);
      at += known.words.length - 1;
    }
    return found;
  };
};

type Act = keyof GraphUse;
const unused: GraphUse = { read: false, wrote: false, cited: false };

/** Marks by key, each key once. */
const createMarks = () => {
  const marks = new Map<string, GraphUse>();
  return { marks, mark: (key: string, act: Act): void => void marks.set(key, { ...(marks.get(key) ?? unused), [act]: true }) };
};

const keyOf = (from: string, kind: string, to: string): string => `${from}\n${kind}\n${to}`;

const relationKeys = (stored: StoredEntity | null): ReadonlyMap<string, readonly [kind: string, to: string]> =>
  stored === null || isMerged(stored)
    ? new Map()
    : new Map(stored.relations.filter(isCurrent).map(({ kind, to }) => [keyOf(stored.id, kind, to), [kind, to]]));

/** An entity's file before and after a call. */
export interface EntityChange {
  readonly id: string;
  readonly before: StoredEntity | null;
  readonly after: StoredEntity | null;
}

/** From the last run on that was not the inside of a call; all entries where there is none. */
export const lastRunOf = (entries: readonly LogEntry[]): readonly LogEntry[] => {
  const at = entries.findLastIndex(
    ({ event }) => event.type === "run-started" && event.parent === undefined && event.purpose === undefined,
  );
  return at === -1 ? entries : entries.slice(at);
};

/**
 * What agents did with the graph in some entries of the log. `changesOf`: the entities that the effect of a call changed. Names are
 * found by their words, so a name that is also an ordinary word is found where that stands.
 */
export const graphUses = async (
  entries: readonly LogEntry[],
  graph: EntityGraph,
  changesOf: (entry: LogEntry) => Promise<readonly EntityChange[]>,
): Promise<GraphUses> => {
  const [nodes, links] = [createMarks(), createMarks()];
  const find = nameFinder(graph);
  const idOf = (id: string): string => followMerges(graph.mergedInto, id);
  const named = (text: string, act: Act): void => {
    const ids = find(text);
    for (const from of ids) {
      nodes.mark(from, act);
      for (const relation of graph.entities.get(from)?.relations ?? [])
        if (isCurrent(relation) && ids.has(relation.to)) links.mark(keyOf(from, relation.kind, relation.to), act);
    }
  };
  const answers = new Map<string, string>();
  for (const entry of entries) {
    const { event } = entry;
    if (event.type === "text-appended") answers.set(event.messageId, (answers.get(event.messageId) ?? "") + event.text);
    if (event.type !== "call-settled" || event.outcome.type !== "done") continue;
    if (readingTools.has(event.tool)) for (const line of event.outcome.output.text.split("\n")) named(line, "read");
    for (const { after, before, id } of await changesOf(entry)) {
      nodes.mark(idOf(id), "wrote");
      const [was, is] = [relationKeys(before), relationKeys(after)];
      for (const [key, [kind, to]] of [...was, ...is])
        if (was.has(key) !== is.has(key)) links.mark(keyOf(idOf(id), kind, idOf(to)), "wrote");
    }
  }
  for (const text of answers.values()) for (const sentence of text.split(/\n|[.!?]\s/u)) named(sentence, "cited");
  return {
    nodes: [...nodes.marks].flatMap(([id, use]) => (graph.names.has(id) ? [{ id, ...use }] : [])),
    links: [...links.marks].map(([key, use]) => {
      const [from = "", kind = "", to = ""] = key.split("\n");
      return { from, kind, to, ...use };
    }),
  };
};
