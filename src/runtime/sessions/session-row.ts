import type { ApprovalId, RunId } from "../../kernel/base/ids.ts";
import type { Writable } from "../../kernel/base/writable.ts";
import type { SessionRow, SessionStatus } from "../../kernel/conversation/session.ts";
import type { Event, RunOutcome } from "../../kernel/log/event.ts";
import { costOfEvent, tellsSpending } from "../../kernel/log/event-spending.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { withCost } from "../../kernel/model/cost.ts";
import { changedOverrides } from "../../kernel/model/model-settings.ts";
import { addUsage, noUsage } from "../../kernel/model/usage.ts";
import type { Approval } from "../../kernel/rules/approval.ts";

const maxFingerprint = 60;

/** One letter per event worth a mark; see `SessionRow.fingerprint`. */
const letterOf = (event: Event): string => {
  switch (event.type) {
    case "message-ended":
      return "m";
    case "call-requested":
      return event.access === "read" ? "r" : event.access === "external" ? "n" : "w";
    case "approval-requested":
      return "a";
    case "message-failed":
      // A stop is not a failure; the answer that it cut short is an answer.
      return event.failure.type === "aborted" ? "m" : "e";
    case "call-settled":
      return event.outcome.type === "failed" ? "e" : "";
    default:
      return "";
  }
};

const statusOfOutcome = ({ type }: RunOutcome): SessionStatus => (type === "timed-out" ? "failed" : type);

const statusAfter = (row: SessionRow, event: Event, approvals: ReadonlyMap<ApprovalId, Approval>): SessionStatus => {
  switch (event.type) {
    case "run-started":
    case "run-resumed":
    case "turn-started":
      return "running";
    case "run-interrupted":
      if (event.reason.type === "needs-more-turns") return "paused";
      return event.reason.type === "key-missing" ? "waiting-for-key" : "interrupted";
    case "run-ended":
      return statusOfOutcome(event.outcome);
    case "branch-chosen":
      return event.standing;
    case "approval-requested":
      return "waiting";
    case "approval-answered":
    case "approval-superseded":
    case "approval-expired":
    case "call-settled": {
      if (row.status !== "waiting") return row.status;
      const waits = [...approvals.values()].some(({ sessionId, status }) => sessionId === row.sessionId && status === "pending");
      return waits ? "waiting" : "running";
    }
    default:
      return row.status;
  }
};

/** Where a nested run stands is not where its session stands: the call that it is the inside of goes on. */
const isOfNested = ({ openRunId }: SessionRow, { event, runId }: LogEntry): boolean => {
  switch (event.type) {
    case "run-started":
      return event.parent !== undefined;
    case "run-interrupted":
    case "run-resumed":
    case "run-ended":
    case "turn-started":
      return runId !== undefined && openRunId !== undefined && runId !== openRunId;
    default:
      return false;
  }
};

const openRunAfter = (row: SessionRow, event: Event, entryRunId: RunId | undefined): RunId | undefined => {
  if (event.type === "run-started") return entryRunId;
  return event.type === "run-ended" ? undefined : row.openRunId;
};

/** The row after the session set something for itself; undefined when the entry is about something else. */
const rowOfChoice = (row: SessionRow, event: Event): SessionRow | undefined => {
  switch (event.type) {
    case "session-renamed":
      return { ...row, title: event.title };
    case "level-changed":
      return { ...row, level: event.level };
    case "mode-changed": {
      const { mode: _before, ...rest } = row;
      return event.mode === "default" ? rest : { ...rest, mode: event.mode };
    }
    case "stepping-changed": {
      const { stepping: _before, ...rest } = row;
      return event.on ? { ...rest, stepping: true } : rest;
    }
    case "recalling-changed": {
      const { recalling: _before, recallLimits: _limits, ...rest } = row;
      const { limits, on } = event;
      return { ...rest, ...(on ? {} : { recalling: false }), ...(limits === undefined ? {} : { recallLimits: limits }) };
    }
    case "memory-withheld": {
      const { withheld: before = [], ...rest } = row;
      const others = before.filter((one) => one !== event.memoryId);
      const withheld = event.withheld ? [...others, event.memoryId] : others;
      return withheld.length === 0 ? rest : { ...rest, withheld };
    }
    case "session-guard-changed": {
      const { guard: _before, ...rest } = row;
      return event.guard === null ? rest : { ...rest, guard: event.guard };
    }
    case "session-settings-changed": {
      const { settings: before, ...rest } = row;
      const settings = changedOverrides(before, event.set, event.follows);
      return settings === undefined ? rest : { ...rest, settings };
    }
    case "session-caps-changed": {
      const { caps: _before, ...rest } = row;
      return Object.keys(event.caps).length === 0 ? rest : { ...rest, caps: event.caps };
    }
    case "session-model-changed": {
      const { model: _before, ...rest } = row;
      return event.model === null ? rest : { ...rest, model: event.model };
    }
    default:
      return undefined;
  }
};

/**
 * The session's row after one more of its entries; the same object when nothing in it changes, undefined once the session
 * is deleted or before it is created.
 */
export const foldSessionRow = (
  row: SessionRow | undefined,
  entry: LogEntry,
  approvals: ReadonlyMap<ApprovalId, Approval>,
): SessionRow | undefined => {
  const { event, sessionId, at } = entry;
  if (sessionId === undefined || event.type === "session-deleted") return undefined;
  if (event.type === "session-created") {
    return {
      sessionId,
      title: event.title,
      createdAt: at,
      updatedAt: at,
      status: "empty",
      level: event.level,
      usage: noUsage,
      fingerprint: "",
    };
  }
  if (row === undefined) return undefined;
  if (isOfNested(row, entry)) return row;
  const chosen = rowOfChoice(row, event);
  if (chosen !== undefined) return chosen;

  const letter = letterOf(event);
  const status = statusAfter(row, event, approvals);
  const usage = tellsSpending(event) ? event.usage : undefined;
  const openRunId = openRunAfter(row, event, entry.runId);
  const isUserMessage = event.type === "user-message";
  if (letter === "" && status === row.status && usage === undefined && openRunId === row.openRunId && !isUserMessage) return row;
  const next: Writable<SessionRow> = { ...row };
  next.updatedAt = at;
  next.status = status;
  if (usage !== undefined) next.usage = addUsage(row.usage, usage);
  if (letter !== "") next.fingerprint = `${row.fingerprint}${letter}`.slice(-maxFingerprint);
  const cost = withCost(row.cost, costOfEvent(event));
  if (cost !== undefined) next.cost = cost;
  if (openRunId !== undefined) {
    next.openRunId = openRunId;
    return next;
  }
  const { openRunId: _ended, ...rest } = next;
  return rest;
};
