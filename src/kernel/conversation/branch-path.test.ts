import fc from "fast-check";
import { expect, test } from "vitest";
import { choiceId, effectId, messageId, type Seq, sessionId } from "../base/ids.ts";
import type { Event } from "../log/event.ts";
import type { LogEntry } from "../log/log-entry.ts";
import { branchPath, branchPoints, branchTip } from "./branch-path.ts";

const said: Event = { type: "user-message", messageId: messageId("m"), blocks: [] };
const renamed: Event = { type: "session-renamed", title: "t" };
const chosen: Event = {
  type: "branch-chosen",
  choiceId: choiceId("c"),
  why: "fork",
  effect: { effectId: effectId("e"), files: [], reads: [], hash: "" },
  undone: [],
  restored: [],
  kept: [],
  standing: "completed",
};

/** A log in which each line is an event, or a choice of the entry to go on from. */
const logOf = (...lines: readonly (Event | Seq)[]): readonly LogEntry[] =>
  lines.map((line, index) => ({
    seq: index + 1,
    at: 0,
    sessionId: sessionId("s"),
    ...(typeof line === "number" ? { parentId: line } : {}),
    causes: [],
    origins: [],
    event: typeof line === "number" ? chosen : line,
  }));
const seqs = (entries: readonly LogEntry[]): readonly Seq[] => entries.map(({ seq }) => seq);

test("a session without branches is its own path", () => {
  const entries = logOf(said, said);
  expect(branchPath(entries)).toBe(entries);
  expect(seqs(branchPath(entries, 1))).toEqual([1]);
  expect(branchPoints(entries)).toEqual([]);
});

test("a path leads back over every choice, and a branch that is chosen again goes on where it ended", () => {
  //                   1     2     3    4     5     6   7
  const entries = logOf(said, said, said, 1, said, 3, said);
  expect(seqs(branchPath(entries))).toEqual([1, 2, 3, 6, 7]);
  expect(seqs(branchPath(entries, 5))).toEqual([1, 4, 5]);
  expect(branchPoints(entries)).toEqual([
    {
      at: 1,
      branches: [2, 4],
      active: 0,
    },
  ]);
  expect([2, 3, 4, 7, 9].map((from) => branchTip(entries, from))).toEqual([7, 7, 5, 7, undefined]);
});

test("a branch in which nothing was said counts only while it is the active one", () => {
  expect(branchPoints(logOf(said, said, 1))).toMatchObject([{ at: 1, active: 1 }]);
  expect(branchPoints(logOf(said, said, 1, 2))).toEqual([]);
  expect(branchPoints(logOf(said, renamed, 1, said))).toEqual([]);
});

test("a parent that is not there stands for what came before it, one that does not look back for none", () => {
  const [first, second, third] = logOf(said, said, 9) as readonly [LogEntry, LogEntry, LogEntry];
  expect(seqs(branchPath([first, second, third]))).toEqual([1, 2, 3]);
  const gap = { ...third, seq: 7, parentId: 5 };
  expect(seqs(branchPath([first, second, gap]))).toEqual([1, 2, 7]);
  expect(seqs(branchPath([first, second, { ...gap, parentId: 0 }]))).toEqual([7]);
  expect(seqs(branchPath([first, second, { ...gap, parentId: Number.NaN }]))).toEqual([7]);
});

/** Any log, also a damaged one: holes in its numbers, choices of anything. */
const anyLog = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 3 }),
      parent: fc.option(fc.integer({ min: -2, max: 40 })),
      speaks: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((lines) => {
    let seq = 0;
    return lines.map(({ step, parent, speaks }): LogEntry => {
      seq += step;
      const [entry] = logOf(speaks ? said : renamed) as readonly [LogEntry];
      return { ...entry, seq, ...(parent === null ? {} : { parentId: parent }) };
    });
  });

test("for every log, each path rises, ends at its head and shares all before the point where two part", () => {
  fc.assert(
    fc.property(anyLog, (entries) => {
      for (const { seq } of entries) {
        const path = branchPath(entries, seq);
        expect(path.at(-1)?.seq).toBe(seq);
        expect(path.every((entry, index) => entry.seq > (path[index - 1]?.seq ?? 0))).toBe(true);
        // Each entry's path is the same whichever path it is read off.
        for (const [index, entry] of path.entries()) expect(branchPath(entries, entry.seq)).toEqual(path.slice(0, index + 1));
        const tip = branchTip(entries, seq);
        expect(branchPath(entries, tip).some((entry) => entry.seq === seq)).toBe(true);
      }
      const active = new Set(seqs(branchPath(entries)));
      for (const { branches, active: taken, at } of branchPoints(entries)) {
        expect(branches.length).toBeGreaterThan(1);
        expect(branches.map((start) => active.has(start))).toEqual(branches.map((_, index) => index === taken));
        for (const start of branches) {
          expect(branchPath(entries, start).at(-2)?.seq ?? 0).toBe(at);
        }
      }
    }),
  );
});
