import fc from "fast-check";
import { expect, test } from "vitest";
import { effectId } from "../../../kernel/base/ids.ts";
import { rewind } from "./rewind.ts";
import { copy, createJournal, history, type Journal, type JournalEntry, play, requestOf, write } from "./undo-journal.fake.ts";
import { createUndoStackReader, undoStack } from "./undo-stack.ts";

const stackOf = (journal: Journal) => undoStack(journal.entries, ({ place }) => place);
/** Takes the newest step back, or brings it back; false where there is none. */
const turn = (journal: Journal, way: "undo" | "redo"): boolean => {
  const target = stackOf(journal)[way].at(-1);
  if (target === undefined) return false;
  journal.undo(target);
  return true;
};

test("going back turns off what came since, by whoever, turns on what was undone since, and can be undone", async () => {
  const journal = createJournal({ "/a": "0" });
  await journal.step(write("/a", "1"));
  await journal.step(write("/b", "b"));
  await journal.step(write("/c", "c"));
  const after = journal.view();
  journal.undo("effect_1");
  expect(journal.rewind(2)).toMatchObject({ undone: ["effect_3", "effect_4"], restored: ["effect_1"] });
  expect(journal.view()).toEqual({ "/a": "1", "/b": "b" });
  journal.undo("effect_5");
  expect(journal.view()).toEqual({ "/a": "0", "/b": "b", "/c": "c" });
  journal.undo("effect_4");
  expect(journal.view()).toEqual(after);
});

test("going back to a moment with the same files is refused, and so is what would be no tree", async () => {
  const journal = createJournal({ "/d/a": "0" });
  await journal.step(write("/b", "b"));
  await journal.step((files) => files.unlink("/b"));
  expect(rewind({ ...requestOf(journal), at: 0 })).toEqual({
    ok: false,
    error: "Every file is as it was then. There is nothing to bring back.",
  });
  await journal.step((files) => files.unlink("/d/a"));
  await journal.step((files) => files.rmdir("/d"));
  await journal.step(write("/d", "a file"));
  // What wrote the file is not in the log any more.
  journal.entries.splice(3, 2);
  expect(rewind({ ...requestOf(journal), at: 2 })).toEqual({
    ok: false,
    error: "A file and a folder would stand at /d/a. Nothing was changed: undo single steps instead.",
  });
});

test("undo takes the newest step that counts, redo the newest undo, and another step ends redo", async () => {
  const journal = createJournal();
  await journal.step(write("/a", "1"));
  await journal.step(copy("/a", "/b"));
  expect(stackOf(journal)).toEqual({ undo: ["effect_1", "effect_2"], redo: [] });
  turn(journal, "undo");
  turn(journal, "undo");
  expect(stackOf(journal)).toEqual({ undo: [], redo: ["effect_3", "effect_4"] });
  turn(journal, "redo");
  expect(journal.view()).toEqual({ "/a": "1" });
  expect(stackOf(journal)).toEqual({ undo: ["effect_1"], redo: ["effect_3"] });
  await journal.step(write("/c", "c"));
  expect(stackOf(journal)).toEqual({ undo: ["effect_1", "effect_6"], redo: [] });
});

test("a step taken back out of its turn is the next to be brought back", async () => {
  const journal = createJournal();
  await journal.step(write("/a", "1"));
  await journal.step(write("/b", "2"));
  journal.undo("effect_1");
  turn(journal, "undo");
  expect(stackOf(journal)).toEqual({ undo: [], redo: ["effect_3", "effect_4"] });
  turn(journal, "redo");
  turn(journal, "redo");
  expect([journal.view(), stackOf(journal)]).toEqual([
    { "/a": "1", "/b": "2" },
    { undo: ["effect_1", "effect_2"], redo: [] },
  ]);
});

test("the return to a moment is the next step to be undone", async () => {
  const journal = createJournal();
  await journal.step(write("/a", "1"));
  await journal.step(write("/a", "2"));
  journal.rewind(1);
  expect(stackOf(journal)).toEqual({ undo: ["effect_1", "effect_3"], redo: [] });
  turn(journal, "undo");
  expect([journal.view(), stackOf(journal)]).toEqual([{ "/a": "2" }, { undo: ["effect_1", "effect_2"], redo: ["effect_4"] }]);
});

test("the choice of a branch ends redo, and neither it nor what the workspace began with is on the stack", () => {
  const effect = (name: string) => ({
    effectId: effectId(name),
    files: [{ path: "/a", before: null, after: null }],
    reads: [],
    hash: "",
  });
  const entries: readonly JournalEntry[] = [
    { seq: 1, effect: effect("a"), place: "start" },
    { seq: 2, effect: effect("b"), place: "step" },
    { seq: 3, effect: effect("c"), undone: [effectId("b")], restored: [], place: "undo" },
    { seq: 4, effect: effect("d"), undone: [], restored: [effectId("b")], place: "choice" },
  ];
  const stackAt = (count: number) => undoStack(entries.slice(0, count), ({ place }) => place);
  expect([1, 2, 3, 4].map(stackAt)).toEqual([
    { undo: [], redo: [] },
    { undo: ["b"], redo: [] },
    { undo: [], redo: ["c"] },
    { undo: ["b"], redo: [] },
  ]);
});

/** The stack by its definition: every entry is looked at again. */
const plainStack = (entries: readonly JournalEntry[]) => {
  const dead = new Set<string>();
  let redo: string[] = [];
  for (const { effect, place, undone = [], restored = [] } of entries) {
    for (const id of undone) dead.add(id);
    for (const id of restored) dead.delete(id);
    if (place === "undo") {
      const others = redo.filter((id) => !undone.some((one) => one === id));
      redo = others.length < redo.length ? others : [...others, effect.effectId];
    } else if (effect.files.length > 0) redo = [];
  }
  const steps = entries.filter(({ place, effect }) => place === "step" && effect.files.length > 0);
  return { undo: steps.map(({ effect }) => effect.effectId).filter((id) => !dead.has(id)), redo };
};

test("for every history, the stack that grows with it is that of all its entries", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const { entries } = await play(steps);
      const read = createUndoStackReader<JournalEntry>(({ place }) => place);
      for (let count = 0; count <= entries.length; count += 1) {
        const some = entries.slice(0, count);
        expect(read(some)).toEqual(plainStack(some));
      }
    }),
    { numRuns: 60 },
  );
});

test("for every history, going back leaves exactly the files of that moment, and undoing it those of before", async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(99), async (steps, pick) => {
      const journal = await play(steps);
      const at = pick % (journal.entries.length + 1);
      const [then, before] = [journal.seen[at], journal.view()];
      if (journal.rewind(at) === undefined) return;
      const contents = (rows: typeof then): unknown =>
        rows?.map(({ key, state }) => [key, state.kind === "file" ? state.hash : "folder"]);
      expect(contents(journal.rows())).toEqual(contents(then));
      journal.undo(`effect_${journal.entries.length}`);
      expect(journal.view()).toEqual(before);
    }),
    { numRuns: 150 },
  );
});

test("for every history, as many redos as undos lead back to the same bytes, through the same states", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const journal = await play(steps);
      const states = [journal.view()];
      const before = stackOf(journal).redo.length;
      while (turn(journal, "undo")) states.push(journal.view());
      expect(stackOf(journal).redo.length).toBe(before + states.length - 1);
      for (const state of states.toReversed().slice(1)) {
        turn(journal, "redo");
        expect(journal.view()).toEqual(state);
      }
    }),
    { numRuns: 100 },
  );
});

test("500 steps go back one by one and forth again, to the same bytes", async () => {
  const journal = createJournal({ "/a": "0" });
  for (let step = 1; step <= 500; step += 1) await journal.step(write(`/${"abcde"[step % 5]}`, `${step}`));
  const after = journal.view();
  for (let step = 1; step <= 500; step += 1) expect(turn(journal, "undo")).toBe(true);
  expect([journal.view(), turn(journal, "undo")]).toEqual([{ "/a": "0" }, false]);
  for (let step = 1; step <= 500; step += 1) turn(journal, "redo");
  expect([journal.view(), turn(journal, "redo")]).toEqual([after, false]);
});
