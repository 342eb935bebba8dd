import LightningFs from "@isomorphic-git/lightning-fs";
import { createArchiveWriter } from "../../src/engine/files/archive/archive-writer.ts";
import { createWorkspaceTree } from "../../src/engine/files/overlay/workspace-tree.ts";
import { hashBytes } from "../../src/kernel/base/canonical.ts";
import { systemClock } from "../../src/kernel/base/clock.ts";
import { effectId } from "../../src/kernel/base/ids.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import type { Result } from "../../src/kernel/base/result.ts";
import { effectOf } from "../../src/kernel/log/event-effect.ts";
import { openIdbStore } from "../../src/platform/storage/idb/idb-store.ts";
import { createFileImports } from "../../src/runtime/carry/file-imports.ts";
import { createContents } from "../../src/runtime/files/contents.ts";
import { editFiles } from "../../src/runtime/files/edit-files.ts";
import { workspaceProjection } from "../../src/runtime/projection.ts";

/** Milliseconds that the same files took on each way, and that many files took to be there again. */
export interface CarryTimes {
  /** Written by one call and committed with their entry. */
  readonly oursMs: number;
  /** Out of a zip archive, staged, checked and committed. */
  readonly importMs: number;
  /** The bytes alone, in one strict transaction. */
  readonly bareMs: number;
  /** lightning-fs with its own backend, flushed after each file. */
  readonly lightningMs: number;
  readonly openMs: number;
}

const [clock, random] = [systemClock, systemRandom];
const files = 1_000;
const fileBytes = 4_096;
const openedFiles = 20_000;

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

/** Lines of text with a random part, so that no two files are alike. */
const contents = Array.from({ length: files }, (_, file) => {
  let text = "";
  for (let line = 0; text.length < fileBytes; line += 1) text += `line ${line} of file ${file}: ${random.next().toString(36)}\n`;
  return new TextEncoder().encode(text.slice(0, fileBytes));
});

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const openStore = async (databaseName: string) => {
  const opened = await openIdbStore({ clock }, { databaseName, projection: workspaceProjection });
  if (opened.status !== "opened") throw new Error(opened.message);
  return opened.store;
};

const openWorkspace = async (databaseName: string) => {
  const store = await openStore(databaseName);
  const tree = createWorkspaceTree(unwrapped(await store.list("files")).rows, createContents(store).read);
  store.subscribe((entries) => {
    for (const { event } of entries) tree.apply(effectOf(event)?.files ?? []);
  });
  return { clock, random, store, tree };
};

const ours = async (): Promise<number> => {
  const deps = await openWorkspace(`bench-carry-ours-${clock.now()}`);
  const took = await timed(async () =>
    unwrapped(
      await editFiles(
        deps,
        async (into) => {
          for (const [index, bytes] of contents.entries()) await into.writeFile(`/file-${index}.txt`, bytes);
        },
        (effect) => ({ causes: [], origins: [], event: { type: "files-changed", by: "person", effect } }),
      ),
    ),
  );
  if (deps.tree.paths().length !== files) throw new Error("Not every file is there.");
  await deps.store.close();
  return took;
};

const imported = async (): Promise<number> => {
  const writer = createArchiveWriter();
  const pieces = contents.flatMap((bytes, index) =>
    writer.add({ kind: "file", path: `/file-${index}.txt`, modifiedAt: 0, bytes }),
  );
  const archive = new Blob([...pieces, ...writer.end()].map((piece) => Uint8Array.from(piece)));
  const deps = await openWorkspace(`bench-carry-import-${clock.now()}`);
  const imports = createFileImports(deps);
  const brought = { name: "many.zip", bytes: new Uint8Array(await archive.arrayBuffer()) };
  const { digest } = unwrapped(imports.preview(brought, "/"));
  const took = await timed(async () => unwrapped(await imports.bring(brought, "/", digest)));
  if (deps.tree.paths().length !== files) throw new Error("Not every file is there.");
  await deps.store.close();
  return took;
};

const bare = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(`bench-carry-bare-${clock.now()}`);
    request.onupgradeneeded = () => request.result.createObjectStore("blobs", { keyPath: "key" });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const keyed = contents.map((bytes, index) => ({ key: `/file-${index}.txt`, bytes }));
      const start = performance.now();
      const transaction = request.result.transaction("blobs", "readwrite", { durability: "strict" });
      for (const row of keyed) transaction.objectStore("blobs").put(row);
      transaction.onabort = () => reject(transaction.error);
      transaction.oncomplete = () => resolve(performance.now() - start);
    };
  });

const lightning = async (): Promise<number> => {
  const fs = new LightningFs(`bench-carry-lightning-${clock.now()}`).promises;
  await fs.mkdir("/first");
  return timed(async () => {
    for (const [index, bytes] of contents.entries()) {
      await fs.writeFile(`/file-${index}.txt`, bytes);
      await fs.flush();
    }
  });
};

const opening = async (): Promise<number> => {
  const databaseName = `bench-carry-open-${clock.now()}`;
  const store = await openStore(databaseName);
  const version = effectId("effect_many");
  const hash = hashBytes(new Uint8Array());
  unwrapped(
    await store.append({
      entries: [],
      effects: Array.from({ length: openedFiles }, (_, index) => ({
        type: "put",
        table: "files",
        row: {
          key: `/folder-${index % 200}/file-${index}.txt`,
          state: { kind: "file", hash, sizeBytes: 0, modifiedAt: 0, version },
        },
      })),
      expects: [],
      durability: "strict",
    }),
  );
  await store.close();
  let paths = 0;
  const took = await timed(async () => {
    const { tree } = await openWorkspace(databaseName);
    paths = tree.paths().length;
  });
  if (paths !== openedFiles) throw new Error("Not every file is there again.");
  return took;
};

globalThis.addEventListener("message", async () => {
  const times: CarryTimes = {
    bareMs: await bare(),
    oursMs: await ours(),
    importMs: await imported(),
    lightningMs: await lightning(),
    openMs: await opening(),
  };
  globalThis.postMessage(times);
});
