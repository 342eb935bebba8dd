import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { wrap } from "idb";
import { expect, test } from "vitest";
import { openDatabase } from "./database.ts";
import { requested } from "./idb/requests.ts";
import { type Migration, migrateFrom, migrations, schemaVersion } from "./migrations.ts";
import { storeNames } from "./schema.ts";

/** A database as a program of that version left it. */
const databaseOfVersion = async (factory: IDBFactory, version: number): Promise<void> => {
  const request = factory.open("workspace", version);
  request.onupgradeneeded = () => {
    const transaction = wrap(request.transaction as IDBTransaction) as unknown as Parameters<Migration["migrate"]>[1];
    void migrateFrom(0, transaction.db, transaction, migrations.slice(0, version));
  };
  (await requested(request)).close();
};

test("the steps have no gap: each one leads from the version before it", () => {
  expect(migrations.map(({ from }) => from)).toEqual(migrations.map((_, index) => index));
  expect(schemaVersion).toBe(migrations.length);
});

test("an empty database and one of every older version reach the newest", async () => {
  for (let version = 0; version < schemaVersion; version += 1) {
    const factory = new IDBFactory();
    if (version > 0) await databaseOfVersion(factory, version);
    const opened = await openDatabase({ factory }, "workspace");
    if (opened.status !== "opened") throw new Error(opened.message);
    expect(opened.database.version).toBe(schemaVersion);
    expect([...opened.database.objectStoreNames]).toEqual([...storeNames].sort());
    const log = opened.database.transaction("log").objectStore("log");
    expect({ keyPath: log.keyPath, indexes: [...log.indexNames], multiEntry: log.index("topics").multiEntry }).toEqual({
      keyPath: "firstSeq",
      indexes: ["topics"],
      multiEntry: true,
    });
    opened.database.close();
  }
});

test("a database runs exactly the steps that it lacks, in order, and keeps its data", async () => {
  for (const before of [1, 2, 3, 4]) {
    const factory = new IDBFactory();
    await databaseOfVersion(factory, 1);
    const first = await openDatabase({ factory }, "workspace");
    if (first.status !== "opened") throw new Error(first.message);
    await requested(first.database.transaction("settings", "readwrite").objectStore("settings").put({ key: "a", value: 1 }));
    first.database.close();

    const ran: number[] = [];
    const steps: readonly Migration[] = [0, 1, 2, 3, 4].map((from) => ({ from, migrate: () => void ran.push(from) }));
    const request = factory.open("workspace", 5);
    request.onupgradeneeded = () => {
      const transaction = wrap(request.transaction as IDBTransaction) as unknown as Parameters<Migration["migrate"]>[1];
      void migrateFrom(before, transaction.db, transaction, steps);
    };
    const database = await requested(request);
    expect(ran).toEqual([1, 2, 3, 4].slice(before - 1));
    expect(await requested(database.transaction("settings").objectStore("settings").get("a"))).toEqual({ key: "a", value: 1 });
    database.close();
  }
});
