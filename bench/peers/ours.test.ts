import { expect, test } from "vitest";
import { floor } from "./floor.ts";
import { ours, oursWatched } from "./ours.ts";
import type { Answer, Peer } from "./work.ts";

const play = async (
  peer: Peer,
  answer: (index: number) => Answer,
): Promise<{ readonly calls: number; readonly text: string }> => {
  const done = { calls: 0, text: "" };
  const run = await peer({
    answer,
    tool: async () => {
      done.calls += 1;
      return "constant";
    },
    onText: (text) => {
      done.text += text;
    },
    signal: new AbortController().signal,
  });
  await run();
  return done;
};

test.each([
  ["the floor", floor],
  ["the engine", ours],
  ["the engine with hooks and audit", oursWatched],
])("%s does what the scripted model says", async (_, peer) => {
  const answers = [
    { pieces: 0, calls: 1 },
    { pieces: 2, calls: 3 },
    { pieces: 3, calls: 0 },
  ];
  const done = await play(peer, (index) => answers[index] ?? { pieces: 0, calls: 0 });
  expect(done).toEqual({ calls: 4, text: "abcdabcdabcdabcdabcd" });
});

test("a stop ends the engine while a tool runs that does not hear it", async () => {
  const controller = new AbortController();
  const run = await ours({
    answer: () => ({ pieces: 0, calls: 1 }),
    tool: () => {
      queueMicrotask(() => controller.abort());
      return new Promise(() => {});
    },
    onText: () => {},
    signal: controller.signal,
  });
  await expect(run()).resolves.toBeUndefined();
});
