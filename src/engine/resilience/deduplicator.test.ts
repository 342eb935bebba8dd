import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createDeduplicator, type DeduplicatorOptions } from "./deduplicator.ts";

const setUp = (options: DeduplicatorOptions) => {
  const clock = createFakeClock();
  return { clock, calls: createDeduplicator<string>({ clock }, options) };
};

test("a key is new, then in progress, then has its value until it is as old as its time", async () => {
  const { calls, clock } = setUp({ ttlMs: 100 });
  const first = calls.register("a");
  const second = calls.register("a");
  expect([first.type, second.type, calls.register("b").type]).toEqual(["new", "in-progress", "new"]);
  if (first.type === "new") first.owner.complete("done");
  expect(second.type === "in-progress" && (await second.value)).toBe("done");
  await clock.advance(99);
  expect(calls.register("a")).toEqual({ type: "cached", value: "done" });
  await clock.advance(1);
  expect(calls.register("a").type).toBe("new");
});

test("an owner that fails frees the key and wakes those who wait; later words of it do not count", async () => {
  const { calls } = setUp({ ttlMs: 100 });
  const first = calls.register("a");
  const waiting = calls.register("a");
  if (first.type === "new") {
    first.owner.fail();
    first.owner.complete("late");
  }
  expect(waiting.type === "in-progress" && (await waiting.value)).toBe(undefined);
  expect(calls.register("a").type).toBe("new");
});

test("a stuck owner does not hold the key for ever, and its late word does not touch the next one", async () => {
  const { calls, clock } = setUp({ ttlMs: 100 });
  const stuck = calls.register("a");
  const waiting = calls.register("a");
  await clock.advance(100);
  const next = calls.register("a");
  expect(waiting.type === "in-progress" && (await waiting.value)).toBe(undefined);
  if (stuck.type === "new") stuck.owner.complete("old");
  if (next.type === "new") next.owner.complete("new");
  expect(calls.register("a")).toEqual({ type: "cached", value: "new" });
});

test("with no time every key is new; kept for nothing, a value goes only to those who waited", async () => {
  expect([0, 1].map(() => setUp({ ttlMs: 0 }).calls.register("a").type)).toEqual(["new", "new"]);
  const { calls } = setUp({ ttlMs: 100, keepMs: 0 });
  const first = calls.register("a");
  const waiting = calls.register("a");
  if (first.type === "new") first.owner.complete("done");
  expect(waiting.type === "in-progress" && (await waiting.value)).toBe("done");
  expect(calls.register("a").type).toBe("new");
});

test("what is too old is swept every 64 questions, and the oldest goes beyond the most that is kept", async () => {
  const { calls, clock } = setUp({ ttlMs: 10, maxEntries: 50 });
  for (let key = 0; key < 60; key += 1) calls.register(String(key));
  expect(calls.size()).toBe(50);
  await clock.advance(10);
  for (let key = 100; key < 104; key += 1) calls.register(String(key));
  expect(calls.size()).toBe(4);
});
