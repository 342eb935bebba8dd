import { describe, expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import type { CallId, SessionId } from "../../kernel/base/ids.ts";
import type { SubmittedResult } from "../../kernel/tools/operation.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";

const plan: readonly PlannedAnswer[] = [
  {
    text: "Two errands. ",
    calls: [
      { tool: "hand_over", input: { task: "Look outside" } },
      { tool: "hand_over", input: { task: "Call the shop", expects: "the price" } },
    ],
  },
];

const waiting = async () => {
  const bench = createWorkbench(plannedProvider(plan));
  const tab = await bench.open();
  const sessionId = await say(tab, "go");
  await tab.until(() => tab.workspace.snapshot().approvals.length === 2);
  return { bench, tab, sessionId, calls: callsOf(tab, sessionId) };
};

const callsOf = (tab: OpenTab, sessionId: SessionId): readonly CallId[] =>
  tab.workspace
    .snapshot()
    .approvals.filter((approval) => approval.sessionId === sessionId)
    .map(({ callId }) => callId);

const done = (callId: CallId | undefined, text = `done ${callId}`): SubmittedResult => ({
  callId: callId ?? ("none" as CallId),
  text,
  isError: false,
});

const answers = async (tab: OpenTab) =>
  (await tab.entries()).flatMap(({ event }) =>
    event.type === "call-settled" && event.outcome.type === "done" ? [event.outcome.output.text] : [],
  );

test("a program submits all results at once, and the run goes on with them", async () => {
  const { tab, sessionId, calls } = await waiting();
  expect(statusOf(tab)).toBe("waiting");
  expect(
    await tab.workspace.submitResults(
      sessionId,
      calls.map((id) => done(id)),
      true,
    ),
  ).toEqual({
    ok: true,
    value: { submitted: 2, replayed: 0 },
  });
  await tab.until(() => statusOf(tab) === "completed");
  expect([await answers(tab), auditLog(await tab.entries())]).toEqual([calls.map((id) => `done ${id}`), []]);
});

test("results survive a reload on either side, and a run that waits is not interrupted by it", async () => {
  const { bench, tab, sessionId, calls } = await waiting();
  expect(await tab.workspace.submitResults(sessionId, [done(calls[0])])).toMatchObject({ value: { submitted: 1 } });
  const later = await bench.open();
  expect([statusOf(later), callsOf(later, sessionId)]).toEqual(["waiting", [calls[1]]]);
  expect(await later.workspace.submitResults(sessionId, [done(calls[1])])).toMatchObject({ value: { submitted: 1 } });
  await later.until(() => statusOf(later) === "completed");
  expect([await answers(later), auditLog(await later.entries())]).toEqual([calls.map((id) => `done ${id}`), []]);
});

test("what is submitted again is noted and not taken twice, before and after the run's end", async () => {
  const { tab, sessionId, calls } = await waiting();
  const all = calls.map((id) => done(id));
  await tab.workspace.submitResults(sessionId, [done(calls[0])]);
  expect(await tab.workspace.submitResults(sessionId, all, true)).toEqual({ ok: true, value: { submitted: 1, replayed: 1 } });
  await tab.until(() => statusOf(tab) === "completed");
  expect(await tab.workspace.submitResults(sessionId, all)).toEqual({ ok: true, value: { submitted: 0, replayed: 2 } });
  const types = (await tab.entries()).map(({ event }) => event.type);
  expect(types.filter((type) => type === "approval-answered")).toHaveLength(2);
  expect(types.filter((type) => type === "result-replayed")).toHaveLength(3);
  expect(auditLog(await tab.entries())).toEqual([]);
});

describe("a submission is refused whole and stores nothing when", () => {
  const refused = async (
    make: (calls: readonly CallId[]) => readonly SubmittedResult[],
    isComplete = false,
    inSession?: (tab: OpenTab) => Promise<SessionId>,
  ): Promise<string> => {
    const { tab, sessionId, calls } = await waiting();
    const target = inSession === undefined ? sessionId : await inSession(tab);
    const before = (await tab.entries()).length;
    const answer = await tab.workspace.submitResults(target, make(calls), isComplete);
    expect((await tab.entries()).length).toBe(before);
    expect(callsOf(tab, sessionId)).toHaveLength(2);
    return answer.ok ? "taken" : `${answer.error.type}: ${answer.error.message}`;
  };

  test("it is empty", async () => {
    expect(await refused(() => [])).toBe("invalid-input: There is no result among what was submitted. Nothing was stored.");
  });
  test("a call that waits has none, where these are all", async () => {
    expect(await refused(([first]) => [done(first)], true)).toMatch(
      /^invalid-input: These calls wait for a result and have none: call_/,
    );
  });
  test("a call is not known", async () => {
    expect(await refused(([first]) => [done(first), done("call_x" as CallId)])).toMatch(/No call call_x waits for a result/);
  });
  test("a call has two", async () => {
    expect(await refused(([first]) => [done(first), done(first, "another")])).toMatch(/has two results/);
  });
  test("a call belongs to another session", async () => {
    const other = async ({ workspace }: OpenTab): Promise<SessionId> => {
      const created = await workspace.createSession("Another");
      if (!created.ok) throw new Error(created.error.message);
      return created.value.sessionId;
    };
    expect(await refused(([first]) => [done(first)], false, other)).toMatch(/belongs to another session/);
  });
  test("a result says nothing", async () => {
    expect(await refused(([first, second]) => [done(first), done(second, " ")])).toMatch(/^invalid-input: Say what came of it/);
  });
});

test("another result for a call that has one is a conflict, and what stands is kept", async () => {
  const { tab, sessionId, calls } = await waiting();
  await tab.workspace.submitResults(sessionId, [done(calls[0])]);
  const answer = await tab.workspace.submitResults(sessionId, [done(calls[0], "something else")]);
  expect(answer).toMatchObject({ ok: false, error: { type: "conflict" } });
});
