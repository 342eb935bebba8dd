import { expect, test } from "vitest";
import { callId, messageId } from "../../kernel/base/ids.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { FakeTool } from "../../kernel/contracts/gate.fake.ts";
import type { ScriptedCall, ScriptStep } from "../../kernel/contracts/provider.fake.ts";
import { type StopReason, textOf } from "../../kernel/conversation/message.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { foldMessages } from "./fold-messages.ts";
import { attempt, call, createLoopRig, finished, linesOf, tellsOf, text, thinking, usageOf, userMessage } from "./loop.fake.ts";
import { createLoop } from "./loop.ts";
import { findHistoryProblem, findRequestProblem } from "./repair.ts";
import { createSteeringQueue } from "./steering.ts";

const echo = { access: "read" as const, run: () => ({ text: "echoed", isError: false }) };
const completed = (type: "end-turn" | "max-tokens" | "stop-sequence" | "refusal" | "tool-use" | "pause-turn") => ({
  type: "ended",
  outcome: { type: "completed", reason: { type } },
});

test("a text answer is one message, one turn and one model call", async () => {
  const rig = createLoopRig([[attempt("m1"), thinking("Hm. "), text("Good "), text("day."), finished("end-turn")]]);
  const outcome = await rig.play();
  expect(linesOf(rig.events)).toEqual([
    "1 turn-started",
    "1 attempt-started m1",
    'thinking-delta m1 "Hm. "',
    'text-delta m1 "Good "',
    'text-delta m1 "day."',
    "1 message-ended m1 end-turn",
    "1 turn-ended 0",
  ]);
  expect(outcome).toEqual({
    ending: completed("end-turn"),
    newMessages: [
      {
        messageId: "m1",
        role: "assistant",
        blocks: [
          { type: "thinking", text: "Hm. " },
          { type: "text", text: "Good day." },
        ],
      },
    ],
    summary: { turns: 1, usage: usageOf(10, 5), calls: 0, callsFailed: 0, filesChanged: 0, durationMs: 0 },
  });
  expect(rig.provider.requests).toEqual([
    { model: "scripted", system: "Be brief.", messages: rig.input().history, tools: [], maxOutputTokens: 16_384 },
  ]);
  rig.provider.finish();
});

test("a tool call, its result and the answer to it are three messages", async () => {
  const rig = createLoopRig(
    [
      [attempt("m1"), text("I look."), call("echo", { a: 1 }, "w1"), finished("tool-use", usageOf(100, 30))],
      [attempt("m2"), text("Done."), finished("end-turn", usageOf(200, 50))],
    ],
    { echo: { ...echo, changedFiles: 2 } },
  );
  const outcome = await rig.play();
  expect(linesOf(rig.events)).toEqual([
    "1 turn-started",
    "1 attempt-started m1",
    'text-delta m1 "I look."',
    "1 call-requested call_1 echo",
    "1 message-ended m1 tool-use",
    "1 turn-ended 1",
    "2 turn-started",
    "2 attempt-started m2",
    'text-delta m2 "Done."',
    "2 message-ended m2 end-turn",
    "2 turn-ended 0",
  ]);
  expect(outcome.newMessages).toEqual([
    {
      messageId: "m1",
      role: "assistant",
      blocks: [
        { type: "text", text: "I look." },
        { type: "tool-call", callId: "call_1", wireId: "w1", tool: "echo", input: { a: 1 } },
      ],
    },
    {
      messageId: "results_m1",
      role: "user",
      blocks: [{ type: "tool-result", callId: "call_1", isError: false, text: "echoed" }],
    },
    { messageId: "m2", role: "assistant", blocks: [{ type: "text", text: "Done." }] },
  ]);
  expect(outcome.summary).toEqual({
    turns: 2,
    usage: usageOf(300, 80),
    calls: 1,
    callsFailed: 0,
    filesChanged: 2,
    durationMs: 0,
  });
  expect(rig.gate.rounds.map(({ scope }) => scope.turn)).toEqual([1]);
});

test("a call is recorded as its gate describes it, in one commit with the end of its message and before it", async () => {
  const rig = createLoopRig([[call("echo", {}), finished("tool-use")], [finished("end-turn")]], { echo });
  await rig.play();
  expect(rig.events.filter((event) => tellsOf(event, "call-requested"))).toEqual([
    {
      type: "record",
      durability: "relaxed",
      facts: [
        {
          turn: 1,
          event: {
            type: "call-requested",
            messageId: "message_1",
            callId: "call_1",
            wireId: "wire",
            tool: "echo",
            input: {},
            headline: { verb: "Called", object: "echo" },
            access: "read",
          },
        },
        {
          turn: 1,
          event: {
            type: "message-ended",
            messageId: "message_1",
            reason: { type: "tool-use" },
            usage: usageOf(10, 5),
            durationMs: 0,
          },
        },
      ],
    },
  ]);
});

test("the end of a turn, the start of the next and of its answer are one commit", async () => {
  const rig = createLoopRig([[call("echo"), finished("tool-use")], [finished("end-turn")]], { echo });
  await rig.play();
  expect(linesOf(rig.events.filter((event) => tellsOf(event, "turn-ended")))).toEqual([
    "1 turn-ended 1",
    "2 turn-started",
    "2 attempt-started message_2",
    "2 turn-ended 0",
  ]);
  expect(rig.events.filter((event) => tellsOf(event, "turn-ended"))).toHaveLength(2);
});

test("the calls of one answer go through the gate together and come back in one message, in their order", async () => {
  let release = (): void => undefined;
  const slow = new Promise<{ text: string; isError: boolean }>((resolve) => {
    release = () => resolve({ text: "slow", isError: false });
  });
  const rig = createLoopRig(
    [
      [call("slow", {}, "same"), call("fast", {}, "same"), call("missing", {}, "same"), finished("tool-use")],
      [text("ok"), finished("end-turn")],
    ],
    {
      slow: { run: () => slow },
      fast: {
        run: () => {
          release();
          return { text: "fast", isError: false };
        },
      },
    },
  );
  const outcome = await rig.play();
  expect(outcome.newMessages[1]?.blocks).toEqual([
    { type: "tool-result", callId: "call_1", isError: false, text: "slow" },
    { type: "tool-result", callId: "call_2", isError: false, text: "fast" },
    { type: "tool-result", callId: "call_3", isError: true, text: "Error: tool 'missing' not found" },
  ]);
  expect(outcome.summary).toMatchObject({ calls: 3, callsFailed: 1 });
  expect(rig.provider.requests[1]?.messages).toEqual([...rig.input().history, ...outcome.newMessages.slice(0, 2)]);
});

test("arguments that could not be read reach the gate as invalid and the text of the answer stays", async () => {
  const invalid = { type: "tool-call" as const, wireId: "w", tool: "echo", input: {}, invalid: "Not JSON." };
  const rig = createLoopRig(
    [
      [text("Let me."), invalid, finished("tool-use")],
      [text("Sorry."), finished("end-turn")],
    ],
    { echo },
  );
  const outcome = await rig.play();
  expect(rig.gate.ran).toEqual([]);
  expect(outcome.newMessages.slice(0, 2).map(({ blocks }) => blocks)).toEqual([
    [
      { type: "text", text: "Let me." },
      { type: "tool-call", callId: "call_1", wireId: "w", tool: "echo", input: {}, invalid: "Not JSON." },
    ],
    [{ type: "tool-result", callId: "call_1", isError: true, text: "Error: Not JSON." }],
  ]);
});

test("a run ends at its turn limit with a balanced history", async () => {
  const again: ScriptedCall = [call("echo"), finished("tool-use")];
  const rig = createLoopRig([again, again, again], { echo });
  const outcome = await rig.play({ limits: { ...defaultRunLimits, maxTurns: 3 } });
  expect(outcome.ending).toEqual({ type: "ended", outcome: { type: "limit-reached", limit: "turns" } });
  expect(outcome.newMessages).toHaveLength(6);
  expect(findRequestProblem([...rig.input().history, ...outcome.newMessages])).toBeUndefined();
  rig.provider.finish();
});

test("an answer in the last allowed turn completes the run", async () => {
  const rig = createLoopRig([[text("ok"), finished("end-turn")]]);
  const outcome = await rig.play({ limits: { ...defaultRunLimits, maxTurns: 1 } });
  expect(outcome.ending).toEqual(completed("end-turn"));
});

test("a run ends at its token limit and at its time limit, counting what it spent before", async () => {
  const again: ScriptedCall = [call("echo"), finished("tool-use", usageOf(60, 40))];
  const spent = { ...createLoopRig([]).input().spent, turns: 4, usage: usageOf(800, 0), durationMs: 5_000, modelMs: 5_000 };
  const tokens = createLoopRig([again, again], { echo });
  const byTokens = await tokens.play({ limits: { ...defaultRunLimits, maxTokens: 1_000 }, spent });
  expect(byTokens.ending).toEqual({ type: "ended", outcome: { type: "limit-reached", limit: "tokens" } });
  expect(byTokens.summary).toMatchObject({ turns: 6, usage: usageOf(920, 80), calls: 2 });

  const time = createLoopRig([again], { echo });
  const byTime = await time.play({ limits: { ...defaultRunLimits, maxDurationMs: 9_000 }, spent }, (event) => {
    if (tellsOf(event, "attempt-started")) return time.clock.advance(4_000);
    return undefined;
  });
  expect(byTime.ending).toEqual({ type: "ended", outcome: { type: "limit-reached", limit: "time" } });
  expect(byTime.summary.durationMs).toBe(9_000);
});

test("time in which calls wait for the person does not count towards the limit", async () => {
  const waits: FakeTool = {
    access: "read",
    run: () => rig.clock.advance(100_000).then(() => ({ text: "approved at last", isError: false })),
  };
  const rig: ReturnType<typeof createLoopRig> = createLoopRig(
    [
      [call("echo"), finished("tool-use")],
      [text("Done."), finished("end-turn")],
    ],
    { echo: waits },
  );
  const outcome = await rig.play({ limits: { ...defaultRunLimits, maxDurationMs: 9_000 } });
  expect(outcome.ending).toEqual(completed("end-turn"));
  expect(outcome.summary.durationMs).toBe(100_000);
});

const callsWith: readonly (readonly [StopReason, "run" | "left", string])[] = [
  [{ type: "tool-use" }, "run", ""],
  [{ type: "pause-turn" }, "run", ""],
  [{ type: "other", raw: "whatever" }, "run", ""],
  [{ type: "end-turn" }, "left", "[Not carried out, because the model ended its answer with them: `echo`.]"],
  [
    { type: "max-tokens" },
    "left",
    "[Not carried out, because the answer reached its token limit, so they may be incomplete: `echo`.]",
  ],
  [{ type: "stop-sequence" }, "left", "[Not carried out, because the answer ended at a stop sequence: `echo`.]"],
  [{ type: "refusal" }, "left", "[Not carried out, because the model declined to go on: `echo`.]"],
];

test.each(callsWith)("calls that come with the stop reason %j are %s", async (reason, what, note) => {
  const first: ScriptedCall = [attempt("m1"), text("Well."), call("echo"), { type: "finished", reason, usage: noUsage }];
  const rig = createLoopRig(what === "run" ? [first, [text("ok"), finished("end-turn")]] : [first], { echo });
  const outcome = await rig.play();
  rig.provider.finish();
  expect(rig.gate.ran).toHaveLength(what === "run" ? 1 : 0);
  if (what === "run") return;
  expect(outcome.ending).toEqual({ type: "ended", outcome: { type: "completed", reason } });
  expect(outcome.newMessages).toEqual([
    { messageId: "m1", role: "assistant", blocks: [{ type: "text", text: `Well.\n\n${note}` }] },
  ]);
  expect(linesOf(rig.events).filter((line) => line.includes("call-requested"))).toEqual([]);
});

const found = { type: "block", provider: "anthropic", value: { search: 1 } } as const;
const searching: readonly ScriptStep[] = [attempt("m1"), text("Searching"), found];
const paused: ScriptedCall = [...searching, finished("pause-turn")];

test("an answer that pauses is asked on as it is, and becomes one message", async () => {
  const rig = createLoopRig([paused, [attempt("m2"), text(" done."), finished("end-turn")]]);
  const outcome = await rig.play();
  rig.provider.finish();
  const first = {
    messageId: "m1",
    role: "assistant",
    blocks: [
      { type: "text", text: "Searching" },
      { ...found, type: "opaque" },
    ],
  };
  expect(rig.provider.requests.map(({ messages }) => messages)).toEqual([rig.input().history, [...rig.input().history, first]]);
  expect(outcome.ending).toEqual(completed("end-turn"));
  expect(outcome.summary).toMatchObject({ turns: 2, usage: usageOf(20, 10) });
  expect(outcome.newMessages).toEqual([{ ...first, blocks: [...first.blocks, { type: "text", text: " done." }] }]);
  const { messageId: said, blocks } = userMessage("u1", "Look it up");
  const [begin] = rig.entries;
  const heard = begin === undefined ? [] : [{ ...begin, event: { type: "user-message", messageId: said, blocks } as const }];
  expect(foldMessages([...heard, ...rig.entries]).history.at(-1)).toEqual(outcome.newMessages[0]);
});

test("a model that pauses for ever is asked on ten times", async () => {
  const rig = createLoopRig(Array.from({ length: 11 }, () => paused));
  expect((await rig.play()).ending).toEqual(completed("pause-turn"));
  rig.provider.finish();
});

test("what the person says while an answer pauses waits for the answer's end", async () => {
  const queue = createSteeringQueue();
  const rig = createLoopRig([
    [...searching, { type: "do", run: () => queue.add(userMessage("s1", "Hurry")) }, finished("pause-turn")],
    [attempt("m2"), text(" done."), finished("end-turn")],
    [attempt("m3"), text("Yes."), finished("end-turn")],
  ]);
  await rig.play({ inbox: queue });
  rig.provider.finish();
  expect(rig.provider.requests.map(({ messages }) => messages.at(-1)?.role)).toEqual(["user", "assistant", "user"]);
});

test("a run that is taken up after a pause goes on from there", async () => {
  const rig = createLoopRig([[attempt("m2"), text(" done."), finished("end-turn")]]);
  const history = [...rig.input().history, { ...userMessage("m1", "Searching"), role: "assistant" as const }];
  const spent = { ...rig.input().spent, turns: 1, answered: { type: "pause-turn" as const } };
  expect((await rig.play({ history, spent })).ending).toEqual(completed("end-turn"));
  expect(rig.provider.requests.map(({ messages }) => messages)).toEqual([history]);
});

test("a context that overflows fails by name", async () => {
  const rig = createLoopRig([[text("So"), finished("context-overflow")]]);
  expect((await rig.play()).ending).toMatchObject({
    type: "ended",
    outcome: { type: "failed", failure: { type: "context-overflow" } },
  });
});

test("an empty answer ends the run and leaves no empty message", async () => {
  const rig = createLoopRig([[attempt("m1"), text(""), finished("end-turn")]]);
  const outcome = await rig.play();
  expect(outcome.newMessages).toEqual([]);
  expect(linesOf(rig.events)).toEqual([
    "1 turn-started",
    "1 attempt-started m1",
    "1 message-ended m1 end-turn",
    "1 turn-ended 0",
  ]);
});

test("a failure that showed nothing interrupts the run after a finished turn, and keeps that turn", async () => {
  const failure = { type: "rate-limited" as const, message: "Too many requests.", retryAfterMs: 20_000 };
  const rig = createLoopRig(
    [
      [call("echo"), finished("tool-use")],
      [attempt("m2"), { type: "failed", failure, usage: usageOf(3, 0) }],
    ],
    { echo },
  );
  const outcome = await rig.play();
  expect(outcome.ending).toEqual({ type: "interrupted", reason: failure });
  expect(outcome.newMessages).toHaveLength(2);
  expect(outcome.summary.usage).toEqual(usageOf(13, 5));
  expect(linesOf(rig.events).slice(-3)).toEqual(["2 attempt-started m2", "2 message-failed m2 rate-limited", "2 turn-ended 0"]);
});

test("what asking again would not change ends the run, although nothing was shown", async () => {
  const failure = { type: "bad-request" as const, message: "No.", status: 400 };
  const rig = createLoopRig([[attempt("m1"), { type: "failed", failure, usage: noUsage }]]);
  expect((await rig.play()).ending).toEqual({ type: "ended", outcome: { type: "failed", failure } });
});

test("a stream that fails keeps its text and runs none of its calls, however complete they are", async () => {
  const failure = { type: "wire" as const, message: "Cut off." };
  const rig = createLoopRig([[attempt("m1"), text("I will "), call("echo"), { type: "failed", failure, usage: noUsage }]], {
    echo,
  });
  const outcome = await rig.play();
  expect(rig.gate.ran).toEqual([]);
  expect(outcome.ending).toEqual({ type: "ended", outcome: { type: "failed", failure } });
  expect(outcome.newMessages).toEqual([{ messageId: "m1", role: "assistant", blocks: [{ type: "text", text: "I will " }] }]);
});

test("a stream without its last event is a failure", async () => {
  const rig = createLoopRig([[attempt("m1"), text("Half"), call("echo")]], { echo });
  const outcome = await rig.play();
  expect(outcome.ending).toMatchObject({ type: "ended", outcome: { type: "failed", failure: { type: "wire" } } });
  expect(rig.gate.ran).toEqual([]);
});

test("what a provider throws against its contract is an unexpected failure", async () => {
  const rig = createLoopRig([[attempt("m1"), text("Half"), { type: "throw", message: "boom" }]]);
  const outcome = await rig.play();
  expect(outcome.ending).toMatchObject({ type: "ended", outcome: { type: "failed", failure: { type: "unexpected" } } });
  expect(outcome.newMessages[0]?.blocks).toEqual([{ type: "text", text: "Half" }]);
});

test("nothing after the last event of a stream is read", async () => {
  const rig = createLoopRig([[text("a"), finished("end-turn"), text("b"), { type: "throw", message: "late" }]]);
  const outcome = await rig.play();
  expect(outcome.newMessages[0]?.blocks).toEqual([{ type: "text", text: "a" }]);
});

test("a retry is a message of its own and only the last attempt goes on", async () => {
  const reason = { type: "overloaded" as const, message: "Busy.", status: 529 };
  const rig = createLoopRig([
    [
      attempt("m1"),
      text("On"),
      { type: "retry-waiting", delayMs: 500, reason },
      attempt("m2"),
      text("One"),
      finished("end-turn"),
    ],
  ]);
  const outcome = await rig.play();
  expect(linesOf(rig.events)).toEqual([
    "1 turn-started",
    "1 attempt-started m1",
    'text-delta m1 "On"',
    "1 message-failed m1 overloaded",
    "1 retry-waiting 500",
    "1 attempt-started m2",
    'text-delta m2 "One"',
    "1 message-ended m2 end-turn",
    "1 turn-ended 0",
  ]);
  expect(outcome.newMessages).toEqual([{ messageId: "m2", role: "assistant", blocks: [{ type: "text", text: "One" }] }]);
});

test("opaque blocks stay in their place and are recorded as received", async () => {
  const block = { type: "block" as const, provider: "p", value: { signature: "x" } };
  const rig = createLoopRig([[attempt("m1"), thinking("a"), block, text("b"), finished("end-turn")]]);
  const outcome = await rig.play();
  expect(outcome.newMessages[0]?.blocks).toEqual([
    { type: "thinking", text: "a" },
    { type: "opaque", provider: "p", value: { signature: "x" } },
    { type: "text", text: "b" },
  ]);
});

test("a missing key interrupts the run without a message", async () => {
  const failure = { type: "key-missing" as const, message: "No key.", origin: "https://a.example" };
  const rig = createLoopRig([[{ type: "failed", failure, usage: noUsage }]]);
  const outcome = await rig.play();
  expect(outcome.ending).toEqual({ type: "interrupted", reason: failure });
  expect(linesOf(rig.events)).toEqual(["1 turn-started", "1 turn-ended 0"]);
});

test("a gate that cannot record interrupts the run and leaves the calls open", async () => {
  const rig = createLoopRig([[attempt("m1"), call("echo"), finished("tool-use")]], { echo });
  rig.gate.failure = { type: "storage-full", message: "Full." };
  const outcome = await rig.play();
  expect(outcome.ending).toEqual({ type: "interrupted", reason: { type: "storage-full", message: "Full." } });
  expect(findHistoryProblem([...rig.input().history, ...outcome.newMessages], "open-calls")).toBeUndefined();
  expect(outcome.newMessages.map(({ role }) => role)).toEqual(["assistant"]);
});

test("a gate that throws ends the run as failed, with every call answered", async () => {
  const broken = { run: () => Promise.reject(new Error("boom")) };
  const rig = createLoopRig([[attempt("m1"), call("echo"), finished("tool-use")]], { echo: broken });
  const outcome = await rig.play();
  expect(outcome.ending).toMatchObject({ type: "ended", outcome: { type: "failed", failure: { type: "unexpected" } } });
  expect(findRequestProblem([...rig.input().history, ...outcome.newMessages])).toBeUndefined();
});

test("a bug in what the loop is given ends the run as failed and is not thrown", async () => {
  const rig = createLoopRig([[attempt("m1"), text("One"), call("echo"), finished("tool-use")]], { echo });
  const gate = {
    ...rig.gate,
    describe: () => {
      throw new Error("boom");
    },
  };
  const loop = createLoop({ clock: rig.clock, gate, provider: rig.provider, random: createFakeRandom() });
  expect(await loop(rig.input(), () => {}, rig.controller.signal)).toMatchObject({
    ending: { type: "ended", outcome: { type: "failed", failure: { type: "unexpected" } } },
    newMessages: [],
  });
});

test("steering reaches the model with the results of the round that was going on", async () => {
  const inbox = createSteeringQueue();
  const rig = createLoopRig(
    [
      [attempt("m1"), call("echo"), finished("tool-use")],
      [text("ok"), finished("end-turn")],
    ],
    {
      echo: {
        run: () => {
          inbox.add(userMessage("message_u2", "And shorter."));
          return { text: "echoed", isError: false };
        },
      },
    },
  );
  const outcome = await rig.play({ inbox });
  expect(outcome.newMessages[1]).toEqual({
    messageId: "results_m1",
    role: "user",
    blocks: [
      { type: "tool-result", callId: "call_1", isError: false, text: "echoed" },
      { type: "text", text: "And shorter." },
    ],
  });
  expect(linesOf(rig.events).slice(4, 7)).toEqual(["1 turn-ended 1", "2 user-message message_u2", "2 turn-started"]);
});

test("steering during the last answer gives the run another turn, in the order it was said", async () => {
  const inbox = createSteeringQueue();
  const rig = createLoopRig([
    [attempt("m1"), text("One."), finished("end-turn")],
    [attempt("m2"), text("Two."), finished("end-turn")],
  ]);
  const outcome = await rig.play({ inbox }, (event) => {
    if (event.type !== "text-delta" || event.delta !== "One.") return;
    inbox.add(userMessage("message_u2", "b"));
    inbox.add(userMessage("message_u3", "c"));
    inbox.add(userMessage("message_u2", "b"));
  });
  expect(outcome.newMessages.map(({ role, blocks }) => [role, blocks.length])).toEqual([
    ["assistant", 1],
    ["user", 2],
    ["assistant", 1],
  ]);
  expect(findHistoryProblem([...rig.input().history, ...outcome.newMessages])).toBeUndefined();
  rig.provider.finish();
});

test("steering that comes when no turn is left stays in the inbox", async () => {
  const inbox = createSteeringQueue();
  inbox.add(userMessage("message_u2", "more"));
  const rig = createLoopRig([[text("One."), finished("end-turn")]]);
  const first = await rig.play({ inbox, limits: { ...defaultRunLimits, maxTurns: 0 } });
  expect(first.ending).toEqual({ type: "ended", outcome: { type: "limit-reached", limit: "turns" } });
  expect(inbox.isEmpty()).toBe(false);
  expect(inbox.withdraw(messageId("message_u2"))).toBe(true);
  expect(inbox.withdraw(messageId("message_u2"))).toBe(false);
});

test("a resumed run settles its open calls first and goes on with the next turn's number", async () => {
  const rig = createLoopRig([[attempt("m2"), text("ok"), finished("end-turn")]], { echo });
  const asked = {
    messageId: messageId("m1"),
    role: "assistant" as const,
    blocks: [{ type: "tool-call" as const, callId: callId("call_x"), wireId: "w", tool: "echo", input: {} }],
  };
  const history = [...rig.input().history, asked];
  const spent = { ...rig.input().spent, turns: 3, usage: usageOf(50, 9), openTurnUsage: usageOf(20, 3) };
  const outcome = await rig.play({ history, spent });
  expect(linesOf(rig.events).slice(0, 2)).toEqual(["3 turn-ended 1", "4 turn-started"]);
  expect(rig.gate.rounds[0]?.scope.turn).toBe(3);
  expect(outcome.newMessages.map(({ messageId }) => messageId)).toEqual(["results_m1", "m2"]);
  expect(outcome.summary).toMatchObject({ turns: 4, calls: 1, usage: usageOf(60, 14) });
  expect(history).toHaveLength(2);
});

test("a run whose answer is there and whose end is not ends without asking the model", async () => {
  const rig = createLoopRig([]);
  const answer = { messageId: messageId("m1"), role: "assistant" as const, blocks: [{ type: "text" as const, text: "There." }] };
  const spent = { ...rig.input().spent, turns: 1, answered: { type: "max-tokens" as const } };
  const outcome = await rig.play({ history: [...rig.input().history, answer], spent });
  expect(outcome).toMatchObject({ ending: completed("max-tokens"), newMessages: [] });
  expect(rig.events).toEqual([]);
});

test("a run whose answer is there goes on with what the person said after it", async () => {
  const inbox = createSteeringQueue();
  inbox.add(userMessage("message_u2", "And then?"));
  const rig = createLoopRig([[text("Then that."), finished("end-turn")]]);
  const answer = { messageId: messageId("m1"), role: "assistant" as const, blocks: [{ type: "text" as const, text: "There." }] };
  const outcome = await rig.play({ history: [...rig.input().history, answer], inbox });
  expect(outcome.newMessages.map(textOf)).toEqual(["And then?", "Then that."]);
  rig.provider.finish();
});

test("a damaged history is repaired before it is sent", async () => {
  const rig = createLoopRig([[text("ok"), finished("end-turn")]]);
  const orphan = {
    messageId: messageId("m0"),
    role: "assistant" as const,
    blocks: [{ type: "tool-call" as const, callId: callId("call_x"), wireId: "w", tool: "echo", input: {} }],
  };
  await rig.play({ history: [userMessage("a", "one"), orphan, userMessage("b", "two")] });
  expect(findRequestProblem(rig.provider.requests[0]?.messages ?? [])).toBeUndefined();
});

test("two runs of one loop at the same time share nothing", async () => {
  const answer: ScriptedCall = ({ messages }) => [text(`You said ${messages.map(textOf).join("|")}`), finished("end-turn")];
  const rig = createLoopRig([answer, answer]);
  const [first, second] = await Promise.all([
    rig.play({ history: [userMessage("a", "one")] }),
    rig.play({ history: [userMessage("b", "two")] }),
  ]);
  expect([first, second].map(({ newMessages }) => newMessages.map(textOf))).toEqual([["You said one"], ["You said two"]]);
});

test("a thousand turns call the model and the tool once each and keep the order", async () => {
  const turns = 1_000;
  const script = Array.from({ length: turns + 1 }, (_, turn): ScriptedCall => {
    return turn < turns ? [call("echo", { turn }), finished("tool-use")] : [text("end"), finished("end-turn")];
  });
  const rig = createLoopRig(script, { echo });
  const outcome = await rig.play({ limits: { ...defaultRunLimits, maxTurns: turns + 1 } });
  rig.provider.finish();
  expect(rig.gate.ran.map(({ input }) => input)).toEqual(Array.from({ length: turns }, (_, turn) => ({ turn })));
  expect(outcome.summary).toMatchObject({ turns: turns + 1, calls: turns, callsFailed: 0 });
  expect(outcome.newMessages).toHaveLength(2 * turns + 1);
  expect(findHistoryProblem([...rig.input().history, ...outcome.newMessages])).toBeUndefined();
});

test("the limit on turns counts the run's own, whatever their numbers in the session", async () => {
  const round: ScriptedCall = [call("echo"), finished("tool-use")];
  const rig = createLoopRig([round, round, round], { echo });
  const spent = { ...rig.input().spent, turnsBefore: 40 };
  const outcome = await rig.play({ spent, limits: { ...defaultRunLimits, maxTurns: 3 } });
  expect(linesOf(rig.events).filter((line) => line.endsWith("turn-started"))).toEqual([
    "41 turn-started",
    "42 turn-started",
    "43 turn-started",
  ]);
  expect(outcome).toMatchObject({ ending: { outcome: { type: "limit-reached", limit: "turns" } }, summary: { turns: 3 } });
});
