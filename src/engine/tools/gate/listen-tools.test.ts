import { describe, expect, test } from "vitest";
import { interrupt } from "../../../kernel/base/abort.ts";
import { callId } from "../../../kernel/base/ids.ts";
import { err, ok } from "../../../kernel/base/result.ts";
import type { ListenTool, ListenUpdate } from "../../../kernel/contracts/tool.ts";
import { addRule, call, createWorld, unwrap, type World, worldTools } from "./gate-world.fake.ts";
import { createFakePreparer, type FakePreparer, listenTool, ready } from "./tool-kinds.fake.ts";

const open = (preparer: FakePreparer, access: ListenTool["access"] = "external", after?: World): World =>
  createWorld({
    tools: (ran) => [...worldTools(ran), listenTool(preparer, access)],
    ...(after === undefined ? {} : { after }),
  });
const offer = call(1, "offer");
const asking = async (preparer: FakePreparer, access: ListenTool["access"] = "external") => {
  const world = open(preparer, access);
  const settling = world.settle(offer);
  await world.calm();
  return { world, settling };
};
const outcomeOf = async (settling: ReturnType<World["settle"]>) => {
  const { origins: _labels, ...outcome } = unwrap(await settling)[0]?.outcome ?? { type: "none" };
  return outcome;
};
const failed = (message: string, type = "tool") => ({ type: "failed", failure: { type, message } });
const listening = (message: string, operationId?: string): ListenUpdate => ({
  type: "listening",
  message,
  ...(operationId === undefined ? {} : { operationId }),
});
const newest = (world: World): string => world.pending().at(-1)?.approvalId ?? "";

test("what is prepared is shown, approved, and carried out at exactly its revision", async () => {
  const preparer = createFakePreparer(listening("asking the shop"), ready("r7", { expiresAt: 1_700_000_060_000 }));
  const { world, settling } = await asking(preparer);
  expect(world.pending().map(({ kind, prepared }) => ({ kind, prepared }))).toEqual([
    {
      kind: "effect",
      prepared: { operationId: "offer_r7", revision: "r7", snapshot: "Buy at r7", expiresAt: 1_700_000_060_000 },
    },
  ]);
  unwrap(await world.answer(newest(world), { type: "approve" }));
  expect(await outcomeOf(settling)).toEqual({ type: "done", output: { text: "bought at r7", isError: false } });
  await world.clock.advance(600_000);
  expect([preparer.executed, preparer.cancelled, preparer.prepared]).toEqual([["r7"], [], 1]);
  expect(world.types()).toEqual([
    "call-progressed",
    "operation-prepared",
    "approval-requested",
    "approval-answered",
    "call-started",
    "call-settled",
  ]);
});

test("what an outward preparation says, whether it is carried out or not, counts as text from outside", async () => {
  const originsAfter = async (act: (world: World, preparer: FakePreparer) => Promise<unknown> | unknown) => {
    const preparer = createFakePreparer(ready());
    const { world, settling } = await asking(preparer);
    await act(world, preparer);
    return unwrap(await settling)[0]?.outcome.origins;
  };
  const outside = [{ type: "outside", tool: "offer" }];
  expect(await originsAfter((world) => world.answer(newest(world), { type: "approve" }))).toEqual(outside);
  const invalid = { type: "invalidated", message: "sold out", recoverable: false } as const;
  expect(await originsAfter((_world, preparer) => preparer.tell(invalid))).toEqual(outside);
  expect(await originsAfter(({ stop }) => stop.abort())).toBe(undefined);
});

test("a rejection tells the tool that it is cancelled, and the model why it was rejected", async () => {
  const preparer = createFakePreparer(ready());
  const { world, settling } = await asking(preparer);
  unwrap(await world.answer(newest(world), { type: "reject", reason: "too dear" }));
  expect(unwrap(await settling)[0]?.resultText).toBe("Rejected by the person: too dear");
  await world.calm();
  expect([preparer.executed, preparer.cancelled]).toEqual([[], [["offer_r1", "rejected"]]]);
  expect(world.store.events().at(-1)).toEqual({
    type: "operation-cancelled",
    callId: "call_1",
    operationId: "offer_r1",
    reason: "rejected",
  });
});

test("arguments of what was prepared cannot be edited: the question stays open", async () => {
  const { world } = await asking(createFakePreparer(ready()));
  expect(await world.answer(newest(world), { type: "edit", input: { to: "x" } })).toMatchObject({
    error: { type: "invalid-input" },
  });
  expect(world.pending()).toHaveLength(1);
});

describe("it is not carried out, and its tool hears why, when", () => {
  test("a rule denies it before it is prepared", async () => {
    const preparer = createFakePreparer(ready());
    const world = open(preparer);
    await addRule(world, { match: { tools: ["offer"] } });
    expect((await outcomeOf(world.settle(offer)))?.type).toBe("denied");
    expect([preparer.prepared, preparer.cancelled]).toEqual([0, []]);
  });
  test("a rule that denies it appears while it waits", async () => {
    const preparer = createFakePreparer(ready());
    const { world, settling } = await asking(preparer);
    await addRule(world, { match: { tools: ["offer"] } });
    unwrap(await world.answer(newest(world), { type: "approve" }));
    expect(await outcomeOf(settling)).toMatchObject({ type: "denied", by: "rule" });
    expect([preparer.executed, preparer.cancelled]).toEqual([[], [["offer_r1", "blocked"]]]);
  });
  test("the run is stopped while it is prepared, or waits", async () => {
    const preparing = createFakePreparer(listening("asking", "offer_0"));
    const first = await asking(preparing);
    first.world.stop.abort();
    expect(await outcomeOf(first.settling)).toEqual({ type: "stopped", when: "running" });
    const waiting = createFakePreparer(ready());
    const second = await asking(waiting);
    second.world.stop.abort();
    expect(await outcomeOf(second.settling)).toEqual({ type: "stopped", when: "waiting" });
    expect([preparing.cancelled, waiting.cancelled]).toEqual([[["offer_0", "stopped"]], [["offer_r1", "stopped"]]]);
  });
  test("this call alone is stopped while it is prepared", async () => {
    const preparer = createFakePreparer(listening("asking", "offer_0"));
    const world = open(preparer);
    const settling = world.settle(offer, call(2, "peek"));
    await world.calm();
    expect(world.gate.stop(callId("call_1"))).toBe(true);
    expect(unwrap(await settling).map(({ outcome }) => outcome.type)).toEqual(["stopped", "done"]);
    expect(preparer.cancelled).toEqual([["offer_0", "stopped"]]);
  });
  test("it expires before an answer", async () => {
    const preparer = createFakePreparer(ready("r1", { expiresAt: 1_700_000_060_000 }));
    const { world, settling } = await asking(preparer);
    await world.clock.advance(60_000);
    expect(await outcomeOf(settling)).toMatchObject({ failure: { type: "timed-out" } });
    await world.calm();
    expect([preparer.cancelled, world.pending(), world.types().slice(-3)]).toEqual([
      [["offer_r1", "expired"]],
      [],
      ["approval-expired", "call-settled", "operation-cancelled"],
    ]);
  });
  test("it is invalidated while it waits", async () => {
    for (const recoverable of [false, true]) {
      const preparer = createFakePreparer(ready());
      const { world, settling } = await asking(preparer);
      preparer.tell({ type: "invalidated", message: "sold out", recoverable });
      await world.calm();
      const words = `Listen operation invalidated${recoverable ? " (recoverable)" : ""}: sold out`;
      expect(await outcomeOf(settling)).toEqual(failed(words, "conflict"));
      expect([world.pending(), preparer.cancelled, preparer.executed]).toEqual([[], [], []]);
    }
  });
  test("it moves on to another revision while it waits", async () => {
    const preparer = createFakePreparer(ready("r1"));
    const { world, settling } = await asking(preparer);
    preparer.tell(ready("r2"));
    await world.calm();
    expect(await outcomeOf(settling)).toMatchObject({ failure: { type: "conflict" } });
    expect(preparer.executed).toEqual([]);
  });
  test("its stream breaks while it waits", async () => {
    const preparer = createFakePreparer(ready());
    const { world, settling } = await asking(preparer);
    preparer.tell(new Error("line cut"));
    await world.calm();
    expect(await outcomeOf(settling)).toEqual(
      failed("Listen stream disconnected: line cut. Nothing was carried out; call again."),
    );
    expect(preparer.cancelled).toEqual([["offer_r1", "disconnected"]]);
  });
});

test("a stream that ends after it was ready changes nothing", async () => {
  const preparer = createFakePreparer(ready());
  const { world, settling } = await asking(preparer);
  preparer.end();
  await world.calm();
  unwrap(await world.answer(newest(world), { type: "approve" }));
  expect((await outcomeOf(settling)).type).toBe("done");
});

describe("a preparation that does not become ready ends as an error of its own:", () => {
  const endOf = async (preparer: FakePreparer, act: (world: World) => Promise<unknown> | unknown) => {
    const { world, settling } = await asking(preparer);
    await act(world);
    await world.calm();
    return [await outcomeOf(settling), preparer.cancelled];
  };
  const known = () => createFakePreparer(listening("asking", "offer_0"));

  test("its stream ends", async () => {
    const preparer = known();
    expect(await endOf(preparer, () => preparer.end())).toEqual([
      failed("Listen stream ended before operation became ready. Nothing was carried out; call again."),
      [["offer_0", "ended"]],
    ]);
  });
  test("its stream breaks", async () => {
    const preparer = known();
    expect(await endOf(preparer, () => preparer.tell(new Error("line cut")))).toEqual([
      failed("Listen stream disconnected: line cut. Nothing was carried out; call again."),
      [["offer_0", "disconnected"]],
    ]);
  });
  test("it is invalidated", async () => {
    const preparer = known();
    const invalid: ListenUpdate = { type: "invalidated", message: "sold out", recoverable: false };
    expect(await endOf(preparer, () => preparer.tell(invalid))).toEqual([
      failed("Listen operation invalidated: sold out", "conflict"),
      [],
    ]);
  });
  test("it says nothing for 30 s", async () => {
    const preparer = known();
    expect(await endOf(preparer, ({ clock }) => clock.advance(30_000))).toEqual([
      failed("Listen stream timed out after 30s waiting for updates. Nothing was carried out; call again.", "timed-out"),
      [["offer_0", "ended"]],
    ]);
  });
  test("it goes on for 5 minutes", async () => {
    const preparer = known();
    const goOn = async (world: World): Promise<void> => {
      for (let told = 0; told < 15; told += 1) {
        await world.clock.advance(20_000);
        preparer.tell(listening(`still asking, ${told}`));
      }
    };
    expect(await endOf(preparer, goOn)).toEqual([
      failed("Listen tool exceeded wall-clock timeout (300s). Nothing was carried out; call again.", "timed-out"),
      [["offer_0", "ended"]],
    ]);
  });
  test("it tells more than 240 updates", async () => {
    const updates = Array.from({ length: 241 }, (_, at) => listening(`update ${at}`, "offer_0"));
    const preparer = createFakePreparer(...updates, ready());
    expect(await endOf(preparer, () => undefined)).toEqual([
      failed("Listen tool exceeded max updates (240). Nothing was carried out."),
      [["offer_0", "ended"]],
    ]);
  });
  test("there is nothing to carry out", async () => {
    const preparer = createFakePreparer({ type: "done", output: { text: "nothing to buy", isError: false } });
    expect(await endOf(preparer, () => undefined)).toEqual([
      { type: "done", output: { text: "nothing to buy", isError: false } },
      [],
    ]);
  });
});

test("another revision at execution is the result, and so are an error, a throw and a hang", async () => {
  const after = async (execute: FakePreparer["execute"], act?: (world: World) => Promise<unknown>) => {
    const preparer = createFakePreparer(ready());
    preparer.execute = execute;
    const { world, settling } = await asking(preparer);
    unwrap(await world.answer(newest(world), { type: "approve" }));
    await world.calm();
    await act?.(world);
    return outcomeOf(settling);
  };
  const refused = { text: "the price is r2 by now", isError: true };
  expect(await after(async () => ok(refused))).toEqual({ type: "done", output: refused });
  const failure = { type: "tool", message: "the shop burned down" } as const;
  expect(await after(async () => err(failure))).toEqual({ type: "failed", failure });
  expect(await after(() => Promise.reject(new Error("thrown")))).toMatchObject({ failure: { type: "unexpected" } });
  const hang = () => new Promise<never>(() => {});
  expect(await after(hang, ({ clock }) => clock.advance(60_000))).toEqual({ type: "timed-out", afterMs: 60_000 });
  expect(await after(hang, async ({ stop }) => stop.abort())).toEqual({ type: "stopped", when: "running" });
});

test("a tool that cannot take in a cancellation, or says nothing to it, is noted", async () => {
  const noted = async (cancel: () => Promise<void>) => {
    const preparer = createFakePreparer(ready());
    preparer.cancel = cancel;
    const { world, settling } = await asking(preparer);
    unwrap(await world.answer(newest(world), { type: "reject", reason: "" }));
    await settling;
    await world.clock.advance(10_000);
    const event = world.store.events().at(-1);
    return event?.type === "operation-cancelled" ? event.problem : event?.type;
  };
  expect(await noted(() => Promise.reject(new Error("no such offer")))).toBe("no such offer");
  expect(await noted(() => new Promise(() => {}))).toBe("it did not answer within 10 s");
});

describe("after a reload", () => {
  test("the same prepared operation waits for the same question, without being prepared again", async () => {
    const preparer = createFakePreparer(ready("r1", { expiresAt: 1_700_000_900_000 }));
    const { world } = await asking(preparer);
    const later = open(preparer, "external", world);
    const settling = later.settle(offer);
    await later.calm();
    expect([preparer.prepared, later.pending().map(({ approvalId }) => approvalId)]).toEqual([1, ["approval_1"]]);
    unwrap(await later.answer("approval_1", { type: "approve" }));
    expect(await outcomeOf(settling)).toMatchObject({ type: "done", output: { text: "bought at r1" } });
  });
  test("an answer that was stored before is used", async () => {
    const preparer = createFakePreparer(ready());
    const { world } = await asking(preparer);
    const between = open(preparer, "external", world);
    unwrap(await between.answer("approval_1", { type: "approve" }));
    const later = open(preparer, "external", between);
    expect(await outcomeOf(later.settle(offer))).toMatchObject({ type: "done" });
    expect([preparer.prepared, preparer.executed]).toEqual([1, ["r1"]]);
  });
  test("one that expired meanwhile is prepared anew and asked about again, whatever was answered", async () => {
    const preparer = createFakePreparer(ready("r1", { expiresAt: 1_700_000_010_000 }));
    const { world } = await asking(preparer);
    const between = open(preparer, "external", world);
    unwrap(await between.answer("approval_1", { type: "approve" }));
    await world.clock.advance(20_000);
    preparer.says.splice(0, 1, ready("r2"));
    const later = open(preparer, "external", between);
    const settling = later.settle(offer);
    await later.calm();
    expect(later.pending().map(({ prepared }) => prepared?.revision)).toEqual(["r2"]);
    unwrap(await later.answer(newest(later), { type: "approve" }));
    expect(await outcomeOf(settling)).toMatchObject({ type: "done", output: { text: "bought at r2" } });
    expect(preparer.executed).toEqual(["r2"]);
  });
  test("one that was being carried out is in doubt, and carried out again only on the person's word", async () => {
    const preparer = createFakePreparer(ready());
    preparer.execute = () => new Promise(() => {});
    const { world } = await asking(preparer);
    unwrap(await world.answer(newest(world), { type: "approve" }));
    await world.calm();
    preparer.execute = async ({ revision }) => ok({ text: `bought at ${revision}`, isError: false });
    const later = open(preparer, "external", world);
    const settling = later.settle(offer);
    await later.calm();
    expect([preparer.executed, later.pending().map(({ kind, prepared }) => [kind, prepared?.revision])]).toEqual([
      ["r1"],
      [["in-doubt", "r1"]],
    ]);
    unwrap(await later.answer(newest(later), { type: "retry" }));
    expect(await outcomeOf(settling)).toMatchObject({ type: "done" });
    expect([preparer.executed, preparer.prepared]).toEqual([["r1", "r1"], 1]);
  });
});

test("an interruption keeps what was prepared and tells nobody that it is cancelled", async () => {
  const preparer = createFakePreparer(ready());
  const { world, settling } = await asking(preparer);
  const full = { type: "storage-full", message: "The storage is full." } as const;
  interrupt(world.stop, full);
  expect(await settling).toEqual({ ok: false, error: full });
  await world.calm();
  expect([preparer.cancelled, world.pending().length]).toEqual([[], 1]);
});

describe("one that changes files", () => {
  const writing = (revision = "r1"): FakePreparer => {
    const preparer = createFakePreparer(ready(revision));
    preparer.execute = async (prepared, { files }) => {
      const now = new TextDecoder().decode(await files.readFile("/price"));
      if (now !== prepared.revision) return ok({ text: `the price is ${now} by now`, isError: true });
      await files.unlink("/price");
      return ok({ text: `bought at ${now}`, isError: false });
    };
    return preparer;
  };
  const waiting = async (preparer: FakePreparer) => {
    const world = open(preparer, "write");
    await world.save("/price", "r1");
    const settling = world.settle(offer, call(2, "put", { path: "/a", text: "x" }));
    await world.calm();
    return { world, settling };
  };

  test("shows the snapshot and the changes together, and commits exactly them", async () => {
    const { world, settling } = await waiting(writing());
    expect(world.pending().map(({ prepared, effect }) => [prepared?.snapshot, effect.files.map(({ path }) => path)])).toEqual([
      ["Buy at r1", ["/price"]],
    ]);
    unwrap(await world.answer(newest(world), { type: "approve" }));
    expect(unwrap(await settling).map(({ outcome, changedFiles }) => [outcome.type, changedFiles])).toEqual([
      ["done", 1],
      ["done", 1],
    ]);
    expect([world.textAt("/price"), world.textAt("/a")]).toEqual([undefined, "x"]);
  });
  test("refuses when the files changed while it waited, and changes nothing", async () => {
    const preparer = writing();
    const { world, settling } = await waiting(preparer);
    await world.save("/price", "r2");
    unwrap(await world.answer(newest(world), { type: "approve" }));
    const [settled] = unwrap(await settling);
    expect([settled?.resultText, settled?.changedFiles, world.textAt("/price")]).toEqual(["the price is r2 by now", 0, "r2"]);
  });
  test("is asked with the same question after a reload", async () => {
    const preparer = writing();
    const { world } = await waiting(preparer);
    const later = open(preparer, "write", world);
    const settling = later.settle(offer);
    await later.calm();
    expect([later.pending().map(({ approvalId }) => approvalId), preparer.prepared]).toEqual([["approval_1"], 1]);
    unwrap(await later.answer("approval_1", { type: "approve" }));
    expect((await outcomeOf(settling))?.type).toBe("done");
    expect(later.textAt("/price")).toBeUndefined();
  });
  test("is dropped whole when it is rejected", async () => {
    const preparer = writing();
    const { world, settling } = await waiting(preparer);
    unwrap(await world.answer(newest(world), { type: "reject", reason: "no" }));
    expect((await outcomeOf(settling))?.type).toBe("denied");
    await world.calm();
    expect([world.textAt("/price"), preparer.cancelled]).toEqual(["r1", [["offer_r1", "rejected"]]]);
  });
});
