import { expect, test } from "vitest";
import type { EventType } from "../../../kernel/log/event.ts";
import { type EventKind, eventKinds, kindOfAccess, kindOfEvent, kindWords } from "./event-kind.ts";
import { everyEvent } from "./every-event.fake.ts";

const settled = everyEvent["call-settled"];

test("every event has a kind", () => {
  const kinds = Object.fromEntries(Object.entries(everyEvent).map(([type, event]) => [type, kindOfEvent(event)]));
  const expected: Record<EventType, EventKind> = {
    "session-created": "user",
    "session-renamed": "user",
    "session-deleted": "user",
    "level-changed": "user",
    "mode-changed": "user",
    "session-guard-changed": "user",
    "stepping-changed": "user",
    "session-settings-changed": "user",
    "session-model-changed": "user",
    "session-caps-changed": "user",
    "rule-added": "user",
    "rule-changed": "user",
    "rule-removed": "user",
    "rules-ordered": "user",
    "user-message": "user",
    "steer-queued": "user",
    "steer-withdrawn": "user",
    "steer-moved": "user",
    "run-started": "model",
    "run-interrupted": "error",
    "run-resumed": "model",
    "run-ended": "model",
    "turn-started": "model",
    "turn-ended": "model",
    "reminder-given": "model",
    "memory-recalled": "model",
    "recalling-changed": "user",
    "memory-withheld": "user",
    "texts-embedded": "model",
    "attempt-started": "model",
    "thinking-dropped": "model",
    "context-compacted": "model",
    "compaction-skipped": "model",
    "model-replaced": "model",
    "retry-waiting": "error",
    "text-appended": "model",
    "thinking-appended": "model",
    "block-received": "model",
    "call-requested": "write",
    "message-ended": "model",
    "message-failed": "error",
    "call-started": "write",
    "approval-requested": "approval",
    "approval-answered": "approval",
    "approval-superseded": "approval",
    "approval-expired": "approval",
    "call-settled": "write",
    "operation-started": "read",
    "call-progressed": "read",
    "operation-prepared": "approval",
    "operation-cancelled": "approval",
    "result-replayed": "approval",
    "late-result-ignored": "error",
    "call-reviewed": "approval",
    "stage-acted": "read",
    "circuit-changed": "error",
    "hook-acted": "approval",
    "guard-checked": "approval",
    "answer-checked": "approval",
    "files-changed": "write",
    "effects-undone": "write",
    "branch-chosen": "write",
    "branch-named": "user",
    "erased-entry": "user",
    "unsupported-entry": "error",
    "unreadable-entry": "error",
  };
  expect(kinds).toEqual(expected);
});

test("a settled call takes the mark of how it ended, else of what it may touch", () => {
  const failure = { type: "tool", message: "No such file." } as const;
  const { effect: _effect, ...read } = settled;
  expect([
    kindOfEvent(settled, "external"),
    kindOfEvent(read),
    kindOfEvent({ ...settled, outcome: { type: "failed", failure } }, "write"),
    kindOfEvent({ ...settled, outcome: { type: "timed-out", afterMs: 1 } }, "read"),
    kindOfEvent({ ...settled, outcome: { type: "denied", by: "person", reason: "No" } }, "write"),
    kindOfEvent({ ...settled, outcome: { type: "stopped", when: "running" } }, "write"),
  ]).toEqual(["network", "read", "error", "error", "approval", "write"]);
});

test("what went wrong is an error, what the person stopped is not", () => {
  const failure = { type: "network", message: "Gone." } as const;
  const aborted = { type: "aborted", message: "Stopped." } as const;
  const [ended, broken, requested] = [everyEvent["run-ended"], everyEvent["message-failed"], everyEvent["call-requested"]];
  expect([
    kindOfEvent({ ...ended, outcome: { type: "failed", failure } }),
    kindOfEvent({ ...ended, outcome: { type: "stopped" } }),
    kindOfEvent({ ...broken, failure: aborted }),
    kindOfEvent({ ...requested, invalid: "Not JSON" }),
    kindOfEvent({ ...requested, access: "container" }),
  ]).toEqual(["error", "model", "model", "error", "model"]);
});

test("every kind has a word, and every access a kind", () => {
  expect(Object.keys(kindWords)).toEqual([...eventKinds]);
  expect((["read", "write", "external", "container"] as const).map(kindOfAccess)).toEqual(["read", "write", "network", "model"]);
});
