import { systemClock } from "../../src/kernel/base/clock.ts";
import { callId, runId, sessionId } from "../../src/kernel/base/ids.ts";
import type { Durability } from "../../src/kernel/contracts/store.ts";
import type { EntryQuery } from "../../src/kernel/log/entry-query.ts";
import type { EntryDraft } from "../../src/kernel/log/log-entry.ts";
import { createEntryScript } from "../../src/page/store/entries.fake.ts";
import { openIdbStore } from "../../src/platform/storage/idb/idb-store.ts";
import { createLogSearch } from "../../src/runtime/log/log-search.ts";
import { type WorkspaceTables, workspaceProjection } from "../../src/runtime/projection.ts";

/** What the page asks for; the answer is in milliseconds. */
export type LogTask =
  | { readonly type: "append"; readonly entries: number; readonly inFlight: number }
  | { readonly type: "bare"; readonly transactions: number }
  /** Fills the app's own workspace with one session of at least so many entries. */
  | { readonly type: "fill"; readonly entries: number }
  /** Fills a workspace with many sessions of so many entries together, to be searched. */
  | { readonly type: "fill-many"; readonly entries: number }
  /** From the first question to the log until its answer: the index is made in between. */
  | { readonly type: "index" }
  /** The slowest of several questions, once the index is there. */
  | { readonly type: "search" };

/** An entry of some 230 bytes, as most are. */
const draft = (index: number): EntryDraft => ({
  sessionId: sessionId("session_1"),
  runId: runId("run_1"),
  turn: 1,
  callId: callId(`call_${index}`),
  causes: [1],
  origins: [{ type: "model" }],
  event: {
    type: "call-settled",
    callId: callId(`call_${index}`),
    tool: "read",
    inputHash: "0123456789abcdef",
    outcome: { type: "done", output: { text: "constant", isError: false } },
    durationMs: 1,
  },
});

type BenchStore = Extract<Awaited<ReturnType<typeof openIdbStore<WorkspaceTables>>>, { readonly status: "opened" }>["store"];

const openStore = async (databaseName: string): Promise<BenchStore> => {
  const opened = await openIdbStore({ clock: systemClock }, { databaseName, projection: workspaceProjection });
  if (opened.status !== "opened") throw new Error(opened.message);
  return opened.store;
};

const append = async (store: BenchStore, entries: readonly EntryDraft[], durability: Durability = "strict"): Promise<void> => {
  const stored = await store.append({ entries, effects: [], expects: [], durability });
  if (!stored.ok) throw new Error(stored.error.message);
};

const measureAppends = async ({ entries, inFlight }: Extract<LogTask, { readonly type: "append" }>): Promise<number> => {
  const store = await openStore("bench-log");
  const before = store.lastSeq();
  let next = 0;
  const appendNext = async (): Promise<void> => {
    while (next < entries) await append(store, [draft(next++)]);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, appendNext));
  const spentMs = performance.now() - start;
  if (store.lastSeq() !== before + entries) throw new Error(`The log has ${store.lastSeq() - before} of ${entries} entries.`);
  await store.close();
  return spentMs;
};

const requested = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** The floor: one strict transaction after the other, each with one record and nothing else. */
const measureBare = async ({ transactions }: Extract<LogTask, { readonly type: "bare" }>): Promise<number> => {
  const opening = indexedDB.open("bench-bare", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("log", { autoIncrement: true });
  const database = await requested(opening);
  const start = performance.now();
  for (let index = 0; index < transactions; index += 1) {
    const transaction = database.transaction("log", "readwrite", { durability: "strict" });
    transaction.objectStore("log").add(draft(index));
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

const readRound = (script: ReturnType<typeof createEntryScript>, message: string, call: string): void => {
  script.startMessage(message);
  script.write(message, 0, "I look at the notes before I change anything. ");
  script.write(message, 47, "They may say something about the trains.");
  script.request(message, call, { verb: "Read", object: "/notes/plan.md" });
  script.endMessage(message);
  script.settle(call, { type: "done", output: { text: "1,Lisbon-Coimbra,168.50\n2,Coimbra-Porto,31.20", isError: false } });
};

/** A session of at least so many entries. */
const sessionOf = (name: string, entries: number): readonly EntryDraft[] => {
  const script = createEntryScript(name);
  script.add({ type: "session-created", title: "A long session", level: "ask-risky" });
  for (let run = 0; script.entries.length < entries; run += 1) {
    script.user(`said_${run}`, "What do the notes say about the trains?");
    script.startRun(`${name}_run_${run}`);
    for (let turn = 1; turn <= 12 && script.entries.length < entries - 2; turn += 1) {
      script.startTurn(turn);
      readRound(script, `message_${run}_${turn}`, `${name}_call_${run}_${turn}`);
    }
    script.endRun({ type: "completed", reason: { type: "end-turn" } });
  }
  return script.entries.map(({ seq: _seq, at: _at, ...rest }): EntryDraft => rest);
};

/** The commits are as the app makes them: what comes in one turn of the model's answer lies together in a few rows. */
const fill = async ({ entries }: Extract<LogTask, { readonly type: "fill" }>): Promise<number> => {
  const start = performance.now();
  const drafts = sessionOf("long", entries);
  const store = await openStore("vivarium");
  for (let from = 0; from < drafts.length; from += 3) await append(store, drafts.slice(from, from + 3));
  await store.close();
  return performance.now() - start;
};

const searched = "bench-search";
const sessions = 50;

const fillMany = async ({ entries }: Extract<LogTask, { readonly type: "fill-many" }>): Promise<number> => {
  const start = performance.now();
  const store = await openStore(searched);
  for (let session = 0; session < sessions; session += 1) {
    const drafts = sessionOf(`s${session}`, entries / sessions);
    for (let from = 0; from < drafts.length; from += 3) await append(store, drafts.slice(from, from + 3), "relaxed");
  }
  await store.close();
  return performance.now() - start;
};

/** Every field of a query; each gives a page of at most 100 entries. */
const questions = (middle: number): readonly EntryQuery[] => [
  { kinds: ["run-ended"] },
  { kinds: ["call-requested", "call-settled"], tool: "read" },
  { sessionId: sessionId("s7") },
  { runId: runId("s30_run_5") },
  { callId: callId("s41_call_3_7") },
  { turn: 12, kinds: ["turn-started"] },
  { since: middle, until: middle + 1_000 },
  { from: 50_000, kinds: ["user-message"] },
  { kinds: ["call-settled"], data: [{ path: "outcome.type", value: "done" }] },
  { kinds: ["user-message"], words: "trains notes" },
];

const openSearch = async () => {
  const store = await openStore(searched);
  const search = createLogSearch({ store, scrub: (text) => text });
  const ask = async (query: EntryQuery) => {
    const start = performance.now();
    const found = await search.find({ ...query, limit: 100 });
    if (!found.ok) throw new Error(found.error.message);
    return { tookMs: performance.now() - start, ...found.value };
  };
  return { store, ask };
};

const measureIndex = async (): Promise<number> => {
  const { ask, store } = await openSearch();
  const { tookMs } = await ask({ kinds: ["run-ended"] });
  await store.close();
  return tookMs;
};

const measureSearch = async (): Promise<number> => {
  const { ask, store } = await openSearch();
  const { entries } = await ask({ from: Math.floor(store.lastSeq() / 2), kinds: ["run-started"] });
  const took: number[] = [];
  for (const query of questions(entries.at(-1)?.at ?? 0)) {
    const { entries: found, tookMs } = await ask(query);
    if (found.length === 0) throw new Error(`Nothing was found for ${JSON.stringify(query)}.`);
    took.push(tookMs);
  }
  await store.close();
  return Math.max(...took);
};

const perform = (task: LogTask): Promise<number> => {
  switch (task.type) {
    case "append":
      return measureAppends(task);
    case "bare":
      return measureBare(task);
    case "fill":
      return fill(task);
    case "fill-many":
      return fillMany(task);
    case "index":
      return measureIndex();
    case "search":
      return measureSearch();
  }
};

globalThis.addEventListener("message", async ({ data }: MessageEvent<LogTask>) => globalThis.postMessage(await perform(data)));
