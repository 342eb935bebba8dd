import { expect, test } from "vitest";
import { raceAbort } from "./abort.ts";
import { createFakeClock } from "./clock.fake.ts";
import { sleep } from "./clock.ts";

test("work that is there already wins over a signal that aborted", async () => {
  expect(await raceAbort(Promise.resolve("done"), AbortSignal.abort())).toEqual({ type: "settled", value: "done" });
});

test("an abort ends the wait for work that never ends", async () => {
  const controller = new AbortController();
  const raced = raceAbort(new Promise(() => {}), controller.signal);
  controller.abort();
  expect(await raced).toEqual({ type: "aborted" });
});

test("a failure that comes first passes through, one that comes later is silent", async () => {
  await expect(raceAbort(Promise.reject(new Error("first")), new AbortController().signal)).rejects.toThrow("first");
  const controller = new AbortController();
  let fail: (cause: Error) => void = () => {};
  const raced = raceAbort(
    new Promise((_, reject) => {
      fail = reject;
    }),
    controller.signal,
  );
  controller.abort();
  expect(await raced).toEqual({ type: "aborted" });
  fail(new Error("late"));
});

test("a sleep lasts its time, and ends at once with the signal", async () => {
  const clock = createFakeClock();
  const slept = sleep(clock, 100, new AbortController().signal);
  await clock.advance(100);
  expect(await slept).toBe(true);
  const controller = new AbortController();
  const cut = sleep(clock, 100, controller.signal);
  controller.abort();
  expect(await cut).toBe(false);
  expect(await sleep(clock, 100, AbortSignal.abort())).toBe(false);
});
