import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { createStateStore } from "../../engine/tools/builtin/state-store.ts";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { sessionId } from "../../kernel/base/ids.ts";
import { findJsonProblem, type JsonValue } from "../../kernel/base/json.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { Persistence } from "../../kernel/contracts/persistence.ts";
import type { Store } from "../../kernel/contracts/store.ts";
import { type Checkpointing, noCheckpointing } from "../../kernel/log/checkpointing.ts";
import { effectOf } from "../../kernel/log/event-effect.ts";
import { createInMemoryStore } from "../../platform/storage/in-memory/in-memory-store.ts";
import { createStorePersistence } from "../../platform/storage/store-persistence.ts";
import { createContents } from "../files/contents.ts";
import { editFiles } from "../files/edit-files.ts";
import { createEffectLog } from "../history/effects.ts";
import { createUndoing } from "../history/undoing.ts";
import { workspaceProjection } from "../projection.ts";
import { createDoom } from "../runs/doom.fake.ts";
import { createWorkbench, type PlannedAnswer, plannedProvider, say, statusOf } from "../workbench.fake.ts";
import { stateMoment } from "./checkpointing.ts";
import { createCheckpoints } from "./checkpoints.ts";

const unwrapped = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

interface World {
  readonly store?: Store;
  readonly kept?: Persistence;
  readonly checkpointing?: Checkpointing;
  readonly tools?: readonly string[];
}

const open = ({ checkpointing = noCheckpointing, kept, tools = ["read", "state_set"] }: World = {}) => {
  const [clock, random] = [createFakeClock(), createFakeRandom()];
  const store = createInMemoryStore({ clock }, { projection: workspaceProjection });
  const tree = createWorkspaceTree([], createContents(store).read);
  store.subscribe((entries) => {
    for (const { event } of entries) tree.apply(effectOf(event)?.files ?? []);
  });
  const deps = { clock, random, store, tree };
  let offered = tools;
  const checkpoints = createCheckpoints({
    ...deps,
    kept: kept ?? createStorePersistence(store),
    toolNames: () => offered,
    checkpointing: () => checkpointing,
    scrub: (text) => text.replaceAll("sk-secret", "[key]"),
  });
  const edit = async (tenant: string, key: string, value: JsonValue | undefined): Promise<void> => {
    const change = await editFiles(
      deps,
      async (files) => {
        const state = createStateStore(files, tenant);
        if (value === undefined) await state.delete(key);
        else await state.set(key, value);
      },
      (effect) => ({ causes: [], origins: [], event: { type: "files-changed", by: "person", effect } }),
    );
    unwrapped(change);
  };
  const state = async (): Promise<Readonly<Record<string, string>>> => {
    const values: Record<string, string> = {};
    for (const path of tree.paths()) {
      const file = tree.state(path);
      if (file?.kind === "file") values[path] = new TextDecoder().decode(await tree.contents(file.hash));
    }
    return values;
  };
  const offer = (names: readonly string[]): void => {
    offered = names;
  };
  return { ...deps, checkpoints, edit, state, offer, undoing: createUndoing({ ...deps, effects: createEffectLog(deps.store) }) };
};

const ids = async ({ checkpoints }: ReturnType<typeof open>): Promise<readonly string[]> =>
  unwrapped(await checkpoints.list()).map(({ checkpointId }) => checkpointId);

describe("restoring a checkpoint", () => {
  test("makes the state exactly what it was, whatever was done since; undoing it, what it was before that", async () => {
    const change = fc.record({
      tenant: fc.constantFrom("", "north", "a/b"),
      key: fc.constantFrom("a", "b", "__proto__", "ä ö"),
      value: fc.option(
        fc.jsonValue({ maxDepth: 2 }).filter((value) => findJsonProblem(value as JsonValue) === undefined),
        { nil: undefined },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.array(change, { maxLength: 8 }), async (before, after) => {
        const world = open();
        const apply = async (changes: typeof before): Promise<void> => {
          for (const { tenant, key, value } of changes) await world.edit(tenant, key, value as JsonValue | undefined);
        };
        await apply(before);
        const then = await world.state();
        const made = unwrapped(await world.checkpoints.make());
        await apply(after);
        const later = await world.state();
        const entries = world.store.lastSeq();
        const plan = unwrapped(await world.checkpoints.plan(made.checkpointId));
        const restored = unwrapped(await world.checkpoints.restore(made.checkpointId, sessionId("session_1")));
        expect(await world.state()).toEqual(then);
        expect(restored.changed).toBe(plan.changes.length);
        expect(world.store.lastSeq() - entries).toBe(plan.changes.length === 0 ? 0 : 1);
        expect(unwrapped(await world.checkpoints.plan(made.checkpointId)).changes).toEqual([]);
        if (restored.effectId !== undefined) unwrapped(await world.undoing.undo(sessionId("session_1"), restored.effectId));
        expect(await world.state()).toEqual(later);
      }),
      { numRuns: 40 },
    );
  });

  test("says before what it changes, and which tools are gone", async () => {
    const world = open();
    await world.edit("", "stays", 1);
    await world.edit("", "changes", "old");
    await world.edit("north", "comes back", [1]);
    const { checkpointId } = unwrapped(await world.checkpoints.make());
    await world.edit("", "changes", "n".repeat(300));
    await world.edit("north", "comes back", undefined);
    await world.edit("", "goes", null);
    world.offer(["read"]);
    expect(await world.checkpoints.plan(checkpointId)).toEqual({
      ok: true,
      value: {
        changes: [
          { tenant: "", key: "changes", from: { text: `"${"n".repeat(199)}`, isCut: true }, to: { text: '"old"', isCut: false } },
          { tenant: "", key: "goes", from: { text: "null", isCut: false }, to: null },
          { tenant: "north", key: "comes back", from: null, to: { text: "[1]", isCut: false } },
        ],
        missingTools: ["state_set"],
      },
    });
  });

  test("is one entry that names the checkpoint, and leaves the log before it as it is", async () => {
    const world = open();
    await world.edit("", "a", 1);
    const { checkpointId, madeAt, seq } = unwrapped(await world.checkpoints.make());
    await world.edit("", "a", 2);
    const before = unwrapped(await world.store.read({ type: "all" })).entries;
    await world.checkpoints.restore(checkpointId);
    const after = unwrapped(await world.store.read({ type: "all" })).entries;
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.at(-1)).toMatchObject({
      origins: [{ type: "user" }],
      event: { type: "files-changed", checkpoint: { checkpointId, madeAt, seq } },
    });
  });

  test("of a name that is not there changes nothing", async () => {
    const { checkpoints, store } = open();
    for (const asked of [checkpoints.restore("none"), checkpoints.plan("none"), checkpoints.exported("none")])
      expect(await asked).toMatchObject({
        ok: false,
        error: { type: "invalid-input", message: expect.stringContaining("Nothing was changed") },
      });
    expect(store.lastSeq()).toBe(0);
  });
});

describe("checkpoints", () => {
  test("made by turns keep the newest, and none that a person made goes", async () => {
    const world = open({ checkpointing: { everyTurns: 1, keep: 3 } });
    const made: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      await world.edit("", "round", round);
      await world.clock.advance(10);
      made.push(unwrapped(await world.checkpoints[round === 1 ? "make" : "makeOf"](stateMoment(world))).checkpointId);
    }
    expect(await ids(world)).toEqual([made[5], made[4], made[3], made[1]]);
  });

  test("of the same moment and state take each other's place; one that a person made stays theirs", async () => {
    const world = open();
    await world.edit("", "a", 1);
    await world.checkpoints.makeOf(stateMoment(world));
    await world.clock.advance(5);
    const second = unwrapped(await world.checkpoints.make());
    await world.clock.advance(5);
    expect(unwrapped(await world.checkpoints.makeOf(stateMoment(world)))).toEqual(second);
    expect(await world.checkpoints.list()).toEqual({ ok: true, value: [second] });
    expect(second).toMatchObject({ by: "person", seq: 1, values: 1, tools: ["read", "state_set"], isImported: false });
  });

  test("are not made of a state that was changed by hand", async () => {
    const world = open();
    await world.edit("", "a", 1);
    const path = "/.state/shared/values/a.json";
    unwrapped(
      await editFiles(
        world,
        (files) => files.writeFile(path, "{"),
        (effect) => ({ causes: [], origins: [], event: { type: "files-changed", by: "person", effect } }),
      ),
    );
    expect(await world.checkpoints.make()).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/a\.json was changed by hand.*No checkpoint was made/) },
    });
    expect(await ids(world)).toEqual([]);
  });

  test("that are damaged are left out of the list", async () => {
    const world = open();
    const kept = createStorePersistence(world.store);
    await kept.write({ put: [["checkpoint/bad", new Uint8Array([123])]] });
    expect(await world.checkpoints.list()).toEqual({ ok: true, value: [] });
  });
});

describe("a checkpoint as a file", () => {
  test("goes to another workspace and is restored there, as text that came from outside", async () => {
    const [here, there] = [open(), open({ tools: ["read"] })];
    await here.edit("north", "a", { deep: ["ä"] });
    await here.edit("", "key", "sk-secret");
    const made = unwrapped(await here.checkpoints.make());
    const { json } = unwrapped(await here.checkpoints.exported(made.checkpointId));
    expect(json).not.toContain("sk-secret");
    const row = unwrapped(await there.checkpoints.imported(json));
    expect(unwrapped(await there.checkpoints.imported(json))).toEqual(row);
    expect(await there.checkpoints.list()).toEqual({ ok: true, value: [row] });
    expect(row).toEqual({ ...made, checkpointId: row.checkpointId, isImported: true });
    await there.checkpoints.restore(row.checkpointId);
    expect(await there.state()).toEqual({
      "/.state/tenant-north/values/a.json": '{"deep":["ä"]}',
      "/.state/shared/values/key.json": '"[key]"',
    });
    const page = unwrapped(await there.store.read({ type: "all" }));
    expect(page.entries.at(-1)?.origins).toEqual([{ type: "user" }, { type: "import", name: "checkpoint" }]);
  });

  const file = (checkpoint: unknown) =>
    JSON.stringify({ format: "vivarium-records-1", records: [["checkpoint/1", JSON.stringify(checkpoint)]] });
  const good = { checkpointId: "1", madeAt: 1, seq: 1, by: "person", tools: [], state: [{ tenant: "", key: "a", value: 1 }] };
  test.each<readonly [string, string]>([
    ["no JSON", "a log"],
    ["without a checkpoint", JSON.stringify({ format: "vivarium-records-1", records: [] })],
    [
      "with two",
      JSON.stringify({
        format: "vivarium-records-1",
        records: ["1", "2"].map((name) => [`checkpoint/${name}`, JSON.stringify(good)]),
      }),
    ],
    ["with a checkpoint that is none", file("text")],
    ["without a state", file({ ...good, state: undefined })],
    ["with a nameless key", file({ ...good, state: [{ tenant: "", key: "", value: 1 }] })],
    ["with a missing value", file({ ...good, state: [{ tenant: "", key: "a" }] })],
    ["with a time that is none", file({ ...good, madeAt: "now" })],
  ])("%s is refused, and nothing is kept", async (_what, text) => {
    const world = open();
    await world.edit("", "a", 1);
    const before = await world.state();
    expect(await world.checkpoints.imported(text)).toMatchObject({
      ok: false,
      error: { type: "invalid-input", message: expect.stringContaining("Nothing was taken") },
    });
    expect([await ids(world), await world.state()]).toEqual([[], before]);
  });
});

describe("in a workspace that is stored", () => {
  const plan: readonly PlannedAnswer[] = [1, 2, 3, 4].map((value) => ({
    text: "",
    calls: [{ tool: "state_set", input: { key: `k${value}`, value } }],
  }));
  const values = async (tab: Awaited<ReturnType<ReturnType<typeof createWorkbench>["open"]>>) =>
    unwrapped(await tab.workspace.readState(undefined)).values.map(({ key, value }) => `${key}=${value?.text}`);

  test("they are made every so many turns, and are there after a reload", async () => {
    const bench = createWorkbench(plannedProvider(plan));
    const tab = await bench.open();
    await tab.workspace.changeCheckpointing({ everyTurns: 2, keep: 2 });
    await say(tab, "go");
    await tab.until(() => statusOf(tab) === "completed");
    const listed = unwrapped(await tab.workspace.listCheckpoints());
    expect(listed.checkpointing).toEqual({ everyTurns: 2, keep: 2 });
    // Five turns: the second and the fourth.
    expect(listed.checkpoints.map(({ by, values }) => [by, values])).toEqual([
      ["turns", 4],
      ["turns", 2],
    ]);
    tab.workspace.close();
    const again = await bench.open();
    expect(unwrapped(await again.workspace.listCheckpoints())).toEqual(listed);
    again.workspace.close();
  });

  test("a tab that dies at any commit of making, restoring and removing has done it or has not", async () => {
    const story = async (tab: Awaited<ReturnType<ReturnType<typeof createWorkbench>["open"]>>, did: () => Promise<void>) => {
      await say(tab, "go");
      await tab.until(() => statusOf(tab) === "completed");
      await did();
      const { checkpointId } = unwrapped(await tab.workspace.makeCheckpoint());
      await did();
      const session = tab.workspace.snapshot().sessions[0]?.sessionId;
      const { json } = unwrapped(await tab.workspace.exportCheckpoint(checkpointId));
      const other = unwrapped(await tab.workspace.importCheckpoint(json.replaceAll('\\"value\\":1', '\\"value\\":99')));
      await did();
      await tab.workspace.restoreCheckpoint(other.checkpointId, session);
      await did();
      await tab.workspace.restoreCheckpoint(checkpointId, session);
      await did();
      await tab.workspace.removeCheckpoint(other.checkpointId);
      await did();
    };
    const standing = async (tab: Awaited<ReturnType<ReturnType<typeof createWorkbench>["open"]>>) =>
      JSON.stringify([
        await values(tab),
        unwrapped(await tab.workspace.listCheckpoints()).checkpoints.map(({ isImported }) => isImported),
      ]);

    const golden = createDoom();
    const first = await createWorkbench(plannedProvider(plan)).open({ point: golden.point });
    const states: string[] = [];
    let before = 0;
    await story(first, async () => {
      if (states.length === 0) before = golden.commits();
      states.push(await standing(first));
    });
    // The second restore is back where the import was, the removal where the checkpoint was made.
    expect(new Set(states).size).toBe(states.length - 2);
    expect(golden.commits() - before).toBe(5);
    for (let commit = before + 1; commit <= golden.commits(); commit += 1) {
      const doom = createDoom((count) => count === commit);
      const bench = createWorkbench(plannedProvider(plan));
      const tab = bench.open({ point: doom.point });
      let done = 0;
      const told = tab.then((opened) =>
        story(opened, async () => {
          done += 1;
        }),
      );
      await Promise.race([doom.death, told]);
      const next = await bench.open();
      // It died after the commit and before the answer: what was asked last is done as a whole.
      expect(await standing(next), `dead at commit ${commit}`).toBe(states[done]);
      next.workspace.close();
    }
  }, 60_000);
});
