import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditLog } from "../../../e2e/audit/auditor.ts";
import { createWorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { type EffectId, effectId, sessionId } from "../../kernel/base/ids.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { FileSystem } from "../../kernel/contracts/file-system.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import type { Origin } from "../../kernel/rules/origin.ts";
import { createInMemoryStore } from "../../platform/storage/in-memory/in-memory-store.ts";
import { createContents } from "../files/contents.ts";
import { editFiles } from "../files/edit-files.ts";
import { workspaceProjection } from "../projection.ts";
import { createDoom } from "../runs/doom.fake.ts";
import { createWorkbench, type OpenTab, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";
import { createEffectLog } from "./effects.ts";
import { createUndoing } from "./undoing.ts";

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const open = () => {
  const [clock, random] = [createFakeClock(), createFakeRandom()];
  const store = createInMemoryStore({ clock }, { projection: workspaceProjection });
  const tree = createWorkspaceTree([], createContents(store).read);
  store.subscribe((entries) => {
    for (const { event } of entries) tree.apply(effectOf(event)?.files ?? []);
  });
  const deps = { clock, random, store, tree };
  const undoing = createUndoing({ ...deps, effects: createEffectLog(store) });
  /** A change by hand; gives its effect. */
  const edit = async (work: (files: FileSystem) => Promise<unknown>, origins: readonly Origin[] = []): Promise<EffectId> =>
    unwrapped(
      await editFiles(
        deps,
        work,
        (effect) => ({ causes: [], origins: [], event: { type: "files-changed", by: "person", effect } }),
        origins,
      ),
    ).effect.effectId;
  const write = (path: string, text: string): Promise<EffectId> => edit((files) => files.writeFile(path, text));
  const texts = async (): Promise<Readonly<Record<string, string>>> => {
    const found: Record<string, string> = {};
    for (const path of tree.paths()) {
      const state = tree.state(path);
      if (state?.kind === "file") found[path] = new TextDecoder().decode(await tree.contents(state.hash));
    }
    return found;
  };
  const log = async (): Promise<readonly LogEntry[]> => unwrapped(await store.read({ type: "all" })).entries;
  return { ...deps, undoing, edit, write, texts, log };
};

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join("");
const twenty = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
const changed = (...places: readonly number[]): string =>
  lines(...twenty.map((line, place) => (places.includes(place) ? `${line} changed` : line)));

test("undo and redo go through the newest steps, whoever made them, and say what they took", async () => {
  const { undoing, write, texts } = open();
  await write("/a", "1");
  await write("/b", "2");
  expect(unwrapped(await undoing.undoLast(undefined))).toMatchObject({ title: "/b", files: [{ path: "/b", change: "removed" }] });
  expect(unwrapped(await undoing.undoLast(sessionId("session_1"))).title).toBe("/a");
  expect(await texts()).toEqual({});
  expect(await undoing.undoLast(undefined)).toEqual({
    ok: false,
    error: { type: "invalid-input", message: "There is nothing to undo. Nothing was changed." },
  });
  expect(unwrapped(await undoing.redoLast(undefined))).toMatchObject({
    title: "/a",
    files: [{ path: "/a", change: "restored" }],
  });
  expect(await texts()).toEqual({ "/a": "1" });
  const history = unwrapped(await undoing.history(3));
  expect(history.steps.map(({ title, by, isLive }) => [title, by, isLive])).toEqual([
    ["Redo: /a", "undo", true],
    ["Undo: /a", "undo", false],
    ["Undo: /b", "undo", true],
  ]);
  expect([history.total, history.undo?.title, history.redo?.title]).toEqual([5, "/a", "/b"]);
});

test("presses that come faster than they are stored are done one after the other", async () => {
  const { undoing, write, texts } = open();
  for (const name of ["/a", "/b", "/c", "/d"]) await write(name, name);
  const all = await Promise.all([undoing.undoLast(undefined), undoing.undoLast(undefined), undoing.undoLast(undefined)]);
  expect(all.map((result) => unwrapped(result).title)).toEqual(["/d", "/c", "/b"]);
  await Promise.all([undoing.redoLast(undefined), undoing.undoLast(undefined), undoing.redoLast(undefined)]);
  expect(await texts()).toEqual({ "/a": "/a", "/b": "/b" });
});

test("going back lists what disappears first, is one entry that names the moment, and can be undone", async () => {
  const { undoing, edit, write, texts, log } = open();
  await write("/kept", "1");
  await write("/gone", "2");
  await write("/new", "3");
  await write("/kept", "4");
  await edit((files) => files.unlink("/gone"));
  expect(unwrapped(await undoing.planRewind(2))).toMatchObject({
    files: [
      { path: "/new", change: "removed" },
      { path: "/kept", change: "reverted" },
      { path: "/gone", change: "restored" },
    ],
    undone: [{ title: "/new" }, { title: "/kept" }, { title: "/gone" }],
    restored: [],
  });
  expect(await texts()).toEqual({ "/kept": "4", "/new": "3" });
  unwrapped(await undoing.rewind(2, undefined));
  expect(await texts()).toEqual({ "/gone": "2", "/kept": "1" });
  expect((await log()).at(-1)).toMatchObject({ causes: [2], event: { type: "effects-undone", rewoundTo: 2 } });
  expect(unwrapped(await undoing.undoLast(undefined)).title).toBe("Back to event 2");
  expect(await texts()).toEqual({ "/kept": "4", "/new": "3" });
  const refusals = [await undoing.planRewind(99), await undoing.rewind(-1, undefined), await undoing.planRewind(7)];
  expect(refusals.map((result) => !result.ok && result.error.message)).toEqual([
    "This event is not in the log, so there is no moment to go back to. Nothing was changed.",
    "This event is not in the log, so there is no moment to go back to. Nothing was changed.",
    "Every file is as it was then. There is nothing to bring back.",
  ]);
});

describe("a part of a step", () => {
  test("is taken back as planned, keeps what came later, and is a step that can be undone", async () => {
    const { undoing, write, texts, log } = open();
    await write("/a", changed());
    const step = await write("/a", changed(2, 15));
    await write("/a", changed(2, 9, 15));
    const part = { effectId: step, path: "/a", hunks: [1] };
    const plan = unwrapped(await undoing.planRevert(part));
    expect(plan).toMatchObject({ type: "clean", change: "reverted", diff: { added: 1, removed: 1 } });
    unwrapped(await undoing.revert(part, plan.type === "clean" ? plan.result : null, undefined));
    expect(await texts()).toEqual({ "/a": changed(2, 9) });
    expect((await log()).at(-1)).toMatchObject({ causes: [2], event: { type: "files-changed", by: "person", reverted: part } });
    expect(unwrapped(await undoing.undoLast(undefined)).title).toBe("Reverted in /a");
    expect(await texts()).toEqual({ "/a": changed(2, 9, 15) });
  });

  test("one file of a step comes back with its folder, and one that the step made goes", async () => {
    const { undoing, edit, texts } = open();
    await edit(async (files) => {
      await files.mkdir("/d");
      await files.writeFile("/d/old", "old");
    });
    const step = await edit(async (files) => {
      await files.unlink("/d/old");
      await files.rmdir("/d");
      await files.writeFile("/new", "new");
      await files.writeFile("/other", "other");
    });
    for (const path of ["/d/old", "/new"]) {
      const plan = unwrapped(await undoing.planRevert({ effectId: step, path }));
      unwrapped(await undoing.revert({ effectId: step, path }, plan.type === "clean" ? plan.result : null, undefined));
    }
    expect(await texts()).toEqual({ "/d/old": "old", "/other": "other" });
  });

  test("that later changes touch is shown as a conflict, and nothing is written", async () => {
    const { undoing, write, texts, store } = open();
    await write("/a", changed());
    const step = await write("/a", changed(2));
    await write("/a", changed(2).replace("line 3 changed", "mine"));
    const part = { effectId: step, path: "/a" };
    expect(unwrapped(await undoing.planRevert(part))).toMatchObject({
      type: "conflict",
      conflicts: [{ line: 3, current: "mine\n", wanted: "line 3\n" }],
    });
    const before = store.lastSeq();
    expect((await undoing.revert(part, "any", undefined)).ok).toBe(false);
    expect([await texts(), store.lastSeq()]).toEqual([{ "/a": changed(2).replace("line 3 changed", "mine") }, before]);
  });

  test("is refused where the file became something else since it was planned, and where there is no such part", async () => {
    const { undoing, write } = open();
    await write("/a", changed());
    const step = await write("/a", changed(2));
    const part = { effectId: step, path: "/a" };
    const plan = unwrapped(await undoing.planRevert(part));
    await write("/a", changed(2, 15));
    expect(await undoing.revert(part, plan.type === "clean" ? plan.result : null, undefined)).toMatchObject({
      ok: false,
      error: { type: "conflict" },
    });
    expect((await undoing.planRevert({ effectId: step, path: "/b" })).ok).toBe(false);
    expect((await undoing.planRevert({ effectId: effectId("unknown"), path: "/a" })).ok).toBe(false);
  });

  test("that came from outside says so again when it comes back", async () => {
    const { undoing, edit, write, tree } = open();
    const outside: Origin = { type: "web", origin: "https://page.example.org" };
    await edit((files) => files.writeFile("/a", "from outside"), [outside]);
    const step = await edit((files) => files.unlink("/a"));
    await write("/b", "b");
    const part = { effectId: step, path: "/a" };
    const plan = unwrapped(await undoing.planRevert(part));
    unwrapped(await undoing.revert(part, plan.type === "clean" ? plan.result : null, undefined));
    expect(tree.state("/a")?.origins).toEqual([outside]);
  });
});

test("for every history of files, undoing all of it and redoing all of it gives the same bytes", async () => {
  const act = fc.oneof(
    { weight: 5, arbitrary: fc.record({ path: fc.constantFrom("/a", "/b", "/c"), text: fc.string({ maxLength: 5 }) }) },
    { weight: 2, arbitrary: fc.constantFrom("undo" as const, "redo" as const) },
    { weight: 1, arbitrary: fc.nat(20) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 15 }), async (acts) => {
      const { undoing, write, texts, store } = open();
      for (const one of acts) {
        if (one === "undo") await undoing.undoLast(undefined);
        else if (one === "redo") await undoing.redoLast(undefined);
        else if (typeof one === "number") await undoing.rewind(one % (store.lastSeq() + 1), undefined);
        else await write(one.path, one.text);
      }
      const after = await texts();
      let count = 0;
      while ((await undoing.undoLast(undefined)).ok) count += 1;
      expect(await texts()).toEqual({});
      for (let step = 0; step < count; step += 1) unwrapped(await undoing.redoLast(undefined));
      expect(await texts()).toEqual(after);
    }),
    { numRuns: 60 },
  );
});

const plan: readonly PlannedAnswer[] = [
  { text: "One. ", calls: [{ tool: "write", input: { file_path: "/w/a.md", content: changed() } }] },
  { text: "Two. ", calls: [{ tool: "write", input: { file_path: "/w/a.md", content: changed(2, 15) } }] },
  { text: "Three. ", calls: [{ tool: "write", input: { file_path: "/w/b.md", content: "b\n" } }] },
  { text: "That was all.", calls: [] },
];

const lastStep = async (tab: OpenTab, path: string): Promise<EffectId> => {
  const { steps } = unwrapped(await tab.workspace.readHistory(100));
  return steps.find(({ by, files }) => by === "agent" && files.some((file) => file.path === path))?.effectId ?? effectId("none");
};

/** Each act with the files that it leaves; the next one begins there. */
const acts: readonly (readonly [string, (tab: OpenTab) => Promise<unknown>, Readonly<Record<string, string>>])[] = [
  [
    "revert",
    async (tab) => {
      const part = { effectId: await lastStep(tab, "/w/a.md"), path: "/w/a.md", hunks: [1] };
      const planned = unwrapped(await tab.workspace.planRevert(part));
      return tab.workspace.revert(part, planned.type === "clean" ? planned.result : null, undefined);
    },
    { "/w/a.md": changed(2), "/w/b.md": "b\n" },
  ],
  ["undo", (tab) => tab.workspace.undoLast(undefined), { "/w/a.md": changed(2, 15), "/w/b.md": "b\n" }],
  ["undo", (tab) => tab.workspace.undoLast(undefined), { "/w/a.md": changed(2, 15) }],
  ["redo", (tab) => tab.workspace.redoLast(undefined), { "/w/a.md": changed(2, 15), "/w/b.md": "b\n" }],
  ["go back", (tab) => tab.workspace.rewind(1, undefined), {}],
];

const ownFiles = async (tab: OpenTab): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(Object.entries(await tab.files()).filter(([path]) => path.startsWith("/w/")));

test("a tab that dies in an undo, a redo, a return or a revert has done it whole or not at all", async () => {
  const story = async (tab: OpenTab, upTo: number): Promise<void> => {
    await say(tab, "go");
    await tab.until(() => statusOf(tab) === "completed");
    for (const [, act] of acts.slice(0, upTo)) await act(tab);
  };
  for (const [place, [name, , after]] of acts.entries()) {
    // The act's own commit is the last one of its story; the tab ends there, before anybody hears of it.
    const counted = createDoom();
    const golden = await createWorkbench(plannedProvider(plan)).open({ point: counted.point });
    await story(golden, place + 1);
    const last = counted.commits();
    const before = acts[place - 1]?.[2] ?? { "/w/a.md": changed(2, 15), "/w/b.md": "b\n" };
    for (const dying of [last - 1, last]) {
      const bench = createWorkbench(plannedProvider(plan));
      const { point, death } = createDoom((commit) => commit === dying);
      await Promise.race([death, bench.open({ point }).then((tab) => story(tab, place + 1))]);
      const next = await bench.open();
      expect([name, await ownFiles(next)]).toEqual([name, dying === last ? after : before]);
      expect(auditLog(await next.entries())).toEqual([]);
      next.workspace.close();
    }
    golden.workspace.close();
  }
});
