import "fake-indexeddb/auto";
import { forceCloseDatabase, IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { estimateStorage, onClosed, openDatabase } from "./database.ts";
import { requested } from "./idb/requests.ts";
import { schemaVersion } from "./migrations.ts";

const open = async (factory: IDBFactory, onBlocked?: () => void): Promise<IDBDatabase> => {
  const opened = await openDatabase({ factory }, "workspace", onBlocked);
  if (opened.status !== "opened") throw new Error(opened.message);
  return opened.database;
};

test("waits for a tab with an older version, says so, and goes on when that tab closes", async () => {
  const factory = new IDBFactory();
  // A program that does not step aside when it is asked to.
  const older = await requested(factory.open("workspace", schemaVersion));
  const later = { open: (name: string) => factory.open(name, schemaVersion + 1) } as unknown as IDBFactory;
  const events: string[] = [];
  const waiting = expect.stringMatching(/Another tab.*Nothing is lost; close or reload the other tabs/);
  const opening = openDatabase({ factory: later }, "workspace", (message) => events.push(message)).then(({ status }) => {
    events.push(status);
  });
  await new Promise<void>((resolve) => {
    older.onversionchange = () => setImmediate(() => setImmediate(resolve));
  });
  expect(events).toEqual([waiting]);
  older.close();
  await opening;
  expect(events).toEqual([waiting, "opened"]);
});

test("a database of a newer program is left alone", async () => {
  const factory = new IDBFactory();
  (await requested(factory.open("workspace", schemaVersion + 1))).close();
  expect(await openDatabase({ factory }, "workspace")).toMatchObject({
    status: "newer-version",
    message: expect.stringMatching(/newer version.*nothing in it was changed.*reload/),
  });
});

test("a browser that has no storage, throws at once or fails later refuses, and says what it said", async () => {
  const throwing = {
    open: () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    },
  } as unknown as IDBFactory;
  const failing = {
    open: () => {
      const request = { error: new DOMException("Internal error.", "UnknownError") } as unknown as IDBOpenDBRequest;
      queueMicrotask(() => request.onerror?.(new Event("error")));
      return request;
    },
  } as unknown as IDBFactory;
  for (const [factory, said] of [
    [throwing, "SecurityError: The operation is insecure"],
    [failing, "UnknownError: Internal error"],
  ] as const) {
    expect(await openDatabase({ factory }, "workspace")).toMatchObject({
      status: "refused",
      message: expect.stringContaining(said),
    });
  }
});

test("the connection steps aside for a removal, and says so", async () => {
  const factory = new IDBFactory();
  const database = await open(factory);
  const heard = new Promise((resolve) => onClosed(database, resolve));
  await requested(factory.deleteDatabase("workspace"));
  expect(await heard).toBe("removal");
  expect(() => database.transaction("log")).toThrow();
});

test("the connection says when the browser closes it", async () => {
  const database = await open(new IDBFactory());
  const heard = new Promise((resolve) => onClosed(database, resolve));
  forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0]);
  expect(await heard).toBe("closed");
});

test("a browser that says nothing about its space counts as unknown", async () => {
  expect(await estimateStorage()).toEqual({ usedBytes: 0, quotaBytes: 0 });
});
