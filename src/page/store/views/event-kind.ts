import { assertNever } from "../../../kernel/base/result.ts";
import type { Access } from "../../../kernel/contracts/tool.ts";
import type { CallOutcome, Event } from "../../../kernel/log/event.ts";

/** What an event is about, as its mark shows it. `user`: what the person said or set. */
export type EventKind = "user" | "model" | "read" | "write" | "network" | "memory" | "graph" | "approval" | "error";

/** In the order in which filters and legends name them. */
export const eventKinds: readonly EventKind[] = [
  "user",
  "model",
  "read",
  "write",
  "network",
  "memory",
  "graph",
  "approval",
  "error",
];

/** The kind as one word beside its mark. */
export const kindWords: Readonly<Record<EventKind, string>> = {
  user: "you",
  model: "model",
  read: "read",
  write: "write",
  network: "network",
  memory: "memory",
  graph: "graph",
  approval: "asked",
  error: "failed",
};

export const kindOfAccess = (access: Access): EventKind => {
  switch (access) {
    case "read":
      return "read";
    case "write":
      return "write";
    case "external":
      return "network";
    case "container":
      return "model";
  }
};

const kindOfOutcome = (outcome: CallOutcome, usual: EventKind): EventKind => {
  switch (outcome.type) {
    case "done":
    case "stopped":
      return usual;
    case "denied":
      return "approval";
    case "failed":
    case "timed-out":
      return "error";
  }
};

/**
 * The mark of an event. A settled call does not say what it may touch, so the access of its request comes along where it is
 * known; without it a call that changed something counts as a write, any other as a read.
 */
export const kindOfEvent = (event: Event, access?: Access): EventKind => {
  switch (event.type) {
    case "session-created":
    case "session-renamed":
    case "session-deleted":
    case "level-changed":
    case "session-guard-changed":
    case "mode-changed":
    case "stepping-changed":
    case "recalling-changed":
    case "memory-withheld":
    case "session-settings-changed":
    case "session-model-changed":
    case "session-caps-changed":
    case "rule-added":
    case "rule-changed":
    case "rule-removed":
    case "rules-ordered":
    case "steer-queued":
    case "steer-withdrawn":
    case "steer-moved":
    case "branch-named":
    case "erased-entry":
      return "user";
    case "user-message":
      return event.by === undefined ? "user" : "approval";
    case "guard-checked":
      return event.verdict === "failed" ? "error" : "approval";
    case "answer-checked":
      return event.verdict === "fits" ? "model" : event.verdict === "gave-up" ? "error" : "approval";
    case "hook-acted":
      return event.did === "failed" ? "error" : "approval";
    case "run-started":
    case "run-resumed":
    case "turn-started":
    case "turn-ended":
    case "reminder-given":
    case "memory-recalled":
    case "texts-embedded":
    case "attempt-started":
    case "thinking-dropped":
    case "context-compacted":
    case "compaction-skipped":
    case "model-replaced":
    case "text-appended":
    case "thinking-appended":
    case "block-received":
    case "message-ended":
      return "model";
    case "run-ended":
      return event.outcome.type === "failed" ? "error" : "model";
    case "message-failed":
      if (event.failure.type === "answer-rejected") return "approval";
      return event.failure.type === "aborted" ? "model" : "error";
    case "run-interrupted":
    case "retry-waiting":
    case "unsupported-entry":
    case "unreadable-entry":
      return "error";
    case "call-requested":
      return event.invalid === undefined ? kindOfAccess(event.access) : "error";
    case "call-started":
      return kindOfAccess(event.access);
    case "approval-requested":
    case "approval-answered":
    case "approval-superseded":
    case "approval-expired":
      return "approval";
    case "call-settled": {
      const changed = event.effect !== undefined && event.effect.files.length > 0;
      return kindOfOutcome(event.outcome, access === undefined ? (changed ? "write" : "read") : kindOfAccess(access));
    }
    case "call-reviewed":
      return event.verdict === "failed" ? "error" : "approval";
    case "circuit-changed":
      return event.to === "open" ? "error" : "approval";
    case "stage-acted":
      if (event.act.type === "retrying") return "error";
      return access === undefined ? "read" : kindOfAccess(access);
    case "operation-started":
    case "call-progressed":
      return access === undefined ? "read" : kindOfAccess(access);
    case "operation-prepared":
    case "operation-cancelled":
    case "result-replayed":
      return "approval";
    case "late-result-ignored":
      return "error";
    case "files-changed":
    case "effects-undone":
      return "write";
    case "branch-chosen":
      return event.effect.files.length > 0 ? "write" : "user";
    default:
      return assertNever(event);
  }
};
