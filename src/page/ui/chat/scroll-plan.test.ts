import { expect, test } from "vitest";
import { firstScrollPlan, nextScrollPlan, type ScrollIntent, type ScrollPlan } from "./scroll-plan.ts";

const after = (...intents: ScrollIntent[]): ScrollPlan => intents.reduce(nextScrollPlan, firstScrollPlan);
const measured = (belowPx: number, byPerson = false): ScrollIntent => ({ type: "measured", place: { belowPx }, byPerson });

test("a session opens at its end and follows it", () => {
  expect(after(measured(4_000))).toEqual(firstScrollPlan);
});

test("any turning back releases at once; the end takes it up again, but only when the person went there", () => {
  expect(after({ type: "turn-back" }).mode).toBe("free");
  expect(after({ type: "turn-back" }, measured(30)).mode).toBe("free");
  expect(after({ type: "turn-back" }, measured(30, true)).mode).toBe("follow");
});

test("the pill comes beyond 200 px and goes within 60 px", () => {
  const seen = [150, 201, 120, 61, 60, 120, 300].map(
    (_, place, all) => after({ type: "turn-back" }, ...all.slice(0, place + 1).map((belowPx) => measured(belowPx))).showPill,
  );
  expect(seen).toEqual([false, true, true, true, false, false, true]);
});

test("a sent message is anchored once its turn is there, wherever the person was", () => {
  expect(after({ type: "turn-back" }, { type: "send" }, { type: "turn-added", key: "turn-9" })).toEqual({
    mode: "follow",
    anchor: "turn-9",
    sending: false,
    showPill: false,
  });
});

test("a turn that another tab sent moves nothing, and switching sessions keeps a pending send", () => {
  expect(after({ type: "turn-back" }, { type: "turn-added", key: "turn-9" }).anchor).toBeUndefined();
  expect(after({ type: "send" }, { type: "switch-session" }, { type: "turn-added", key: "turn-1" }).anchor).toBe("turn-1");
});
