import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { openFilePersistence } from "./file-persistence.ts";
import { openIdbStore } from "./idb/idb-store.ts";
import { createInMemoryStore } from "./in-memory/in-memory-store.ts";
import { persistenceContract } from "./persistence.contract.ts";
import { fakeProjection } from "./projection.fake.ts";
import { createStorePersistence } from "./store-persistence.ts";

persistenceContract("a store in memory", async () =>
  createStorePersistence(createInMemoryStore({ clock: createFakeClock() }, { projection: fakeProjection })),
);

persistenceContract("a store in IndexedDB", async () => {
  const options = { databaseName: "workspace", projection: fakeProjection };
  const opened = await openIdbStore({ clock: createFakeClock(), factory: new IDBFactory() }, options);
  if (opened.status !== "opened") throw new Error(opened.message);
  return createStorePersistence(opened.store);
});

const openFile = (text?: string) => {
  const opened = openFilePersistence(text);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
};

persistenceContract("a file", async () => openFile());

/** Each write goes out as a file and comes back from it. */
persistenceContract("a file that was read again", async () => {
  let file = openFile();
  return {
    write: async (change) => {
      const written = await file.write(change);
      file = openFile(file.text());
      return written;
    },
    read: (keys) => file.read(keys),
    list: (prefix) => file.list(prefix),
  };
});

describe("a file of records", () => {
  test.each([
    ["no JSON", "not JSON"],
    ["another JSON", '{"format":"other","records":[]}'],
    ["a list", "[]"],
    ["a record that is no text", '{"format":"vivarium-records-1","records":[["a",1]]}'],
    ["a record of another encoding", '{"format":"vivarium-records-1","records":[["a","b","hex"]]}'],
    ["a record that is no base64", '{"format":"vivarium-records-1","records":[["a","%%","base64"]]}'],
  ])("is refused as a whole where it is %s", (_what, text) => {
    expect(openFilePersistence(text)).toEqual({
      ok: false,
      error: { type: "invalid-input", message: expect.stringMatching(/no records that can be read.*Nothing was taken/) },
    });
  });
});
