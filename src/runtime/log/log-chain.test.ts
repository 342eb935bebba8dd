import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { messageId, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import type { Persistence } from "../../kernel/contracts/persistence.ts";
import type { LogQuery, Store } from "../../kernel/contracts/store.ts";
import { type ChainHead, emptyHead, entryDigest, headFrom, headText, nextHead } from "../../kernel/log/hash-chain.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { openIdbStore } from "../../platform/storage/idb/idb-store.ts";
import { createInMemoryStore } from "../../platform/storage/in-memory/in-memory-store.ts";
import { createStorePersistence } from "../../platform/storage/store-persistence.ts";
import { workspaceProjection } from "../projection.ts";
import { createLogChain } from "./log-chain.ts";

const [gone, other] = [sessionId("session_1"), sessionId("session_2")];

const said = (text: string, session: SessionId = other) => ({
  sessionId: session,
  causes: [],
  origins: [],
  event: { type: "steer-queued", messageId: messageId("m"), text } as const,
});

/** A store whose log can be changed from outside, as a person with the browser's tools could. */
const openLog = () => {
  const store = createInMemoryStore({ clock: createFakeClock() }, { projection: workspaceProjection });
  let tampered = (entries: readonly LogEntry[]): readonly LogEntry[] => entries;
  const kept = createStorePersistence(store);
  const hand: Store = {
    ...store,
    lastSeq: () => Math.min(store.lastSeq(), tampered(all()).length),
    read: async (query: LogQuery) => {
      const page = await store.read({ type: "all" });
      if (!page.ok || query.type !== "range") throw new Error("Only ranges are read.");
      return { ok: true, value: { entries: tampered(page.value.entries).slice(query.from - 1, query.to), unreadable: 0 } };
    },
  };
  const entries: LogEntry[] = [];
  const all = (): readonly LogEntry[] => entries;
  store.subscribe((stored) => entries.push(...stored));
  return {
    store,
    kept,
    chain: createLogChain({ kept, store: hand }),
    tamper: (change: typeof tampered) => {
      tampered = change;
    },
    say: async (...texts: readonly string[]) => {
      await store.append({ entries: texts.map((text) => said(text)), effects: [], expects: [], durability: "relaxed" });
    },
  };
};

const headOf = (entries: readonly LogEntry[]): ChainHead =>
  entries.reduce((head, entry) => nextHead(head, entryDigest(entry)), emptyHead);

const changed = (seq: number) => (entries: readonly LogEntry[]) =>
  entries.map((entry) => (entry.seq === seq ? { ...entry, event: said("something else").event } : entry));

describe("a log that nobody touched", () => {
  test("is whole, and its head is the chain over its lines", async () => {
    const { chain, say, store } = openLog();
    await say("one", "two");
    await chain.seal();
    await say("three");
    const page = await store.read({ type: "all" });
    const head = headOf(page.ok ? page.value.entries : []);
    expect(await chain.verify()).toEqual({
      ok: true,
      value: { status: "whole", head, erased: 0, sealed: 2, compared: false },
    });
    expect(await chain.verify(head)).toEqual({
      ok: true,
      value: { status: "whole", head, erased: 0, sealed: 3, compared: true },
    });
  });

  test("is whole over any number of entries and seals in between, and any head that was kept", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
        const { chain, say, store } = openLog();
        const heads: ChainHead[] = [];
        for (const size of sizes) {
          if (size > 0) await say(...Array.from({ length: size }, (_, index) => `${index}`));
          await chain.seal();
          const verdict = await chain.verify();
          if (!verdict.ok || verdict.value.status !== "whole") throw new Error(JSON.stringify(verdict));
          expect(verdict.value.sealed).toBe(store.lastSeq());
          if (verdict.value.head.seq > 0) heads.push(verdict.value.head);
        }
        for (const head of heads)
          expect(await chain.verify(headFrom(headText(head)))).toMatchObject({ value: { status: "whole" } });
      }),
      { numRuns: 12 },
    );
  });

  test("that lost a session to its deletion is whole, and its head is the same as before", async () => {
    const { chain, store } = openLog();
    const entries = [said("a", gone), said("b"), said("c", gone)];
    await store.append({ entries, effects: [], expects: [], durability: "relaxed" });
    const before = await chain.verify();
    await store.eraseSession(gone);
    if (!before.ok || before.value.status !== "whole") throw new Error("It is whole before.");
    expect(await createLogChain({ kept: createStorePersistence(store), store }).verify(before.value.head)).toMatchObject({
      value: { status: "whole", erased: 2, sealed: 3, compared: true },
    });
  });

  test("that is empty is whole", async () => {
    expect(await openLog().chain.verify()).toEqual({
      ok: true,
      value: { status: "whole", head: emptyHead, erased: 0, sealed: 0, compared: false },
    });
  });
});

describe("a log that was changed after it was sealed", () => {
  const sealedLog = async (length = 7) => {
    const log = openLog();
    await log.say(...Array.from({ length }, (_, index) => `text ${index + 1}`));
    const verdict = await log.chain.verify();
    if (!verdict.ok || verdict.value.status !== "whole") throw new Error("It is whole before.");
    await log.say("and one more");
    return { ...log, head: verdict.value.head };
  };

  test("differs at exactly the first entry that was changed, wherever that is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_100 }), async (seq) => {
        const { chain, tamper } = await sealedLog(1_100);
        tamper(changed(seq));
        expect(await chain.verify()).toEqual({ ok: true, value: { status: "differs", seq, what: "changed" } });
      }),
      { numRuns: 15 },
    );
  });

  test.each<readonly [string, (entries: readonly LogEntry[]) => readonly LogEntry[], number, string]>([
    ["one entry taken out", (entries) => entries.filter(({ seq }) => seq !== 3), 3, "changed"],
    ["two entries swapped", ([a, b, c, ...rest]) => [a!, c!, b!, ...rest], 2, "changed"], // There are seven.
    ["its end cut off", (entries) => entries.slice(0, 4), 5, "missing"],
    [
      "an entry made unreadable",
      (entries) =>
        entries.map((entry) =>
          entry.seq === 6 ? { ...entry, event: { type: "unreadable-entry", reason: "Damaged.", raw: "" } } : entry,
        ),
      6,
      "unreadable",
    ],
    [
      "an entry erased without a deletion",
      (entries) => entries.map((entry) => (entry.seq === 2 ? { ...entry, event: { type: "erased-entry" } } : entry)),
      2,
      "erased",
    ],
  ])("with %s says where", async (_what, change, seq, what) => {
    const { chain, tamper } = await sealedLog();
    tamper(change);
    expect(await chain.verify()).toEqual({ ok: true, value: { status: "differs", seq, what } });
    // Looking does not make it whole.
    await chain.seal();
    expect(await chain.verify()).toEqual({ ok: true, value: { status: "differs", seq, what } });
  });

  /** Writes a seal for an entry as if it had always been so. */
  const reseal = async (kept: Persistence, seq: number, entry: LogEntry) => {
    const block = await kept.read(["seal/000000000"]);
    const text = new TextDecoder().decode(block.ok ? block.value[0] : undefined);
    const start = (seq - 1) * 64;
    const next = text.slice(0, start) + entryDigest(entry) + text.slice(start + 64);
    await kept.write({ put: [["seal/000000000", new TextEncoder().encode(next)]] });
  };

  test("together with its seal differs where the seals end", async () => {
    const { chain, kept, store, tamper } = await sealedLog();
    const page = await store.read({ type: "all" });
    const entry = changed(3)(page.ok ? page.value.entries : [])[2];
    if (entry === undefined) throw new Error("There is a third entry.");
    await reseal(kept, 3, entry);
    tamper(changed(3));
    expect(await chain.verify()).toEqual({ ok: true, value: { status: "differs", seq: 7, what: "seal" } });
  });

  test("with every seal made anew is told by a head that a person kept", async () => {
    const { chain, head, kept, tamper } = await sealedLog();
    tamper(changed(3));
    const keys = await kept.list("seal/");
    await kept.write({ remove: keys.ok ? keys.value : [] });
    expect(await chain.verify()).toMatchObject({ value: { status: "whole", sealed: 0 } });
    expect(await chain.verify(head)).toEqual({ ok: true, value: { status: "differs", seq: 7, what: "head" } });
    expect(await chain.verify({ ...head, seq: 90 })).toEqual({ ok: true, value: { status: "differs", seq: 9, what: "missing" } });
  });

  test("in its seals alone says so", async () => {
    const { chain, kept } = await sealedLog(1_001);
    await kept.write({ put: [["seal/000000001", new Uint8Array()]] });
    expect(await chain.verify()).toEqual({ ok: true, value: { status: "differs", seq: 1_001, what: "seal" } });
  });
});

test("a log in IndexedDB that was changed from outside differs at that entry", async () => {
  const factory = new IDBFactory();
  const options = { databaseName: "workspace", projection: workspaceProjection };
  const opened = await openIdbStore({ clock: createFakeClock(), factory }, options);
  if (opened.status !== "opened") throw new Error(opened.message);
  const { store } = opened;
  for (const text of ["one", "two", "three", "four"])
    await store.append({ entries: [said(text)], effects: [], expects: [], durability: "strict" });
  const chain = createLogChain({ kept: createStorePersistence(store), store });
  expect(await chain.verify()).toMatchObject({ value: { status: "whole", head: { seq: 4 } } });

  const request = factory.open("workspace");
  const database = await new Promise<IDBDatabase>((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const log = database.transaction("log", "readwrite").objectStore("log");
  const reading: IDBRequest<{ readonly bytes: Uint8Array }> = log.get(3);
  await new Promise<void>((resolve) => {
    reading.onsuccess = () => {
      const text = new TextDecoder().decode(reading.result.bytes).replace("three", "threx");
      log.put({ ...reading.result, bytes: new TextEncoder().encode(text) }).onsuccess = () => resolve();
    };
  });
  expect(await chain.verify()).toEqual({ ok: true, value: { status: "differs", seq: 3, what: "changed" } });
});

describe("a head as text", () => {
  test("is read again, with space around it", () => {
    const head = { seq: 12, hash: "ab".repeat(32) };
    expect(headFrom(` ${headText(head)}\n`)).toEqual(head);
  });
  test.each(["", "12", `vivarium-log:0:${"a".repeat(64)}`, `vivarium-log:1:${"A".repeat(64)}`, "vivarium-log:1:abc"])(
    "'%s' is none",
    (text) => expect(headFrom(text)).toBeUndefined(),
  );
});
