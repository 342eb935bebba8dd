import fc from "fast-check";
import { expect, test } from "vitest";
import { effectId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { createOverlay } from "../../files/overlay/overlay.ts";
import { createFakeWorkspace } from "../../files/overlay/workspace-tree.fake.ts";
import { createStateStore, type StateStore, type StateValues, stateHash } from "./state-store.ts";

const openFiles = () => createOverlay(createFakeWorkspace().tree, { effectId: effectId("effect_1"), now: 1 }).files;
const openState = (tenant = ""): StateStore => createStateStore(openFiles(), tenant);

const keys = fc.constantFrom("a", "b", "a/b", "", "constructor", "__proto__", "Ä", "..").map((key) => key || "empty?");
const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue)
  .filter((value) => !/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value)));
type Operation =
  | { readonly type: "set"; readonly key: string; readonly value: JsonValue }
  | { readonly type: "delete"; readonly key: string };
const operations = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("set" as const), key: keys, value: json }),
    fc.record({ type: fc.constant("delete" as const), key: keys }),
  ),
  { maxLength: 12 },
);

const apply = async (state: StateStore, model: Map<string, JsonValue>, operation: Operation): Promise<void> => {
  if (operation.type === "set") {
    await state.set(operation.key, operation.value);
    model.set(operation.key, operation.value);
  } else {
    expect(await state.delete(operation.key)).toBe(model.delete(operation.key));
  }
};

const sorted = (model: ReadonlyMap<string, JsonValue>): StateValues => [...model].sort(([a], [b]) => (a < b ? -1 : 1));

test("random operations and a restore leave exactly what the snapshot kept, and other tenants alone", async () => {
  await fc.assert(
    fc.asyncProperty(operations, operations, async (before, after) => {
      const files = openFiles();
      const [state, other] = [createStateStore(files, "north"), createStateStore(files, "south")];
      await other.set("a", "of the south");
      const model = new Map<string, JsonValue>();
      for (const operation of before) await apply(state, model, operation);
      const kept = await state.snapshot("before");
      expect(kept).toEqual(sorted(model));
      const later = new Map(model);
      for (const operation of after) await apply(state, later, operation);
      expect(await state.values()).toEqual(sorted(later));
      for (const key of ["a", "Ä"])
        expect([await state.exists(key), await state.get(key)]).toEqual([later.has(key), later.get(key)]);
      expect(await state.restore("before")).toEqual(kept);
      expect(await state.values()).toEqual(kept);
      expect(stateHash(await state.values())).toBe(stateHash(kept));
      expect([await state.snapshots(), await other.snapshots(), await other.values()]).toEqual([
        ["before"],
        [],
        [["a", "of the south"]],
      ]);
    }),
    { numRuns: 60 },
  );
});

const shuffled = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
};

test("the hash of a state hangs on its keys and values alone, never on an order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.tuple(keys, json), { selector: ([key]) => key, maxLength: 6 }), async (pairs) => {
      const [one, other] = [openState(), openState()];
      for (const [key, value] of pairs) await one.set(key, value);
      for (const [key, value] of pairs.toReversed()) await other.set(key, shuffled(value));
      const hashes = [stateHash(await one.values()), stateHash(await other.values()), stateHash(pairs.toReversed())];
      expect(new Set(hashes).size).toBe(1);
      await other.set("one more", null);
      expect(stateHash(await other.values())).not.toBe(hashes[0]);
    }),
    { numRuns: 40 },
  );
});

test("null is a value, and absent is none", async () => {
  const state = openState();
  await state.set("nothing", null);
  expect([
    await state.exists("nothing"),
    await state.get("nothing"),
    await state.exists("other"),
    await state.get("other"),
  ]).toEqual([true, null, false, undefined]);
  expect(await state.restore("never kept")).toBeUndefined();
});

test("what cannot be kept is refused with its reason and changes nothing", async () => {
  const state = openState();
  await state.set("kept", 1);
  const deep = JSON.parse(`${"[".repeat(250)}${"]".repeat(250)}`) as JsonValue;
  const hostile = JSON.parse('{"__proto__": 1}') as JsonValue;
  await expect(state.set("large", "x".repeat(100_001))).rejects.toThrow("at most 100000 are kept");
  await expect(state.set("deep", deep)).rejects.toThrow("nested deeper than 200 levels, so 'deep' was not set");
  await expect(state.set("hostile", hostile)).rejects.toThrow("__proto__");
  expect(await state.values()).toEqual([["kept", 1]]);
});

test("a value that was damaged by hand is named, and can be set again", async () => {
  const files = openFiles();
  const state = createStateStore(files, "");
  await state.set("count", 1);
  await files.writeFile("/.state/shared/values/count.json", "one");
  await expect(state.get("count")).rejects.toThrow("/.state/shared/values/count.json was changed by hand and cannot be read");
  await state.set("count", 2);
  expect(await state.get("count")).toBe(2);
  await state.snapshot("s");
  await files.writeFile("/.state/shared/snapshots/s.json", "[1]");
  await expect(state.restore("s")).rejects.toThrow("is no snapshot");
  expect(await state.get("count")).toBe(2);
});
