import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import type { Result } from "../../../kernel/base/result.ts";
import type { Soon } from "../../../kernel/base/soon.ts";
import { type Commit, tableNames } from "../../../kernel/contracts/store.ts";
import { blob, commitOf, said, sessionA, sessionB, writes } from "../entries.fake.ts";
import { type FakeState, fakeProjection } from "../projection.fake.ts";
import { createFaultyFactory } from "./faulty-factory.fake.ts";
import { type IdbStore, type IdbStoreOptions, openIdbStore } from "./idb-store.ts";
import { requested } from "./requests.ts";

const databaseName = "workspace";

const open = async (
  factory: IDBFactory,
  options: Partial<IdbStoreOptions<FakeState>> = {},
  clock = createFakeClock(),
): Promise<IdbStore<FakeState>> => {
  const opened = await openIdbStore({ clock, factory }, { databaseName, projection: fakeProjection, ...options });
  if (opened.status !== "opened") throw new Error(opened.message);
  return opened.store;
};

const kindOf = (result: Result<unknown, Failure>): string => (result.ok ? "ok" : result.error.type);
const textsIn = async (store: IdbStore<FakeState>): Promise<readonly string[]> => {
  const page = await store.read({ type: "all" });
  if (!page.ok) throw new Error(page.error.message);
  return page.value.entries.map(({ seq, event }) => `${seq} ${event.type === "steer-queued" ? event.text : event.type}`);
};
/** Everything in the database, past the store. */
const rawDump = async (factory: IDBFactory): Promise<unknown> => {
  const database = await requested(factory.open(databaseName));
  const transaction = database.transaction(["log", ...tableNames]);
  const rows = await Promise.all(
    ["log", ...tableNames].map((name) => requested<unknown[]>(transaction.objectStore(name).getAll())),
  );
  database.close();
  return rows;
};
const big = (text: string, size: number): Commit => ({
  ...commitOf(said(text)),
  effects: [{ type: "put", table: "blobs", row: { key: `big ${text}`, bytes: new Uint8Array(size) } }],
});

describe("a full quota", () => {
  test("fails only the member that does not fit; the others of its group are stored, without a gap", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const store = await open(factory);
    faults.quotaBytes = 10_000;
    const results = await Promise.all([
      store.append(commitOf(said("a"))),
      store.append(big("too big", 20_000)),
      store.append(commitOf(said("b"))),
    ]);
    expect(results.map(kindOf)).toEqual(["ok", "storage-full", "ok"]);
    expect(await textsIn(store)).toEqual(["1 a", "2 b"]);
    expect(store.state().entries).toBe(2);
    expect(await store.get("blobs", "big too big")).toEqual({ ok: true, value: undefined });
  });

  test("says cause, effect on the data and next step, and the same commit goes through once there is room", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const store = await open(factory);
    faults.quotaBytes = 10;
    const before = await rawDump(factory);
    const failed = await store.append(writes("/a.md", "text", "effect_1"));
    expect(failed).toEqual({
      ok: false,
      error: {
        type: "storage-full",
        message: expect.stringMatching(/storage for this page is full\. Nothing of it was written.*delete sessions/),
      },
    });
    expect(await rawDump(factory)).toEqual(before);
    faults.quotaBytes = 10_000;
    expect(kindOf(await store.append(writes("/a.md", "text", "effect_1")))).toBe("ok");
    expect(await textsIn(store)).toEqual(["1 files-changed"]);
  });

  test("does not keep anybody from opening and reading, and writing goes on once there is room", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const first = await open(factory);
    await first.append(commitOf(said("a")));
    await first.close();
    faults.quotaBytes = -1;
    const store = await open(factory);
    expect(await textsIn(store)).toEqual(["1 a"]);
    expect(kindOf(await store.append(commitOf(said("x"))))).toBe("storage-full");
    expect(kindOf(await store.eraseSession(sessionA))).toBe("storage-full");
    faults.quotaBytes = 10_000;
    expect(kindOf(await store.append(commitOf(said("b"))))).toBe("ok");
    expect(await textsIn(store)).toEqual(["1 a", "2 b"]);
  });

  test("listeners hear nothing of what was not stored", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const store = await open(factory);
    const heard: number[] = [];
    store.subscribe((entries) => heard.push(...entries.map(({ seq }) => seq)));
    faults.quotaBytes = 10_000;
    await Promise.all([store.append(big("x", 20_000)), store.append(commitOf(said("a"), said("b")))]);
    expect(heard).toEqual([1, 2]);
  });
});

describe("grouping", () => {
  test("what is appended while a transaction is in flight shares the next one; strict if any member is", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const store = await open(factory);
    faults.transactions.length = 0;
    await Promise.all([store.append(commitOf(said("a"))), store.append(commitOf(said("b")))]);
    await Promise.all([store.append(commitOf(said("c"))), store.append({ ...commitOf(said("d")), durability: "strict" })]);
    expect(faults.transactions).toEqual([{ durability: "relaxed" }, { durability: "strict" }]);
    expect(await rawDump(factory)).toMatchObject([
      [
        { firstSeq: 1, count: 2, topics: ["s:session_a"] },
        { firstSeq: 3, count: 2, topics: ["s:session_a"] },
      ],
      [],
      [],
      [],
      [],
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  test("a group is bounded, so that one transaction does not hold up every acknowledgement", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const store = await open(factory);
    faults.transactions.length = 0;
    await Promise.all(["a", "b", "c"].map((text) => store.append(big(text, 5 * 1024 * 1024))));
    expect(faults.transactions).toHaveLength(3);
    await Promise.all(Array.from({ length: 2_500 }, () => store.append(commitOf(said("x")))));
    expect(faults.transactions).toHaveLength(6);
    expect(store.lastSeq()).toBe(2_503);
  });

  test("a view into a larger buffer is stored without that buffer", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    const { row } = blob("text");
    const whole = new Uint8Array(1_000);
    whole.set(row.bytes, 500);
    const view = whole.subarray(500, 500 + row.bytes.length);
    await store.append({ ...commitOf(), effects: [{ type: "put", table: "blobs", row: { key: row.key, bytes: view } }] });
    const stored = await store.get("blobs", row.key);
    expect(stored).toEqual({ ok: true, value: row });
    expect(stored.ok && stored.value?.bytes.buffer.byteLength).toBe(4);
  });
});

describe("bugs of callers", () => {
  test("an entry that is no JSON fails alone and at once", async () => {
    const store = await open(new IDBFactory());
    const bad = commitOf(said(1n as unknown as string));
    expect(() => store.append(bad)).toThrow(TypeError);
    expect(kindOf(await store.append(commitOf(said("a"))))).toBe("ok");
  });

  test("a row that cannot be stored, or a projection that throws, fails its own commit only", async () => {
    const project: typeof fakeProjection.project = (state, entry) => {
      if (entry.event.type === "session-renamed") throw new Error("bug");
      return fakeProjection.project(state, entry);
    };
    const store = await open(new IDBFactory(), { projection: { ...fakeProjection, project } });
    const unstorable = { key: "k", value: (() => 1) as unknown as null };
    const results = await Promise.all([
      store.append(commitOf(said("a"))),
      store.append({ ...commitOf(said("b")), effects: [{ type: "put", table: "settings", row: unstorable }] }),
      store.append(commitOf({ causes: [], origins: [], event: { type: "session-renamed", title: "t" } })),
      store.append(commitOf(said("c"))),
    ]);
    expect(results.map(kindOf)).toEqual(["ok", "unexpected", "unexpected", "ok"]);
    expect(await textsIn(store)).toEqual(["1 a", "2 c"]);
  });
});

describe("two owners", () => {
  test("the one who opened later supersedes the one before, whose writes change nothing", async () => {
    const factory = new IDBFactory();
    const first = await open(factory);
    await first.append(commitOf(said("a")));
    const second = await open(factory);
    expect([first.epoch(), second.epoch()]).toEqual([1, 2]);
    const before = await rawDump(factory);
    const late = await Promise.all([
      first.append(commitOf(said("x"))),
      first.append(commitOf(said("y"))),
      first.eraseSession(sessionA),
    ]);
    expect(late.map(kindOf)).toEqual(["superseded", "superseded", "superseded"]);
    expect(await rawDump(factory)).toEqual(before);
    expect(kindOf(await second.append(commitOf(said("b"))))).toBe("ok");
    expect(await textsIn(second)).toEqual(["1 a", "2 b"]);
  });

  test("an owner whose view of the log is old cannot overwrite a row, even under the right epoch", async () => {
    const factory = new IDBFactory();
    const first = await open(factory);
    const second = await open(factory);
    await second.append(commitOf(said("a")));
    await first.acquireLease();
    expect(kindOf(await first.append(commitOf(said("x"))))).toBe("superseded");
    expect(kindOf(await second.append(commitOf(said("b"))))).toBe("superseded");
    expect(await textsIn(second)).toEqual(["1 a"]);
  });

  test("600 appends of two owners that keep taking over lose and double nothing that was acknowledged", async () => {
    const factory = new IDBFactory();
    const acknowledged: string[] = [];
    let store = await open(factory);
    for (let round = 0; round < 30; round += 1) {
      const appending = Array.from({ length: 20 }, async (_, index) => {
        const text = `${round}.${index}`;
        if ((await store.append(commitOf(said(text)))).ok) acknowledged.push(text);
      });
      const next = await open(factory);
      await Promise.all(appending);
      store = next;
    }
    const final = await open(factory);
    expect((await textsIn(final)).map((line) => line.split(" ")[1])).toEqual(acknowledged);
  });

  test("a damaged epoch lets the next owner in and keeps every earlier one out", async () => {
    const factory = new IDBFactory();
    const first = await open(factory);
    const database = await requested(factory.open(databaseName));
    database.transaction("lease", "readwrite").objectStore("lease").put({ key: "workspace", epoch: "?" });
    database.close();
    const second = await open(factory);
    expect(kindOf(await first.append(commitOf(said("x"))))).toBe("superseded");
    expect(kindOf(await second.append(commitOf(said("a"))))).toBe("ok");
  });

  test("a store opened with an epoch writes under it", async () => {
    const factory = new IDBFactory();
    const first = await open(factory);
    const same = await open(factory, { epoch: first.epoch() });
    expect(kindOf(await same.append(commitOf(said("a"))))).toBe("ok");
    const old = await open(factory, { epoch: 0 });
    expect(kindOf(await old.append(commitOf(said("b"))))).toBe("superseded");
  });
});

describe("a connection that is lost", () => {
  test("is opened again once, and nothing is lost, doubled or reordered", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const lost: Failure[] = [];
    const store = await open(factory, { onLost: (failure) => lost.push(failure) });
    await store.append(commitOf(said("a")));
    const pending = [store.append(commitOf(said("b"))), store.append(commitOf(said("c")))];
    faults.closeAll();
    expect((await Promise.all(pending)).map(kindOf)).toEqual(["ok", "ok"]);
    faults.closeAll();
    expect(await textsIn(store)).toEqual(["1 a", "2 b", "3 c"]);
    expect(kindOf(await store.append(commitOf(said("d"))))).toBe("ok");
    expect(await textsIn(await open(factory))).toEqual(["1 a", "2 b", "3 c", "4 d"]);
    expect(lost).toEqual([]);
  });

  test("in the middle of a transaction repeats that transaction", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const store = await open(factory);
    for (let ticks = 0; ticks < 12; ticks += 1) {
      const pending = store.append(commitOf(said(`${ticks}`)));
      for (let tick = 0; tick < ticks; tick += 1) await new Promise((resolve) => setImmediate(resolve));
      faults.closeAll();
      expect(kindOf(await pending)).toBe("ok");
      expect(kindOf(await store.get("settings", "none"))).toBe("ok");
    }
    expect(await textsIn(await open(factory))).toEqual(Array.from({ length: 12 }, (_, index) => `${index + 1} ${index}`));
  });

  test("with its data gone ends in storage-lost and says so once", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const lost: Failure[] = [];
    const store = await open(factory, { onLost: (failure) => lost.push(failure) });
    await store.append(commitOf(said("a")));
    faults.cleared = databaseName;
    faults.closeAll();
    const results = await Promise.all([store.append(commitOf(said("b"))), store.read({ type: "all" })]);
    expect(results.map(kindOf)).toEqual(["storage-lost", "storage-lost"]);
    expect(lost).toEqual([{ type: "storage-lost", message: expect.stringMatching(/saved data was removed.*copy.*reload/) }]);
    expect(kindOf(await store.append(commitOf(said("c"))))).toBe("storage-lost");
    expect(lost).toHaveLength(1);
  });

  test("that cannot be opened again ends in storage-lost", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const lost: Failure[] = [];
    const clock = createFakeClock();
    const store = await open(factory, { onLost: (failure) => lost.push(failure) }, clock);
    faults.refusesToOpen = true;
    faults.closeAll();
    const pending = store.append(commitOf(said("a")));
    await clock.advance(500);
    expect(kindOf(await pending)).toBe("storage-lost");
    expect(lost).toEqual([{ type: "storage-lost", message: expect.stringMatching(/could not be opened again.*reload/) }]);
  });

  test("and cannot be opened at once is tried again half a second later", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const clock = createFakeClock();
    const store = await open(factory, {}, clock);
    faults.refusesToOpen = true;
    faults.closeAll();
    const pending = store.append(commitOf(said("a")));
    await clock.advance(499);
    faults.refusesToOpen = false;
    await clock.advance(1);
    expect(kindOf(await pending)).toBe("ok");
    expect(await textsIn(store)).toEqual(["1 a"]);
  });

  test("to another version of the program ends in storage-lost", async () => {
    const factory = new IDBFactory();
    const lost: Failure[] = [];
    const store = await open(factory, { onLost: (failure) => lost.push(failure) });
    (await requested(factory.open(databaseName, 99))).close();
    expect(kindOf(await store.append(commitOf(said("a"))))).toBe("storage-lost");
    expect(lost).toEqual([{ type: "storage-lost", message: expect.stringMatching(/another version of the program.*reload/) }]);
  });

  test("to a later owner that has written since is opened again, and the next write is superseded", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    const store = await open(factory);
    await store.append(commitOf(said("a")));
    const later = await open(factory);
    await later.append(commitOf(said("b")));
    faults.closeAll();
    expect(kindOf(await store.append(commitOf(said("x"))))).toBe("superseded");
    expect(kindOf(await later.append(commitOf(said("c"))))).toBe("ok");
  });
});

describe("the end of the program", () => {
  const script = async (store: IdbStore<FakeState>, acknowledged: string[]): Promise<void> => {
    const steps: readonly (() => Soon<Result<unknown, Failure>>)[] = [
      () => store.append(commitOf(said("one"))),
      () => store.append(writes("/a.md", "1", "effect_1")),
      () => store.append(commitOf(said("other", sessionB), said("another", sessionB))),
      () =>
        store.append({
          ...writes("/a.md", "2", "effect_2"),
          expects: [{ type: "file-version", path: "/a.md", version: "effect_1" }],
        }),
      () => store.eraseSession(sessionB),
      () => store.append(writes("/b.md", "3", "effect_3")),
    ];
    for (const [index, step] of steps.entries()) {
      const result = await step();
      if (!result.ok) throw new Error(result.error.message);
      acknowledged.push(`step ${index}`);
    }
  };

  test("at any commit, thrown or for ever silent, leaves exactly the commits up to it", async () => {
    const golden: unknown[] = [];
    const wholeFactory = new IDBFactory();
    const whole = await open(wholeFactory, { hook: { point: async () => void golden.push(await rawDump(wholeFactory)) } });
    await script(whole, []);
    expect(golden).toHaveLength(6);

    for (const kind of ["throws", "silent"] as const) {
      for (let crashAt = 1; crashAt <= golden.length; crashAt += 1) {
        const factory = new IDBFactory();
        let points = 0;
        let crashed = (): void => {};
        const dead = new Promise<void>((resolve) => {
          crashed = resolve;
        });
        const point = (): Promise<void> => {
          points += 1;
          if (points < crashAt) return Promise.resolve();
          crashed();
          return kind === "throws" ? Promise.reject(new Error("crash")) : new Promise(() => {});
        };
        const acknowledged: string[] = [];
        const running = script(await open(factory, { hook: { point } }), acknowledged).catch(() => {});
        await Promise.race([running, dead]);
        expect(acknowledged).toHaveLength(crashAt - 1);
        expect(await rawDump(factory)).toEqual(golden[crashAt - 1]);
        const again = await open(factory);
        expect(again.lastSeq()).toBe((await textsIn(again)).length);
        expect((await textsIn(again)).map((line) => Number(line.split(" ")[0]))).toEqual(
          Array.from({ length: again.lastSeq() }, (_, index) => index + 1),
        );
      }
    }
  });
});

describe("opening", () => {
  test("finds the log and the state as they were left", async () => {
    const factory = new IDBFactory();
    const first = await open(factory);
    await first.append(commitOf(said("a"), said("b")));
    await first.close();
    const second = await open(factory);
    expect(second.lastSeq()).toBe(2);
    await second.append(commitOf(said("c")));
    expect(await textsIn(second)).toEqual(["1 a", "2 b", "3 c"]);
  });

  test("says why when there is no storage", async () => {
    const { factory, faults } = createFaultyFactory(new IDBFactory());
    faults.refusesToOpen = true;
    const opened = await openIdbStore({ clock: createFakeClock(), factory }, { databaseName, projection: fakeProjection });
    expect(opened).toEqual({
      status: "refused",
      message: expect.stringMatching(/lets this page store nothing.*SecurityError.*reload/),
    });
  });
});
