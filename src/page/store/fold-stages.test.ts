import { expect, test } from "vitest";
import { callId } from "../../kernel/base/ids.ts";
import type { StageAct } from "../../kernel/limits/stage-act.ts";
import type { Event } from "../../kernel/log/event.ts";
import { countStages, type StageCounters } from "./fold-stages.ts";
import { stageCounts } from "./views/stage-counts.ts";

const call = callId("c1");
const acted = (act: StageAct): Event => ({ type: "stage-acted", callId: call, act });
const settled = (more: Partial<Extract<Event, { readonly type: "call-settled" }>>): Event => ({
  type: "call-settled",
  callId: call,
  tool: "list",
  inputHash: "h",
  outcome: { type: "done", output: { text: "", isError: false } },
  durationMs: 1,
  ...more,
});
const count = (...events: readonly Event[]): StageCounters =>
  events.reduce<StageCounters>((counters, event) => countStages(counters, event, () => "list"), new Map());

test("what stood before a tool is counted by tool, in words", () => {
  const refused = { type: "failed", failure: { type: "held-back", by: "circuit", message: "" } } as const;
  const counters = count(
    acted({ type: "waiting", delayMs: 500 }),
    acted({ type: "waiting", delayMs: 700 }),
    acted({ type: "retrying", retry: 1, delayMs: 100, reason: "it broke" }),
    acted({ type: "crowded", depth: 3, capacity: 4 }),
    settled({ served: { from: "cache", callId: call, ageMs: 5 } }),
    settled({ served: { from: "cache", callId: call, ageMs: 9 } }),
    settled({ outcome: refused }),
    { type: "circuit-changed", about: { type: "tool", name: "list" }, to: "open", failures: 3 },
  );
  const counter = counters.get("list");
  expect(counter === undefined ? [] : stageCounts(counter).map(({ words, amount }) => `${words}: ${amount}`)).toEqual([
    "from cache: 2×",
    "waited for its turn: 2×, 1.2 s together",
    "tried again: 1×",
    "nearly too many at once: 1×",
    "not let in: circuit open: 1×",
    "circuit: open: no call is let in",
  ]);
});

test("calls that nothing stood before change nothing", () => {
  const counters: StageCounters = new Map();
  expect(countStages(counters, settled({}), () => "list")).toBe(counters);
});
