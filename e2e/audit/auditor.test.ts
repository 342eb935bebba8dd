import { describe, expect, test } from "vitest";
import { approvalId, callId, choiceId, effectId, messageId, ruleId, runId, sessionId } from "../../src/kernel/base/ids.ts";
import type { FileChange, FileState } from "../../src/kernel/files/file.ts";
import { defaultRunLimits } from "../../src/kernel/limits/limits.ts";
import type { WorkspaceEffect } from "../../src/kernel/log/effect.ts";
import type { CallOutcome, Event } from "../../src/kernel/log/event.ts";
import type { LogEntry } from "../../src/kernel/log/log-entry.ts";
import { noUsage } from "../../src/kernel/model/usage.ts";
import type { Approval, ApprovalAnswer } from "../../src/kernel/rules/approval.ts";
import type { Level } from "../../src/kernel/rules/rule.ts";
import { auditLog } from "./auditor.ts";
import { foldFiles } from "./files.ts";

const [run, session, message, call, question] = [
  runId("run_1"),
  sessionId("session_1"),
  messageId("message_1"),
  callId("call_1"),
  approvalId("approval_1"),
];

/** A log with the given events of one run of one session. */
const logOf = (...events: readonly Event[]): readonly LogEntry[] =>
  events.map((event, index) => ({
    seq: index + 1,
    at: 1_000 + index,
    sessionId: session,
    runId: run,
    causes: [],
    origins: [],
    event,
  }));

const file = (hash: string, version = "effect_1"): FileState => ({
  kind: "file",
  hash,
  sizeBytes: 3,
  modifiedAt: 1,
  version: effectId(version),
});
const effectOf = (files: readonly FileChange[], name = "effect_1", hash = "h"): WorkspaceEffect => ({
  effectId: effectId(name),
  files,
  reads: [],
  hash,
});
const created = effectOf([{ path: "/a", before: null, after: file("one") }]);
const deleted = effectOf([{ path: "/a", before: file("one"), after: null }], "effect_2");

const started = (level: Level = "ask-risky"): Event => ({
  type: "run-started",
  model: { provider: "demo" },
  limits: defaultRunLimits,
  level,
});
const requested = (id = call): Event => ({
  type: "call-requested",
  messageId: message,
  callId: id,
  wireId: "w",
  tool: "write",
  input: {},
  headline: { verb: "Wrote", object: "/a" },
  access: "write",
});
const callStarted: Event = { type: "call-started", callId: call, tool: "write", inputHash: "in", access: "write" };
const done: CallOutcome = { type: "done", output: { text: "", isError: false } };
const settled = (more: Partial<Extract<Event, { type: "call-settled" }>> = {}): Event => ({
  type: "call-settled",
  callId: call,
  tool: "write",
  inputHash: "in",
  outcome: done,
  durationMs: 1,
  ...more,
});
const asked = (effect: WorkspaceEffect, id = call): Event => {
  const approval: Approval = {
    approvalId: question,
    status: "pending",
    sessionId: session,
    runId: run,
    callId: id,
    turn: 1,
    tool: "delete",
    headline: { verb: "Deleted", object: "/a" },
    kind: "effect",
    risks: ["delete"],
    input: {},
    inputHash: "in",
    effect,
    rule: { ruleId: ruleId("level:ask-risky:ask"), sentence: "Ask." },
    askedAt: 1,
    causes: [],
    origins: [],
    editedFields: [],
  };
  return { type: "approval-requested", approval };
};
const answered = (answer: ApprovalAnswer): Event => ({ type: "approval-answered", approvalId: question, callId: call, answer });
const ended: Event = {
  type: "run-ended",
  outcome: { type: "stopped" },
  summary: { turns: 1, usage: noUsage, calls: 1, callsFailed: 0, filesChanged: 0, durationMs: 1 },
};
const completed: Event = { ...ended, outcome: { type: "completed", reason: { type: "end-turn" } } };
const text = (offset: number, piece: string): Event => ({ type: "text-appended", messageId: message, offset, text: piece });
const broken: Event = { type: "message-failed", messageId: message, failure: { type: "aborted", message: "" }, usage: noUsage };

const formed: Event = { ...started(), settings: { answerFormat: { name: "n", schema: {} } } } as Event;
const wrote: Event = { type: "message-ended", messageId: message, reason: { type: "end-turn" }, usage: noUsage, durationMs: 1 };
const wroteAgain: Event = { ...wrote, messageId: messageId("message_2") };
const heldAgainst = (verdict: "fits" | "asked-again", round: number): Event => ({
  ...{ type: "answer-checked", messageId: message, verdict, round, maxRounds: 2 },
  problems: [],
});
const toldWhy: Event = { type: "user-message", messageId: message, blocks: [], by: "format" };

/** Creates /a so that it can be deleted. */
const seeded = [started(), requested(), settled({ effect: created, ruleId: ruleId("level:ask-risky:allow") })];

describe("a sound log has no problems", () => {
  test.each<readonly [string, readonly LogEntry[]]>([
    ["an empty one", []],
    ["a change that the level allows", logOf(...seeded, ended)],
    ["text in pieces", logOf(started(), text(0, "ab"), text(2, "c"), ended)],
    ["a run that goes on", logOf(started(), requested(), callStarted)],
    [
      "an answer that was asked for again and fits",
      logOf(formed, wrote, heldAgainst("asked-again", 1), toldWhy, wroteAgain, heldAgainst("fits", 1), completed),
    ],
    ["an answer of any form", logOf(started(), wrote, completed)],
    ["a call of a message that broke off", logOf(started(), requested(), broken, ended)],
  ])("%s", (_name, entries) => {
    expect(auditLog(entries)).toEqual([]);
  });

  test("a deletion that was approved", () => {
    const second = callId("call_2");
    const approved = settled({ callId: second, effect: deleted, approvalId: question });
    expect(
      auditLog(logOf(...seeded, requested(second), asked(deleted, second), answered({ type: "approve" }), approved, ended)),
    ).toEqual([]);
  });
});

test("a turn's number is used once in its session", () => {
  const turns = logOf(started(), { type: "turn-started" }, { type: "turn-started" }, ended);
  const numbered = (first: number, second: number) =>
    turns.map((entry, index) => (index === 1 ? { ...entry, turn: first } : index === 2 ? { ...entry, turn: second } : entry));
  expect([auditLog(numbered(4, 5)), auditLog(numbered(2, 2)), auditLog(numbered(2, 1))]).toEqual([
    [],
    ["Entry 3 starts turn 2 after turn 2."],
    ["Entry 3 starts turn 1 after turn 2."],
  ]);
});

describe("a broken promise is named", () => {
  const sound = [started(), requested(), asked(created), answered({ type: "approve" })];
  test.each<readonly [string, readonly Event[]]>([
    [`Entry 4 settles call call_1 a second time; entry 3 did.`, [started(), requested(), settled(), settled()]],
    [`Entry 2 settles call call_1, which nobody asked for.`, [started(), settled()]],
    [`Entry 2 starts call call_1, which nobody asked for.`, [started(), callStarted]],
    [`Entry 4 starts call call_1 again, which entry 3 settled.`, [started(), requested(), settled(), callStarted]],
    [`Entry 4 starts call call_1 of a message that broke off.`, [started(), requested(), broken, callStarted]],
    [`Entry 3 asks for call call_1 a second time.`, [started(), requested(), requested()]],
    [`Run run_1 ended at entry 3 and left call call_1 (write) without a result.`, [started(), requested(), ended]],
    [
      `Entry 3 settles call call_1 as stopped and still carries an effect.`,
      [started(), requested(), settled({ effect: created, outcome: { type: "stopped", when: "running" } })],
    ],
    [`Entry 3 (turn-started) belongs to run run_1, which ended at entry 2.`, [started(), ended, { type: "turn-started" }]],
    [`Entry 3 (run-ended) belongs to run run_1, which ended at entry 2.`, [started(), ended, ended]],
    [
      `Entry 3 ends run run_1 as completed, and the end of its message message_1 is not stored.`,
      [started(), { type: "attempt-started", messageId: message }, completed],
    ],
    [`Entry 3 ends run run_1 as completed, and its last answer was not found to have its form.`, [formed, wrote, completed]],
    [
      `Entry 5 ends run run_1 as completed, and its last answer was not found to have its form.`,
      [formed, wrote, heldAgainst("fits", 0), wroteAgain, completed],
    ],
    [`Entry 3 asks again, and entry 4 does not say why.`, [formed, wrote, heldAgainst("asked-again", 1), ended]],
    [`Entry 3 asks again for the 3th time of 2.`, [formed, wrote, heldAgainst("asked-again", 3), toldWhy, ended]],
    [`Entry 3 adds at 3 to a text of 2 units.`, [started(), text(0, "ab"), text(3, "c")]],
    [`Entry 3 adds at 1 to a text of 2 units.`, [started(), text(0, "ab"), text(1, "b")]],
    [`Entry 3 adds to message message_1, which ended at entry 2.`, [started(), broken, text(0, "ab")]],
    [
      `Entry 5 settles call call_1 with other arguments than were approved.`,
      [...sound, settled({ approvalId: question, inputHash: "other" })],
    ],
    [
      `Entry 5 settles call call_1 with another effect than was approved.`,
      [...sound, settled({ approvalId: question, effect: { ...created, hash: "other" } })],
    ],
    [
      `Entry 4 settles call call_1 although approval approval_1 was pending and did not allow it.`,
      [started(), requested(), asked(created), settled({ approvalId: question, effect: created })],
    ],
    [
      `Entry 5 settles call call_1 although approval approval_1 was answered and did not allow it.`,
      [
        started(),
        requested(),
        asked(created),
        answered({ type: "reject", reason: "no" }),
        settled({ approvalId: question, effect: created }),
      ],
    ],
    [
      `Entry 3 settles call call_1 by approval approval_1, which was never asked for.`,
      [started(), requested(), settled({ approvalId: question })],
    ],
    [`Entry 5 makes approval approval_1 answered, which is already answered.`, [...sound, answered({ type: "approve" })]],
    [`Entry 3 changes /a and nothing allows it.`, [started("ask-every-change"), requested(), settled({ effect: created })]],
  ])("%s", (problem, events) => {
    expect(auditLog(logOf(...events))).toContain(problem);
  });

  test("a deletion that nobody allowed", () => {
    const other = callId("call_2");
    expect(auditLog(logOf(...seeded, requested(other), settled({ callId: other, effect: deleted })))).toEqual([
      "Entry 5 changes /a and nothing allows it.",
    ]);
  });

  test("a gap in the sequence", () => {
    const [first, second] = logOf(started(), ended);
    expect(auditLog([first, { ...second, seq: 3 }] as readonly LogEntry[])).toEqual(["Entry 2 of the log has seq 3."]);
  });

  test("a change that starts from something else than what stands there", () => {
    const other = callId("call_2");
    const again = effectOf([{ path: "/a", before: file("two"), after: file("three") }], "effect_2");
    expect(auditLog(logOf(...seeded, requested(other), settled({ callId: other, effect: again })))).toEqual([
      "Entry 5 changes /a from something else than what stands there.",
    ]);
  });

  test("an effect that is committed twice", () => {
    const other = callId("call_2");
    expect(auditLog(logOf(...seeded, requested(other), settled({ callId: other, effect: created })))).toEqual([
      "Entry 5 commits effect effect_1, which entry 3 committed.",
      "Entry 5 changes /a from something else than what stands there.",
    ]);
  });
});

test("an erased entry takes away only what needs every entry before", () => {
  const second = callId("call_2");
  const change = effectOf([{ path: "/b", before: file("gone"), after: file("two") }]);
  expect(
    auditLog(
      logOf({ type: "erased-entry" }, started(), requested(second), settled({ callId: second, effect: change }), settled()),
    ),
  ).toEqual(["Entry 5 settles call call_1, which nobody asked for."]);
});

test("the files of a log are what its effects leave", () => {
  const other = callId("call_2");
  expect([...foldFiles(logOf(...seeded))]).toEqual([["/a", file("one")]]);
  expect([...foldFiles(logOf(...seeded, settled({ callId: other, effect: deleted })))]).toEqual([]);
});

describe("costs", () => {
  const cost = { nanoDollars: 12, unpricedTokens: 0, heldNanoDollars: 0, heldTokens: 0, day: "2026-11-21" };
  const attempt: Event = {
    type: "attempt-started",
    messageId: message,
    reserved: { ...cost, nanoDollars: 0, heldNanoDollars: 90 },
  };
  const ended = (more: Partial<Extract<Event, { readonly type: "message-ended" }>>): Event => ({
    type: "message-ended",
    messageId: message,
    reason: { type: "end-turn" },
    usage: noUsage,
    durationMs: 1,
    ...more,
  });
  const over = (nanoDollars: number): Event => ({
    type: "run-ended",
    outcome: { type: "completed", reason: { type: "end-turn" } },
    summary: {
      turns: 1,
      usage: noUsage,
      cost: { ...cost, nanoDollars },
      calls: 0,
      callsFailed: 0,
      filesChanged: 0,
      durationMs: 1,
    },
  });

  test("a run that costs what its requests cost is sound", () => {
    expect(auditLog(logOf(started(), attempt, ended({ cost }), over(12)))).toEqual([]);
  });

  test("what shortening the conversation cost is the run's too, also where it came to nothing", () => {
    const skipped = {
      type: "compaction-skipped",
      why: "threshold",
      reason: "It is short.",
      usage: noUsage,
      durationMs: 1,
    } as const;
    const log = (nanoDollars: number) => logOf(started(), { ...skipped, cost }, attempt, ended({ cost }), over(nanoDollars));
    expect(auditLog(log(24))).toEqual([]);
    expect(auditLog(log(12))).toEqual([expect.stringContaining("Entry 5 says that run run_1 cost")]);
  });

  test("a run that says something else, and a request that was paid for and says nothing, are found", () => {
    expect(auditLog(logOf(started(), attempt, ended({ cost }), over(13)))).toEqual([
      expect.stringContaining("Entry 4 says that run run_1 cost"),
    ]);
    expect(auditLog(logOf(started(), attempt, ended({}), over(0)))).toEqual([
      expect.stringContaining("Entry 3 ends a request that was paid for"),
    ]);
  });
});

describe("branches", () => {
  const completedRun = [...seeded, completed];
  const choice = (more: Partial<Extract<Event, { type: "branch-chosen" }>>, parentId: number): LogEntry => ({
    seq: 5,
    at: 2_000,
    sessionId: session,
    parentId,
    causes: [],
    origins: [],
    event: {
      type: "branch-chosen",
      choiceId: choiceId("choice_1"),
      why: "fork",
      effect: deleted,
      undone: [created.effectId],
      restored: [],
      kept: [],
      standing: "stopped",
      ...more,
    },
  });

  test("a fork before a change that takes the change along is sound", () => {
    expect(auditLog([...logOf(...completedRun), choice({}, 1)])).toEqual([]);
  });

  test("files that do not follow their branch are named, unless they are kept", () => {
    const stays = effectOf([], "effect_2");
    expect(auditLog([...logOf(...completedRun), choice({ effect: stays }, 1)])).toEqual([
      "Entry 5 chooses a branch, and /a is not as that branch has it.",
    ]);
    expect(auditLog([...logOf(...completedRun), choice({ effect: stays, kept: ["/a"] }, 1)])).toEqual([]);
  });

  test("a branch that begins nowhere, or beside a run, or twice, is named", () => {
    expect(auditLog([...logOf(...completedRun), choice({}, 9)])).toEqual([
      "Entry 5 chooses a branch from entry 9, which is no earlier entry of its session.",
    ]);
    expect(auditLog([...logOf(...seeded, { type: "turn-started" }), choice({}, 1)])).toEqual([
      "Entry 5 chooses a branch while run run_1 of its session goes on.",
    ]);
    const again = { ...choice({ effect: effectOf([], "effect_3") }, 1), seq: 6 };
    expect(auditLog([...logOf(...completedRun), choice({}, 1), again])).toEqual(["Entry 6 makes choice choice_1 a second time."]);
  });
});

describe("work beside a call", () => {
  const begun: Event = { type: "operation-started", callId: call, operationId: "o", message: "begun" };
  const going: Event = { type: "call-progressed", callId: call, progress: { stage: "s", message: "m" } };
  const start: Event = { type: "call-started", callId: call, tool: "write", inputHash: "h", access: "external" };
  const end: Event = {
    type: "call-settled",
    callId: call,
    tool: "write",
    inputHash: "h",
    outcome: { type: "stopped", when: "running" },
    durationMs: 1,
  };
  const late: Event = { type: "late-result-ignored", callId: call, tool: "write", afterMs: 1, ended: "done" };
  const replayed: Event = { type: "result-replayed", callId: call };
  const problemsOf = (...events: readonly Event[]) => auditLog(logOf(started(), requested(), ...events));

  test("that is begun once a start, told of while it goes on, and late after its end is sound", () => {
    expect(problemsOf(start, begun, going, start, begun, end, late)).toEqual([]);
  });
  test("that is begun twice, told of after its end, late before it, or replayed without a result is named", () => {
    expect(problemsOf(begun, begun).join()).toContain("begins the operation of call call_1 a second time");
    expect(problemsOf(end, going).join()).toContain("tells of call call_1, which entry 3 settled");
    expect(problemsOf(end, begun).join()).toContain("begins an operation of call call_1, which is settled");
    expect(problemsOf(late).join()).toContain("ignores a result of call call_1, which is still open");
    expect(problemsOf(replayed).join()).toContain("replays a result of call call_1, which was given none");
  });
});
