import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { effectId } from "../../../kernel/base/ids.ts";
import { createFakeWorkspace } from "../overlay/workspace-tree.fake.ts";
import { foldersAbove } from "../path-parts.ts";
import { filesAt, undoChange, undoEffect } from "./undo.ts";
import { action, candidates, copy, createJournal, history, type Journal, play, requestOf, write } from "./undo-journal.fake.ts";

test("an undone step leaves what stood before it, and later steps on other paths stay", async () => {
  const journal = createJournal({ "/a.md": "old" });
  await journal.step(write("/a.md", "new"));
  await journal.step(write("/b.md", "b"));
  const { undone, restored, changes } = journal.undo("effect_1");
  expect({ undone, restored }).toEqual({ undone: ["effect_1"], restored: [] });
  expect(changes.map((change) => [change.path, undoChange(change), change.after?.version])).toEqual([
    ["/a.md", "reverted", "effect_3"],
  ]);
  expect(journal.view()).toEqual({ "/a.md": "old", "/b.md": "b" });
});

test("what was built on a step goes with it, step by step, and the rest stays", async () => {
  const journal = createJournal();
  await journal.step(write("/a", "1"));
  await journal.step(copy("/a", "/b"));
  await journal.step(write("/other", "x"));
  await journal.step(copy("/b", "/c"));
  await journal.step(write("/a", "overwritten without reading"));
  expect(journal.undo("effect_1").undone).toEqual(["effect_1", "effect_2", "effect_4"]);
  expect(journal.view()).toEqual({ "/a": "overwritten without reading", "/other": "x" });
});

test("a step that found nothing where another had deleted goes with the deletion", async () => {
  const journal = createJournal({ "/a": "1" });
  await journal.step((files) => files.unlink("/a"));
  await journal.step(async (files) => {
    const isThere = await files.readFile("/a").then(
      () => true,
      () => false,
    );
    await files.writeFile("/found", String(isThere));
  });
  expect(journal.undo("effect_1").undone).toEqual(["effect_1", "effect_2"]);
  expect(journal.view()).toEqual({ "/a": "1" });
});

test("undo of the undo brings back the same contents, and again, at any depth", async () => {
  const journal = createJournal({ "/a": "0" });
  await journal.step(write("/a", "1"));
  await journal.step(copy("/a", "/b"));
  const after = journal.view();
  journal.undo("effect_1");
  const before = journal.view();
  expect(before).toEqual({ "/a": "0" });
  expect(journal.undo("effect_3")).toMatchObject({ undone: ["effect_3"], restored: ["effect_1", "effect_2"] });
  expect(journal.view()).toEqual(after);
  expect(journal.undo("effect_4")).toMatchObject({ undone: ["effect_1", "effect_2", "effect_4"], restored: ["effect_3"] });
  expect(journal.view()).toEqual(before);
  journal.undo("effect_5");
  expect(journal.view()).toEqual(after);
});

test("a step that read what an undo put back depends on the undo and on the step behind it", async () => {
  const journal = createJournal({ "/a": "0" });
  await journal.step(write("/a", "1"));
  await journal.step(write("/a", "2"));
  journal.undo("effect_2");
  await journal.step(copy("/a", "/b"));
  expect(undoEffect({ ...requestOf(journal), target: effectId("effect_3") })).toMatchObject({
    value: { undone: ["effect_3", "effect_4"], restored: ["effect_2"] },
  });
  expect(journal.undo("effect_1").undone).toEqual(["effect_1", "effect_4"]);
  expect(journal.view()).toEqual({ "/a": "0" });
});

describe("folders", () => {
  test("a folder made by the step goes with its last file", async () => {
    const journal = createJournal();
    await journal.step(async (files) => {
      await files.mkdir("/notes");
      await files.writeFile("/notes/a", "a");
    });
    journal.undo("effect_1");
    expect(journal.view()).toEqual({});
  });

  test("a folder stays while another step's file stands in it", async () => {
    const journal = createJournal();
    await journal.step(async (files) => {
      await files.mkdir("/notes");
      await files.writeFile("/notes/a", "a");
    });
    await journal.step(write("/notes/b", "b"));
    expect(journal.undo("effect_1").undone).toEqual(["effect_1"]);
    expect(journal.view()).toEqual({ "/notes/": "", "/notes/b": "b" });
    journal.undo("effect_3");
    expect(journal.view()).toEqual({ "/notes/": "", "/notes/a": "a", "/notes/b": "b" });
  });

  test("a file that comes back brings its folder back, and takes it away again", async () => {
    const journal = createJournal({ "/notes/a": "a" });
    await journal.step((files) => files.unlink("/notes/a"));
    await journal.step((files) => files.rmdir("/notes"));
    journal.undo("effect_1");
    expect(journal.view()).toEqual({ "/notes/": "", "/notes/a": "a" });
    journal.undo("effect_3");
    expect(journal.view()).toEqual({});
  });

  test("a later file that stands where a folder comes back is undone as well", async () => {
    const journal = createJournal({ "/notes/a": "a" });
    await journal.step(async (files) => {
      await files.unlink("/notes/a");
      await files.rmdir("/notes");
    });
    await journal.step(write("/notes", "a file"));
    await journal.step(copy("/notes", "/built-on-it"));
    expect(journal.undo("effect_1").undone).toEqual(["effect_1", "effect_2", "effect_3"]);
    expect(journal.view()).toEqual({ "/notes/": "", "/notes/a": "a" });
  });

  test("later files in a folder that becomes a file again are undone as well", async () => {
    const journal = createJournal({ "/notes": "a file" });
    await journal.step(async (files) => {
      await files.unlink("/notes");
      await files.mkdir("/notes");
    });
    await journal.step(write("/notes/a", "a"));
    expect(journal.undo("effect_1").undone).toEqual(["effect_1", "effect_2"]);
    expect(journal.view()).toEqual({ "/notes": "a file" });
  });
});

test("what an erased entry wrote is not taken away by the undo of an earlier step", async () => {
  const journal = createJournal();
  await journal.step(write("/a", "1"));
  await journal.step(write("/a", "2"));
  await journal.step(write("/a", "3"));
  journal.entries.splice(1, 1);
  journal.undo("effect_3");
  expect(journal.view()).toEqual({ "/a": "2" });
  journal.undo("effect_1");
  expect(journal.view()).toEqual({ "/a": "2" });
});

test("a step that is unknown, undone or changed nothing is refused with a sentence", async () => {
  const journal = createJournal({ "/a": "0" });
  await journal.step(write("/a", "1"));
  await journal.step((files) => files.readFile("/a"));
  journal.undo("effect_1");
  const refusal = (target: string): unknown => undoEffect({ ...requestOf(journal), target: effectId(target) });
  expect(["effect_9", "effect_1", "effect_2"].map(refusal)).toEqual([
    { ok: false, error: "This step is not in the log any more, so it cannot be undone. Nothing was changed." },
    { ok: false, error: "This step is undone already. Undo that undo to bring it back. Nothing was changed." },
    { ok: false, error: "This step changed no files, so there is nothing to undo." },
  ]);
});

const isTree = ({ workspace: { tree } }: Journal): boolean =>
  tree.paths().every((path) => foldersAbove(path).every((folder) => tree.state(folder)?.kind === "directory"));

test("for every history, undo of an undo restores every file and folder exactly, and each state is a tree", async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(99), async (steps, pick) => {
      const journal = await play(steps);
      expect(isTree(journal)).toBe(true);
      const targets = candidates(journal);
      const target = targets[pick % Math.max(1, targets.length)];
      if (target === undefined) return;
      const before = journal.view();
      const { undone, restored } = journal.undo(target);
      const between = journal.view();
      expect(isTree(journal)).toBe(true);
      const redo = journal.undo(`effect_${journal.entries.length}`);
      expect(journal.view()).toEqual(before);
      expect([redo.undone.slice(0, -1), redo.restored]).toEqual([restored, undone]);
      journal.undo(`effect_${journal.entries.length}`);
      expect(journal.view()).toEqual(between);
    }),
    { numRuns: 150 },
  );
});

test("for every history of steps, undo leaves the files that the log without the undone steps leaves", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(action, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 10 }),
      fc.nat(99),
      async (steps, pick) => {
        const journal = await play(steps);
        const targets = candidates(journal);
        const target = targets[pick % Math.max(1, targets.length)];
        if (target === undefined) return;
        const { undone } = journal.undo(target);
        // The oracle: the log folded again, without them.
        const folded = createFakeWorkspace({ "/a": "0", "/d/a": "0" }).tree;
        for (const { effect } of journal.entries.slice(0, -1)) if (!undone.includes(effect.effectId)) folded.apply(effect.files);
        const filesOf = (tree: typeof folded): readonly unknown[] =>
          tree.paths().flatMap((path) => {
            const state = tree.state(path);
            return state?.kind === "file" ? [[path, state.hash]] : [];
          });
        expect(filesOf(journal.workspace.tree)).toEqual(filesOf(folded));
        // And what is undone is the step with everything that, step by step, read what it wrote.
        const dependent = new Set<string>([target]);
        for (const { effect } of journal.entries) {
          if (effect.files.length > 0 && effect.reads.some(({ version }) => version !== null && dependent.has(version))) {
            dependent.add(effect.effectId);
          }
        }
        for (const id of dependent) expect(undone).toContain(id);
      },
    ),
    { numRuns: 150 },
  );
});

test("for every history with undos, the files at an entry are those that stood right after it", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const journal = await play(steps);
      journal.seen.forEach((rows, seq) => {
        const since = journal.entries.filter((entry) => entry.seq > seq);
        expect(filesAt(journal.rows(), since)).toEqual(rows);
      });
    }),
    { numRuns: 100 },
  );
});
