import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { showRested } from "./show-rested.ts";

const setUp = (restMs: number) => {
  const clock = createFakeClock();
  const shown: number[] = [];
  let value = 0;
  let listener = (): void => {};
  const stop = showRested({
    clock,
    look: () => value,
    subscribe: (hear) => {
      listener = hear;
      return () => {
        listener = () => {};
      };
    },
    restMs: () => restMs,
    show: (next) => void shown.push(next),
  });
  const set = (next: number): void => {
    value = next;
    listener();
  };
  return { clock, shown, set, stop };
};

test("without a rest every change is shown at once", () => {
  const { shown, set } = setUp(0);
  for (const value of [1, 2, 2, 3]) set(value);
  expect(shown).toEqual([0, 1, 2, 3]);
});

test("a change is shown at once, those that follow it together after the rest, and the last one always", async () => {
  const { clock, shown, set } = setUp(100);
  for (const value of [1, 2, 3]) set(value);
  expect(shown).toEqual([0, 1]);
  await clock.advance(100);
  expect(shown).toEqual([0, 1, 3]);
  set(4);
  expect(shown).toEqual([0, 1, 3]);
  await clock.advance(100);
  expect(shown).toEqual([0, 1, 3, 4]);
  await clock.advance(200);
  set(5);
  expect(shown).toEqual([0, 1, 3, 4, 5]);
});

test("nothing is shown after the end", async () => {
  const { clock, shown, set, stop } = setUp(100);
  for (const value of [1, 2]) set(value);
  stop();
  await clock.advance(500);
  set(3);
  expect(shown).toEqual([0, 1]);
});
