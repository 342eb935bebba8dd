import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createSlidingWindow } from "./sliding-window.ts";

test("a refused call does not make the wait longer, and the oldest one makes room when it is as old as the window", async () => {
  const clock = createFakeClock();
  const window = createSlidingWindow({ clock }, { maxCalls: 2, intervalMs: 1_000 });
  expect(window.admit().ok).toBe(true);
  await clock.advance(400);
  expect(window.admit().ok).toBe(true);
  expect(window.admit()).toEqual({ ok: false, error: { retryAfterMs: 600 } });
  await clock.advance(599);
  expect(window.admit()).toEqual({ ok: false, error: { retryAfterMs: 1 } });
  await clock.advance(1);
  expect([window.admit().ok, window.admit().ok]).toEqual([true, false]);
});

test("0 refuses all, for ever", () => {
  const window = createSlidingWindow({ clock: createFakeClock() }, { maxCalls: 0, intervalMs: 10 });
  expect(window.admit()).toEqual({ ok: false, error: { retryAfterMs: undefined } });
});

test("no window holds more than its calls, and a call is refused only where it would", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 300 }),
      fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 }),
      async (maxCalls, intervalMs, pauses) => {
        const clock = createFakeClock();
        const window = createSlidingWindow({ clock }, { maxCalls, intervalMs });
        const times: number[] = [];
        for (const pauseMs of pauses) {
          await clock.advance(pauseMs);
          const now = clock.monotonic();
          const inWindow = times.filter((time) => now - time < intervalMs).length;
          expect(window.admit().ok).toBe(inWindow < maxCalls);
          if (inWindow < maxCalls) times.push(now);
        }
      },
    ),
  );
});
