import { utf8Length } from "../base/utf8-length.ts";
import type { CallOutcome } from "../log/event.ts";
import type { LogEntry } from "../log/log-entry.ts";

/** How calls of a tool came out. They never overlap; together they are all of its calls that are settled. */
export interface OutcomeCounts {
  readonly done: number;
  /** It ran and said no: an answer that the model can act on. */
  readonly refused: number;
  readonly failed: number;
  readonly denied: number;
  readonly stopped: number;
  readonly timedOut: number;
  /** It did not run: it was given the result of another call. */
  readonly served: number;
}

/** What the log says of one tool. */
export interface ToolStatistics {
  readonly calls: number;
  readonly outcomes: OutcomeCounts;
  /**
   * Milliseconds that half, and 19 in 20, of the newest 1,000 calls that ran stayed within (nearest rank). Absent: none ran.
   * Waiting for a person counts where the tool had begun.
   */
  readonly tookMs?: { readonly p50: number; readonly p95: number };
  /** UTF-8 bytes of all results. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly lastUsedAt: number;
}

/** Counts calls by tool, entry by entry. */
export interface ToolStatisticsFold {
  readonly add: (entry: LogEntry) => void;
  readonly of: (tool: string) => ToolStatistics | undefined;
}

interface Counted {
  calls: number;
  outcomes: { -readonly [Name in keyof OutcomeCounts]: number };
  took: number[];
  bytes: number;
  lastUsedAt: number;
}

const mostDurations = 1_000;

const kindOf = (outcome: CallOutcome): keyof OutcomeCounts => {
  switch (outcome.type) {
    case "done":
      return outcome.output.isError ? "refused" : "done";
    case "timed-out":
      return "timedOut";
    case "failed":
    case "denied":
    case "stopped":
      return outcome.type;
  }
};

const ran = (outcome: CallOutcome): boolean =>
  outcome.type === "done" || outcome.type === "failed" || outcome.type === "timed-out";

/** Arguments that cannot be read and calls that are held back never come to the tool. */
const neverBegan = (outcome: CallOutcome): boolean =>
  outcome.type === "failed" && ["invalid-input", "held-back", "not-found"].includes(outcome.failure.type);

/** Nearest rank: the smallest value that this share of all is not above. */
const quantile = (sorted: readonly number[], share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;

const statisticsOf = ({ took, outcomes, ...counted }: Counted): ToolStatistics => {
  const sorted = [...took].sort((a, b) => a - b);
  const times = sorted.length === 0 ? {} : { tookMs: { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) } };
  return { ...counted, outcomes: { ...outcomes }, ...times };
};

export const createToolStatistics = (): ToolStatisticsFold => {
  const byTool = new Map<string, Counted>();
  const countedOf = (tool: string): Counted => {
    const known = byTool.get(tool);
    if (known !== undefined) return known;
    const outcomes = { done: 0, refused: 0, failed: 0, denied: 0, stopped: 0, timedOut: 0, served: 0 };
    const counted: Counted = { calls: 0, outcomes, took: [], bytes: 0, lastUsedAt: 0 };
    byTool.set(tool, counted);
    return counted;
  };
  return {
    add: ({ at, event }) => {
      if (event.type !== "call-settled") return;
      const { tool, outcome, served, durationMs } = event;
      const counted = countedOf(tool);
      counted.calls += 1;
      counted.outcomes[served === undefined ? kindOf(outcome) : "served"] += 1;
      counted.lastUsedAt = Math.max(counted.lastUsedAt, at);
      if (outcome.type === "done") counted.bytes += utf8Length(outcome.output.text);
      if (served !== undefined || !ran(outcome) || neverBegan(outcome)) return;
      counted.took.push(durationMs);
      if (counted.took.length > mostDurations) counted.took.shift();
    },
    of: (tool) => {
      const counted = byTool.get(tool);
      return counted === undefined ? undefined : statisticsOf(counted);
    },
  };
};
