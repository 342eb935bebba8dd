import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { watchStall } from "./watch-stall.ts";

const subject = () => {
  const clock = createFakeClock();
  const state = { activeAt: 0, isWaiting: false, stalledAt: -1 };
  const watch = watchStall({ clock }, 1_000, {
    activeAt: () => state.activeAt,
    isWaiting: () => state.isWaiting,
    onStall: () => {
      state.stalledAt = clock.monotonic();
    },
  });
  return { clock, state, watch };
};

test("silence for the whole time is a stall, told once", async () => {
  const { clock, state, watch } = subject();
  await clock.advance(999);
  expect(state.stalledAt).toBe(-1);
  await clock.advance(5_000);
  expect([state.stalledAt, watch.isStalled()]).toEqual([1_000, true]);
});

test("whatever happens gives it the whole time again", async () => {
  const { clock, state } = subject();
  await clock.advance(900);
  state.activeAt = 900;
  await clock.advance(999);
  expect(state.stalledAt).toBe(-1);
  await clock.advance(1);
  expect(state.stalledAt).toBe(1_900);
});

test("waiting is no stall, however long it takes", async () => {
  const { clock, state, watch } = subject();
  state.isWaiting = true;
  await clock.advance(60_000);
  state.isWaiting = false;
  expect(watch.isStalled()).toBe(false);
  await clock.advance(1_000);
  expect(watch.isStalled()).toBe(true);
});

test("a watch that is called off says nothing", async () => {
  const { clock, watch } = subject();
  watch.cancel();
  await clock.advance(5_000);
  expect(watch.isStalled()).toBe(false);
});
