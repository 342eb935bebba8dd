import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { messageId, runId, sessionId } from "../../kernel/base/ids.ts";
import { err, ok } from "../../kernel/base/result.ts";
import type { Commit, Store } from "../../kernel/contracts/store.ts";
import type { LiveText } from "../../kernel/conversation/live.ts";
import { createInMemoryStore } from "../../platform/storage/in-memory/in-memory-store.ts";
import { workspaceProjection } from "../projection.ts";
import { createRunRecorder } from "./run-recorder.ts";

const m = messageId("m1");

const setUp = (refuse?: Failure) => {
  const clock = createFakeClock();
  const commits: Commit[] = [];
  const live: LiveText[] = [];
  const failures: Failure[] = [];
  const memory = createInMemoryStore({ clock }, { projection: workspaceProjection });
  const store: Store = {
    ...memory,
    append: (commit) => {
      commits.push(commit);
      return refuse === undefined ? memory.append(commit) : Promise.resolve(err(refuse));
    },
  };
  const recorder = createRunRecorder({
    clock,
    store,
    sessionId: sessionId("s"),
    runId: runId("r"),
    onLiveText: (piece) => live.push(piece),
    onFailure: (failure) => failures.push(failure),
  });
  const stored = () =>
    commits.map(({ durability, entries }) => [
      durability,
      ...entries.map(({ event, turn }) => [event.type, "text" in event ? event.text : "", turn]),
    ]);
  return { clock, recorder, live, failures, stored };
};

test("pieces are shown at once and stored joined within a tenth of a second", async () => {
  const { clock, recorder, live, stored } = setUp();
  recorder.delta("text", m, "Hel");
  recorder.delta("text", m, "lo");
  expect(live.map(({ offset, text }) => [offset, text])).toEqual([
    [0, "Hel"],
    [3, "lo"],
  ]);
  await clock.advance(99);
  expect(stored()).toEqual([]);
  await clock.advance(1);
  expect(stored()).toEqual([["relaxed", ["text-appended", "Hello", undefined]]]);
});

test("a fact comes after the stream before it, in one commit, and both know their turn", async () => {
  const { recorder, stored } = setUp();
  await recorder.record([{ event: { type: "turn-started" }, turn: 1 }], { causes: [], origins: [] }, "relaxed");
  recorder.delta("thinking", m, "hm");
  recorder.delta("text", m, "yes");
  await recorder.record([{ event: { type: "turn-started" }, turn: 2 }], { causes: [], origins: [] }, "strict");
  expect(stored()).toEqual([
    ["relaxed", ["turn-started", "", 1]],
    ["strict", ["thinking-appended", "hm", 1], ["text-appended", "yes", 1], ["turn-started", "", 2]],
  ]);
});

test("a long stream reaches the disk itself at least every two seconds, and every 64 K characters", async () => {
  const { clock, recorder, stored } = setUp();
  for (let tenth = 0; tenth < 30; tenth += 1) {
    recorder.delta("text", m, "x");
    await clock.advance(100);
  }
  const strict = stored()
    .map(([durability], index) => [durability, index])
    .filter(([durability]) => durability === "strict");
  expect(strict).toEqual([["strict", 19]]);
  recorder.delta("text", m, "y".repeat(65_536));
  await clock.advance(100);
  expect(stored().at(-1)?.[0]).toBe("strict");
});

test("a stream that cannot be stored is told, and nothing is written after it was abandoned", async () => {
  const full: Failure = { type: "storage-full", message: "full" };
  const { clock, recorder, failures, stored } = setUp(full);
  recorder.delta("text", m, "x");
  await clock.advance(100);
  expect(failures).toEqual([full]);
  recorder.abandon();
  recorder.delta("text", m, "y");
  await clock.advance(1_000);
  expect(await recorder.flush("strict")).toEqual(ok([]));
  expect(stored().length).toBe(1);
});
