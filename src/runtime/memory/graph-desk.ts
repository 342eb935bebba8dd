import { breadthFirst, wayTo } from "../../engine/graph/algorithms/breadth-first.ts";
import { applyGraphEdits } from "../../engine/graph/apply-edits.ts";
import { bothGraphs, graphDifference } from "../../engine/graph/difference.ts";
import { drawGraph, type Positions } from "../../engine/graph/draw-graph.ts";
import { type EntityGraph, graphOf } from "../../engine/graph/entity-files.ts";
import { memoriesNaming } from "../../engine/graph/entity-memories.ts";
import { rowsOf } from "../../engine/graph/entity-rows.ts";
import { readGraphText } from "../../engine/graph/formats/read-formats.ts";
import { graphText } from "../../engine/graph/formats/write-formats.ts";
import { type EntityChange, graphUses, lastRunOf } from "../../engine/graph/graph-uses.ts";
import type { Position } from "../../engine/graph/layout.ts";
import { memoryFromBytes } from "../../engine/memory/memory-store.ts";
import type { Hash } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq, SessionId } from "../../kernel/base/ids.ts";
import { isJsonObject, type JsonValue } from "../../kernel/base/json.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { FileSystemError } from "../../kernel/contracts/file-system.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { FileState } from "../../kernel/files/file.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { entityIdAt, type GraphEdit, isCurrent, type Validity } from "../../kernel/memory/graph.ts";
import { graphChanges } from "../../kernel/memory/graph-changes.ts";
import { readEntityText, type StoredEntity } from "../../kernel/memory/graph-file.ts";
import { type Forbidden, forbiddenFolder, readForbiddenText } from "../../kernel/memory/graph-forbidden.ts";
import type {
  EntityCard,
  EntitySource,
  EntityTie,
  GraphDifference,
  GraphEdited,
  GraphFormat,
  GraphMoment,
  GraphUses,
  GraphView,
} from "../../kernel/memory/graph-view.ts";
import { countingFolders, type Memory, memoryIdAt } from "../../kernel/memory/memory.ts";
import { originsOfFiles, outsideOf } from "../../kernel/rules/origin.ts";
import type { Contents } from "../files/contents.ts";
import { type EditDeps, editFiles } from "../files/edit-files.ts";
import { labelledAs } from "../files/starting-files.ts";
import { writerOf } from "../files/state-reader.ts";
import type { WorkspaceFiles } from "../files/workspace-files.ts";
import { byPerson } from "../origins/origins.ts";
import type { Setting, SettingRows } from "../sessions/setting-rows.ts";

type Answered<Value> = Promise<Result<Value, Failure>>;

/** The knowledge graph in front of a person. Moments: as it was right after an entry; absent: now. */
export interface GraphDesk {
  readonly view: (at: Seq | undefined) => Answered<GraphView>;
  readonly card: (id: string, at: Seq | undefined) => Answered<EntityCard>;
  /** The ids of a path with the fewest relations, whichever way they point; empty: there is none. */
  readonly path: (from: string, to: string, at: Seq | undefined) => Answered<{ readonly ids: readonly string[] }>;
  /** What the agents of a session did with the graph as it is. */
  readonly uses: (sessionId: SessionId, runs: "last" | "all") => Answered<GraphUses>;
  /** How it came from what it was right after an entry. */
  readonly difference: (before: Seq, at: Seq | undefined) => Answered<GraphDifference>;
  /** All of it is one entry that can be undone, or nothing happened. `sessionId`: in whose log it stands too. */
  readonly edit: (edits: readonly GraphEdit[], sessionId: SessionId | undefined) => Answered<GraphEdited>;
  readonly exported: (format: GraphFormat, at: Seq | undefined) => Answered<{ readonly text: string }>;
  /** Adds what a file in one of the formats holds to the graph that is there. `name`: the file's, which is where it comes from. */
  readonly imported: (text: string, name: string, sessionId: SessionId | undefined) => Answered<GraphEdited>;
}

export interface GraphDeskDeps extends EditDeps {
  readonly store: Store;
  readonly files: Pick<WorkspaceFiles, "list">;
  readonly contents: Contents;
  readonly positions: Setting<ReadonlyMap<string, Position>>;
  /** Takes the keys that are held out of a text. */
  readonly scrub: (text: string) => string;
}

/** Kept from one visit to the next; of more, the oldest go. */
const maxKeptPositions = 6_000;
const maxSources = 50;
const maxCachedFiles = 30_000;

const isPosition = (value: JsonValue): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((one: JsonValue) => typeof one === "number");

export const openPositions = (settings: SettingRows): Setting<ReadonlyMap<string, Position>> =>
  settings.open<ReadonlyMap<string, Position>>("graph-positions", {
    read: (stored) =>
      new Map(
        Object.entries(isJsonObject(stored) ? stored : {}).flatMap(([id, at]): [string, Position][] =>
          isPosition(at) ? [[id, at]] : [],
        ),
      ),
    write: (positions) => Object.fromEntries(positions),
  });

const notThere = (id: string): Failure => ({
  type: "not-found",
  message: `There is no '${id}' in the graph at this moment. Nothing was changed; choose another one.`,
});

interface Loaded {
  readonly graph: EntityGraph;
  readonly unreadable: readonly string[];
  readonly forbidden: readonly Forbidden[];
}

const currentFirst = <Item extends Validity>(items: readonly Item[]): readonly Item[] => [
  ...items.filter(isCurrent),
  ...items.filter((item) => !isCurrent(item)),
];

/** What leaves an entity and what leads to it. */
const tiesAround = ({ entities, names }: EntityGraph, id: string): readonly EntityTie[] => {
  const out = (entities.get(id)?.relations ?? []).map(
    ({ name, to, ...relation }): EntityTie => ({ ...relation, direction: "out", otherId: to, otherLabel: names.get(to) ?? name }),
  );
  const into = [...entities.values()].flatMap((other) =>
    other.id === id
      ? []
      : other.relations.flatMap(({ name: _name, to, ...relation }): readonly EntityTie[] =>
          to === id ? [{ ...relation, direction: "in", otherId: other.id, otherLabel: other.label }] : [],
        ),
  );
  return currentFirst([...out, ...into]);
};

const isGraphPath = (path: string): boolean => entityIdAt(path) !== undefined;

const momentsIn = (entries: readonly LogEntry[]): readonly GraphMoment[] =>
  entries.flatMap(({ at, event, seq }) =>
    (effectOf(event)?.files ?? []).some(({ path }) => isGraphPath(path)) ? [{ seq, at }] : [],
  );

export const createGraphDesk = (deps: GraphDeskDeps): GraphDesk => {
  const { clock, contents, files, positions, scrub, store } = deps;
  /** What was read by hash never changes. */
  const cache = new Map<Hash, StoredEntity>();
  store.subscribe((entries) => {
    if (entries.some(({ event }) => event.type === "session-deleted")) cache.clear();
  });
  const storedAt = async (path: string, hash: Hash): Promise<StoredEntity | undefined> => {
    const cached = cache.get(hash);
    if (cached !== undefined) return cached;
    const [id, bytes] = [entityIdAt(path), await contents.read(hash)];
    const stored = id === undefined || bytes === undefined ? undefined : readEntityText(id, new TextDecoder().decode(bytes));
    if (stored?.ok !== true) return undefined;
    if (cache.size >= maxCachedFiles) cache.clear();
    cache.set(hash, stored.value);
    return stored.value;
  };
  const load = async (at: Seq | undefined): Answered<Loaded> => {
    const listed = await files.list(at);
    if (!listed.ok) return listed;
    const stored: StoredEntity[] = [];
    const unreadable: string[] = [];
    const forbidden: Forbidden[] = [];
    for (const { hash, path } of listed.value.files) {
      if (hash !== undefined && path.startsWith(`${forbiddenFolder}/`)) {
        const bytes = await contents.read(hash);
        const one = bytes === undefined ? undefined : readForbiddenText(new TextDecoder().decode(bytes));
        if (one !== undefined) forbidden.push(one);
      }
      if (hash === undefined || !isGraphPath(path)) continue;
      const one = await storedAt(path, hash);
      if (one === undefined) unreadable.push(path);
      else stored.push(one);
    }
    return ok({ graph: graphOf(stored), unreadable, forbidden });
  };
  const kept: Positions = {
    get: positions.get,
    keep: async (places) => {
      // What cannot be kept is laid out again, the same way.
      await positions.change((before) => ok(new Map([...before, ...places].slice(-maxKeptPositions))));
    },
  };
  const breathe = (): Promise<void> => new Promise((resolve) => void clock.after(0, resolve));

  /** A state of an entity's file as it was read; `null` where there is none or it cannot be read. */
  const storedIn = async (path: string, state: FileState | null): Promise<StoredEntity | null> =>
    state?.kind === "file" ? ((await storedAt(path, state.hash)) ?? null) : null;
  const changesIn = async ({ event }: LogEntry): Promise<readonly EntityChange[]> => {
    const changed: EntityChange[] = [];
    for (const { after, before, path } of effectOf(event)?.files ?? []) {
      const id = entityIdAt(path);
      if (id !== undefined) changed.push({ id, before: await storedIn(path, before), after: await storedIn(path, after) });
    }
    return changed;
  };

  /** The memories that count now. */
  const memoriesNow = async (): Promise<readonly Memory[]> => {
    const listed = await files.list(undefined);
    const memories: Memory[] = [];
    for (const { hash, modifiedAt, path } of listed.ok ? listed.value.files : []) {
      if (
        hash === undefined ||
        memoryIdAt(path) === undefined ||
        !countingFolders.some((folder) => path.startsWith(`${folder}/`))
      )
        continue;
      const bytes = await contents.read(hash);
      const memory = bytes === undefined ? undefined : memoryFromBytes(bytes, modifiedAt);
      if (memory?.status === "active") memories.push(memory);
    }
    return memories;
  };

  const sourcesOf = async (ids: ReadonlySet<string>, at: Seq): Answered<readonly EntitySource[]> => {
    const page = await store.read({ type: "effects" });
    if (!page.ok) return page;
    const sources: EntitySource[] = [];
    for (const entry of page.value.entries.toReversed()) {
      if (sources.length === maxSources) break;
      if (entry.seq > at) continue;
      const own = (effectOf(entry.event)?.files ?? []).filter(({ path }) => ids.has(entityIdAt(path) ?? ""));
      const changes = [];
      for (const { after, before, path } of own)
        changes.push(...graphChanges(await storedIn(path, before), await storedIn(path, after)));
      if (changes.length === 0) continue;
      const session = entry.sessionId === undefined ? {} : { sessionId: entry.sessionId };
      const origins = outsideOf(originsOfFiles(own));
      sources.push({ seq: entry.seq, at: entry.at, by: writerOf(entry.event), ...session, changes, origins });
    }
    return ok(sources);
  };

  const change = async (
    edits: readonly GraphEdit[],
    sessionId: SessionId | undefined,
    from: string | undefined,
  ): Answered<GraphEdited> => {
    const file = from === undefined ? undefined : { type: "import" as const, name: from };
    try {
      const edited = await editFiles(
        deps,
        (overlay) => applyGraphEdits(overlay, edits, clock.now()),
        (effect) => ({
          ...(sessionId === undefined ? {} : { sessionId }),
          causes: [],
          origins: file === undefined ? byPerson : [...byPerson, file],
          event: { type: "files-changed", by: "person", effect: file === undefined ? effect : labelledAs(effect, () => file) },
        }),
      );
      if (!edited.ok) return edited;
      const { effect, value } = edited.value;
      return ok({ changes: value, ...(effect.files.length === 0 ? {} : { effectId: effect.effectId }) });
    } catch (cause) {
      if (!(cause instanceof FileSystemError)) throw cause;
      return err({
        type: "invalid-input",
        message: `${cause.message.slice(cause.code.length + 2)}. The graph is unchanged; change what you asked for, then try again.`,
      });
    }
  };

  const viewOf = async ({ forbidden, graph, unreadable }: Loaded, entries: readonly LogEntry[]): Promise<GraphView> => ({
    ...(await drawGraph(graph, kept, breathe)),
    moments: momentsIn(entries),
    unreadable,
    forbidden,
  });

  return {
    view: async (at) => {
      const [loaded, page] = [await load(at), await store.read({ type: "effects" })];
      if (!loaded.ok) return loaded;
      if (!page.ok) return page;
      return ok(await viewOf(loaded.value, page.value.entries));
    },
    card: async (id, at) => {
      const loaded = await load(at);
      if (!loaded.ok) return loaded;
      const { graph } = loaded.value;
      const [entity, label] = [graph.entities.get(id), graph.names.get(id)];
      if (label === undefined) return err(notThere(id));
      const names = [...graph.mergedInto].flatMap(([gone, into]) => (into === id ? [gone] : []));
      const sources = await sourcesOf(new Set([id, ...names]), at ?? Number.POSITIVE_INFINITY);
      if (!sources.ok) return sources;
      return ok({
        id,
        label,
        kind: entity?.kind ?? "",
        isKnown: entity !== undefined,
        aliases: entity?.aliases ?? [],
        facts: currentFirst(entity?.facts ?? []),
        ties: tiesAround(graph, id),
        sources: sources.value,
        forbidden: loaded.value.forbidden.filter((one) =>
          one.type === "relation" ? one.from === id || one.to === id : one.entity === id,
        ),
        memories: memoriesNaming(graph, id, await memoriesNow()),
      });
    },
    path: async (from, to, at) => {
      const loaded = await load(at);
      if (!loaded.ok) return loaded;
      const { both, ids, numbers } = rowsOf(loaded.value.graph);
      const [start, end] = [numbers.get(from), numbers.get(to)];
      if (start === undefined || end === undefined) return err(notThere(start === undefined ? from : to));
      const { parents, steps } = breadthFirst(both, start);
      return ok({ ids: steps[end] === -1 ? [] : wayTo(parents, end).map((node) => ids[node] ?? "") });
    },
    uses: async (sessionId, runs) => {
      const [loaded, page] = [await load(undefined), await store.read({ type: "session", sessionId })];
      if (!loaded.ok) return loaded;
      if (!page.ok) return page;
      const { entries } = page.value;
      return ok(await graphUses(runs === "last" ? lastRunOf(entries) : entries, loaded.value.graph, changesIn));
    },
    difference: async (before, at) => {
      const [was, is, page] = [await load(before), await load(at), await store.read({ type: "effects" })];
      if (!was.ok) return was;
      if (!is.ok) return is;
      if (!page.ok) return page;
      const both = { ...is.value, graph: bothGraphs(was.value.graph, is.value.graph) };
      const view = await viewOf(both, page.value.entries);
      return ok({ view, ...graphDifference(was.value.graph, is.value.graph) });
    },
    edit: (edits, sessionId) => change(edits, sessionId, undefined),
    exported: async (format, at) => {
      const loaded = await load(at);
      // What was written before a key was held may hold it; what leaves the browser does not.
      return loaded.ok ? ok({ text: scrub(graphText(loaded.value.graph, format)) }) : loaded;
    },
    imported: async (text, name, sessionId) => {
      const edits = readGraphText(text);
      if (edits.ok) return change(edits.value, sessionId, name);
      return err({ type: "invalid-input", message: `${edits.error} The graph is unchanged; choose another file.` });
    },
  };
};
