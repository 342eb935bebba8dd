import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import type { Clock } from "../../kernel/base/clock.ts";
import { createNudge } from "./nudge.ts";
import { waitMs } from "./wait.ts";

const eightHours = 8 * 60 * 60 * 1_000;

/** A computer that sleeps: the wall clock goes on, timers and the monotonic clock do not. */
const sleepyClock = () => {
  const time = createFakeClock();
  let slept = 0;
  const clock: Clock = { ...time, now: () => time.now() + slept };
  const sleepFor = (ms: number): void => {
    slept += ms;
  };
  return { clock, sleepFor, advance: time.advance };
};

test("a wait that ended while the computer slept goes on within a second of waking, once", async () => {
  const { clock, sleepFor, advance } = sleepyClock();
  const ends: boolean[] = [];
  void waitMs({ clock, nudge: createNudge() }, 30_000, new AbortController().signal).then((goesOn) => ends.push(goesOn));
  await advance(2_500);
  sleepFor(eightHours);
  await advance(499);
  expect(ends).toEqual([]);
  await advance(1);
  expect(ends).toEqual([true]);
  await advance(60_000);
  expect(ends).toEqual([true]);
});

test("a wall clock that is set back makes no wait longer", async () => {
  const { clock, sleepFor, advance } = sleepyClock();
  let over = false;
  void waitMs({ clock, nudge: createNudge() }, 3_000, new AbortController().signal).then(() => {
    over = true;
  });
  sleepFor(-eightHours);
  await advance(3_000);
  expect(over).toBe(true);
});

test("nothing is left behind: neither timers nor listeners after an end by nudge, time or abort", async () => {
  const { clock, advance } = sleepyClock();
  const nudge = createNudge();
  const open = new Set<() => void>();
  const counted: Clock = {
    ...clock,
    after: (delayMs, task) => {
      const cancel = clock.after(delayMs, () => {
        open.delete(cancel);
        task();
      });
      open.add(cancel);
      return () => {
        open.delete(cancel);
        cancel();
      };
    },
  };
  const controller = new AbortController();
  const waits = [1, 2, 3].map(() => waitMs({ clock: counted, nudge }, 10_000, controller.signal));
  nudge.nudge();
  const later = waitMs({ clock: counted, nudge }, 10_000, controller.signal);
  controller.abort();
  const never = waitMs({ clock: counted, nudge }, 10_000, controller.signal);
  await advance(0);
  expect(await Promise.all([...waits, later, never])).toEqual([true, true, true, false, false]);
  expect(open.size).toBe(0);
});
