import { expect, test } from "vitest";
import type { FakeTool } from "../../kernel/contracts/gate.fake.ts";
import {
  attempt,
  call,
  createLoopRig,
  finished,
  type LoopRig,
  linesOf,
  tellsOf,
  text,
  usageOf,
  userMessage,
} from "./loop.fake.ts";
import { findHistoryProblem, findRequestProblem, repairHistory } from "./repair.ts";
import { createSteeringQueue } from "./steering.ts";

const stopped = { type: "ended", outcome: { type: "stopped" } };
const echo: FakeTool = { access: "read", run: () => ({ text: "echoed", isError: false }) };
const deaf: FakeTool = { run: () => new Promise<never>(() => undefined) };

/** Stops the run when a tool has started. */
const stopping = (rig: () => LoopRig): FakeTool => ({
  run: () => {
    rig().controller.abort();
    return new Promise<never>(() => undefined);
  },
});

/** The next message of the person can be sent, and nothing of the stopped run had to be invented for it. */
const nextRequestIsValid = (rig: LoopRig, newMessages: Awaited<ReturnType<LoopRig["play"]>>["newMessages"]): void => {
  const history = [...rig.input().history, ...newMessages];
  expect(findHistoryProblem(history)).toBeUndefined();
  expect(findRequestProblem(repairHistory([...history, userMessage("next", "Go on")]))).toBeUndefined();
};

test("a stop before the start asks no model and records nothing, every time", async () => {
  for (let round = 0; round < 8; round += 1) {
    const rig = createLoopRig([], { echo });
    rig.controller.abort();
    const outcome = await rig.play();
    expect(outcome).toMatchObject({ ending: stopped, newMessages: [], summary: { turns: 0, usage: usageOf(0, 0) } });
    expect(rig.events).toEqual([]);
    expect(rig.provider.requests).toEqual([]);
  }
});

test("a stop when a turn has just begun asks no model", async () => {
  const rig = createLoopRig([]);
  const reminders = {
    due: () => {
      rig.controller.abort();
      return [];
    },
  };
  const outcome = await rig.play({ reminders });
  expect(linesOf(rig.events)).toEqual(["1 turn-started", "1 turn-ended 0"]);
  expect(outcome.ending).toEqual(stopped);
  expect(rig.provider.requests).toEqual([]);
});

test("a stop before the first piece leaves a message that failed as aborted and no message in the history", async () => {
  const rig = createLoopRig([[attempt("m1"), { type: "do", run: () => rig.controller.abort() }, { type: "wait-for-abort" }]]);
  const outcome = await rig.play();
  expect(linesOf(rig.events)).toEqual([
    "1 turn-started",
    "1 attempt-started m1",
    "1 message-failed m1 aborted",
    "1 turn-ended 0",
  ]);
  expect(outcome).toMatchObject({ ending: stopped, newMessages: [], summary: { usage: usageOf(7, 0) } });
});

test("a stop in the middle of the text keeps what was shown, counts what it cost and shows nothing after it", async () => {
  const rig = createLoopRig([
    [
      attempt("m1"),
      text("One, "),
      { type: "do", run: () => rig.controller.abort() },
      text("two, "),
      call("echo"),
      { type: "wait-for-abort" },
    ],
  ]);
  const outcome = await rig.play();
  expect(linesOf(rig.events)).toEqual([
    "1 turn-started",
    "1 attempt-started m1",
    'text-delta m1 "One, "',
    "1 message-failed m1 aborted",
    "1 turn-ended 0",
  ]);
  expect(outcome.newMessages).toEqual([{ messageId: "m1", role: "assistant", blocks: [{ type: "text", text: "One, " }] }]);
  expect(outcome.summary.usage).toEqual(usageOf(7, 0));
  nextRequestIsValid(rig, outcome.newMessages);
});

test("a model that stalls and ignores the signal is left without a timer", async () => {
  const rig = createLoopRig([[attempt("m1"), text("One"), { type: "hang" }]]);
  const playing = rig.play({}, (event) => {
    if (event.type === "text-delta") queueMicrotask(() => rig.controller.abort());
  });
  expect((await playing).ending).toEqual(stopped);
  expect(rig.clock.monotonic()).toBe(0);
});

test("a model that ends well in the moment of the stop has still been stopped, and its calls do not run", async () => {
  const rig = createLoopRig(
    [[attempt("m1"), text("One"), { type: "do", run: () => rig.controller.abort() }, call("echo"), finished("tool-use")]],
    { echo },
  );
  const outcome = await rig.play();
  expect(outcome.ending).toEqual(stopped);
  expect(outcome.summary.usage).toEqual(usageOf(10, 5));
  expect(rig.gate.rounds).toEqual([]);
});

test("a stop while a deaf tool runs gives its call one truthful result and asks the model no more", async () => {
  const rig: LoopRig = createLoopRig([[attempt("m1"), call("wait"), finished("tool-use")]], { wait: stopping(() => rig) });
  const outcome = await rig.play();
  expect(outcome.ending).toEqual(stopped);
  expect(linesOf(rig.events).slice(-3)).toEqual([
    "1 call-requested call_1 wait",
    "1 message-ended m1 tool-use",
    "1 turn-ended 1",
  ]);
  expect(outcome.newMessages[1]?.blocks).toEqual([
    {
      type: "tool-result",
      callId: "call_1",
      isError: true,
      text: "Stopped by the person while this call ran. No change to the workspace was kept.",
    },
  ]);
  rig.provider.finish();
});

test("a stop during a round of three keeps the result that is there and gives each call exactly one", async () => {
  const rig: LoopRig = createLoopRig(
    [[attempt("m1"), call("echo"), call("deaf"), call("wait"), call("echo"), finished("tool-use")]],
    { echo, deaf, wait: stopping(() => rig) },
  );
  const outcome = await rig.play();
  expect(outcome.newMessages[1]?.blocks.map((block) => block.type === "tool-result" && [block.callId, block.isError])).toEqual([
    ["call_1", false],
    ["call_2", true],
    ["call_3", true],
    ["call_4", true],
  ]);
  expect(rig.gate.ran.map(({ callId }) => callId)).toEqual(["call_1", "call_2", "call_3"]);
  expect(rig.entries.filter(({ event }) => event.type === "call-settled")).toHaveLength(4);
  nextRequestIsValid(rig, outcome.newMessages);
});

test("the results of a stopped round are recorded before the loop ends", async () => {
  const rig: LoopRig = createLoopRig([[call("wait"), finished("tool-use")]], { wait: stopping(() => rig) });
  await rig.play({}, (event) => {
    if (!tellsOf(event, "turn-ended")) return;
    expect(rig.entries.filter((entry) => entry.event.type === "call-settled")).toHaveLength(1);
  });
});

test("a second stop changes nothing", async () => {
  const rig: LoopRig = createLoopRig([[call("wait"), finished("tool-use")]], { wait: stopping(() => rig) });
  const outcome = await rig.play({}, () => {
    if (rig.controller.signal.aborted) rig.controller.abort();
  });
  expect(outcome.ending).toEqual(stopped);
});

test("a tool hears the stop", async () => {
  const heard: boolean[] = [];
  const rig: LoopRig = createLoopRig([[call("wait"), finished("tool-use")]], {
    wait: {
      run: (_call, signal) => {
        signal.addEventListener("abort", () => heard.push(true));
        rig.controller.abort();
        return { text: "ended early", isError: false };
      },
    },
  });
  const outcome = await rig.play();
  expect(heard).toEqual([true]);
  expect(outcome.newMessages[1]?.blocks[0]).toMatchObject({ text: "ended early", isError: false });
});

test("what comes late from a tool that was left behind goes nowhere", async () => {
  let answer = (): void => undefined;
  const rig: LoopRig = createLoopRig([[call("late"), finished("tool-use")]], {
    late: {
      run: () => {
        rig.controller.abort();
        return new Promise((resolve) => {
          answer = () => resolve({ text: "late", isError: false });
        });
      },
    },
  });
  const outcome = await rig.play();
  const before = structuredClone(outcome.newMessages);
  answer();
  await rig.clock.advance(1);
  expect(outcome.newMessages).toEqual(before);
  expect(rig.entries.filter(({ event }) => event.type === "call-settled")).toHaveLength(1);
});

test("a stop between the turns starts no other turn and takes no steering", async () => {
  const inbox = createSteeringQueue();
  const rig = createLoopRig([[call("echo"), finished("tool-use")]], { echo });
  const takeSpent = (): undefined => {
    inbox.add(userMessage("message_u2", "wait"));
    rig.controller.abort();
  };
  const outcome = await rig.play({ inbox, family: { takeSpent, tokensLeft: () => Number.POSITIVE_INFINITY } });
  expect(outcome.ending).toEqual(stopped);
  expect(inbox.isEmpty()).toBe(false);
  nextRequestIsValid(rig, outcome.newMessages);
});

test("a stopped resumed run still gets one result for each open call", async () => {
  const rig = createLoopRig([], { echo });
  rig.controller.abort();
  const asked = {
    messageId: "m1",
    role: "assistant",
    blocks: [{ type: "tool-call", callId: "c", wireId: "w", tool: "echo", input: {} }],
  };
  const outcome = await rig.play({ history: [...rig.input().history, asked as never] });
  expect(outcome.ending).toEqual(stopped);
  expect(outcome.newMessages.map(({ blocks }) => blocks)).toMatchObject([
    [{ type: "tool-result", callId: "c", isError: true, text: expect.stringContaining("before this call started") }],
  ]);
  expect(rig.gate.ran).toEqual([]);
});

test("a hearer that breaks down once ends the run as failed, and the provider's stream is closed", async () => {
  const rig = createLoopRig([[attempt("m1"), text("One"), text("two"), finished("end-turn")]]);
  let breaks = true;
  const outcome = await rig.play({}, ({ type }) => {
    if (type !== "text-delta" || !breaks) return;
    breaks = false;
    throw new Error("boom");
  });
  expect(outcome.ending).toMatchObject({ type: "ended", outcome: { type: "failed", failure: { type: "unexpected" } } });
  await rig.clock.advance(1);
  expect(rig.provider.left()).toBe(1);
});
