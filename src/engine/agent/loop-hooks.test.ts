import { describe, expect, test } from "vitest";
import type { Hooks } from "../../kernel/contracts/hooks.ts";
import { foldMessages } from "./fold-messages.ts";
import { attempt, call, createLoopRig, finished, linesOf, text, userMessage } from "./loop.fake.ts";
import { findHistoryProblem } from "./repair.ts";

const answered = (words: string, id: string) => [attempt(id), text(words), finished("end-turn")];

const retryUntil = (accepts: (words: string) => boolean): Hooks => ({
  name: "Manners",
  onAnswer: ({ message: { blocks } }) => {
    const words = blocks.map((block) => (block.type === "text" ? block.text : "")).join("");
    return accepts(words) ? { type: "accept" } : { type: "retry", feedback: "Say please." };
  },
});

describe("before a request", () => {
  test("a change goes out and nowhere else, and the log tells of it", async () => {
    const hook: Hooks = {
      name: "Mask",
      beforeRequest: (request) => ({ type: "modify", request: { ...request, system: "masked" }, note: "The system prompt." }),
    };
    const rig = createLoopRig([answered("Hi", "m1")], {}, undefined, [hook]);
    const outcome = await rig.play();
    expect(rig.provider.requests.map(({ system }) => system)).toEqual(["masked"]);
    expect(outcome.newMessages.map(({ role }) => role)).toEqual(["assistant"]);
    expect(rig.entries.map(({ event }) => event).filter(({ type }) => type === "hook-acted")).toEqual([
      { type: "hook-acted", point: "before-request", name: "Mask", did: "changed-request", text: "The system prompt." },
    ]);
  });

  test("a block ends the run as failed before anything is sent, and the conversation can go on", async () => {
    const hook: Hooks = { name: "Wall", beforeRequest: () => ({ type: "block", reason: "It names a customer." }) };
    const rig = createLoopRig([], {}, undefined, [hook]);
    const outcome = await rig.play();
    expect(outcome.ending).toEqual({
      type: "ended",
      outcome: {
        type: "failed",
        failure: {
          type: "denied",
          message:
            "The guardrail “Wall” did not let this request out, so nothing was sent: It names a customer. Everything said so far is kept. Change the guardrail or what is said, then send a message.",
        },
      },
    });
    expect(rig.provider.requests).toEqual([]);
    expect(linesOf(rig.events)).toEqual(["1 turn-started", "1 turn-ended 0"]);
  });

  test("a stop does not wait for it", async () => {
    const hook: Hooks = { name: "deaf", beforeRequest: () => new Promise(() => undefined) };
    const rig = createLoopRig([], {}, undefined, [hook]);
    const played = rig.play({}, () => queueMicrotask(() => rig.controller.abort()));
    expect((await played).ending).toEqual({ type: "ended", outcome: { type: "stopped" } });
    expect(rig.provider.requests).toEqual([]);
  });
});

describe("on an answer", () => {
  test("nothing is told of an answer before it is accepted", async () => {
    const seen: string[][] = [];
    const rig = createLoopRig([[attempt("m1"), text("Yes, "), text("please"), finished("end-turn")]], {}, undefined, [
      {
        name: "look",
        onAnswer: () => {
          seen.push([...linesOf(rig.events)]);
          return { type: "accept" };
        },
      },
    ]);
    await rig.play();
    expect(seen).toEqual([["1 turn-started", "1 attempt-started m1"]]);
    expect(linesOf(rig.events)).toEqual([
      "1 turn-started",
      "1 attempt-started m1",
      'text-delta m1 "Yes, "',
      'text-delta m1 "please"',
      "1 message-ended m1 end-turn",
      "1 turn-ended 0",
    ]);
  });

  test("what is sent back is neither shown nor stored; the feedback is, and its tokens count", async () => {
    const rig = createLoopRig(
      [[attempt("m1"), text("Give me that"), call("put"), finished("tool-use")], answered("please", "m2")],
      {},
      undefined,
      [retryUntil((words) => words.includes("please"))],
    );
    const outcome = await rig.play();
    expect(linesOf(rig.events)).toEqual([
      "1 turn-started",
      "1 attempt-started m1",
      "1 message-failed m1 answer-rejected",
      "1 user-message message_1",
      "1 turn-ended 0",
      "2 turn-started",
      "2 attempt-started m2",
      'text-delta m2 "please"',
      "2 message-ended m2 end-turn",
      "2 turn-ended 0",
    ]);
    expect(JSON.stringify(rig.entries)).not.toContain("Give me that");
    expect(rig.gate.rounds).toEqual([]);
    expect(outcome.summary).toMatchObject({ turns: 2, usage: { inputTokens: 20, outputTokens: 10 } });
    expect(rig.provider.requests[1]?.messages.at(-1)?.blocks.at(-1)).toEqual({ type: "text", text: "Say please." });
    const said = rig.entries.map(({ event }) => event).find(({ type }) => type === "user-message");
    expect(said).toMatchObject({ by: "guardrail" });
  });

  test("the eighth in a row ends the run", async () => {
    const script = Array.from({ length: 8 }, (_, index) => answered("no", `m${index}`));
    const rig = createLoopRig(script, {}, undefined, [retryUntil(() => false)]);
    const { ending, summary } = await rig.play();
    expect(summary.turns).toBe(8);
    expect(ending).toMatchObject({ type: "ended", outcome: { type: "failed", failure: { type: "answer-rejected" } } });
    expect(linesOf(rig.events).filter((line) => line.includes("user-message"))).toHaveLength(7);
  });

  test("an accepted answer ends the streak, and a resumed run goes on counting", async () => {
    const first = createLoopRig(
      Array.from({ length: 5 }, (_, index) => answered("no", `m${index}`)),
      {},
      undefined,
      [retryUntil(() => false)],
    );
    // The fifth is cut short: the tab dies while it is asked for.
    await first.play({}, () => {
      if (first.provider.requests.length === 5) first.controller.abort();
    });
    const started = {
      type: "run-started",
      model: { provider: "demo" },
      limits: first.input().limits,
      level: "ask-risky",
    } as const;
    const about = { at: 0, causes: [], origins: [], runId: first.input().scope.runId };
    const conversation = foldMessages([
      { ...about, seq: 0, event: started },
      { ...about, seq: 0, event: { type: "user-message", ...userMessage("message_u1", "Hello") } },
      ...first.entries,
    ]);
    expect(conversation.openRun?.spent.rejections).toBe(4);
    expect(findHistoryProblem(conversation.history)).toBeUndefined();
    const second = createLoopRig(
      Array.from({ length: 4 }, (_, index) => answered("no", `n${index}`)),
      {},
      undefined,
      [retryUntil(() => false)],
    );
    const { ending, summary } = await second.play({
      history: conversation.history,
      spent: conversation.openRun!.spent, // Checked above.
    });
    expect(ending).toMatchObject({ type: "ended", outcome: { type: "failed" } });
    expect(second.provider.requests).toHaveLength(4);
    expect(summary.turns).toBe(9);
  });

  test("a block or a hook that throws ends the run without the answer", async () => {
    for (const onAnswer of [
      () => ({ type: "block", reason: "Not this." }) as const,
      () => {
        throw new Error("broken");
      },
    ]) {
      const rig = createLoopRig([answered("secret words", "m1")], {}, undefined, [{ name: "h", onAnswer }]);
      const { ending, newMessages } = await rig.play();
      expect(ending).toMatchObject({ type: "ended", outcome: { type: "failed" } });
      expect(newMessages).toEqual([]);
      expect(JSON.stringify(rig.entries)).not.toContain("secret words");
    }
  });

  test("an answer that breaks off unseen leaves nothing behind, and a stop while the hook thinks neither", async () => {
    const broken = createLoopRig([[attempt("m1"), text("half of it")]], {}, undefined, [retryUntil(() => true)]);
    const cut = await broken.play();
    expect(cut.ending).toMatchObject({ type: "interrupted" });
    const stopped = createLoopRig([answered("whole", "m1")], {}, undefined, [
      {
        name: "deaf",
        onAnswer: () => {
          queueMicrotask(() => stopped.controller.abort());
          return new Promise(() => undefined);
        },
      },
    ]);
    const ended = await stopped.play();
    expect(ended.ending).toEqual({ type: "ended", outcome: { type: "stopped" } });
    expect([cut.newMessages, ended.newMessages]).toEqual([[], []]);
    expect(JSON.stringify([broken.entries, stopped.entries])).not.toMatch(/half of it|whole/);
  });
});

test("the reason of a failed run is told, and a listener that throws is noted", async () => {
  const heard: string[] = [];
  const rig = createLoopRig([], {}, undefined, [
    { name: "Wall", beforeRequest: () => ({ type: "block", reason: "No." }) },
    {
      name: "ear",
      onError: ({ type }, { turn }) => {
        heard.push(`${type} in turn ${turn}`);
        throw new Error("deaf");
      },
    },
  ]);
  await rig.play();
  expect(heard).toEqual(["denied in turn 1"]);
  expect(linesOf(rig.events)).toEqual(["1 turn-started", "1 turn-ended 0", "1 hook-acted"]);
});
