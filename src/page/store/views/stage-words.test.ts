import { expect, test } from "vitest";
import { callId } from "../../../kernel/base/ids.ts";
import type { CallView } from "../session-view.ts";
import { groupedChips, stageChips } from "./stage-words.ts";

const base = {
  callId: callId("c1"),
  tool: "read",
  headline: { verb: "Read", object: "/a" },
  access: "read",
  input: {},
  turn: 1,
  requestedSeq: 1,
} as const;
const done = { ...base, status: "done", settledSeq: 2, output: { text: "", isError: false }, durationMs: 1 } as const;
const served = (from: "once" | "cache" | "join") => ({ ...done, served: { from, callId: callId("c0"), ageMs: 1_240 } });
const held = (by: "calls" | "window" | "capacity" | "circuit"): CallView => ({
  ...base,
  status: "failed",
  settledSeq: 2,
  durationMs: 1,
  failure: { type: "held-back", by, message: "" },
});

test.each<readonly [string, CallView, readonly string[]]>([
  ["nothing stood before", done, []],
  ["the cache answered", served("cache"), ["from cache"]],
  ["was done before", served("once"), ["done before"]],
  ["an equal one ran", served("join"), ["shared"]],
  ["waits", { ...base, status: "running", startedAt: 1, acts: [{ type: "waiting", delayMs: 1_200 }] }, ["waits 1.2 s"]],
  ["waited", { ...done, acts: [{ type: "waiting", delayMs: 1_200 }] }, ["waited 1.2 s"]],
  [
    "was tried again",
    { ...done, acts: [1, 2].map((retry) => ({ type: "retrying", retry, delayMs: 100, reason: "it broke" })) },
    ["retried 2×"],
  ],
  ["was nearly one too many", { ...done, acts: [{ type: "crowded", depth: 3, capacity: 4 }] }, ["nearly too many"]],
  ["failed too often before", held("circuit"), ["circuit open"]],
  ["came too often", held("window"), ["too often"]],
  ["was one too many at once", held("capacity"), ["too many at once"]],
  ["was one call too many", held("calls"), ["calls used up"]],
])("a call that %s says so", (_, call, words) => {
  expect(stageChips(call).map((chip) => chip.words)).toEqual(words);
});

test("calls that are shown as one say how many of them something stood before", () => {
  const waited: CallView = { ...done, acts: [{ type: "waiting", delayMs: 500 }] };
  const words = groupedChips([
    served("cache"),
    served("cache"),
    waited,
    { ...waited, acts: [{ type: "waiting", delayMs: 900 }] },
    done,
  ]);
  expect(words.map((chip) => chip.words)).toEqual(["2 from cache", "2 waited"]);
});
