import {
  type ConsolidationPolicy,
  consolidate,
  defaultConsolidationPolicy,
  type MemorySummary,
} from "../../engine/memory/consolidation/consolidate.ts";
import { nearDuplicates } from "../../engine/memory/long-term.ts";
import { createMemoryStore, type MemoryStore, memoryFromBytes } from "../../engine/memory/memory-store.ts";
import { isRecallable } from "../../engine/memory/recall.ts";
import { hashText } from "../../kernel/base/canonical.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import type { EffectId } from "../../kernel/base/ids.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Consolidated, ConsolidationCounts } from "../../kernel/memory/consolidation.ts";
import { type Memory, type MemoryItem, maxMemoryTags, memoryFolder, memoryIdAt } from "../../kernel/memory/memory.ts";
import { joinOrigins, type Origin, outsideOf } from "../../kernel/rules/origin.ts";
import { type EditDeps, editFiles } from "../files/edit-files.ts";
import { byPerson } from "../origins/origins.ts";

/** Sums up what happened: summaries take the place of episodes about the same, all in one entry that can be undone. */
export interface MemoryConsolidation {
  /** Looks through all episodes that count. Where nothing is to be summed up, nothing is written. */
  readonly run: (by: "person" | "schedule") => Promise<Result<ConsolidationCounts, Failure>>;
  /** How often it ran since it was made. */
  readonly runs: () => number;
  /** Every time that something was summed up, the newest first. */
  readonly history: () => Promise<Result<readonly Consolidated[], Failure>>;
}

/** So many of the newest at most. */
const maxCompared = 400;

/** The same for the same sources, so that doing it over again names it the same. */
const summaryId = (sources: readonly Memory[]): string =>
  `memory_${hashText(sources.map(({ memoryId }) => memoryId).join("\n")).slice(0, 16)}`;

const summaryItem = ({ importance, madeAt, sources, tags, text }: MemorySummary<Memory>): MemoryItem => {
  let origins: readonly Origin[] = [];
  for (const source of sources) origins = joinOrigins(origins, source.origins);
  const [outside, agent] = [outsideOf(origins), sources[0]?.agent];
  return {
    memoryId: summaryId(sources),
    kind: sources[0]?.kind ?? "episodic",
    text,
    tags: tags.slice(0, maxMemoryTags),
    importance,
    status: "active",
    by: sources.every(({ by }) => by === "person") ? "person" : "agent",
    ...(agent === undefined ? {} : { agent }),
    ...(outside.length === 0 ? {} : { origins: outside }),
    madeAt,
    mergedFrom: sources.map(({ memoryId }) => memoryId),
  };
};

/** Nearly the same, learned by the same agent: one with the longest text takes their place. Each is compared with the others. */
const duplicatesIn = (items: readonly Memory[]): readonly MemorySummary<Memory>[] => {
  const byId = new Map(items.map((item) => [item.memoryId, item]));
  const inOrder = items.toSorted((one, other) => one.madeAt - other.madeAt || (one.memoryId < other.memoryId ? -1 : 1));
  return [...new Set(items.map(({ agent }) => agent))].flatMap((agent) =>
    nearDuplicates(inOrder.filter((item) => item.agent === agent).slice(-maxCompared)).map(
      ({ importance, memoryIds, text }): MemorySummary<Memory> => {
        const sources = memoryIds.flatMap((id) => byId.get(id) ?? []);
        const tags = [...new Set(sources.flatMap((source) => source.tags))];
        return { text, importance, tags, sources, madeAt: Math.max(...sources.map(({ madeAt }) => madeAt)) };
      },
    ),
  );
};

const archive = async (store: MemoryStore, summary: MemorySummary<Memory>): Promise<void> => {
  const item = summaryItem(summary);
  await store.put(item);
  for (const source of summary.sources) await store.put({ ...source, status: "superseded", supersededBy: item.memoryId });
};

/** What a person has said something about for themselves is left as it is. */
const isFree = (item: Memory, now: number): boolean =>
  isRecallable(item, now) && item.pinned !== true && item.onlyAsked !== true && item.validUntil === undefined;

export const createMemoryConsolidation = (
  deps: EditDeps,
  policy: ConsolidationPolicy = defaultConsolidationPolicy,
): MemoryConsolidation => {
  const { clock, store, tree } = deps;
  const parsed = new Map<string, Memory | undefined>();
  let runs = 0;
  store.subscribe((entries) => {
    if (entries.some(({ event }) => event.type === "session-deleted")) parsed.clear();
  });

  /** Read beside the files of the change: it follows from what it sums up, and not from all that it looked at. */
  const itemsIn = async (kind: Memory["kind"]): Promise<readonly Memory[]> => {
    const folder = `${memoryFolder}/${kind}`;
    const found: Memory[] = [];
    for (const name of tree.children(folder)) {
      const path = `${folder}/${name}`;
      const state = tree.state(path);
      // Text that still waits for the person is in no summary.
      if (state?.kind !== "file" || outsideOf(state.origins ?? []).length > 0) continue;
      const key = `${state.hash} ${state.modifiedAt}`;
      const bytes = parsed.has(key) ? undefined : await tree.contents(state.hash);
      if (bytes !== undefined) parsed.set(key, memoryFromBytes(bytes, state.modifiedAt));
      const item = parsed.get(key);
      if (item !== undefined && item.memoryId === memoryIdAt(path) && item.kind === kind && isFree(item, clock.now()))
        found.push(item);
    }
    return found;
  };

  return {
    runs: () => runs,
    run: async (by) => {
      runs += 1;
      let counts: ConsolidationCounts | undefined;
      const edited = await editFiles(
        deps,
        async (files) => {
          const found = consolidate(await itemsIn("episodic"), clock.now(), policy);
          const memories = createMemoryStore(files);
          for (const summary of found.summaries) await archive(memories, summary);
          const learned = await itemsIn("long-term");
          let merged = 0;
          for (const summary of duplicatesIn(learned)) {
            await archive(memories, summary);
            merged += summary.sources.length;
          }
          counts = merged === 0 ? found.counts : { ...found.counts, merged };
          return counts;
        },
        (effect) => ({
          causes: [],
          origins: byPerson,
          event: { type: "files-changed", by, effect, ...(counts === undefined ? {} : { consolidation: counts }) },
        }),
      );
      return edited.ok ? ok(edited.value.value) : edited;
    },
    history: async () => {
      const page = await store.read({ type: "effects" });
      if (!page.ok) return page;
      const isUndone = new Map<EffectId, boolean>();
      for (const { event } of page.value.entries) {
        if (event.type !== "effects-undone" && event.type !== "branch-chosen") continue;
        for (const id of event.undone) isUndone.set(id, true);
        for (const id of event.restored) isUndone.set(id, false);
      }
      return ok(
        page.value.entries
          .flatMap(({ at, event, seq }): readonly Consolidated[] => {
            if (event.type !== "files-changed" || event.consolidation === undefined || event.by === "sample") return [];
            const { effectId } = event.effect;
            return [{ ...event.consolidation, seq, at, by: event.by, effectId, isUndone: isUndone.get(effectId) ?? false }];
          })
          .reverse(),
      );
    },
  };
};
