import { byCodeUnit } from "../../engine/files/path-parts.ts";
import { nearDuplicates } from "../../engine/memory/long-term.ts";
import { searchByMeaning, searchedText, type VectorsOf } from "../../engine/memory/meaning.ts";
import { memoryFromBytes } from "../../engine/memory/memory-store.ts";
import { type Candidate, recallFor, unaskedOf } from "../../engine/memory/recall.ts";
import { defaultMemoryPolicy, fadesAt, strengthAt } from "../../engine/memory/strength.ts";
import { storeCurve } from "../../engine/memory/strength-curve.ts";
import { createTextIndex } from "../../engine/memory/text-index.ts";
import { createTermSearch } from "../../engine/memory/vector-search.ts";
import type { ClockDep } from "../../kernel/base/clock.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { Seq } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { FileTree } from "../../kernel/contracts/file-system.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import {
  allMemoryFolders,
  binDays,
  countingFolders,
  dayMs,
  estimatedTokens,
  type Memory,
  type MemoryRecall,
  memoryIdAt,
  memoryIdsIn,
  memoryKinds,
  memoryLine,
  type RecallLimits,
} from "../../kernel/memory/memory.ts";
import type { MemoryOverview, MemoryRow } from "../../kernel/memory/memory-view.ts";
import { joinOrigins, type Origin, outsideOf } from "../../kernel/rules/origin.ts";
import type { WorkspaceFiles } from "../files/workspace-files.ts";
import { memoryChangesIn } from "./memory-changes.ts";

/** What is remembered, as the files and the log tell it. */
export interface MemoryBook {
  /** What goes with a run that was asked this; undefined where nothing does. `origins`: of what was taken, as far as from outside. */
  readonly recall: (
    query: string,
    within: {
      readonly limits: RecallLimits;
      readonly withheld?: readonly string[] | undefined;
      /** Absent: only words are compared. */
      readonly vectorsOf?: VectorsOf;
    },
  ) => Promise<(Omit<MemoryRecall, "messageId"> & { readonly origins: readonly Origin[] }) | undefined>;
  /** Every item, the newest first; now, or as they were after an entry. `asOf`: the time for which strengths are told. */
  readonly list: (
    at: Seq | undefined,
    asOf: number | undefined,
  ) => Promise<Result<{ readonly rows: readonly MemoryRow[] }, Failure>>;
  /** All of it together, as `list` gives it. */
  readonly overview: (at: Seq | undefined, asOf: number | undefined) => Promise<Result<MemoryOverview, Failure>>;
  /** When each item was used last: put before a run, or found by an agent. */
  readonly usedAt: () => Promise<ReadonlyMap<string, number>>;
}

export interface MemoryBookDeps extends ClockDep {
  readonly store: Store;
  readonly tree: FileTree;
  readonly files: Pick<WorkspaceFiles, "list">;
}

interface Use {
  readonly count: number;
  readonly at: number;
  /** All times, as the log has them. */
  readonly times: number[];
}

/** The items that an entry tells were given to an agent. */
export const usedIn = ({ event }: LogEntry): readonly string[] => {
  if (event.type === "memory-recalled") return event.items.flatMap(({ memoryId, sent }) => (sent ? memoryId : []));
  if (event.type !== "call-settled" || event.tool !== "recall" || event.outcome.type !== "done") return [];
  return event.outcome.output.isError ? [] : memoryIdsIn(event.outcome.output.text);
};

const noteUses = (uses: Map<string, Use>, entries: readonly LogEntry[]): void => {
  for (const entry of entries)
    for (const id of usedIn(entry)) {
      const times = uses.get(id)?.times ?? [];
      times.push(entry.at);
      uses.set(id, { count: times.length, at: entry.at, times });
    }
};

/** Each is compared with the others, so only so many of the newest of a kind are. */
const maxCompared = 400;
const maxAlike = 10;

interface Place {
  readonly path: string;
  readonly hash: string;
  readonly modifiedAt: number;
  readonly origins: readonly Origin[];
}

export const createMemoryBook = ({ clock, files, store, tree }: MemoryBookDeps): MemoryBook => {
  const policy = defaultMemoryPolicy;
  const parsed = new Map<string, Memory | undefined>();
  const index = createTextIndex();
  const terms = createTermSearch();
  const indexed = new Map<string, string>();
  let uses: Promise<Map<string, Use>> | undefined;
  const early: LogEntry[] = [];
  store.subscribe((entries) => {
    if (entries.some(({ event }) => event.type === "session-deleted")) parsed.clear();
    if (uses === undefined) return;
    early.push(...entries);
    void uses.then((known) => noteUses(known, early.splice(0)));
  });

  const usesInLog = (): Promise<ReadonlyMap<string, Use>> => {
    uses ??= (async () => {
      const last = store.lastSeq();
      const page = await store.read({ type: "all" });
      const known = new Map<string, Use>();
      // What is stored from here on is heard.
      noteUses(known, page.ok ? page.value.entries.filter(({ seq }) => seq <= last) : []);
      return known;
    })();
    return uses;
  };

  const itemAt = async ({ hash, modifiedAt, path }: Place): Promise<Memory | undefined> => {
    const key = `${hash} ${modifiedAt}`;
    if (!parsed.has(key)) {
      const bytes = await tree.contents(hash);
      if (bytes === undefined) return undefined;
      parsed.set(key, memoryFromBytes(bytes, modifiedAt));
    }
    const item = parsed.get(key);
    return item?.memoryId === memoryIdAt(path) ? item : undefined;
  };

  const placesIn = (folders: readonly string[]): readonly Place[] =>
    folders.flatMap((folder) =>
      tree.children(folder).flatMap((name): readonly Place[] => {
        const path = `${folder}/${name}`;
        const state = tree.state(path);
        if (state?.kind !== "file" || memoryIdAt(path) === undefined) return [];
        const { hash, modifiedAt, origins = [] } = state;
        return [{ path, hash, modifiedAt, origins: outsideOf(origins) }];
      }),
    );

  /** Whoever wrote it had read what others wrote, so it is as if it waited for the person. */
  const asItCounts = (item: Memory, { origins }: Place): Memory =>
    origins.length > 0 && item.status === "active" ? { ...item, status: "pending" } : item;

  const candidates = async (): Promise<readonly Candidate[]> => {
    const found: { readonly item: Memory; readonly hash: string }[] = [];
    for (const place of placesIn(countingFolders)) {
      const item = await itemAt(place);
      if (item !== undefined) found.push({ item: asItCounts(item, place), hash: place.hash });
    }
    // Only of these it matters when they were used last.
    const used = found.some(({ item }) => item.kind === "long-term") ? await usesInLog() : undefined;
    return found.map(({ hash, item }) => {
      const use = used?.get(item.memoryId);
      return use === undefined ? { item, hash } : { item, hash, usedAt: use.at };
    });
  };

  const sync = (all: readonly Candidate[]): void => {
    const there = new Set(all.map(({ item }) => item.memoryId));
    for (const id of indexed.keys()) {
      if (there.has(id)) continue;
      index.remove(id);
      terms.remove(id);
      indexed.delete(id);
    }
    for (const { hash, item } of all) {
      if (indexed.get(item.memoryId) === hash) continue;
      index.add(item.memoryId, searchedText(item));
      terms.add(item.memoryId, searchedText(item));
      indexed.set(item.memoryId, hash);
    }
  };

  const isInBin = ({ status }: Memory, { modifiedAt }: Place, now: number): boolean =>
    status !== "forgotten" || now - modifiedAt < binDays * dayMs;

  const placesAt = async (at: Seq | undefined): Promise<Result<readonly Place[], Failure>> => {
    if (at === undefined) return ok(placesIn(allMemoryFolders));
    const listed = await files.list(at);
    if (!listed.ok) return listed;
    return ok(
      listed.value.files.flatMap(({ hash, modifiedAt, origins = [], path }) =>
        hash === undefined || memoryIdAt(path) === undefined ? [] : [{ path, hash, modifiedAt, origins }],
      ),
    );
  };

  const list: MemoryBook["list"] = async (at, asOf) => {
    const [places, used, changes] = [await placesAt(at), await usesInLog(), await store.read({ type: "effects" })];
    if (!places.ok) return places;
    if (!changes.ok) return changes;
    const madeBy = new Map(
      changes.value.entries
        .flatMap(memoryChangesIn)
        .flatMap(({ change, memoryId }) => (change.from === null ? [[memoryId, change] as const] : []))
        .toReversed(),
    );
    const now = asOf ?? clock.now();
    const rows: MemoryRow[] = [];
    for (const place of places.value) {
      const raw = await itemAt(place);
      if (raw === undefined || !isInBin(raw, place, clock.now())) continue;
      const item = asItCounts(raw, place);
      const use = used.get(item.memoryId);
      const [fading, made] = [fadesAt(item, use?.at, policy), madeBy.get(item.memoryId)];
      rows.push({
        item,
        hash: place.hash,
        strength: strengthAt(item, use?.at, now, policy),
        ...(fading === undefined || fading <= now ? {} : { fadesAt: fading }),
        uses: use?.count ?? 0,
        ...(use === undefined ? {} : { usedAt: use.at }),
        tokens: estimatedTokens(memoryLine(item)),
        ...(made === undefined ? {} : { madeBy: made }),
      });
    }
    rows.sort((one, other) => other.item.madeAt - one.item.madeAt || byCodeUnit(one.item.memoryId, other.item.memoryId));
    return ok({ rows });
  };

  return {
    recall: async (query, { limits, vectorsOf, withheld = [] }) => {
      const all = await candidates();
      sync(all);
      const given = withheld.length === 0 ? all : all.filter(({ item }) => !withheld.includes(item.memoryId));
      const now = clock.now();
      // What is not given to a run leaves the tab for nothing.
      const counting = unaskedOf(given, now, policy);
      if (counting.length === 0) return undefined;
      const items = counting.map(({ item }) => item);
      const { engine, search } = await searchByMeaning(index, items, query, { terms, ...(vectorsOf && { vectorsOf }) });
      const section = recallFor(counting, query, now, search, policy, limits);
      const found = section === undefined ? undefined : engine === "words" ? section : { ...section, engine };
      if (found === undefined) return undefined;
      const sent = new Set(found.items.flatMap(({ memoryId, sent: isSent }) => (isSent ? memoryId : [])));
      let origins: readonly Origin[] = [];
      for (const { item } of all) if (sent.has(item.memoryId)) origins = joinOrigins(origins, item.origins);
      return { ...found, origins };
    },
    usedAt: async () => new Map([...(await usesInLog())].map(([id, { at }]) => [id, at])),
    list,
    overview: async (at, asOf) => {
      const listed = await list(at, asOf);
      if (!listed.ok) return listed;
      const items = listed.value.rows.flatMap(({ item }) => (item.status === "active" ? item : []));
      const used = await usesInLog();
      const curve = storeCurve(items, (id) => used.get(id)?.times ?? [], asOf ?? clock.now(), policy);
      const alike = memoryKinds.flatMap((kind) =>
        nearDuplicates(items.filter((item) => item.kind === kind && item.onlyAsked !== true).slice(0, maxCompared)),
      );
      return ok({ curve, alike: alike.slice(0, maxAlike).map(({ memoryIds, text }) => ({ memoryIds, text })) });
    },
  };
};
