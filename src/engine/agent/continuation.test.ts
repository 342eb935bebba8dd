import { expect, test } from "vitest";
import { foldMessages } from "./fold-messages.ts";
import { attempt, createLoopRig, finished, linesOf, text, userMessage } from "./loop.fake.ts";
import type { Continuation, ContinuationVerdict } from "./loop-contract.ts";
import { findHistoryProblem } from "./repair.ts";

const answers = (...ids: readonly string[]) => ids.map((id) => [attempt(id), text(id), finished("end-turn")]);
const guard = (decide: Continuation["decide"], maxRounds = 3): Continuation => ({ name: "it is there", maxRounds, decide });
const notYet: ContinuationVerdict = { type: "continue", reason: "It is missing." };
const completed = { type: "ended", outcome: { type: "completed", reason: { type: "end-turn" } } };
const verdicts = (rig: ReturnType<typeof createLoopRig>) =>
  rig.entries.flatMap(({ event }) =>
    event.type === "guard-checked" ? [`${event.verdict} ${event.round}/${event.maxRounds}`] : [],
  );

test("a run is sent on with the reason until it may end, and each round is in the log", async () => {
  const rig = createLoopRig(answers("one", "two"));
  const seen: string[] = [];
  const continuation = guard(({ lastAnswer, turns }) => {
    seen.push(`${turns} ${lastAnswer}`);
    return lastAnswer === "two" ? { type: "stop" } : notYet;
  });
  const { ending, newMessages } = await rig.play({ continuation });
  expect(ending).toEqual(completed);
  expect(seen).toEqual(["1 one", "2 two"]);
  expect(linesOf(rig.events).filter((line) => !line.includes("delta"))).toEqual([
    "1 turn-started",
    "1 attempt-started one",
    "1 message-ended one end-turn",
    "1 guard-checked",
    "1 user-message message_1",
    "1 turn-ended 0",
    "2 turn-started",
    "2 attempt-started two",
    "2 message-ended two end-turn",
    "2 guard-checked",
    "2 turn-ended 0",
  ]);
  expect(verdicts(rig)).toEqual(["went-on 1/3", "met 2/3"]);
  expect(newMessages[1]?.blocks).toEqual([
    { type: "text", text: "[Not done yet. It is missing. Go on until it is there. Round 1 of 3.]" },
  ]);
});

test("after its last round the run ends with the answer that it has", async () => {
  const rig = createLoopRig(answers("a", "b", "c"));
  expect((await rig.play({ continuation: guard(() => notYet, 2) })).ending).toEqual(completed);
  expect(verdicts(rig)).toEqual(["went-on 1/2", "went-on 2/2", "gave-up 2/2"]);
});

test("a guard that gives up or breaks down ends the run, and says why", async () => {
  const broken = (): ContinuationVerdict => {
    throw new Error("no tree");
  };
  for (const [decide, expected] of [
    [() => ({ type: "abort", reason: "It is gone." }) as const, "aborted 1/3"],
    [broken, "failed 1/3"],
    [() => Promise.reject(new Error("no tree")), "failed 1/3"],
  ] as const) {
    const rig = createLoopRig(answers("a"));
    expect((await rig.play({ continuation: guard(decide) })).ending).toEqual(completed);
    expect(verdicts(rig)).toEqual([expected]);
  }
});

test("a stop does not wait for the guard, and a limit ends the rounds", async () => {
  const stopped = createLoopRig(answers("a"));
  const hangs = guard(() => {
    queueMicrotask(() => stopped.controller.abort());
    return new Promise(() => undefined);
  });
  expect((await stopped.play({ continuation: hangs })).ending).toEqual({ type: "ended", outcome: { type: "stopped" } });
  const limited = createLoopRig(answers("a", "b"));
  const limits = { ...limited.input().limits, maxTurns: 2 };
  const { ending } = await limited.play({ continuation: guard(() => notYet, 20), limits });
  expect(ending).toMatchObject({ type: "ended", outcome: { type: "limit-reached", limit: "turns" } });
});

test("an answer that is not an end is not asked about: calls, refusals, answers that are cut off", async () => {
  const rig = createLoopRig([[attempt("m1"), text("No."), finished("refusal")]]);
  await rig.play({ continuation: guard(() => notYet) });
  expect(verdicts(rig)).toEqual([]);
});

test("a run that is taken up goes on counting its rounds", async () => {
  const first = createLoopRig(answers("a", "b"));
  const died = first.play({ continuation: guard(() => notYet, 2) }, () => {
    if (first.provider.requests.length === 2) first.controller.abort();
  });
  await died;
  const about = { at: 0, causes: [], origins: [], runId: first.input().scope.runId, seq: 0 };
  const { limits } = first.input();
  const conversation = foldMessages([
    { ...about, event: { type: "run-started", model: { provider: "demo" }, limits, level: "ask-risky" } },
    { ...about, event: { type: "user-message", ...userMessage("message_u1", "Hello") } },
    ...first.entries,
  ]);
  expect([conversation.openRun?.spent.rounds, findHistoryProblem(conversation.history)]).toEqual([1, undefined]);
  const second = createLoopRig(answers("c", "d"));
  const input = { history: conversation.history, spent: conversation.openRun!.spent }; // Checked above.
  expect((await second.play({ ...input, continuation: guard(() => notYet, 2) })).ending).toEqual(completed);
  expect(verdicts(second)).toEqual(["went-on 2/2", "gave-up 2/2"]);
});
