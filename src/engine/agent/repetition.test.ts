import { expect, test } from "vitest";
import type { JsonValue } from "../../kernel/base/json.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { attempt, call, createLoopRig, finished, linesOf, text, userMessage } from "./loop.fake.ts";
import { createSteeringQueue } from "./steering.ts";

const asks = (id: string, input: JsonValue = { path: "/a" }) => [attempt(id), call("look", input), finished("tool-use")];
const says = (id: string) => [attempt(id), text("Done."), finished("end-turn")];
const same = { look: { run: () => ({ text: "nothing there", isError: false }) } };

test("the same call with the same result pauses the run the third time, with its history whole", async () => {
  const rig = createLoopRig([asks("m1"), asks("m2"), asks("m3")], same);
  const { ending, newMessages, summary } = await rig.play();
  expect(ending).toEqual({
    type: "interrupted",
    reason: {
      type: "looks-stuck",
      tool: "look",
      times: 3,
      message:
        'The agent called look 3 times in its last 5 calls, with {"path":"/a"} and with the same result: “nothing there” The run is paused, so nothing more is spent on it; everything is kept.',
    },
  });
  expect([newMessages.length, summary.calls, summary.turns]).toEqual([6, 3, 3]);
});

test("three in five calls count, also with others between them and in another order of the arguments", async () => {
  const first = { path: "/a", deep: { b: 1, c: 2 } };
  const again = { deep: { c: 2, b: 1 }, path: "/a" };
  const rig = createLoopRig(
    [asks("m1", first), asks("m2", { path: "/b" }), asks("m3", again), asks("m4", { path: "/c" }), asks("m5", first)],
    same,
  );
  expect((await rig.play()).ending).toMatchObject({ type: "interrupted", reason: { type: "looks-stuck", times: 3 } });
});

test("what differs in its result or its arguments, or lies further back, goes on", async () => {
  let count = 0;
  const counting = { look: { run: () => ({ text: `look ${count++}`, isError: false }) } };
  const results = createLoopRig([asks("m1"), asks("m2"), asks("m3"), asks("m4"), says("m5")], counting);
  expect((await results.play()).ending).toMatchObject({ type: "ended", outcome: { type: "completed" } });
  const others = ["/a", "/a", "/b", "/c", "/d", "/a", "/e", "/a"];
  const spread = createLoopRig([...others.map((path, index) => asks(`m${index}`, { path })), says("m9")], same);
  expect((await spread.play()).ending).toMatchObject({ type: "ended", outcome: { type: "completed" } });
});

test("a run that goes on after the pause counts anew, and so does one that the person spoke to", async () => {
  const first = createLoopRig([asks("m1"), asks("m2"), asks("m3")], same);
  const { newMessages, summary } = await first.play();
  const history: readonly Message[] = [userMessage("message_u1", "Hello"), ...newMessages];
  const spent = { ...first.input().spent, turns: summary.turns };
  const second = createLoopRig([asks("n1"), asks("n2"), says("n3")], same);
  expect((await second.play({ history, spent })).ending).toMatchObject({ type: "ended", outcome: { type: "completed" } });

  const inbox = createSteeringQueue();
  const steered = createLoopRig([asks("m1"), asks("m2"), asks("m3"), asks("m4"), asks("m5"), says("m6")], same);
  const { ending } = await steered.play({ inbox }, (event) => {
    if (linesOf([event]).some((line) => line.includes("message-ended m3")))
      inbox.add(userMessage("message_u2", "Look elsewhere."));
  });
  expect(ending).toMatchObject({ type: "ended", outcome: { type: "completed" } });
});
