import type { Failure } from "../../kernel/base/failure.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import {
  type ConsolidationCounts,
  type ConsolidationSettings,
  type ConsolidationStanding,
  consolidationFrom,
} from "../../kernel/memory/consolidation.ts";
import { episodesFolder } from "../../kernel/memory/memory.ts";
import type { EditDeps } from "../files/edit-files.ts";
import { lazily } from "../lazily.ts";
import type { SettingRows } from "../sessions/setting-rows.ts";

/** Has what happened summed up: when the person wants it, and every few minutes while no run goes on. */
export interface MemoryUpkeep {
  readonly standing: () => Promise<Result<ConsolidationStanding, Failure>>;
  readonly change: (settings: ConsolidationSettings) => Promise<Result<null, Failure>>;
  readonly consolidate: () => Promise<Result<ConsolidationCounts, Failure>>;
  /** No further time is waited for. */
  readonly stop: () => void;
}

export interface MemoryUpkeepDeps extends EditDeps {
  readonly settings: SettingRows;
  /** Whether it is done by itself at all; a program does it when it wants to. */
  readonly isAutomatic: boolean;
  readonly isBusy: () => boolean;
  readonly onNotice: (failure: Failure) => void;
}

/** Fewer are never summed up, so nothing is loaded and no time is waited for. */
const leastEpisodes = 8;
const minuteMs = 60_000;
const maxLatest = 10;

export const openMemoryUpkeep = (deps: MemoryUpkeepDeps): MemoryUpkeep => {
  const { clock, isAutomatic, isBusy, onNotice, settings, store, tree } = deps;
  const setting = settings.open<ConsolidationSettings>("consolidation", {
    read: consolidationFrom,
    write: (value) => ({ ...value }),
  });
  const load = lazily(async () => (await import("./memory-consolidation.ts")).createMemoryConsolidation(deps));
  let cancel: (() => void) | undefined;
  let isStopped = !isAutomatic;

  const pass = async (): Promise<void> => {
    if (isBusy()) return;
    const done = await (await load()).run("schedule");
    if (!done.ok) onNotice(done.error);
  };
  const arm = (): void => {
    cancel?.();
    cancel = undefined;
    const { everyMinutes, on } = setting.get();
    if (isStopped || !on || tree.children(episodesFolder).length < leastEpisodes) return;
    // A part that could not be loaded or written is tried again at the next time.
    cancel = clock.after(
      everyMinutes * minuteMs,
      () =>
        void pass()
          .catch(() => undefined)
          .then(arm),
    );
  };
  const stopHearing = store.subscribe((entries) => {
    if (cancel !== undefined) return;
    if (entries.some(({ event }) => effectOf(event)?.files.some(({ path }) => path.startsWith(`${episodesFolder}/`)))) arm();
  });
  arm();

  return {
    standing: async () => {
      const consolidation = await load();
      const history = await consolidation.history();
      if (!history.ok) return history;
      const counting = history.value.filter(({ isUndone }) => !isUndone);
      const total = (key: "archived" | "summaries"): number => counting.reduce((sum, one) => sum + one[key], 0);
      return ok({
        settings: setting.get(),
        runs: consolidation.runs(),
        archived: total("archived"),
        summaries: total("summaries"),
        latest: history.value.slice(0, maxLatest),
      });
    },
    change: async (to) => {
      const changed = await setting.change(() => ok(consolidationFrom({ ...to })));
      arm();
      return changed;
    },
    consolidate: async () => (await load()).run("person"),
    stop: () => {
      isStopped = true;
      stopHearing();
      cancel?.();
    },
  };
};
