import type { EffectId, Seq } from "../base/ids.ts";
import { isJsonObject, type JsonValue } from "../base/json.ts";

/** What summing up what happened came to; passes add up. */
export interface ConsolidationCounts {
  /** Agents that remember enough for it. */
  readonly passes: number;
  /** Items that were looked at. */
  readonly examined: number;
  /** Groups of items about the same that are large enough. */
  readonly clusters: number;
  /** Items whose place a summary took; they stay readable. */
  readonly archived: number;
  readonly summaries: number;
  /** Items that say nearly what another one says, which took their place. Absent: none. */
  readonly merged?: number;
}

export interface ConsolidationSettings {
  /** Whether it is done by itself while no run goes on. */
  readonly on: boolean;
  /** From one time to the next: 1 to 1440. */
  readonly everyMinutes: number;
}

export const defaultConsolidation: ConsolidationSettings = { on: true, everyMinutes: 5 };

const consolidationMinutes = { least: 1, most: 1_440 } as const;

/** Settings from what is stored or sent; what does not fit is as by default. */
export const consolidationFrom = (value: JsonValue | undefined): ConsolidationSettings => {
  if (value === undefined || !isJsonObject(value)) return defaultConsolidation;
  const { everyMinutes, on } = value;
  const { least, most } = consolidationMinutes;
  const fits = Number.isInteger(everyMinutes) && Number(everyMinutes) >= least && Number(everyMinutes) <= most;
  return {
    on: typeof on === "boolean" ? on : defaultConsolidation.on,
    everyMinutes: fits ? Number(everyMinutes) : defaultConsolidation.everyMinutes,
  };
};

/** One time that something was summed up, as the log has it. */
export interface Consolidated extends ConsolidationCounts {
  readonly seq: Seq;
  readonly at: number;
  readonly by: "person" | "schedule";
  readonly effectId: EffectId;
  readonly isUndone: boolean;
}

/** How it stands. */
export interface ConsolidationStanding {
  readonly settings: ConsolidationSettings;
  /** How often it was looked since this page was opened, whether or not anything was found. */
  readonly runs: number;
  /** In all, without what was undone. */
  readonly archived: number;
  readonly summaries: number;
  /** The newest first, at most ten. */
  readonly latest: readonly Consolidated[];
}
