import fc from "fast-check";
import { type EffectId, effectId } from "../../../kernel/base/ids.ts";
import type { FileSystem } from "../../../kernel/contracts/file-system.ts";
import { FileSystemError } from "../../../kernel/contracts/file-system.ts";
import { createOverlay } from "../overlay/overlay.ts";
import { createFakeWorkspace, type FakeWorkspace } from "../overlay/workspace-tree.fake.ts";
import type { FileTableRow } from "../overlay/workspace-tree.ts";
import { rewind } from "./rewind.ts";
import { type Undo, undoEffect } from "./undo.ts";
import type { LoggedEffect } from "./undo-history.ts";
import type { StackPlace } from "./undo-stack.ts";

export interface JournalEntry extends LoggedEffect {
  readonly place: StackPlace;
}

/** A workspace with its log of effects, the way the gate and the runtime keep them. */
export interface Journal {
  readonly workspace: FakeWorkspace;
  readonly entries: JournalEntry[];
  readonly step: (work: (files: FileSystem) => Promise<unknown>) => Promise<EffectId>;
  readonly undo: (target: string) => Undo;
  /** Goes back to right after an entry; undefined where that is refused. */
  readonly rewind: (at: number) => Undo | undefined;
  /** Every file with its text, every folder with a trailing slash. */
  readonly view: () => Readonly<Record<string, string>>;
  readonly rows: () => readonly FileTableRow[];
  /** The rows after each entry; first those before all. */
  readonly seen: readonly (readonly FileTableRow[])[];
}

export const createJournal = (contents: Readonly<Record<string, string>> = {}): Journal => {
  const workspace = createFakeWorkspace(contents);
  const { tree, blobs } = workspace;
  const entries: JournalEntry[] = [];
  const nextId = (): EffectId => effectId(`effect_${entries.length + 1}`);
  const rows = (): readonly FileTableRow[] => tree.paths().map((key) => ({ key, state: tree.state(key)! })); // Its own paths.
  const seen = [rows()];
  const commit = (entry: Omit<JournalEntry, "seq">): EffectId => {
    entries.push({ seq: entries.length + 1, ...entry });
    tree.apply(entry.effect.files);
    seen.push(rows());
    return entry.effect.effectId;
  };
  return {
    workspace,
    entries,
    step: async (work) => {
      const overlay = createOverlay(tree, { effectId: nextId(), now: entries.length + 1 });
      await work(overlay.files).catch((cause: unknown) => {
        if (!(cause instanceof FileSystemError)) throw cause;
      });
      const effect = await overlay.effect();
      for (const { hash, bytes } of overlay.blobs()) blobs.set(hash, bytes);
      return commit({ effect, place: "step" });
    },
    undo: (target) => {
      const id = nextId();
      const result = undoEffect({ entries, target: effectId(target), tree, effectId: id, now: 1_000 });
      if (!result.ok) throw new Error(result.error);
      const { undone, restored, changes } = result.value;
      commit({ effect: { effectId: id, files: changes, reads: [], hash: "" }, undone, restored, place: "undo" });
      return result.value;
    },
    rewind: (at) => {
      const id = nextId();
      const result = rewind({ entries, at, tree, effectId: id, now: 1_000 });
      if (!result.ok) return undefined;
      const { undone, restored, changes } = result.value;
      commit({ effect: { effectId: id, files: changes, reads: [], hash: "" }, undone, restored, place: "step" });
      return result.value;
    },
    view: () =>
      Object.fromEntries(
        rows().map(({ key, state }) =>
          state.kind === "directory" ? [`${key}/`, ""] : [key, new TextDecoder().decode(blobs.get(state.hash))],
        ),
      ),
    rows,
    seen,
  };
};
export const write = (path: string, text: string) => (files: FileSystem) => files.writeFile(path, text);
export const copy = (from: string, to: string) => async (files: FileSystem) => files.writeFile(to, await files.readFile(from));

export const requestOf = (journal: Journal) => ({
  entries: journal.entries,
  tree: journal.workspace.tree,
  effectId: effectId("effect_x"),
  now: 1_000,
});

const paths = ["/a", "/b", "/d", "/d/a", "/d/b", "/d/e", "/d/e/a"] as const;
export const action = fc.oneof(
  fc.record({ type: fc.constant("write" as const), path: fc.constantFrom(...paths), text: fc.constantFrom("x", "y", "z") }),
  fc.record({ type: fc.constant("copy" as const), path: fc.constantFrom(...paths), to: fc.constantFrom(...paths) }),
  fc.record({ type: fc.constant("rename" as const), path: fc.constantFrom(...paths), to: fc.constantFrom(...paths) }),
  fc.record({ type: fc.constantFrom("unlink" as const, "mkdir" as const, "rmdir" as const), path: fc.constantFrom(...paths) }),
);
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;
const perform = async (files: FileSystem, one: Action): Promise<unknown> => {
  switch (one.type) {
    case "write":
      return files.writeFile(one.path, one.text);
    case "copy":
      return copy(one.path, one.to)(files);
    case "rename":
      return files.rename(one.path, one.to);
    default:
      return files[one.type](one.path);
  }
};
/** A log of steps of a few actions each, with undos of whatever is live, and returns to earlier moments, in between. */
export const history = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.array(action, { minLength: 1, maxLength: 3 }) },
    { weight: 2, arbitrary: fc.nat(99) },
    { weight: 1, arbitrary: fc.record({ back: fc.nat(99) }) },
  ),
  {
    minLength: 1,
    maxLength: 12,
  },
);
export const candidates = (journal: Journal): readonly string[] =>
  journal.entries.map(({ effect }) => effect.effectId).filter((target) => undoEffect({ ...requestOf(journal), target }).ok);
export const play = async (steps: typeof history extends fc.Arbitrary<infer Value> ? Value : never): Promise<Journal> => {
  const journal = createJournal({ "/a": "0", "/d/a": "0" });
  for (const one of steps) {
    if (typeof one === "object" && "back" in one) {
      journal.rewind(one.back % (journal.entries.length + 1));
      continue;
    }
    if (typeof one !== "number") {
      await journal.step(async (files) => {
        for (const each of one) await perform(files, each).catch(() => undefined);
      });
      continue;
    }
    const targets = candidates(journal);
    const target = targets[one % Math.max(1, targets.length)];
    if (target !== undefined) journal.undo(target);
  }
  return journal;
};
