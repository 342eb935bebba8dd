import { expect, test } from "vitest";
import { choiceId, effectId, type Seq } from "../../../kernel/base/ids.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { createEntryScript, type EntryScript, fakeEffect, fakeUsage } from "../entries.fake.ts";
import { foldSession } from "../fold-session.ts";
import { branchOutline, branchTitle } from "./branch-outline.ts";
import { compareBranches } from "./compare-branches.ts";

const turn = (script: EntryScript, name: string, path: string): void => {
  script.startRun(`run_${name}`);
  script.user(`said_${name}`, `Say ${name}`);
  script.startMessage(`answer_${name}`);
  script.write(`answer_${name}`, 0, `Answer ${name}`);
  script.request(`answer_${name}`, `call_${name}`, { verb: "Wrote", object: path });
  script.endMessage(`answer_${name}`);
  script.settle(`call_${name}`, { type: "done", output: { text: "ok", isError: false } }, 5, fakeEffect(`effect_${name}`, path));
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
};
const lastSeq = (script: EntryScript): Seq => script.entries.at(-1)?.seq ?? 0;

/** A first turn, and two ways on from it; the second is the active one. */
const parted = () => {
  const script = createEntryScript();
  turn(script, "one", "/a");
  const fork = lastSeq(script);
  turn(script, "two", "/b");
  const end = lastSeq(script);
  const { seq: choice } = script.add(
    {
      type: "branch-chosen",
      choiceId: choiceId("c"),
      why: "edit",
      effect: fakeEffect("e", "/b", 0, 1),
      undone: [effectId("effect_two")],
      restored: [],
      kept: [],
      standing: "completed",
    },
    { parentId: fork },
  );
  turn(script, "three", "/c");
  return { script, fork, end, choice, view: () => foldSession(script.sessionId, script.entries) };
};

test("an outline says what was said before each branch point and first on each branch, and what each cost", () => {
  const { script, fork, end, choice, view } = parted();
  const at = (seq: Seq): number => script.entries.find((entry) => entry.seq === seq)?.at ?? 0;
  const branch = { messages: 1, usage: fakeUsage };
  expect(branchOutline(view())).toEqual([
    {
      at: fork,
      words: "Say one",
      branches: [
        { ...branch, start: fork + 1, tip: end, words: "Say two", lastAt: at(end), isActive: false },
        { ...branch, start: choice, tip: lastSeq(script), words: "Say three", lastAt: at(lastSeq(script)), isActive: true },
      ],
    },
  ]);
  script.add({ type: "branch-named", branch: fork + 1, name: "First" });
  const [point] = branchOutline(view());
  expect(point?.branches.map(branchTitle)).toEqual(["First", "Say three"]);
});

test("a session that never parted has no outline, and a fork without a word says so", () => {
  const script = createEntryScript();
  turn(script, "one", "/a");
  expect(branchOutline(foldSession(script.sessionId, script.entries))).toEqual([]);
  const { fork, script: other } = parted();
  other.add(
    {
      type: "branch-chosen",
      choiceId: choiceId("d"),
      why: "fork",
      effect: { ...fakeEffect("f", "/c"), files: [] },
      undone: [],
      restored: [],
      kept: [],
      standing: "completed",
    },
    { parentId: fork },
  );
  const [point] = branchOutline(foldSession(other.sessionId, other.entries));
  expect(point?.branches.map(({ words, usage }) => [words, usage])).toEqual([
    ["Say two", fakeUsage],
    ["Say three", fakeUsage],
    ["Nothing said yet", noUsage],
  ]);
});

test("a comparison begins where two branches part, and has what was said and done on each", () => {
  const { fork, choice, view } = parted();
  const comparison = compareBranches(view(), fork + 1, choice);
  expect(comparison?.common).toBe(fork);
  expect(comparison?.paths).toEqual(["/a", "/b", "/c"]);
  const plain = (side: "left" | "right") =>
    comparison?.[side].rows.map((row) => (row.type === "call" ? `${row.call.status} ${row.call.headline.object}` : row.text));
  expect(plain("left")).toEqual(["Say two", "Answer two", "done /b"]);
  expect(plain("right")).toEqual(["Say three", "Answer three", "done /c"]);
  expect(compareBranches(view(), fork + 1, 9_999)).toBeUndefined();
});
