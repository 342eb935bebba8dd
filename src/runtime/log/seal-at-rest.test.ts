import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createFakeStore } from "../../kernel/contracts/store.fake.ts";
import type { Event } from "../../kernel/log/event.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { sealAtRest } from "./seal-at-rest.ts";

const ended: Event = {
  type: "run-ended",
  outcome: { type: "stopped" },
  summary: { turns: 1, usage: noUsage, calls: 0, callsFailed: 0, filesChanged: 0, durationMs: 1 },
};

const openWatch = () => {
  const clock = createFakeClock();
  const store = createFakeStore(clock);
  const sealed: number[] = [];
  const seal = () => {
    sealed.push(clock.now() - 1_700_000_000_000);
    return Promise.reject(new Error("The disk is full."));
  };
  const stop = sealAtRest({ clock, store, seal });
  const tell = (event: Event) =>
    store.append({ entries: [{ causes: [], origins: [], event }], effects: [], expects: [], durability: "strict" });
  return { clock, sealed, stop, tell };
};

test("the log is sealed half a minute after the last run's end, and again after the next", async () => {
  const { clock, sealed, tell } = openWatch();
  await tell({ type: "turn-started" });
  await clock.advance(60_000);
  await tell(ended);
  await clock.advance(20_000);
  await tell(ended);
  await clock.advance(29_999);
  expect(sealed).toEqual([]);
  await clock.advance(1);
  expect(sealed).toEqual([110_000]);
  await tell(ended);
  await clock.advance(30_000);
  expect(sealed).toEqual([110_000, 140_000]);
});

test("nothing is sealed any more once it is stopped", async () => {
  const { clock, sealed, stop, tell } = openWatch();
  await tell(ended);
  stop();
  await tell(ended);
  await clock.advance(60_000);
  expect(sealed).toEqual([]);
});
