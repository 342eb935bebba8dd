import fc from "fast-check";
import { expect, test } from "vitest";
import { approvalId } from "../../../kernel/base/ids.ts";
import type { JsonObject } from "../../../kernel/base/json.ts";
import { findReplyProblem, replyWords, type UserQuestion } from "../../../kernel/conversation/user-question.ts";
import type { ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { createAskUserTool } from "../builtin/ask-user.ts";
import { addRule, call, createWorld, unwrap, type World, worldTools } from "./gate-world.fake.ts";

const tools: typeof worldTools = (ran) => [...worldTools(ran), createAskUserTool()];
const which: JsonObject = {
  question: "Which bench?",
  header: "Bench",
  options: [{ label: "North", description: "It is in the shade." }, { label: "South" }],
};
const asked = (world: World) => world.pending().map(({ approvalId: id, kind, asks }) => ({ id, kind, asks }));
const answerFirst = (world: World, answer: ApprovalAnswer) =>
  world.desk.answer(world.pending()[0]?.approvalId ?? approvalId(""), answer);

test("a question waits for the person, and the answer is the call's result", async () => {
  const world = createWorld({ tools });
  const settling = world.settle(call(1, "ask_user", which));
  await world.calm();
  const asks: UserQuestion = {
    question: "Which bench?",
    header: "Bench",
    options: [{ label: "North", description: "It is in the shade." }, { label: "South" }],
    multiSelect: false,
  };
  expect(asked(world)).toEqual([{ id: "approval_1", kind: "question", asks }]);
  unwrap(await answerFirst(world, { type: "reply", chosen: ["South"], text: " near the door " }));
  const [settled] = unwrap(await settling);
  expect(settled).toEqual({
    callId: "call_1",
    outcome: { type: "done", output: { text: "User answered: South, near the door", isError: false } },
    resultText: "User answered: South, near the door",
    isError: false,
    changedFiles: 0,
  });
  expect(world.types()).toEqual(["approval-requested", "approval-answered", "call-settled"]);
});

test("no answer is an error that says so, and a late or unfit answer is refused and changes nothing", async () => {
  const world = createWorld({ tools });
  const settling = world.settle(call(1, "ask_user", which));
  await world.calm();
  const [question] = world.pending();
  const unfit: readonly ApprovalAnswer[] = [
    { type: "approve" },
    { type: "reply", chosen: ["West"], text: "" },
    { type: "reply", chosen: ["North", "South"], text: "" },
    { type: "reply", chosen: [], text: "  " },
  ];
  const refused: string[] = [];
  for (const answer of unfit) {
    const result = await answerFirst(world, answer);
    refused.push(result.ok ? "stored" : result.error.type);
  }
  unwrap(await answerFirst(world, { type: "decline" }));
  const [settled] = unwrap(await settling);
  const late = await world.desk.answer(question?.approvalId ?? approvalId(""), { type: "reply", chosen: ["North"], text: "" });
  expect([refused, settled?.isError, settled?.resultText, late]).toEqual([
    ["invalid-input", "invalid-input", "invalid-input", "invalid-input"],
    true,
    "User cancelled the question without providing an answer.",
    {
      ok: false,
      error: {
        type: "conflict",
        message: "This question is already decided: cancelled without an answer. Your answer was not stored and changed nothing.",
      },
    },
  ]);
});

test("a stop ends the wait and closes the question", async () => {
  const world = createWorld({ tools });
  const settling = world.settle(call(1, "ask_user", which));
  await world.calm();
  world.stop.abort();
  const [settled] = unwrap(await settling);
  expect([settled?.outcome, world.types()]).toEqual([
    { type: "stopped", when: "waiting" },
    ["approval-requested", "approval-expired", "call-settled"],
  ]);
});

test("questions of one round are asked one after the other", async () => {
  const world = createWorld({ tools });
  const settling = world.settle(call(1, "ask_user", which), call(2, "ask_user", { question: "Why?" }));
  await world.calm();
  expect(asked(world).map(({ asks }) => asks?.question)).toEqual(["Which bench?"]);
  await answerFirst(world, { type: "reply", chosen: ["North"], text: "" });
  await world.calm();
  expect(asked(world).map(({ asks }) => asks?.question)).toEqual(["Why?"]);
  await answerFirst(world, { type: "reply", chosen: [], text: "Because." });
  expect(unwrap(await settling).map(({ resultText }) => resultText)).toEqual(["User answered: North", "User answered: Because."]);
});

test("a question survives its tab: the next one finds it, and is given an answer from meanwhile at once", async () => {
  const first = createWorld({ tools });
  void first.settle(call(1, "ask_user", which));
  await first.calm();
  const second = createWorld({ tools, after: first });
  expect(second.pending()).toHaveLength(1);
  await answerFirst(second, { type: "reply", chosen: ["North"], text: "" });
  const [settled] = unwrap(await second.settle(call(1, "ask_user", which)));
  expect([settled?.resultText, second.types()]).toEqual([
    "User answered: North",
    ["approval-requested", "approval-answered", "call-settled"],
  ]);
});

test("a rule that denies asking is kept, and arguments that ask nothing are refused", async () => {
  const world = createWorld({ tools });
  const twice = { question: "Which?", options: [{ label: "North" }, { label: "North " }] };
  const wrong = unwrap(await world.settle(call(1, "ask_user", twice), call(2, "ask_user", { question: "" })));
  await addRule(world, { match: { tools: ["ask_user"] }, sentence: "No questions." });
  const [denied] = unwrap(await world.settle(call(3, "ask_user", which)));
  expect([wrong.map(({ isError }) => isError), denied?.outcome.type, world.pending()]).toEqual([[true, true], "denied", []]);
});

test("every reply that is taken names only options, and says something", () => {
  const labels = ["a", "b", "c"];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...labels, "d"), { maxLength: 4 }),
      fc.string(),
      fc.boolean(),
      (chosen, text, multiSelect) => {
        const question: UserQuestion = { question: "?", options: labels.map((label) => ({ label })), multiSelect };
        const isTaken = findReplyProblem(question, { chosen, text }) === undefined;
        const isUnique = new Set(chosen).size === chosen.length;
        const fits = isUnique && !chosen.includes("d") && (multiSelect || chosen.length < 2);
        expect(isTaken).toBe(fits && (chosen.length > 0 || text.trim() !== ""));
        if (isTaken) expect(replyWords({ chosen, text })).not.toBe("");
      },
    ),
  );
});
