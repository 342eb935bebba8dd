import { expect, test } from "vitest";
import type { Hooks } from "../../kernel/contracts/hooks.ts";
import type { ScriptedCall } from "../../kernel/contracts/provider.fake.ts";
import type { AnswerFormat } from "../../kernel/model/answer-format.ts";
import { foldMessages } from "./fold-messages.ts";
import { attempt, call, createLoopRig, finished, type LoopRig, linesOf, tellsOf, text, userMessage } from "./loop.fake.ts";
import { findHistoryProblem } from "./repair.ts";

const answerFormat: AnswerFormat = {
  name: "plant",
  schema: {
    type: "object",
    properties: { name: { type: "string" }, price: { type: "number" } },
    required: ["name", "price"],
    additionalProperties: false,
  },
};
const settings = { answerFormat };
const good = '{"name":"Fern","price":9}';
const answers = (...texts: readonly string[]): readonly ScriptedCall[] =>
  texts.map((one, index) => [attempt(`m${index + 1}`), text(one), finished("end-turn")]);
const completed = { type: "ended", outcome: { type: "completed", reason: { type: "end-turn" } } };

const checks = (rig: LoopRig): readonly string[] =>
  rig.entries.flatMap(({ event }) =>
    event.type === "answer-checked"
      ? [`${event.messageId ?? "-"} ${event.verdict} ${event.round}/${event.maxRounds}: ${event.problems.join(" ")}`]
      : [],
  );
const saidBack = (rig: LoopRig, request: number): string => {
  const block = rig.provider.requests[request]?.messages.at(-1)?.blocks.at(-1);
  return block?.type === "text" ? block.text : "";
};

test.each<readonly [string, string]>([
  ["plain", good],
  ["fenced", `\`\`\`json\n${good}\n\`\`\``],
])("an answer that matches ends the run: %s", async (_case, one) => {
  const rig = createLoopRig(answers(one));
  expect((await rig.play({ settings })).ending).toEqual(completed);
  expect(checks(rig)).toEqual(["m1 fits 0/2: "]);
  expect(rig.provider.requests[0]?.answerFormat).toBe(answerFormat);
});

test.each<readonly [string, string, string]>([
  ["of a wrong type", '{"name":"Fern","price":"9"}', "price must be a number; it is text."],
  ["with something missing", "{}", "name is missing. price is missing."],
  ["with something more", '{"name":"Fern","price":9,"pot":1}', "pot must not be there; there may be name, price."],
  ["that is cut off", '{"name":"Fern"', "The JSON is cut off: it ends before it is closed."],
  [
    "that is not JSON",
    "A fern, 9 euros.",
    "The answer is not JSON: it has to be one JSON value, with no words before or after it. It begins with “A fern, 9 euros.”.",
  ],
])("an answer %s is kept, and the model reads all that is wrong with it", async (_case, bad, problems) => {
  const rig = createLoopRig(answers(bad, good));
  const { ending, newMessages, summary } = await rig.play({ settings });
  expect([ending, summary.turns]).toEqual([completed, 2]);
  expect(checks(rig)).toEqual([`m1 asked-again 1/2: ${problems}`, "m2 fits 1/2: "]);
  expect(newMessages.map(({ role }) => role)).toEqual(["assistant", "user", "assistant"]);
  expect(newMessages[0]?.blocks).toEqual([{ type: "text", text: bad }]);
  for (const problem of problems.split(/(?<=\.) (?=price|name)/u)) expect(saidBack(rig, 1)).toContain(`- ${problem}`);
  expect(saidBack(rig, 1)).toContain("Time 1 of 2.");
});

test("asking again is in the log: one commit, and a turn with its usage", async () => {
  const rig = createLoopRig(answers("no", good));
  const { summary } = await rig.play({ settings });
  expect(linesOf(rig.events).filter((line) => !line.includes("delta"))).toEqual([
    "1 turn-started",
    "1 attempt-started m1",
    "1 message-ended m1 end-turn",
    "1 answer-checked",
    "1 user-message message_1",
    "1 turn-ended 0",
    "2 turn-started",
    "2 attempt-started m2",
    "2 message-ended m2 end-turn",
    "2 answer-checked",
    "2 turn-ended 0",
  ]);
  const commit = rig.events.find((event) => tellsOf(event, "answer-checked"));
  expect(commit).toMatchObject({
    facts: [{ event: { verdict: "asked-again" } }, { event: { type: "user-message", by: "format" } }],
  });
  expect(summary.usage).toMatchObject({ inputTokens: 20, outputTokens: 10 });
});

test("after two more tries the run fails by name, with what is wrong and the last text", async () => {
  const rig = createLoopRig(answers("no", "nor", "{}"));
  const { ending, newMessages } = await rig.play({ settings });
  expect(ending).toEqual({
    type: "ended",
    outcome: {
      type: "failed",
      failure: {
        type: "answer-format",
        message:
          "The answer does not have the form that was asked for, although the model was asked again 2 times. name is missing. price is missing. What it wrote is kept. Change the schema or what you ask for, then send a message.",
        problems: ["name is missing.", "price is missing."],
        lastText: "{}",
        attempts: 3,
      },
    },
  });
  expect(checks(rig).at(-1)).toBe("m3 gave-up 2/2: name is missing. price is missing.");
  expect(findHistoryProblem([...rig.input().history, ...newMessages])).toBeUndefined();
});

test("an answer without a word is asked again too", async () => {
  const rig = createLoopRig([[attempt("m1"), finished("end-turn")], ...answers(good)]);
  expect((await rig.play({ settings })).ending).toEqual(completed);
  expect(checks(rig)).toEqual(["- asked-again 1/2: The answer is empty.", "m1 fits 1/2: "]);
});

test("an answer at the limit of its length is named as cut off", async () => {
  const rig = createLoopRig([[attempt("m1"), text('{"name":'), finished("max-tokens")], ...answers(good)]);
  await rig.play({ settings });
  expect(checks(rig)[0]).toContain("came to the limit of its length");
});

test("calls in between are no answers, and a refusal is not held against the form", async () => {
  const rig = createLoopRig(
    [
      [attempt("m1"), text("I look first."), call("look"), finished("tool-use")],
      [attempt("m2"), text("No."), finished("refusal")],
    ],
    { look: { run: () => ({ text: "seen", isError: false }) } },
  );
  expect((await rig.play({ settings })).ending).toEqual({
    type: "ended",
    outcome: { type: "completed", reason: { type: "refusal" } },
  });
  expect(checks(rig)).toEqual([]);
});

test("after calls in between, the tries count on from the last good answer only", async () => {
  const rig = createLoopRig(
    [
      ...answers("no"),
      [attempt("m2"), call("look"), finished("tool-use")],
      [attempt("m3"), text("nor"), finished("end-turn")],
      [attempt("m4"), text(good), finished("end-turn")],
    ],
    { look: { run: () => ({ text: "seen", isError: false }) } },
  );
  expect((await rig.play({ settings })).ending).toEqual(completed);
  expect(checks(rig).map((line) => line.split(":")[0])).toEqual(["m1 asked-again 1/2", "m3 asked-again 2/2", "m4 fits 2/2"]);
});

test("a stop ends a second try, and what it had written is kept", async () => {
  const rig = createLoopRig([...answers("no"), [attempt("m2"), text('{"name"'), { type: "hang" }]]);
  const { ending, newMessages } = await rig.play({ settings }, (event) => {
    if (event.type === "text-delta" && event.delta.startsWith("{")) rig.controller.abort();
  });
  expect(ending).toEqual({ type: "ended", outcome: { type: "stopped" } });
  expect(newMessages.at(-1)?.blocks).toEqual([{ type: "text", text: '{"name"' }]);
});

test("a stop does not wait for a check, and an answer that nobody checked does not complete", async () => {
  const rig = createLoopRig(answers(good));
  const answerCheck = (): Promise<readonly string[]> => {
    queueMicrotask(() => rig.controller.abort());
    return new Promise(() => undefined);
  };
  expect((await rig.play({ answerCheck })).ending).toEqual({ type: "ended", outcome: { type: "stopped" } });
  expect(checks(rig)).toEqual([]);
});

test("limits hold for second tries", async () => {
  const rig = createLoopRig(answers("no", good));
  const limits = { ...rig.input().limits, maxTurns: 1 };
  const { ending, newMessages } = await rig.play({ settings, limits });
  expect(ending).toEqual({ type: "ended", outcome: { type: "limit-reached", limit: "turns" } });
  expect(findHistoryProblem([...rig.input().history, ...newMessages])).toBeUndefined();
});

test("a check of one's own stands before the schema, and what it throws is told", async () => {
  const rig = createLoopRig(answers(good, good));
  let asked = 0;
  const answerCheck = (): readonly string[] => {
    asked += 1;
    if (asked === 1) throw new Error("no tree");
    return [];
  };
  expect((await rig.play({ settings, answerCheck })).ending).toEqual(completed);
  expect(checks(rig)[0]).toContain("m1 asked-again 1/2: Checking the answer did not work: no tree.");
});

test("what a guardrail does not accept is never held against the form", async () => {
  let seen = 0;
  const guardrail: Hooks = {
    name: "Once",
    onAnswer: () => {
      seen += 1;
      return seen === 1 ? { type: "retry", feedback: "Again." } : { type: "accept" };
    },
  };
  const rig = createLoopRig(answers("no", good), {}, undefined, [guardrail]);
  expect((await rig.play({ settings })).ending).toEqual(completed);
  expect(checks(rig)).toEqual(["m2 fits 0/2: "]);
});

test("what the person says meanwhile comes first, and only the last answer has to fit", async () => {
  const rig = createLoopRig(answers("On it.", good));
  const waiting = [userMessage("message_u2", "And as JSON.")];
  const inbox = { isEmpty: () => waiting.length === 0, take: () => waiting.splice(0) };
  let isOpen = false;
  const late = { isEmpty: () => !isOpen || inbox.isEmpty(), take: inbox.take };
  expect(
    (
      await rig.play({ settings, inbox: late }, (event) => {
        if (event.type === "text-delta") isOpen = true;
      })
    ).ending,
  ).toEqual(completed);
  expect(checks(rig)).toEqual(["m2 fits 0/2: "]);
});

const started = (rig: LoopRig) => {
  const about = { at: 0, causes: [], origins: [], runId: rig.input().scope.runId, seq: 0 };
  const { limits } = rig.input();
  return [
    { ...about, event: { type: "run-started", model: { provider: "demo" }, limits, level: "ask-risky", settings } },
    { ...about, event: { type: "user-message", ...userMessage("message_u1", "Hello") } },
  ] as const;
};

test.each<readonly [string, "message-ended" | "answer-checked", readonly string[]]>([
  ["between an answer and its check", "message-ended", ["m1 asked-again 1/2", "m1 fits 1/2"]],
  ["after the model was asked again", "answer-checked", ["m1 fits 1/2"]],
])("a run that died %s is taken up with the same tries left", async (_case, last, expected) => {
  const first = createLoopRig(answers("no", good));
  await first.play({ settings }, (event) => {
    if (tellsOf(event, last)) first.controller.abort();
  });
  const until = first.entries.findIndex(({ event }) => event.type === last);
  const died = first.entries.slice(0, until + (last === "answer-checked" ? 2 : 1));
  const { history, openRun } = foldMessages([...started(first), ...died]);
  const second = createLoopRig(answers(good));
  const { ending, summary } = await second.play({ settings, history, spent: openRun!.spent }); // The run has no end in the log.
  expect([ending, summary.turns]).toEqual([completed, 2]);
  expect(checks(second).map((line) => line.split(":")[0])).toEqual(expected);
});

test("a run that died after it gave up gives up again, and asks nobody", async () => {
  const first = createLoopRig(answers("no", "no", "no"));
  await first.play({ settings });
  const until = first.entries.findIndex(({ event }) => event.type === "answer-checked" && event.verdict === "gave-up");
  const { history, openRun } = foldMessages([...started(first), ...first.entries.slice(0, until + 1)]);
  const second = createLoopRig([]);
  const { ending } = await second.play({ settings, history, spent: openRun!.spent }); // The run has no end in the log.
  expect(ending).toMatchObject({ type: "ended", outcome: { type: "failed", failure: { type: "answer-format", attempts: 3 } } });
  expect(second.provider.requests).toEqual([]);
});
