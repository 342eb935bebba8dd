import { describe, expect, test } from "vitest";
import { canonicalHash } from "../../../kernel/base/canonical.ts";
import { ruleId } from "../../../kernel/base/ids.ts";
import type { Event } from "../../../kernel/log/event.ts";
import { addRule, call, createWorld, personRule, unwrap, type World } from "./gate-world.fake.ts";

const everyChange = { level: "ask-every-change" } as const;
const put = (number: number, path: string, text: string) => call(number, "put", { path, text });
const append = (number: number, path: string, text: string) => call(number, "append", { path, text });
const openIds = (world: World): readonly string[] => world.pending().map(({ approvalId }) => approvalId);
/** Approved and executed hashes of every done call that had an approval. */
const hashes = (events: readonly Event[]): readonly (readonly [unknown, unknown])[] =>
  events.flatMap((event): readonly (readonly [unknown, unknown])[] => {
    if (event.type !== "call-settled" || event.approvalId === undefined || event.outcome.type !== "done") return [];
    const asked = events.find((other) => other.type === "approval-requested" && other.approval.approvalId === event.approvalId);
    if (asked?.type !== "approval-requested") return [["no question", event.approvalId]];
    const { effect, inputHash } = asked.approval;
    return [
      [
        { input: inputHash, effect: effect.hash },
        { input: event.inputHash, effect: event.effect?.hash ?? effect.hash },
      ],
    ];
  });
const expectHonest = ({ store }: World): void => {
  for (const [approved, executed] of hashes(store.events())) expect(executed).toEqual(approved);
};

test("a question is stored with its contents before anything changes, and the answer lets exactly that happen", async () => {
  const world = createWorld(everyChange);
  await world.save("/a", "one\n");
  const settling = world.settle(append(1, "/a", "two\n"));
  await world.calm();
  const [asked] = world.pending();
  expect(asked).toMatchObject({
    status: "pending",
    tool: "append",
    headline: { verb: "append", object: "/a" },
    kind: "effect",
    risks: ["change"],
    input: { path: "/a", text: "two\n" },
    inputHash: canonicalHash({ tool: "append", input: { path: "/a", text: "two\n" } }),
    rule: { sentence: "Ask before every change and every request." },
    causes: [1],
    origins: [{ type: "model" }],
    editedFields: [],
  });
  const after = asked?.effect.files[0]?.after;
  expect(after?.kind === "file" && world.store.blobs.has(after.hash)).toBe(true);
  expect(world.textAt("/a")).toBe("one\n");
  unwrap(await world.answer("approval_1", { type: "approve" }));
  expect(unwrap(await settling)[0]?.resultText).toBe("appended /a");
  expect(world.types()).toEqual(["files-changed", "call-started", "approval-requested", "approval-answered", "call-settled"]);
  expect([world.textAt("/a"), world.ran.length, world.store.approvals.size]).toEqual(["one\ntwo\n", 1, 0]);
  expectHonest(world);
});

test("a rejection with its reason is the result, and nothing is changed", async () => {
  const world = createWorld(everyChange);
  const settling = world.settle(put(1, "/a", "x"));
  await world.calm();
  unwrap(await world.answer("approval_1", { type: "reject", reason: "Use /b instead." }));
  expect(unwrap(await settling)[0]).toMatchObject({
    outcome: { type: "denied", by: "person", reason: "Use /b instead." },
    resultText: "Rejected by the person: Use /b instead.",
    isError: true,
  });
  expect([world.textAt("/a"), world.store.approvals.size]).toEqual([undefined, 0]);
});

test("consecutive writes are previewed each on the one before and asked together in one commit", async () => {
  const world = createWorld(everyChange);
  const settling = world.settle(put(1, "/a", "1\n"), append(2, "/a", "2\n"), append(3, "/a", "3\n"));
  await world.calm();
  expect(world.types()).toEqual([...Array(3).fill("call-started"), ...Array(3).fill("approval-requested")]);
  expect(world.store.commits()).toBe(2);
  for (const id of openIds(world).toReversed()) unwrap(await world.answer(id, { type: "approve" }));
  unwrap(await settling);
  expect([world.textAt("/a"), world.ran.length]).toEqual(["1\n2\n3\n", 3]);
  expectHonest(world);
});

test("rejecting one previews the later ones again; only those whose effect changed are asked again", async () => {
  const world = createWorld(everyChange);
  await world.save("/a", "0\n");
  const settling = world.settle(append(1, "/a", "1\n"), append(2, "/a", "2\n"), put(3, "/b", "b"));
  await world.calm();
  unwrap(await world.answer("approval_1", { type: "reject", reason: "no" }));
  await world.calm();
  expect(world.types().slice(7)).toEqual(
    ["approval-answered", "call-settled", "approval-superseded", "approval-requested"].slice(0),
  );
  expect(openIds(world)).toEqual(["approval_3", "approval_4"]);
  unwrap(await world.answer("approval_4", { type: "approve" }));
  unwrap(await world.answer("approval_3", { type: "approve" }));
  expect(unwrap(await settling).map(({ outcome }) => outcome.type)).toEqual(["denied", "done", "done"]);
  expect([world.textAt("/a"), world.textAt("/b")]).toEqual(["0\n2\n", "b"]);
  expect(await world.answer("approval_2", { type: "approve" })).toMatchObject({ ok: false, error: { type: "conflict" } });
  expectHonest(world);
});

test("a later write that needs the rejected one fails by itself and is not asked any more", async () => {
  const world = createWorld(everyChange);
  const settling = world.settle(put(1, "/a", "1"), append(2, "/a", "2"));
  await world.calm();
  unwrap(await world.answer("approval_1", { type: "reject", reason: "no" }));
  expect(unwrap(await settling).map(({ outcome }) => outcome.type)).toEqual(["denied", "failed"]);
  expect([world.store.approvals.size, world.textAt("/a")]).toEqual([0, undefined]);
});

test("an allowed write behind a waiting one waits", async () => {
  const world = createWorld();
  await world.save("/a", "x");
  const settling = world.settle(call(1, "drop", { path: "/a" }), put(2, "/b", "b"));
  await world.calm();
  expect([openIds(world), world.textAt("/b")]).toEqual([["approval_1"], undefined]);
  unwrap(await world.answer("approval_1", { type: "approve" }));
  unwrap(await settling);
  expect([world.textAt("/a"), world.textAt("/b")]).toEqual([undefined, "b"]);
});

test("edited arguments are previewed and asked again, and the result names what the person changed", async () => {
  const world = createWorld(everyChange);
  const settling = world.settle(put(1, "/a", "x"));
  await world.calm();
  expect(await world.answer("approval_1", { type: "edit", input: { bad: 1 } })).toMatchObject({
    error: { type: "invalid-input" },
  });
  unwrap(await world.answer("approval_1", { type: "edit", input: { path: "/b", text: "x" } }));
  await world.calm();
  expect(world.pending()[0]).toMatchObject({
    approvalId: "approval_2",
    input: { path: "/b", text: "x" },
    editedFields: ["path"],
  });
  unwrap(await world.answer("approval_2", { type: "approve" }));
  expect(unwrap(await settling)[0]?.resultText).toBe("Note: the person changed path before this call ran.\nput /b");
  expect([world.textAt("/a"), world.textAt("/b")]).toEqual([undefined, "x"]);
  expect(world.store.events().at(-1)).toMatchObject({
    type: "call-settled",
    inputHash: canonicalHash({ tool: "put", input: { path: "/b", text: "x" } }),
    editedFields: ["path"],
  });
  expectHonest(world);
});

test("edited arguments are asked again also where the level allows the change", async () => {
  const world = createWorld();
  await world.save("/a", "x");
  const settling = world.settle(call(1, "drop", { path: "/a" }));
  await world.calm();
  unwrap(await world.answer("approval_1", { type: "edit", input: { path: "/a", note: "same" } }));
  await world.calm();
  expect(world.pending().map(({ editedFields }) => editedFields)).toEqual([["note"]]);
  unwrap(await world.answer("approval_2", { type: "approve" }));
  unwrap(await settling);
  expect(world.textAt("/a")).toBeUndefined();
});

test("an edit that changes nothing is asked again, and does not repeat itself", async () => {
  const world = createWorld(everyChange);
  const settling = world.settle(put(1, "/a", "x"));
  await world.calm();
  unwrap(await world.answer("approval_1", { type: "edit", input: { path: "/a", text: "x" } }));
  await world.calm();
  expect(openIds(world)).toEqual(["approval_2"]);
  unwrap(await world.answer("approval_2", { type: "approve" }));
  expect(unwrap(await settling)[0]?.resultText).toBe("put /a");
});

test("allow for lets the rest of the round go without asking", async () => {
  const world = createWorld(everyChange);
  const settling = world.settle(put(3, "/a", "1"), put(4, "/b", "2"));
  await world.calm();
  const [asked] = world.pending();
  const rule = personRule({ decision: "allow", match: { tools: ["put"] } });
  unwrap(await world.answer(asked?.approvalId ?? "", { type: "allow-for", rule }));
  unwrap(await settling);
  expect([world.textAt("/a"), world.textAt("/b"), world.store.approvals.size]).toEqual(["1", "2", 0]);
  expect(world.types().slice(-5)).toEqual([
    "approval-answered",
    "rule-added",
    "call-settled",
    "approval-expired",
    "call-settled",
  ]);
});

test("a deny rule that comes while a call waits wins over a later approval", async () => {
  const world = createWorld(everyChange);
  await world.save("/a", "x");
  const settling = world.settle(put(1, "/a", "y"), put(2, "/b", "z"));
  await world.calm();
  await addRule(world, { match: { tools: ["put"] } });
  unwrap(await world.answer("approval_1", { type: "approve" }));
  expect(unwrap(await settling).map(({ outcome }) => outcome.type)).toEqual(["denied", "denied"]);
  expect([world.textAt("/a"), world.textAt("/b"), world.store.approvals.size]).toEqual(["x", undefined, 0]);
});

test("a rule on a folder does not cover a path that leads out of it, nor a longer name", async () => {
  const world = createWorld(everyChange);
  await addRule(world, { decision: "allow", match: { folder: "/work" }, ruleId: ruleId("rule_2") });
  const settling = world.settle(put(1, "/workb", "x"), put(2, "/work/../b", "x"));
  await world.calm();
  expect(openIds(world).length).toBe(2);
  world.stop.abort();
  unwrap(await settling);
});

test("fifty questions at once are answered in any order, each once", async () => {
  const world = createWorld(everyChange);
  const calls = Array.from({ length: 50 }, (_, at) => put(at, `/f${at}`, `${at}`));
  const settling = world.settle(...calls);
  await world.calm();
  const ids = openIds(world).toReversed();
  expect(ids.length).toBe(50);
  const twice = await Promise.all(
    ids.flatMap((id) => [world.answer(id, { type: "approve" }), world.answer(id, { type: "reject", reason: "late" })]),
  );
  expect(twice.map(({ ok }) => ok)).toEqual(ids.flatMap(() => [true, false]));
  expect(unwrap(await settling).every(({ outcome }) => outcome.type === "done")).toBe(true);
  expect(world.ran.length).toBe(50);
  expectHonest(world);
});

describe("when the workspace changes while a call waits", () => {
  test("an unrelated change leaves the approval as it is", async () => {
    const world = createWorld(everyChange);
    await world.save("/a", "one\n");
    const settling = world.settle(append(1, "/a", "two\n"));
    await world.calm();
    await world.save("/other", "x");
    unwrap(await world.answer("approval_1", { type: "approve" }));
    unwrap(await settling);
    expect([world.ran.length, world.textAt("/a")]).toEqual([1, "one\ntwo\n"]);
  });

  test("the same bytes under a new version are previewed again under the same approval", async () => {
    const world = createWorld(everyChange);
    await world.save("/a", "one\n");
    const settling = world.settle(append(1, "/a", "two\n"));
    await world.calm();
    await world.save("/a", "one\n");
    unwrap(await world.answer("approval_1", { type: "approve" }));
    unwrap(await settling);
    expect([world.ran.length, world.textAt("/a")]).toEqual([2, "one\ntwo\n"]);
    expect(world.types().filter((type) => type === "approval-requested").length).toBe(1);
    expectHonest(world);
  });

  test("another effect is asked again, and only the new answer counts", async () => {
    const world = createWorld(everyChange);
    await world.save("/a", "one\n");
    const settling = world.settle(append(1, "/a", "two\n"));
    await world.calm();
    await world.save("/a", "person\n");
    unwrap(await world.answer("approval_1", { type: "approve" }));
    await world.calm();
    expect([openIds(world), world.textAt("/a")]).toEqual([["approval_2"], "person\n"]);
    unwrap(await world.answer("approval_2", { type: "approve" }));
    unwrap(await settling);
    expect(world.textAt("/a")).toBe("person\ntwo\n");
    expectHonest(world);
  });

  test("an allowed write is carried out on the changed file", async () => {
    const world = createWorld();
    await world.save("/a", "one\n");
    let isFirst = true;
    world.store.refuse = ({ effects }) => {
      if (effects.length === 0 || !isFirst) return undefined;
      isFirst = false;
      return { type: "conflict", message: "Changed." };
    };
    unwrap(await world.settle(append(1, "/a", "two\n")));
    expect([world.ran.length, world.textAt("/a")]).toEqual([2, "one\ntwo\n"]);
  });

  test("after five tries the call fails and says so", async () => {
    const world = createWorld();
    world.store.refuse = ({ effects }) => (effects.length > 0 ? { type: "conflict", message: "Changed." } : undefined);
    const settled = unwrap(await world.settle(put(1, "/a", "x")));
    expect([world.ran.length, settled[0]?.resultText]).toEqual([
      5,
      "Error: the files kept changing while this call was carried out (5 tries), so it changed nothing. Read them again, then repeat the call.",
    ]);
  });

  test("an approval that is closed before the commit allows nothing", async () => {
    const world = createWorld(everyChange);
    const settling = world.settle(put(1, "/a", "x"));
    await world.calm();
    let isFirst = true;
    world.store.refuse = ({ effects }) => {
      if (effects.length === 0 || !isFirst) return undefined;
      isFirst = false;
      void world.desk.expireAll(world.scope.runId, "Gone.");
      return undefined;
    };
    unwrap(await world.answer("approval_1", { type: "approve" }));
    expect(unwrap(await settling)[0]?.outcome).toMatchObject({ type: "failed", failure: { type: "conflict" } });
    expect(world.textAt("/a")).toBeUndefined();
  });
});

describe("calls that cannot be previewed", () => {
  test("are asked before they run and start only with the claimed approval", async () => {
    const world = createWorld();
    const settling = world.settle(call(1, "send", { to: "x" }));
    await world.calm();
    expect([world.ran, world.pending()[0]?.risks, world.types()]).toEqual([[], ["network"], ["approval-requested"]]);
    unwrap(await world.answer("approval_1", { type: "approve" }));
    expect(unwrap(await settling)[0]?.resultText).toBe("sent x");
    expect(world.types()).toEqual(["approval-requested", "approval-answered", "call-started", "call-settled"]);
    expectHonest(world);
  });

  test("run at once where the rules allow it", async () => {
    const world = createWorld({ asksNobody: true });
    expect(unwrap(await world.settle(call(1, "send", { to: "x" })))[0]?.resultText).toBe("sent x");
    expect(world.types()).toEqual(["call-started", "call-settled"]);
  });

  test("are rejected without running", async () => {
    const world = createWorld();
    const settling = world.settle(call(1, "send", { to: "x" }));
    await world.calm();
    unwrap(await world.answer("approval_1", { type: "reject", reason: "no" }));
    expect(unwrap(await settling)[0]?.resultText).toBe("Rejected by the person: no");
    expect(world.ran).toEqual([]);
  });

  test("run with the person's arguments after a second question", async () => {
    const world = createWorld();
    const settling = world.settle(call(1, "send", { to: "x" }));
    await world.calm();
    unwrap(await world.answer("approval_1", { type: "edit", input: { to: "y" } }));
    await world.calm();
    unwrap(await world.answer("approval_2", { type: "approve" }));
    expect(unwrap(await settling)[0]?.resultText).toBe("Note: the person changed to before this call ran.\nsent y");
    expectHonest(world);
  });

  test("do not start when the approval was closed first", async () => {
    const world = createWorld();
    const settling = world.settle(call(1, "send", { to: "x" }));
    await world.calm();
    world.store.refuse = ({ expects }) =>
      expects.some((one) => one.type === "approval-status" && one.status === "answered")
        ? { type: "conflict", message: "Gone." }
        : undefined;
    unwrap(await world.answer("approval_1", { type: "approve" }));
    expect(unwrap(await settling)[0]?.outcome.type).toBe("failed");
    expect(world.ran).toEqual([]);
  });
});

test("reads that a person wants to be asked about wait at the same time", async () => {
  const world = createWorld();
  await addRule(world, { decision: "ask", match: { tools: ["peek"] } });
  const settling = world.settle(call(1, "peek"), call(2, "peek"));
  await world.calm();
  expect([openIds(world).length, world.ran]).toEqual([2, []]);
  for (const id of openIds(world)) unwrap(await world.answer(id, { type: "approve" }));
  expect(unwrap(await settling).map(({ resultText }) => resultText)).toEqual(["constant", "constant"]);
});
