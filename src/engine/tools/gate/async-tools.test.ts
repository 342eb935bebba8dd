import { describe, expect, test } from "vitest";
import { callId } from "../../../kernel/base/ids.ts";
import { err, ok } from "../../../kernel/base/result.ts";
import type { AsyncTool } from "../../../kernel/contracts/tool.ts";
import type { Event } from "../../../kernel/log/event.ts";
import { call, createWorld, unwrap, type World, worldTools } from "./gate-world.fake.ts";
import { asyncTool, createFakeOutside, type FakeOutside, finished, step } from "./tool-kinds.fake.ts";

const open = (outside: FakeOutside, access: AsyncTool["access"] = "read", after?: World): World =>
  createWorld({
    tools: (ran) => [...worldTools(ran), asyncTool(outside, access)],
    ...(after === undefined ? {} : { after }),
  });
const job = (number: number) => call(number, "job");
const told = ({ store }: World): readonly Event[] => store.events().filter(({ type }) => type === "call-progressed");
const messages = (world: World): readonly string[] =>
  told(world).flatMap((event) => (event.type === "call-progressed" ? [event.progress.message] : []));
const resultOf = async (world: World, settling: ReturnType<World["settle"]>) => {
  await world.clock.advance(5_000);
  return unwrap(await settling).map(({ outcome }) => outcome);
};

test("an operation is begun once, looked at until it is over, and its progress is in the log as often as it changes", async () => {
  const outside = createFakeOutside();
  outside.looks = [step("one"), step("one"), step("two"), finished("counted")];
  const world = open(outside);
  const settled = await resultOf(world, world.settle(job(1)));
  expect(settled).toEqual([{ type: "done", output: { text: "counted", isError: false } }]);
  expect(world.types()).toEqual(["operation-started", "call-progressed", "call-progressed", "call-settled"]);
  expect([messages(world), outside.begun, outside.looked]).toEqual([["one", "two"], ["operation_1"], 4]);
});

test("an operation that is done at once is no operation", async () => {
  const outside = createFakeOutside();
  outside.begins = async () => ok({ type: "done", output: { text: "at once", isError: false } });
  const world = open(outside);
  expect(unwrap(await world.settle(job(1)))[0]?.resultText).toBe("at once");
  expect([world.types(), outside.looked]).toEqual([["call-settled"], 0]);
});

test("operations of one round go on at the same time, and each gives its own result", async () => {
  const outside = createFakeOutside();
  outside.looks = [step("one"), step("two"), finished("first"), finished("second")];
  const world = open(outside);
  const settling = world.settle(job(1), job(2), call(3, "peek"));
  await world.calm();
  expect(outside.begun).toEqual(["operation_1", "operation_2"]);
  expect((await resultOf(world, settling)).map((outcome) => outcome.type === "done" && outcome.output.text)).toEqual([
    "first",
    "second",
    "constant",
  ]);
});

describe("after a reload", () => {
  test("an operation is taken up by its id and its last progress, not begun again", async () => {
    const outside = createFakeOutside();
    outside.looks = [step("one"), step("two"), finished("counted")];
    const world = open(outside);
    void world.settle(job(1));
    await world.clock.advance(2_000);
    const looks: unknown[] = [];
    const watched: AsyncTool = {
      ...asyncTool(outside),
      check: async (operation, input, context) => {
        looks.push(operation);
        return asyncTool(outside).check(operation, input, context);
      },
    };
    const later = createWorld({ tools: () => [watched], after: world });
    const settled = await resultOf(later, later.settle(job(1)));
    expect(settled).toMatchObject([{ type: "done", output: { text: "counted" } }]);
    expect([looks, outside.begun]).toEqual([
      [{ operationId: "operation_1", last: { stage: "working", message: "two" } }],
      ["operation_1"],
    ]);
  });

  test("one outside the workspace is looked at without a question, and the question that allowed it closes", async () => {
    const outside = createFakeOutside();
    outside.looks = [step("one"), finished("sent")];
    const world = open(outside, "external");
    void world.settle(job(1));
    await world.calm();
    expect(outside.begun).toEqual([]);
    unwrap(await world.answer("approval_1", { type: "approve" }));
    await world.clock.advance(1_000);
    expect(outside.begun).toEqual(["operation_1"]);
    const later = open(outside, "external", world);
    const settled = await resultOf(later, later.settle(job(1)));
    expect(settled).toMatchObject([{ type: "done", output: { text: "sent" } }]);
    expect([later.types(), outside.begun.length, [...later.store.approvals.keys()]]).toEqual([
      ["approval-requested", "approval-answered", "call-started", "operation-started", "call-progressed", "call-settled"],
      1,
      [],
    ]);
  });

  test("one outside whose id was not stored any more is in doubt, and begun again only on the person's word", async () => {
    const outside = createFakeOutside();
    outside.looks = [finished("sent")];
    const world = open(outside, "external");
    world.store.refuse = ({ entries }) =>
      entries.some(({ event }) => event.type === "operation-started" || event.type === "call-settled")
        ? { type: "superseded", message: "Another tab owns it." }
        : undefined;
    const settling = world.settle(job(1));
    await world.calm();
    unwrap(await world.answer("approval_1", { type: "approve" }));
    await settling;
    world.store.refuse = () => undefined;
    const later = open(outside, "external", world);
    const again = later.settle(job(1));
    await later.calm();
    expect([outside.begun, later.pending().map(({ kind }) => kind)]).toEqual([["operation_1"], ["in-doubt"]]);
    unwrap(await later.answer(later.pending()[0]?.approvalId ?? "", { type: "retry" }));
    expect(await resultOf(later, again)).toMatchObject([{ type: "done", output: { text: "sent" } }]);
    expect(outside.begun).toEqual(["operation_1", "operation_2"]);
  });
});

describe("each way to fail has its own result:", () => {
  const failing = (change: (outside: FakeOutside) => void, input = {}) => {
    const outside = createFakeOutside();
    change(outside);
    const world = open(outside);
    return resultOf(world, world.settle(call(1, "job", input)));
  };
  const failure = { type: "tool", message: "it broke" } as const;
  const thrown = async () => {
    throw new Error("thrown");
  };

  test("arguments that are not valid begin nothing", async () => {
    const outside = createFakeOutside();
    const world = open(outside);
    const settled = unwrap(await world.settle(call(1, "job", { bad: 1 })));
    expect([settled[0]?.outcome, outside.begun]).toMatchObject([{ failure: { type: "invalid-input" } }, []]);
  });
  test("a failed begin", async () => {
    expect(await failing((outside) => (outside.begins = async () => err(failure)))).toEqual([{ type: "failed", failure }]);
  });
  test("a failed look", async () => {
    expect(await failing((outside) => (outside.look = async () => err(failure)))).toEqual([{ type: "failed", failure }]);
  });
  test("a throw in either", async () => {
    const unexpected = [{ type: "failed", failure: { type: "unexpected" } }];
    expect(await failing((outside) => (outside.begins = thrown))).toMatchObject(unexpected);
    expect(await failing((outside) => (outside.look = thrown))).toMatchObject(unexpected);
  });
  test("a look that never ends is left at the tool's time limit", async () => {
    const outside = createFakeOutside();
    outside.look = () => new Promise(() => {});
    const world = open(outside);
    const settling = world.settle(job(1));
    await world.clock.advance(60_000);
    expect(unwrap(await settling)[0]?.outcome).toEqual({ type: "timed-out", afterMs: 60_000 });
  });
});

describe("stopping one call", () => {
  test("settles that one as stopped; its siblings and what follows go on", async () => {
    const outside = createFakeOutside();
    const world = open(outside);
    const settling = world.settle(call(1, "hang"), call(2, "peek"), job(3), call(4, "put", { path: "/a", text: "x" }));
    await world.calm();
    expect([world.gate.stop(callId("call_2")), world.gate.stop(callId("call_1"))]).toEqual([false, true]);
    await world.calm();
    expect(world.gate.stop(callId("call_3"))).toBe(true);
    const settled = unwrap(await settling);
    expect(settled.map(({ outcome }) => outcome.type)).toEqual(["stopped", "done", "stopped", "done"]);
    expect(settled[0]?.resultText).toBe("Stopped by the person while this call ran. No change to the workspace was kept.");
    expect(world.textAt("/a")).toBe("x");
    expect(["call_1", "call_2", "call_3", "call_4"].map((id) => world.gate.stop(callId(id)))).toEqual(Array(4).fill(false));
  });

  test("in the middle of writes drops that one, and the later ones stand without it", async () => {
    const world = createWorld();
    const put = (number: number, path: string) => call(number, "put", { path, text: "x" });
    const settling = world.settle(put(1, "/a"), call(2, "hang-writing", { path: "/b" }), put(3, "/c"));
    await world.calm();
    world.gate.stop(callId("call_2"));
    expect(unwrap(await settling).map(({ outcome }) => outcome.type)).toEqual(["done", "stopped", "done"]);
    expect(["/a", "/b", "/c"].map(world.textAt)).toEqual(["x", undefined, "x"]);
  });

  test("twice is once", async () => {
    const world = createWorld();
    const settling = world.settle(call(1, "hang"));
    await world.calm();
    expect([world.gate.stop(callId("call_1")), world.gate.stop(callId("call_1"))]).toEqual([true, true]);
    unwrap(await settling);
    expect(world.types()).toEqual(["call-settled"]);
  });
});

describe("a tool that ignores its signal", () => {
  const deaf = async (end: "stop" | "stop-call" | "time", late: "result" | "failure" | "told") => {
    const outside = createFakeOutside();
    let release = (): void => {};
    outside.look = () =>
      new Promise((resolve) => {
        release = () =>
          resolve(
            late === "result"
              ? finished("too late")
              : err({ type: late === "told" ? "aborted" : "tool", message: "it broke in the end" }),
          );
      });
    const world = open(outside);
    const settling = world.settle(job(1));
    await world.clock.advance(1_000);
    if (end === "stop") world.stop.abort();
    else if (end === "stop-call") world.gate.stop(callId("call_1"));
    else await world.clock.advance(59_000);
    const [settled] = unwrap(await settling);
    const before = world.types().length;
    await world.clock.advance(7_000);
    release();
    await world.calm();
    return { outcome: settled?.outcome.type, after: world.store.events().slice(before) };
  };
  const ignored = (ended: "done" | "failed", afterMs = 7_000) => [
    { type: "late-result-ignored", callId: "call_1", tool: "job", afterMs, ended },
  ];

  test("is left at once, and the log names its late result", async () => {
    expect(await deaf("stop", "result")).toEqual({ outcome: "stopped", after: ignored("done") });
    expect(await deaf("stop-call", "result")).toEqual({ outcome: "stopped", after: ignored("done") });
    expect(await deaf("time", "result")).toEqual({ outcome: "timed-out", after: ignored("done") });
    expect(await deaf("stop", "failure")).toEqual({ outcome: "stopped", after: ignored("failed") });
  });
  test("and then ends because it was told to gives no late result", async () => {
    expect(await deaf("stop", "told")).toEqual({ outcome: "stopped", after: [] });
  });
});
