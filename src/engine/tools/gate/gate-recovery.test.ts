import { describe, expect, test } from "vitest";
import { callId } from "../../../kernel/base/ids.ts";
import type { Event } from "../../../kernel/log/event.ts";
import { call, createWorld, unwrap, type World } from "./gate-world.fake.ts";

const put = (number: number, path: string, text = "x") => call(number, "put", { path, text });
/** The same workspace in another tab, after this one died. */
const reopened = (world: World): World => createWorld({ level: world.scope.level, after: world });
const pendingId = (world: World): string => world.pending()[0]?.approvalId ?? "";
const startedOnly = (tool: string, access: "read" | "write" | "external"): Event => ({
  type: "call-started",
  callId: callId("call_1"),
  tool,
  inputHash: "i",
  access,
});
const interrupted = async (event: Event, level: "ask-risky" | "only-limits" = "ask-risky"): Promise<World> => {
  const world = createWorld({ level });
  await world.store.append({
    entries: [{ ...world.scope, callId: callId("call_1"), event }],
    effects: [],
    expects: [],
    durability: "strict",
  });
  return createWorld({ level, after: world });
};

test("a settled call is answered from the log and never runs again", async () => {
  const world = createWorld();
  const first = unwrap(await world.settle(put(1, "/a"), call(2, "peek"), call(3, "nope")));
  const later = reopened(world);
  const commits = later.store.commits();
  const again = unwrap(await later.settle(put(1, "/a"), call(2, "peek"), call(3, "nope")));
  expect(again).toEqual(first);
  expect([later.ran, later.store.commits()]).toEqual([[], commits]);
});

test("a half settled round goes on with the rest", async () => {
  const world = createWorld();
  unwrap(await world.settle(put(1, "/a")));
  const later = reopened(world);
  unwrap(await later.settle(put(1, "/a", "other"), put(2, "/b")));
  expect([later.ran, later.textAt("/a"), later.textAt("/b")]).toEqual([["put /b x"], "x", "x"]);
});

test("a pending question is the same after a reload, and its answer counts", async () => {
  const world = createWorld({ level: "ask-every-change" });
  void world.settle(put(1, "/a"));
  await world.calm();
  const later = reopened(world);
  const settling = later.settle(put(1, "/a"));
  await later.calm();
  expect(later.types().filter((type) => type === "approval-requested").length).toBe(1);
  expect(later.types().filter((type) => type === "call-started").length).toBe(1);
  unwrap(await later.answer("approval_1", { type: "approve" }));
  expect(unwrap(await settling)[0]?.outcome.type).toBe("done");
  expect([later.textAt("/a"), later.types().filter((type) => type === "call-settled").length]).toEqual(["x", 1]);
});

test("an answer that was stored before the reload is used", async () => {
  const world = createWorld({ level: "ask-every-change" });
  void world.settle(put(1, "/a"));
  await world.calm();
  const between = reopened(world);
  unwrap(await between.answer("approval_1", { type: "approve" }));
  const later = reopened(between);
  expect(unwrap(await later.settle(put(1, "/a")))[0]?.outcome.type).toBe("done");
  expect([later.textAt("/a"), later.types().filter((type) => type === "approval-requested").length]).toEqual(["x", 1]);
});

test("an edit that was stored before the reload is asked with the person's arguments", async () => {
  const world = createWorld({ level: "ask-every-change" });
  void world.settle(put(1, "/a"));
  await world.calm();
  const between = reopened(world);
  unwrap(await between.answer("approval_1", { type: "edit", input: { path: "/b", text: "x" } }));
  const later = reopened(between);
  const settling = later.settle(put(1, "/a"));
  await later.calm();
  expect(later.pending().map(({ editedFields, input }) => ({ editedFields, input }))).toEqual([
    { editedFields: ["path"], input: { path: "/b", text: "x" } },
  ]);
  later.stop.abort();
  unwrap(await settling);
});

test("a question whose effect is another after the reload is asked again", async () => {
  const world = createWorld({ level: "ask-every-change" });
  await world.save("/a", "one");
  void world.settle(call(1, "append", { path: "/a", text: "+" }));
  await world.calm();
  const later = reopened(world);
  await later.save("/a", "two");
  const settling = later.settle(call(1, "append", { path: "/a", text: "+" }));
  await later.calm();
  expect(later.types().slice(-2)).toEqual(["approval-superseded", "approval-requested"]);
  const [asked] = later.pending();
  unwrap(await later.answer(asked?.approvalId ?? "", { type: "approve" }));
  unwrap(await settling);
  expect(later.textAt("/a")).toBe("two+");
});

test("the person's arguments survive a reload", async () => {
  const world = createWorld({ level: "ask-every-change" });
  void world.settle(put(1, "/a"));
  await world.calm();
  unwrap(await world.answer("approval_1", { type: "edit", input: { path: "/b", text: "x" } }));
  await world.calm();
  const later = reopened(world);
  const settling = later.settle(put(1, "/a"));
  await later.calm();
  expect(later.pending().map(({ approvalId }) => approvalId)).toEqual(["approval_2"]);
  unwrap(await later.answer("approval_2", { type: "approve" }));
  expect(unwrap(await settling)[0]?.resultText).toBe("Note: the person changed path before this call ran.\nput /b");
  expect([later.textAt("/a"), later.textAt("/b")]).toEqual([undefined, "x"]);
});

describe("a call in doubt", () => {
  test("runs again when it reads", async () => {
    const world = await interrupted(startedOnly("peek", "read"));
    expect(unwrap(await world.settle(call(1, "peek")))[0]?.resultText).toBe("constant");
  });

  test("runs again when it writes the workspace, without a second start", async () => {
    const world = await interrupted(startedOnly("put", "write"));
    unwrap(await world.settle(put(1, "/a")));
    expect([world.textAt("/a"), world.types()]).toEqual(["x", ["call-started", "call-settled"]]);
  });

  test("outside the workspace is a question, also where everything is allowed", async () => {
    const world = await interrupted(startedOnly("send", "external"), "only-limits");
    const settling = world.settle(call(1, "send", { to: "x" }));
    await world.calm();
    expect([world.ran, world.pending().map(({ kind }) => kind)]).toEqual([[], ["in-doubt"]]);
    unwrap(await world.answer(pendingId(world), { type: "mark-done" }));
    expect(unwrap(await settling)[0]?.resultText).toBe(
      "The person checked and marked this call as done. What it gave back is not known.",
    );
    expect(world.ran).toEqual([]);
  });

  test("outside the workspace runs again only on the person's word", async () => {
    const world = await interrupted(startedOnly("send", "external"));
    const settling = world.settle(call(1, "send", { to: "x" }));
    await world.calm();
    unwrap(await world.answer(pendingId(world), { type: "retry" }));
    expect(unwrap(await settling)[0]?.resultText).toBe("sent x");
    expect([world.ran, world.types()]).toEqual([
      ["send x"],
      ["call-started", "approval-requested", "approval-answered", "call-started", "call-settled"],
    ]);
  });

  test("that is stopped before anybody checked says that its outcome is unknown", async () => {
    const world = await interrupted(startedOnly("send", "external"));
    const settling = world.settle(call(1, "send", { to: "x" }));
    await world.calm();
    world.stop.abort();
    expect(unwrap(await settling)[0]?.outcome).toMatchObject({ type: "failed", failure: { type: "in-doubt" } });
  });
});
