import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { sessionId } from "../../kernel/base/ids.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { BranchAnswer } from "../../kernel/conversation/branch.ts";
import { createFakeClient } from "./app-client.fake.ts";
import { createApp } from "./create-app.ts";
import { createFakeWindow } from "./page-window.fake.ts";

const s = sessionId("s");
const kept = [{ path: "/a", by: { type: "person" } }] as const;

/** An app whose wishes for a branch get these answers, one after the other. */
const appAnswering = (...answers: readonly Result<BranchAnswer, Failure>[]) => {
  const left = [...answers];
  const client = createFakeClient({ "fork-at": () => left.shift() ?? ok({ status: "chosen" as const }) });
  const { store, actions } = createApp({
    client,
    window: createFakeWindow("#/s/s"),
    clock: createFakeClock(),
    random: createFakeRandom(),
  });
  const asked = () => client.sent.flatMap((command) => (command.type === "fork-at" ? [command] : []));
  return { store, actions, asked, take: () => actions.takeBranch({ type: "fork-at", sessionId: s, at: 3 }) };
};
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

test("files of others are agreed to first, and the wish keeps its name over the question", async () => {
  const { store, actions, asked, take } = appAnswering(ok({ status: "asks", kept }));
  const taken = take();
  await settle();
  expect(store.getState().branchQuestion?.kept).toEqual(kept);
  actions.answerBranchQuestion(true);
  expect(await taken).toBe(true);
  expect(store.getState().branchQuestion).toBeUndefined();
  const [first, second, ...more] = asked();
  expect([first?.keep, second?.keep, more]).toEqual([[], ["/a"], []]);
  expect(second?.choiceId).toBe(first?.choiceId);
});

test("who stays, or wishes for something else meanwhile, has changed nothing", async () => {
  const { actions, asked, take } = appAnswering(ok({ status: "asks", kept }), ok({ status: "asks", kept }));
  const first = take();
  await settle();
  const second = take();
  expect(await first).toBe(false);
  await settle();
  actions.answerBranchQuestion(false);
  expect(await second).toBe(false);
  expect(new Set(asked().map(({ choiceId }) => choiceId)).size).toBe(2);
});

test("what could not be done is said in a notice", async () => {
  const { store, take } = appAnswering(err({ type: "conflict", message: "A run goes on." }));
  expect(await take()).toBe(false);
  expect(store.getState().notices).toMatchObject([{ tone: "error", text: "A run goes on." }]);
});
