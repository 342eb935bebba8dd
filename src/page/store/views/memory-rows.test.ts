import { expect, test } from "vitest";
import type { Memory } from "../../../kernel/memory/memory.ts";
import type { MemoryRow } from "../../../kernel/memory/memory-view.ts";
import { countMemories, filterMemories } from "./memory-rows.ts";

const row = (memoryId: string, item: Partial<Memory> = {}, strength = 0.5): MemoryRow => ({
  item: {
    memoryId,
    kind: "semantic",
    text: `Text of ${memoryId}`,
    tags: [],
    importance: 0.5,
    status: "active",
    by: "agent",
    madeAt: 0,
    ...item,
  },
  hash: "",
  strength,
  uses: 0,
  tokens: 1,
});

const rows = [
  row("a", { status: "superseded" }),
  row("b", {}, 0.01),
  row("c", { pinned: true, tags: ["Garden"] }, 0.01),
  row("d", { status: "pending" }),
  row("e", { status: "forgotten", kind: "long-term" }),
];
const ids = (found: readonly MemoryRow[]): readonly string[] => found.map(({ item }) => item.memoryId);

test("items are counted by what they are, and what is pinned does not count as faded", () => {
  expect(countMemories(rows)).toEqual({ kept: 2, faded: 1, waiting: 1, bin: 1 });
  expect(countMemories([])).toEqual({ kept: 0, faded: 0, waiting: 0, bin: 0 });
});

test("a list has the pinned first and the replaced last, and only those with every word", () => {
  expect([
    ids(filterMemories(rows, "kept", "")),
    ids(filterMemories(rows, "waiting", "")),
    ids(filterMemories(rows, "bin", "LONG e")),
  ]).toEqual([["c", "b", "a"], ["d"], ["e"]]);
  expect([ids(filterMemories(rows, "kept", "garden text")), ids(filterMemories(rows, "kept", "garden no"))]).toEqual([["c"], []]);
});
