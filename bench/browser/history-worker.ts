import { createOverlay } from "../../src/engine/files/overlay/overlay.ts";
import { createWorkspaceTree } from "../../src/engine/files/overlay/workspace-tree.ts";
import { createGitRepository } from "../../src/engine/git/git-repository.ts";
import type { GitStep } from "../../src/engine/git/git-step.ts";
import { systemClock } from "../../src/kernel/base/clock.ts";
import { effectId } from "../../src/kernel/base/ids.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import type { Result } from "../../src/kernel/base/result.ts";
import { effectOf } from "../../src/kernel/log/event-effect.ts";
import { openIdbStore } from "../../src/platform/storage/idb/idb-store.ts";
import { createContents } from "../../src/runtime/files/contents.ts";
import { editFiles } from "../../src/runtime/files/edit-files.ts";
import { createEffectLog } from "../../src/runtime/history/effects.ts";
import { createUndoing } from "../../src/runtime/history/undoing.ts";
import { workspaceProjection } from "../../src/runtime/projection.ts";

/** What going back through the whole history, one step at a time, took; and going forth again. */
export interface HistoryTimes {
  /** As many strict transactions, each with the row of a file and a row of a log, and nothing else. */
  readonly bareMs: number;
  readonly undoMs: number;
  readonly redoMs: number;
  /** Of a commit of ten changed files among a thousand of 4 KB, in git. */
  readonly commitMs: number;
}

const paths = 20;
const linesPerFile = 100;

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const textOf = (step: number): string =>
  Array.from(
    { length: linesPerFile },
    (_, line) => `line ${line}${line === step % linesPerFile ? ` of step ${step}` : ""}\n`,
  ).join("");

const requested = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** The floor: what the disk takes. */
const measureBare = async (steps: number): Promise<number> => {
  const opening = indexedDB.open(`bench-history-bare-${systemClock.now()}`, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("files", { keyPath: "key" });
    opening.result.createObjectStore("log", { keyPath: "firstSeq" });
  };
  const database = await requested(opening);
  const start = performance.now();
  for (let step = 0; step < steps; step += 1) {
    const transaction = database.transaction(["files", "log"], "readwrite", { durability: "strict" });
    transaction.objectStore("files").put({ key: `/file-${step % paths}`, state: { kind: "file", version: `effect_${step}` } });
    transaction.objectStore("log").add({ firstSeq: step + 1, count: 1, bytes: new Uint8Array(700), topics: ["effect"] });
    transaction.commit();
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  }
  const spentMs = performance.now() - start;
  database.close();
  return spentMs;
};

const gitFiles = 1_000;
const changedFiles = 10;

/** A repository of many files, and the commit that a turn adds to it. */
const measureCommit = async (): Promise<number> => {
  const bytesByHash = new Map<string, Uint8Array>();
  const tree = createWorkspaceTree([], async (hash) => bytesByHash.get(hash));
  const steps: GitStep[] = [];
  const step = async (paths: readonly string[], text: string): Promise<void> => {
    const seq = steps.length + 1;
    const overlay = createOverlay(tree, { effectId: effectId(`effect_${seq}`), now: seq });
    for (const path of paths) await overlay.files.writeFile(path, `${path} ${text}`.padEnd(4_096, "."));
    const effect = await overlay.effect();
    for (const { hash, bytes } of overlay.blobs()) bytesByHash.set(hash, bytes);
    tree.apply(effect.files);
    steps.push({ seq, at: systemClock.now(), effect, by: "person", title: text });
  };
  const world = () => ({ steps: [...steps], isOpen: false, untouched: () => [] });
  const repository = createGitRepository(tree.contents);
  const paths = Array.from({ length: gitFiles }, (_, index) => `/file-${index}`);
  await step(paths, "first");
  await repository.follow(world());
  await step(paths.slice(0, changedFiles), "second");
  const start = performance.now();
  await repository.follow(world());
  const spentMs = performance.now() - start;
  if (repository.commits().length !== 2) throw new Error("The repository does not have two commits.");
  return spentMs;
};

const measure = async (steps: number): Promise<HistoryTimes> => {
  const [clock, random] = [systemClock, systemRandom];
  const databaseName = `bench-history-${steps}-${clock.now()}`;
  const opened = await openIdbStore({ clock }, { databaseName, projection: workspaceProjection });
  if (opened.status !== "opened") throw new Error(opened.message);
  const { store } = opened;
  const tree = createWorkspaceTree([], createContents(store).read);
  store.subscribe((entries) => {
    for (const { event } of entries) tree.apply(effectOf(event)?.files ?? []);
  });
  const deps = { clock, random, store, tree };
  const undoing = createUndoing({ ...deps, effects: createEffectLog(store) });
  for (let step = 0; step < steps; step += 1) {
    unwrapped(
      await editFiles(
        deps,
        (files) => files.writeFile(`/file-${step % paths}`, textOf(step)),
        (effect) => ({ causes: [], origins: [], event: { type: "files-changed", by: "person", effect } }),
      ),
    );
  }
  const timed = async (turn: () => Promise<Result<unknown, unknown>>): Promise<number> => {
    const start = performance.now();
    for (let step = 0; step < steps; step += 1) unwrapped(await turn());
    return performance.now() - start;
  };
  const undoMs = await timed(() => undoing.undoLast(undefined));
  if (tree.paths().length !== 0) throw new Error("Not every step was undone.");
  const redoMs = await timed(() => undoing.redoLast(undefined));
  if (tree.paths().length !== Math.min(paths, steps)) throw new Error("Not every step was done again.");
  await store.close();
  indexedDB.deleteDatabase(databaseName);
  return { bareMs: await measureBare(steps), undoMs, redoMs, commitMs: await measureCommit() };
};

globalThis.addEventListener("message", async ({ data }: MessageEvent<number>) => {
  globalThis.postMessage(await measure(data));
});
