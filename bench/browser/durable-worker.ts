import { systemClock } from "../../src/kernel/base/clock.ts";
import { openIdbStore } from "../../src/platform/storage/idb/idb-store.ts";
import { workspaceProjection } from "../../src/runtime/projection.ts";
import { createAgentWorld } from "../node/agent-world.ts";
import { callingModel } from "../node/scripted-model.ts";

/** What a run of the engine on disk took, after a short one that warms it up. */
export interface DurableRun {
  readonly spentMs: number;
  /** Transactions that wrote and were on the disk before anybody heard of them. */
  readonly strictCommits: number;
  /** Transactions that wrote, all of them. */
  readonly commits: number;
}

const warmUpTurns = 50;
let commits = 0;
let strictCommits = 0;

/** Counts the database's own transactions, whatever the store says of itself. */
const countCommits = (): void => {
  const open = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    if (mode === "readwrite") {
      commits += 1;
      if (options?.durability === "strict") strictCommits += 1;
    }
    return open.call(this, names, mode, options);
  };
};

const runOnDisk = async (turns: number): Promise<DurableRun> => {
  const databaseName = `bench-durable-${turns}-${systemClock.now()}`;
  const opened = await openIdbStore({ clock: systemClock }, { databaseName, projection: workspaceProjection });
  if (opened.status !== "opened") throw new Error(opened.message);
  const { store } = opened;
  const world = await createAgentWorld({ provider: callingModel(turns), store });
  const before = { commits, strictCommits };
  const start = performance.now();
  const done = await world.run();
  const spentMs = performance.now() - start;
  const counted = { strictCommits: strictCommits - before.strictCommits, commits: commits - before.commits };
  if (done !== turns + 1) throw new Error(`The run took ${done} turns.`);
  if (store.lastSeq() < turns * 4) throw new Error(`The log has ${store.lastSeq()} entries.`);
  await store.close();
  indexedDB.deleteDatabase(databaseName);
  return { spentMs, ...counted };
};

countCommits();
globalThis.addEventListener("message", async ({ data }: MessageEvent<number>) => {
  await runOnDisk(warmUpTurns);
  globalThis.postMessage(await runOnDisk(data));
});
