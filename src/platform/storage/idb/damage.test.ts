import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { ruleId } from "../../../kernel/base/ids.ts";
import type { LogQuery, TableName } from "../../../kernel/contracts/store.ts";
import { noCost } from "../../../kernel/model/cost.ts";
import { noUsage } from "../../../kernel/model/usage.ts";
import { approval, blob, commitOf, fileState, said, sessionA, sessionB, writes } from "../entries.fake.ts";
import { type FakeState, fakeProjection } from "../projection.fake.ts";
import { type IdbStore, openIdbStore } from "./idb-store.ts";
import { requested } from "./requests.ts";

const open = async (factory: IDBFactory): Promise<IdbStore<FakeState>> => {
  const opened = await openIdbStore(
    { clock: createFakeClock(), factory },
    { databaseName: "workspace", projection: fakeProjection },
  );
  if (opened.status !== "opened") throw new Error(opened.message);
  return opened.store;
};

/** Changes a store behind the product's back. */
const tamper = async (factory: IDBFactory, table: string, change: (store: IDBObjectStore) => void): Promise<void> => {
  const database = await requested(factory.open("workspace"));
  const transaction = database.transaction(table, "readwrite");
  const ended = new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  change(transaction.objectStore(table));
  await ended;
  database.close();
};

/** Rows at 1–2 (session a), 3–5 (a, b, a), 6 (b), 7–8 (a). */
const filled = async (): Promise<{ readonly factory: IDBFactory; readonly store: IdbStore<FakeState> }> => {
  const factory = new IDBFactory();
  const store = await open(factory);
  await store.append(commitOf(said("1"), said("2")));
  await store.append(commitOf(said("3"), said("4", sessionB), said("5")));
  await store.append(commitOf(said("6", sessionB)));
  await store.append(commitOf(said("7"), said("8")));
  return { factory, store };
};

const marks = async (store: IdbStore<FakeState>, query: LogQuery = { type: "all" }): Promise<readonly string[]> => {
  const page = await store.read(query);
  if (!page.ok) throw new Error(page.error.message);
  const found = page.value.entries.map(({ seq, event }) => `${seq}${event.type === "unreadable-entry" ? "?" : ""}`);
  expect(page.value.unreadable).toBe(found.filter((mark) => mark.endsWith("?")).length);
  return found;
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a damaged record of the log", () => {
  const damages: readonly (readonly [string, object])[] = [
    ["bytes of another type", { bytes: "text" }],
    ["bytes missing", { bytes: undefined }],
    ["bytes that are no UTF-8", { bytes: Uint8Array.of(91, 0xc3, 93) }],
    ["bytes that are no JSON", { bytes: bytes("[{") }],
    ["bytes that are no list", { bytes: bytes("{}") }],
    ["one entry too few", { bytes: bytes("[{},{}]") }],
    ["a huge text", { bytes: bytes("x".repeat(5_000_000)) }],
  ];

  test.each(damages)("with %s leaves placeholders at its places and every other entry", async (_name, damage) => {
    const { factory, store } = await filled();
    await tamper(factory, "log", (log) => log.put({ firstSeq: 3, count: 3, topics: ["s:session_a", "s:session_b"], ...damage }));
    expect(await marks(store)).toEqual(["1", "2", "3?", "4?", "5?", "6", "7", "8"]);
    expect(await marks(store, { type: "range", from: 4, to: 6 })).toEqual(["4?", "5?", "6"]);
    expect(await marks(store, { type: "session", sessionId: sessionB })).toEqual(["3?", "4?", "5?", "6"]);
    const again = await open(factory);
    await again.append(commitOf(said("9")));
    expect(await marks(again)).toEqual(["1", "2", "3?", "4?", "5?", "6", "7", "8", "9"]);
  });

  test.each(damages)("with %s at the end of the log does not stop the next entry", async (_name, damage) => {
    const { factory } = await filled();
    await tamper(factory, "log", (log) => log.put({ firstSeq: 9, count: 3, topics: [], ...damage }));
    const again = await open(factory);
    await again.append(commitOf(said("12")));
    expect(await marks(again)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9?", "10?", "11?", "12"]);
  });

  test.each([[undefined], ["3"], [-1], [0], [2 ** 50], [Number.NaN]])(
    "with a count of %s covers the places up to the next record",
    async (count) => {
      const { factory, store } = await filled();
      await tamper(factory, "log", (log) => log.put({ firstSeq: 3, count, bytes: bytes("["), topics: [] }));
      expect(await marks(store)).toEqual(["1", "2", "3?", "4?", "5?", "6", "7", "8"]);
      expect(await marks(await open(factory))).toEqual(["1", "2", "3?", "4?", "5?", "6", "7", "8"]);
    },
  );

  test("that is missing is a gap of placeholders, at the start and in the middle", async () => {
    const { factory, store } = await filled();
    await tamper(factory, "log", (log) => {
      log.delete(1);
      log.delete(6);
    });
    expect(await marks(store)).toEqual(["1?", "2?", "3", "4", "5", "6?", "7", "8"]);
    expect(await marks(store, { type: "range", from: 2, to: 3 })).toEqual(["2?", "3"]);
    expect(await marks(store, { type: "range", from: 6, to: 6 })).toEqual(["6?"]);
  });

  test("under a key that no record has is no record", async () => {
    const { factory, store } = await filled();
    await tamper(factory, "log", (log) => {
      for (const firstSeq of ["x", -5, 4.5, new Date(0)]) log.put({ firstSeq, count: 1, bytes: bytes("[]"), topics: [] });
    });
    expect(await marks(store)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    expect((await open(factory)).lastSeq()).toBe(8);
  });

  test("is never deleted by reading or appending", async () => {
    const { factory, store } = await filled();
    const damaged = { firstSeq: 3, count: 3, bytes: bytes("damaged"), topics: ["s:session_a"] };
    await tamper(factory, "log", (log) => log.put(damaged));
    await marks(store);
    await store.append(commitOf(said("9")));
    const database = await requested(factory.open("workspace"));
    expect(await requested(database.transaction("log").objectStore("log").get(3))).toEqual(damaged);
  });
});

describe("erasing a session with damage", () => {
  test("removes a damaged record that is its own and keeps one that others share", async () => {
    const { factory, store } = await filled();
    const named = fileState("text", "effect_1");
    await store.append(writes("/a", "text", "effect_1"));
    await tamper(factory, "files", (files) => {
      files.delete("/a");
      files.put({ key: "/damaged", state: named, size: 5n });
    });
    await tamper(factory, "log", (log) => {
      log.put({ firstSeq: 1, count: 2, bytes: bytes("damaged secret"), topics: "s:session_a" });
      log.put({ firstSeq: 3, count: 3, bytes: bytes("damaged shared"), topics: ["s:session_a", "s:session_b"] });
    });
    expect((await store.eraseSession(sessionA)).ok).toBe(true);
    const page = await store.read({ type: "all" });
    expect(page.ok && page.value.entries.map(({ event }) => event.type)).toEqual([
      "erased-entry",
      "erased-entry",
      "unreadable-entry",
      "unreadable-entry",
      "unreadable-entry",
      "steer-queued",
      "erased-entry",
      "erased-entry",
      "erased-entry",
      "session-deleted",
    ]);
    const blobs = await store.list("blobs");
    expect(blobs.ok && blobs.value.rows).toEqual([blob("text").row]);
  });

  test("keeps the contents that a damaged record or an entry of a newer version names", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    const texts = ["gone", "in damage", "in newer"];
    for (const text of texts) await store.append(writes(`/${text}`, text, `effect_${text}`));
    await tamper(factory, "files", (files) => files.clear());
    const [, damage, newer] = texts.map((text) => blob(text).row.key);
    const later = { seq: 9, at: 1, causes: [], origins: [], event: { type: "dream-recorded", content: newer } };
    await tamper(factory, "log", (log) => {
      log.put({ firstSeq: 8, count: 1, bytes: bytes(`[{"hash":"${damage}"`), topics: [] });
      log.put({ firstSeq: 9, count: 1, bytes: bytes(JSON.stringify([later])), topics: [] });
    });
    const again = await open(factory);
    await again.eraseSession(sessionA);
    const blobs = await again.list("blobs");
    expect(blobs.ok && blobs.value.rows.map((row) => new TextDecoder().decode(row.bytes)).sort()).toEqual([
      "in damage",
      "in newer",
    ]);
  });
});

describe("a damaged row of a table", () => {
  const rule = {
    ruleId: ruleId("rule_1"),
    match: {},
    decision: "allow",
    scope: { type: "workspace" },
    madeBy: "person",
    madeAt: 1,
    sentence: "Allow everything.",
  };
  const session = {
    sessionId: sessionA,
    title: "Title",
    createdAt: 1,
    updatedAt: 1,
    status: "empty",
    level: "ask-risky",
    usage: noUsage,
    fingerprint: "",
  };
  const file = fileState("text", "effect_1");
  const draftRow = {
    sessionId: sessionA,
    place: 1,
    picture: { pictureId: "p", name: "a.png", mediaType: "image/png", width: 7, height: 5, bytes: bytes("picture") },
  };
  const good: { readonly [Name in TableName]: { readonly key: string } } = {
    files: { key: "/good", state: file } as never,
    blobs: blob("good").row,
    sessions: { key: "good", row: session } as never,
    approvals: { key: "good", approval: approval("good") } as never,
    rules: { key: "good", rule } as never,
    settings: { key: "good", value: null } as never,
    drafts: { key: "good", ...draftRow } as never,
    days: { key: "good", cost: noCost } as never,
    kept: { key: "good", bytes: bytes("kept") } as never,
  };
  const damaged: { readonly [Name in TableName]: readonly object[] } = {
    files: [{}, { state: null }, { state: { ...file, hash: 5 } }, { state: { kind: "link" } }, { state: { kind: "directory" } }],
    blobs: [{}, { bytes: "text" }, { bytes: bytes("other bytes") }, { bytes: null }, { bytes: [1, 2] }],
    sessions: [
      {},
      { row: "text" },
      { row: { ...session, title: 1 } },
      { row: { ...session, usage: { inputTokens: Number.NaN } } },
      { row: { ...session, usage: null } },
    ],
    approvals: [
      {},
      { approval: [] },
      { approval: { ...approval("x"), risks: "delete" } },
      { approval: { ...approval("x"), effect: null } },
      { approval: { approvalId: "x" } },
    ],
    rules: [
      {},
      { rule: 1 },
      { rule: { ...rule, match: [] } },
      { rule: { ...rule, madeAt: Number.POSITIVE_INFINITY } },
      { rule: { decision: "allow" } },
    ],
    days: [{}, { cost: 1 }, { cost: null }, { cost: {} }, { cost: { ...noCost, heldTokens: Number.NaN } }],
    kept: [{}, { bytes: null }, { bytes: "text" }, { bytes: [1, 2] }, { other: 1 }],
    settings: [{}, { value: undefined }, { other: 1 }, { Value: 1 }, { VALUE: null }],
    drafts: [
      {},
      { ...draftRow, picture: null },
      { ...draftRow, picture: { ...draftRow.picture, bytes: [1] } },
      { ...draftRow, picture: { ...draftRow.picture, width: "7" } },
      { ...draftRow, place: undefined },
    ],
  };

  test.each(Object.keys(damaged) as TableName[])(
    "in %s is left out and counted, of five kinds, and the rest is there",
    async (table) => {
      const factory = new IDBFactory();
      await (await open(factory)).close();
      await tamper(factory, table, (rows) => {
        rows.put(good[table]);
        for (const [index, row] of damaged[table].entries()) rows.put({ key: `bad ${index}`, ...row });
      });
      const store = await open(factory);
      expect(await store.list(table)).toEqual({ ok: true, value: { rows: [good[table]], unreadable: 5 } });
      expect(await store.get(table, good[table].key)).toEqual({ ok: true, value: good[table] });
      expect(await store.get(table, "bad 0")).toEqual({ ok: true, value: undefined });
      expect((await store.append(commitOf(said("still works")))).ok).toBe(true);
    },
  );

  test("that an expectation speaks of is a conflict", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    await tamper(factory, "files", (files) => files.put({ key: "/a", state: null }));
    for (const version of [null, "effect_1"]) {
      const result = await store.append({ ...commitOf(said("x")), expects: [{ type: "file-version", path: "/a", version }] });
      expect(result).toMatchObject({ ok: false, error: { type: "conflict" } });
    }
  });
});
