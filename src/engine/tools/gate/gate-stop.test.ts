import { describe, expect, test } from "vitest";
import { interrupt } from "../../../kernel/base/abort.ts";
import type { Failure } from "../../../kernel/base/failure.ts";
import { addRule, call, createWorld, unwrap } from "./gate-world.fake.ts";

const put = (number: number, path: string, text = "x") => call(number, "put", { path, text });

test("after a stop nothing starts: every call gets its result in one commit", async () => {
  const world = createWorld();
  world.stop.abort();
  const settled = unwrap(await world.settle(call(1, "peek"), put(2, "/a"), call(3, "send"), call(4, "nope")));
  expect(settled.map(({ outcome }) => outcome)).toMatchObject([
    { type: "stopped", when: "before-start" },
    { type: "stopped", when: "before-start" },
    { type: "stopped", when: "before-start" },
    { type: "failed" },
  ]);
  expect([world.types(), world.store.commits(), world.ran]).toEqual([Array(4).fill("call-settled"), 1, []]);
  expect(settled[0]?.resultText).toBe("Stopped by the person before this call started. It did not run and nothing changed.");
});

test("a stop while reads run keeps the results that are there and leaves a deaf tool behind", async () => {
  const world = createWorld({ maxParallelReads: 2 });
  const settling = world.settle(call(1, "peek"), call(2, "hang"), call(3, "hang"), call(4, "peek"), put(5, "/a"));
  await world.calm();
  world.stop.abort();
  expect(unwrap(await settling).map(({ outcome }) => outcome)).toEqual([
    { type: "done", output: { text: "constant", isError: false } },
    { type: "stopped", when: "running" },
    { type: "stopped", when: "running" },
    { type: "stopped", when: "before-start" },
    { type: "stopped", when: "before-start" },
  ]);
  expect(world.textAt("/a")).toBeUndefined();
});

test("a stop while writes are previewed drops them all", async () => {
  const world = createWorld();
  const settling = world.settle(put(1, "/a"), call(2, "hang-writing", { path: "/b" }), put(3, "/c"));
  await world.calm();
  world.stop.abort();
  expect(unwrap(await settling).map(({ outcome }) => outcome)).toEqual([
    { type: "stopped", when: "waiting" },
    { type: "stopped", when: "running" },
    { type: "stopped", when: "before-start" },
  ]);
  expect([world.textAt("/a"), world.textAt("/b"), world.types()]).toEqual([
    undefined,
    undefined,
    [...Array(3).fill("call-started"), ...Array(3).fill("call-settled")],
  ]);
});

test("a stop while questions are open expires them in the commit that settles their calls", async () => {
  const world = createWorld({ level: "ask-every-change" });
  const settling = world.settle(put(1, "/a"), put(2, "/b"));
  await world.calm();
  const before = world.store.commits();
  world.stop.abort();
  expect(unwrap(await settling).map(({ outcome }) => outcome)).toEqual(Array(2).fill({ type: "stopped", when: "waiting" }));
  expect([world.types().slice(4), world.store.commits() - before, world.store.approvals.size]).toEqual([
    ["approval-expired", "approval-expired", "call-settled", "call-settled"],
    1,
    0,
  ]);
  expect(await world.answer("approval_1", { type: "approve" })).toMatchObject({ error: { type: "conflict" } });
  expect(world.textAt("/a")).toBeUndefined();
});

const full: Failure = { type: "storage-full", message: "The storage is full." };

test("an interruption while questions are open keeps them and settles nothing, and the same questions are answered later", async () => {
  const world = createWorld({ level: "ask-every-change" });
  const settling = world.settle(put(1, "/a"), put(2, "/b"));
  await world.calm();
  const before = world.types();
  interrupt(world.stop, full);
  expect(await settling).toEqual({ ok: false, error: full });
  expect([world.types(), world.store.approvals.size]).toEqual([before, 2]);

  const later = createWorld({ level: "ask-every-change", after: world });
  const again = later.settle(put(1, "/a"), put(2, "/b"));
  await later.calm();
  for (const id of ["approval_1", "approval_2"]) unwrap(await later.answer(id, { type: "approve" }));
  expect(unwrap(await again).map(({ outcome }) => outcome.type)).toEqual(["done", "done"]);
  expect([later.textAt("/a"), later.textAt("/b")]).toEqual(["x", "x"]);
});

test("an interruption while reads run leaves their calls open", async () => {
  const world = createWorld();
  const settling = world.settle(call(1, "peek"), call(2, "hang"));
  await world.calm();
  interrupt(world.stop, full);
  expect(await settling).toEqual({ ok: false, error: full });
  expect(world.types()).toEqual([]);
});

test("a call outside the workspace that is interrupted while it runs is in doubt afterwards", async () => {
  const world = createWorld({ asksNobody: true });
  const settling = world.settle(call(1, "hang-outside"));
  await world.calm();
  interrupt(world.stop, full);
  expect(await settling).toEqual({ ok: false, error: full });
  expect(world.types()).toEqual(["call-started"]);
  expect(world.pending()).toEqual([]);
});

test("an approval in the same moment as the stop carries nothing out", async () => {
  const world = createWorld({ level: "ask-every-change" });
  const settling = world.settle(put(1, "/a"));
  await world.calm();
  const answered = world.answer("approval_1", { type: "approve" });
  world.stop.abort();
  await answered;
  expect(unwrap(await settling).map(({ outcome }) => outcome)).toEqual([{ type: "stopped", when: "waiting" }]);
  expect([world.textAt("/a"), world.store.approvals.size]).toEqual([undefined, 0]);
});

test("a commit that is on its way when the stop comes counts, and the later calls are stopped", async () => {
  const world = createWorld();
  world.store.refuse = ({ effects }) => {
    if (effects.length > 0) world.stop.abort();
    return undefined;
  };
  const settled = unwrap(await world.settle(put(1, "/a"), put(2, "/b"), call(3, "peek")));
  expect(settled.map(({ outcome }) => outcome.type)).toEqual(["done", "stopped", "stopped"]);
  expect([world.textAt("/a"), world.textAt("/b")]).toEqual(["x", undefined]);
});

test("a call that failed before the stop keeps its own result", async () => {
  const world = createWorld({ level: "ask-every-change" });
  const settling = world.settle(put(1, "/a"), call(2, "throw"));
  await world.calm();
  world.stop.abort();
  expect(unwrap(await settling).map(({ outcome }) => outcome.type)).toEqual(["stopped", "failed"]);
});

describe("calls outside the workspace", () => {
  test("stopped while they wait do not run", async () => {
    const world = createWorld();
    const settling = world.settle(call(1, "send"));
    await world.calm();
    world.stop.abort();
    expect(unwrap(await settling)[0]?.outcome).toEqual({ type: "stopped", when: "waiting" });
    expect([world.ran, world.store.approvals.size]).toEqual([[], 0]);
  });

  test("stopped while they run are left behind", async () => {
    const world = createWorld({ asksNobody: true });
    const settling = world.settle(call(1, "hang-outside"));
    await world.calm();
    world.stop.abort();
    expect(unwrap(await settling)[0]?.outcome).toEqual({ type: "stopped", when: "running" });
  });

  test("stopped between the started entry and the run do not run", async () => {
    const world = createWorld({ asksNobody: true });
    world.store.refuse = ({ entries }) => {
      if (entries[0]?.event.type === "call-started") world.stop.abort();
      return undefined;
    };
    expect(unwrap(await world.settle(call(1, "send")))[0]?.outcome).toEqual({ type: "stopped", when: "before-start" });
    expect(world.ran).toEqual([]);
  });
});

test("stopped while asked reads wait: each is settled once", async () => {
  const world = createWorld();
  await addRule(world, { decision: "ask" });
  const settling = world.settle(call(1, "peek"), call(2, "peek"));
  await world.calm();
  world.stop.abort();
  expect(unwrap(await settling).map(({ outcome }) => outcome)).toEqual(Array(2).fill({ type: "stopped", when: "waiting" }));
  expect(world.types().filter((type) => type === "call-settled").length).toBe(2);
});
