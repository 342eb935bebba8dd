import { expect, test } from "vitest";
import { createBackpressure } from "./backpressure.ts";

test("beyond the hard limit nobody is let in, from the soft one on it says so, and a release counts once", () => {
  const guard = createBackpressure({ soft: 2, hard: 3 });
  const slots = [guard.tryAcquire(), guard.tryAcquire(), guard.tryAcquire()];
  expect(slots.map((slot) => slot.ok && [slot.value.depth, slot.value.isCrowded])).toEqual([
    [1, false],
    [2, true],
    [3, true],
  ]);
  expect(guard.tryAcquire()).toEqual({ ok: false, error: { depth: 3, capacity: 3 } });
  const [first] = slots;
  if (first?.ok) {
    first.value.release();
    first.value.release();
  }
  expect(guard.depth()).toBe(2);
  expect(guard.tryAcquire().ok).toBe(true);
});

test.each([
  [{ hard: 0 }, "lets at least one in"],
  [{ soft: 2, hard: 2 }, "below the hard one"],
])("%o is refused", (limits, words) => {
  expect(() => createBackpressure(limits)).toThrow(words);
});
