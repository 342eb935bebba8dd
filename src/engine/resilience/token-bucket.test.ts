import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createTokenBucket } from "./token-bucket.ts";

test("a bucket starts full, then gives a turn for each part of the interval, in order", () => {
  const clock = createFakeClock();
  const bucket = createTokenBucket({ clock }, { maxCalls: 2, intervalMs: 1_000 });
  expect([bucket.take(), bucket.take(), bucket.take(), bucket.take()].map(({ delayMs }) => delayMs)).toEqual([0, 0, 500, 1_000]);
  expect(bucket.tryTake()).toBe(false);
});

test("it fills without steps and never above its size", async () => {
  const clock = createFakeClock();
  const bucket = createTokenBucket({ clock }, { maxCalls: 2, intervalMs: 1_000 });
  bucket.take();
  bucket.take();
  await clock.advance(250);
  expect(bucket.take().delayMs).toBe(250);
  await clock.advance(60_000);
  expect([bucket.tryTake(), bucket.tryTake(), bucket.tryTake()]).toEqual([true, true, false]);
});

test("a turn that is given back, once or often, is there for the next one", () => {
  const bucket = createTokenBucket({ clock: createFakeClock() }, { maxCalls: 1, intervalMs: 100 });
  bucket.take();
  const waiting = bucket.take();
  waiting.giveBack();
  waiting.giveBack();
  expect(bucket.take().delayMs).toBe(100);
});

test("no stretch of time ever lets more in than its size and what filled meanwhile", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ maxCalls: fc.integer({ min: 1, max: 6 }), intervalMs: fc.integer({ min: 10, max: 2_000 }) }),
      fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 30 }),
      async (limit, pauses) => {
        const clock = createFakeClock();
        const bucket = createTokenBucket({ clock }, limit);
        const starts: number[] = [];
        for (const pauseMs of pauses) {
          await clock.advance(pauseMs);
          starts.push(clock.monotonic() + bucket.take().delayMs);
        }
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
        for (const [first, from] of starts.entries()) {
          for (const [last, to] of starts.entries()) {
            if (last < first) continue;
            const most = limit.maxCalls + ((to - from) * limit.maxCalls) / limit.intervalMs;
            expect(last - first + 1).toBeLessThanOrEqual(Math.floor(most + 1e-6));
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});
