import { expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { commitOf, said } from "../entries.fake.ts";
import { fakeProjection } from "../projection.fake.ts";
import { storeContract } from "../store.contract.ts";
import { createInMemoryStore } from "./in-memory-store.ts";

storeContract("in-memory store", async (clock) => createInMemoryStore({ clock }, { projection: fakeProjection }));

test("an append is stored when the call returns", () => {
  const store = createInMemoryStore({ clock: createFakeClock() }, { projection: fakeProjection });
  void store.append(commitOf(said("a")));
  expect(store.lastSeq()).toBe(1);
});

test("a projection that throws fails its commit and leaves no trace", async () => {
  const project = (): never => {
    throw new Error("bug");
  };
  const store = createInMemoryStore({ clock: createFakeClock() }, { projection: { ...fakeProjection, project } });
  const result = await store.append({
    ...commitOf(said("a")),
    effects: [{ type: "put", table: "settings", row: { key: "k", value: 1 } }],
  });
  expect(result).toMatchObject({ ok: false, error: { type: "unexpected" } });
  expect(store.lastSeq()).toBe(0);
  expect(await store.list("settings")).toEqual({ ok: true, value: { rows: [], unreadable: 0 } });
});
