import { type CostSum, withCost } from "../model/cost.ts";
import { addUsage, noUsage, type Usage } from "../model/usage.ts";
import type { ApprovalAnswer } from "../rules/approval.ts";
import type { CallOutcome, EventType } from "./event.ts";
import { tellsSpending } from "./event-spending.ts";
import type { LogEntry } from "./log-entry.ts";

/** What entries say together. Counts are of the entries that were looked at, and of nothing else. */
export interface LogStatistics {
  readonly entries: number;
  /** Of the entries as JSON lines, in UTF-16 units. */
  readonly chars: number;
  /** Milliseconds since 1970; absent where there are no entries. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  /** How many of each, the most frequent first. */
  readonly kinds: readonly (readonly [kind: EventType, count: number])[];
  readonly sessions: number;
  readonly runs: number;
  readonly turns: number;
  /** Answers of models that ended, well or not. */
  readonly requests: number;
  readonly retries: number;
  /** Settled calls by their end. */
  readonly calls: Readonly<Record<CallOutcome["type"], number>>;
  /** Calls that were done, of those that ran to an end, 0 to 1; absent where none did. */
  readonly successRate?: number;
  /** Of settled calls that ran; absent where none did. */
  readonly meanCallMs?: number;
  /** Calls that a rule, a check or a person refused, by who. */
  readonly refused: Readonly<Record<"rule" | "person" | "hook", number>>;
  readonly asked: number;
  readonly answered: Readonly<Partial<Record<ApprovalAnswer["type"], number>>>;
  readonly usage: Usage;
  /** Absent: nothing was charged. */
  readonly cost?: CostSum;
}

/** Reads entries in any order. */
export interface StatisticsFold {
  readonly add: (entry: LogEntry) => void;
  readonly current: () => LogStatistics;
}

export const createStatisticsFold = (): StatisticsFold => {
  const kinds = new Map<EventType, number>();
  const sessions = new Set<string>();
  const runs = new Set<string>();
  const calls = { done: 0, failed: 0, denied: 0, stopped: 0, "timed-out": 0 };
  const refused = { rule: 0, person: 0, hook: 0 };
  const answered: Partial<Record<ApprovalAnswer["type"], number>> = {};
  let [entries, chars, firstAt, lastAt] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [ran, ranMs] = [0, 0];
  let usage = noUsage;
  let cost: CostSum | undefined;

  const settle = ({ type, ...rest }: CallOutcome, durationMs: number): void => {
    calls[type] += 1;
    if ("by" in rest) refused[rest.by] += 1;
    if (type !== "done" && type !== "failed" && type !== "timed-out") return;
    ran += 1;
    ranMs += durationMs;
  };
  const note = ({ event }: LogEntry): void => {
    switch (event.type) {
      case "call-settled":
        return settle(event.outcome, event.durationMs);
      case "approval-answered":
        answered[event.answer.type] = (answered[event.answer.type] ?? 0) + 1;
        return;
      default:
    }
    if (!tellsSpending(event)) return;
    usage = addUsage(usage, event.usage);
    cost = withCost(cost, event.cost);
  };
  const count = (kind: EventType): number => kinds.get(kind) ?? 0;

  return {
    add: (entry) => {
      entries += 1;
      chars += JSON.stringify(entry).length + 1;
      firstAt = Math.min(firstAt, entry.at);
      lastAt = Math.max(lastAt, entry.at);
      kinds.set(entry.event.type, count(entry.event.type) + 1);
      if (entry.sessionId !== undefined) sessions.add(entry.sessionId);
      if (entry.runId !== undefined) runs.add(entry.runId);
      note(entry);
    },
    current: () => ({
      entries,
      chars,
      ...(entries === 0 ? {} : { firstAt, lastAt }),
      kinds: [...kinds].sort(([, one], [, other]) => other - one),
      sessions: sessions.size,
      runs: runs.size,
      turns: count("turn-started"),
      requests: count("message-ended") + count("message-failed"),
      retries: count("retry-waiting"),
      calls: { ...calls },
      ...(ran === 0 ? {} : { successRate: calls.done / ran, meanCallMs: ranMs / ran }),
      refused: { ...refused },
      asked: count("approval-requested"),
      answered: { ...answered },
      usage,
      ...(cost === undefined ? {} : { cost }),
    }),
  };
};

export const logStatistics = (entries: readonly LogEntry[]): LogStatistics => {
  const fold = createStatisticsFold();
  for (const entry of entries) fold.add(entry);
  return fold.current();
};
