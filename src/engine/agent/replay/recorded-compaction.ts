import { raceAbort } from "../../../kernel/base/abort.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import type { Compacted, Compaction } from "../compaction/compaction-contract.ts";
import { recordOf } from "../record.ts";
import { reasonOf } from "./recorded-model.ts";
import { type EntryOf, isEntryOf, type RecordedRun, type Segment } from "./recorded-run.ts";
import type { Script } from "./script.ts";

const isOutcome = isEntryOf("context-compacted", "compaction-skipped");
/** What may be told while a summary is written. */
const isMeanwhile = isEntryOf("retry-waiting", "model-replaced", "hook-acted");

interface RecordedCompaction {
  readonly meanwhile: readonly LogEntry[];
  /** Undefined: it was stopped, or the tab went away. */
  readonly outcome: EntryOf<"context-compacted" | "compaction-skipped"> | undefined;
}

/** What was told between two turns, where the log stands; undefined where the conversation was left as it was. */
const nextIn = (script: Script): RecordedCompaction | undefined => {
  const rest = script.restOfTurn();
  const end = rest.findIndex((entry) => !isMeanwhile(entry));
  const next = end === -1 ? undefined : rest[end];
  const meanwhile = end === -1 ? rest : rest.slice(0, end);
  if (next !== undefined && isOutcome(next)) return { meanwhile, outcome: next };
  return meanwhile.length === 0 ? undefined : { meanwhile, outcome: undefined };
};

/**
 * Shortens where the log says that it was done, to what the log says, and asks no model. `stop`: the person stopped it; `park`: the
 * tab went away meanwhile.
 */
export const recordedCompaction = (
  script: Script,
  { segment, started }: { readonly segment: Segment; readonly started: RecordedRun["started"] },
  park: () => Promise<never>,
): Compaction => {
  const { end } = segment;
  const failsAtOverflow = end?.event.type === "run-ended" && end.event.outcome.type === "failed";
  return {
    due: ({ at }) => {
      const next = nextIn(script);
      if (next !== undefined) return next.outcome?.event.why ?? "threshold";
      // Nothing was told of it, so it was left in the middle; or nobody tried.
      return at === "overflow" && !failsAtOverflow ? "overflow" : undefined;
    },
    compact: async (_deps, { scope }, tell, signal): Promise<Compacted> => {
      const { meanwhile = [], outcome } = nextIn(script) ?? {};
      for (const { event } of meanwhile) await tell(recordOf([{ event, turn: scope.turn }]));
      if (signal.aborted) return { type: "stopped" };
      if (outcome === undefined) {
        await raceAbort(park(), signal);
        return { type: "stopped" };
      }
      const { event } = outcome;
      if (event.type === "context-compacted") return { type: "compacted", event };
      const failure = end?.event.type === "run-ended" && end.event.outcome.type === "completed" ? undefined : reasonOf(segment);
      return failure === undefined || script.restOfTurn().length > 1
        ? { type: "skipped", event }
        : { type: "skipped", event, failure };
    },
    ...(started.event.purpose === "compaction" ? { isAll: true } : {}),
  };
};
