import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { fakeProjection } from "../projection.fake.ts";
import { storeContract } from "../store.contract.ts";
import { openIdbStore } from "./idb-store.ts";

storeContract("IndexedDB store", async (clock) => {
  const opened = await openIdbStore(
    { clock, factory: new IDBFactory() },
    { databaseName: "workspace", projection: fakeProjection },
  );
  if (opened.status !== "opened") throw new Error(opened.message);
  return opened.store;
});
