import { describe, expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { approvalId, callId, effectId, ruleId, runId, sessionId } from "../../../kernel/base/ids.ts";
import { isJsonObject } from "../../../kernel/base/json.ts";
import { err, ok } from "../../../kernel/base/result.ts";
import { createFakeStore } from "../../../kernel/contracts/store.fake.ts";
import type { Event } from "../../../kernel/log/event.ts";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import type { Rule } from "../../../kernel/rules/rule.ts";
import { type CheckEdit, createApprovalDesk } from "./approvals.ts";

const session = sessionId("session_1");
const run = runId("run_1");
const approvalOf = (number: number, changes: Partial<Approval> = {}): Approval => ({
  approvalId: approvalId(`approval_${number}`),
  status: "pending",
  sessionId: session,
  runId: run,
  callId: callId(`call_${number}`),
  turn: 1,
  tool: "write",
  headline: { verb: "Wrote", object: "/a" },
  kind: "effect",
  risks: ["change"],
  input: { path: "/a" },
  inputHash: "i",
  effect: { effectId: effectId("effect_1"), files: [], reads: [], hash: "h" },
  rule: { ruleId: ruleId("rule_0"), sentence: "Asks." },
  askedAt: 1,
  causes: [],
  origins: [],
  editedFields: [],
  ...changes,
});
const rule: Rule = {
  ruleId: ruleId("rule_1"),
  match: { tools: ["write"], folder: "/a" },
  decision: "allow",
  scope: { type: "workspace" },
  madeBy: "person",
  madeAt: 1,
  sentence: "Writing in /a is allowed.",
};
const checkEdit: CheckEdit = async (_tool, input) =>
  isJsonObject(input) && "path" in input ? ok(input) : err(["path is missing."]);
const clock = createFakeClock();
const openDesk = async (...approvals: readonly Approval[]) => {
  const store = createFakeStore(clock);
  const desk = createApprovalDesk({ store, checkEdit });
  const put = (event: Event) =>
    store.append({
      entries: [{ sessionId: session, runId: run, causes: [], origins: [], event }],
      effects: [],
      expects: [],
      durability: "strict",
    });
  for (const approval of approvals) await put({ type: "approval-requested", approval });
  return { store, desk, put };
};
const never = (): AbortSignal => new AbortController().signal;
const one = approvalOf(1);

test("an answer is stored, then given to whoever waits, and is there at once afterwards", async () => {
  const { store, desk } = await openDesk(one);
  const waiting = desk.answerTo(one.approvalId, never());
  expect(await desk.answer(one.approvalId, { type: "approve" })).toEqual(ok(null));
  expect([await waiting, await desk.answerTo(one.approvalId, never())]).toEqual([{ type: "approve" }, { type: "approve" }]);
  expect(store.events().at(-1)).toEqual({
    type: "approval-answered",
    approvalId: one.approvalId,
    callId: one.callId,
    answer: { type: "approve" },
  });
  expect(desk.openFor(one.callId)).toEqual([
    { ...one, status: "answered", answer: { type: "approve" }, answeredAt: clock.now() },
  ]);
});

test("of two answers in the same moment one wins, and the other hears what was decided", async () => {
  const { store, desk } = await openDesk(one);
  const answers: readonly ApprovalAnswer[] = [{ type: "approve" }, { type: "reject", reason: "no" }];
  const results = await Promise.all(answers.map((answer) => desk.answer(one.approvalId, answer)));
  expect(results).toEqual([
    ok(null),
    err({
      type: "conflict",
      message: "This question is already decided: approved. Your answer was not stored and changed nothing.",
    }),
  ]);
  expect(store.events().map(({ type }) => type)).toEqual(["approval-requested", "approval-answered"]);
});

const late: readonly (readonly [string, Event, string])[] = [
  [
    "superseded",
    { type: "approval-superseded", approvalId: one.approvalId, callId: one.callId },
    "its effect changed, and it was asked again",
  ],
  [
    "expired",
    { type: "approval-expired", approvalId: one.approvalId, callId: one.callId, reason: "The run was stopped." },
    "it expired. The run was stopped.",
  ],
  ["deleted", { type: "session-deleted" }, "its session was deleted"],
];
test.each(late)("an answer to a question that is %s is refused and nothing is stored", async (_name, event, sentence) => {
  const { store, desk, put } = await openDesk(one);
  await put(event);
  const before = store.entries.length;
  expect(await desk.answer(one.approvalId, { type: "approve" })).toEqual(
    err({
      type: "conflict",
      message: `This question is already decided: ${sentence}. Your answer was not stored and changed nothing.`,
    }),
  );
  expect([store.entries.length, desk.openFor(one.callId)]).toEqual([before, []]);
});

test("a used approval still tells what was decided", async () => {
  const { desk, put } = await openDesk(one);
  await desk.answer(one.approvalId, { type: "reject", reason: "no" });
  const { approvalId: id, callId: call } = one;
  const outcome = { type: "denied", by: "person", reason: "no" } as const;
  await put({ type: "call-settled", callId: call, tool: "write", inputHash: "i", outcome, approvalId: id, durationMs: 1 });
  expect(await desk.answer(id, { type: "approve" })).toMatchObject({
    error: { type: "conflict", message: expect.stringContaining("decided: rejected.") },
  });
});

test("an unknown question is not found", async () => {
  const { desk } = await openDesk();
  expect(await desk.answer(one.approvalId, { type: "approve" })).toMatchObject({ ok: false, error: { type: "not-found" } });
});

test("of fifty questions each answer reaches its own, and late answers to all are refused", async () => {
  const all = Array.from({ length: 50 }, (_, number) => approvalOf(number));
  const { desk } = await openDesk(...all);
  const heard = all.map(({ approvalId: id }) => desk.answerTo(id, never()));
  const reasons = all.map((_, number): ApprovalAnswer => ({ type: "reject", reason: `reason ${number}` }));
  await Promise.all(all.map(({ approvalId: id }, number) => desk.answer(id, reasons[number]!)));
  expect(await Promise.all(heard)).toEqual(reasons);
  const stale = await Promise.all(all.map(({ approvalId: id }) => desk.answer(id, { type: "approve" })));
  expect(stale.every((result) => !result.ok && result.error.type === "conflict")).toBe(true);
});

test("allow for stores the answer and the rule in one commit", async () => {
  const { store, desk } = await openDesk(one);
  const before = store.commits();
  expect(await desk.answer(one.approvalId, { type: "allow-for", rule })).toEqual(ok(null));
  expect([
    store.commits() - before,
    store
      .events()
      .slice(-2)
      .map(({ type }) => type),
  ]).toEqual([1, ["approval-answered", "rule-added"]]);
  // What was shown was a change, so nothing graver is allowed; and the rule says whose answer it is.
  const { approvalId, callId, sessionId } = one;
  expect([...store.rules.values()]).toEqual([
    { ...rule, match: { ...rule.match, risks: ["read", "change"] }, from: { type: "approval", approvalId, sessionId, callId } },
  ]);
});

const unfit: readonly (readonly [string, ApprovalAnswer])[] = [
  ["an edit its tool cannot read", { type: "edit", input: {} }],
  ["an edit with a prototype's name", { type: "edit", input: JSON.parse('{"path":"/a","__proto__":1}') }],
  ["a rule that allows everything", { type: "allow-for", rule: { ...rule, match: {} } }],
  ["a rule that denies", { type: "allow-for", rule: { ...rule, decision: "deny" } }],
  ["a rule that claims to be a level's", { type: "allow-for", rule: { ...rule, madeBy: "level" } }],
  ["an answer for calls in doubt", { type: "mark-done" }],
];
test.each(unfit)("%s is refused and the question stays open", async (_name, answer) => {
  const { store, desk } = await openDesk(one);
  expect(await desk.answer(one.approvalId, answer)).toMatchObject({ ok: false, error: { type: "invalid-input" } });
  expect([store.entries.length, desk.openFor(one.callId)]).toEqual([1, [one]]);
});

test("a call in doubt is answered with done or retry only", async () => {
  const doubtful = approvalOf(2, { kind: "in-doubt" });
  const { desk } = await openDesk(doubtful);
  expect(await desk.answer(doubtful.approvalId, { type: "approve" })).toMatchObject({
    ok: false,
    error: { type: "invalid-input" },
  });
  expect(await desk.answer(doubtful.approvalId, { type: "mark-done" })).toEqual(ok(null));
});

test("a storage failure is passed on and the question stays open", async () => {
  const { store, desk } = await openDesk(one);
  store.refuse = () => ({ type: "storage-full", message: "Full." });
  expect(await desk.answer(one.approvalId, { type: "approve" })).toEqual(err({ type: "storage-full", message: "Full." }));
  expect(desk.openFor(one.callId)).toEqual([one]);
});

test("all questions of a run expire in one commit, those of other runs stay", async () => {
  const other = approvalOf(3, { runId: runId("run_2") });
  const { store, desk } = await openDesk(one, approvalOf(2), other);
  const before = store.commits();
  expect(await desk.expireAll(run, "The session was deleted.")).toEqual(ok(null));
  expect([store.commits() - before, [...store.approvals.keys()]]).toEqual([1, [other.approvalId]]);
});

describe("when the desk opens over stored questions", () => {
  test("pending and answered ones are open, others are over", () => {
    const stored = (["pending", "answered", "used", "superseded", "expired"] as const).map((status, at) =>
      approvalOf(at, { status, callId: callId("call_x") }),
    );
    const desk = createApprovalDesk({ store: createFakeStore(clock), checkEdit }, stored);
    expect(desk.openFor(callId("call_x"))).toEqual(stored.slice(0, 2));
  });

  test("a stored answer is given at once", async () => {
    const answered = approvalOf(1, { status: "answered", answer: { type: "approve" } });
    const desk = createApprovalDesk({ store: createFakeStore(clock), checkEdit }, [answered]);
    expect(await desk.answerTo(answered.approvalId, never())).toEqual({ type: "approve" });
  });
});

test("a question without a version is of the first, and one of an unknown version is refused by name and stays open", async () => {
  const { desk, store } = await openDesk(one, approvalOf(2, { version: 1 }), approvalOf(3, { version: 2 }));
  expect(await desk.answer(one.approvalId, { type: "approve" })).toEqual(ok(null));
  expect(await desk.answer(approvalId("approval_2"), { type: "approve" })).toEqual(ok(null));
  expect(await desk.answer(approvalId("approval_3"), { type: "approve" })).toMatchObject({
    error: { type: "invalid-input", message: expect.stringContaining("has version 2, and this program knows version 1 only") },
  });
  expect(store.approvals.get("approval_3")?.status).toBe("pending");
});
