import { expect, test } from "vitest";
import type { Failure } from "../../../kernel/base/failure.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { GateCall } from "../../../kernel/contracts/gate.ts";
import type { SyncTool, Tool, ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { ToolLimits } from "../../../kernel/limits/tool-limits.ts";
import { call, createWorld, type Ran, unwrap, type World, type WorldOptions, worldTools } from "../gate/gate-world.fake.ts";

/** The world's tools, its looking ones as pure as those of the product, and one that does as it is told. */
const tools =
  (
    answers: () => Result<ToolOutput, Failure> | Promise<Result<ToolOutput, Failure>> = () =>
      ok({ text: "fine", isError: false }),
  ) =>
  (ran: Ran[]): readonly Tool[] => {
    const told: SyncTool = {
      name: "told",
      description: "told.",
      inputSchema: { type: "object" },
      access: "read",
      pure: true,
      timeoutMs: 5_000,
      parse: ok,
      headline: () => ({ verb: "told", object: "" }),
      paths: () => [],
      run: async () => {
        ran.push("told");
        return answers();
      },
    };
    return [...worldTools(ran).map((tool): Tool => (tool.name === "look" ? { ...tool, pure: true } : tool)), told];
  };

const worldWith = (limits: { readonly [tool: string]: ToolLimits }, options: WorldOptions = {}): World =>
  createWorld({ asksNobody: true, tools: tools(), limits, ...options });

const textsOf = async (world: World, ...calls: readonly GateCall[]): Promise<readonly string[]> =>
  unwrap(await world.settle(...calls)).map(({ resultText }) => resultText);
const acts = ({ store }: World) => store.events().flatMap((event) => (event.type === "stage-acted" ? [event.act] : []));
const served = ({ store }: World) => store.events().flatMap((event) => (event.type === "call-settled" ? [event.served] : []));
const broken = err({ type: "tool", message: "it broke" } as const);

test("a read is answered from the cache until its file changes, by a call or by a person", async () => {
  const world = worldWith({ look: { cache: { ttlMs: 60_000 } } });
  await world.save("/a", "one");
  expect(await textsOf(world, call(1, "look", { path: "/a" }))).toEqual(["one"]);
  await world.clock.advance(1_500);
  expect(await textsOf(world, call(2, "look", { path: "/a" }))).toEqual(["one"]);
  expect(world.ran).toEqual(["look /a"]);
  expect(served(world)).toEqual([undefined, { from: "cache", callId: "call_1", ageMs: 1_500 }]);
  expect(await textsOf(world, call(3, "put", { path: "/a", text: "two" }), call(4, "look", { path: "/a" }))).toEqual([
    "put /a",
    "two",
  ]);
  await world.save("/b", "elsewhere");
  expect(await textsOf(world, call(5, "look", { path: "/a" }))).toEqual(["two"]);
  await world.save("/a", "three");
  expect(await textsOf(world, call(6, "look", { path: "/a" }))).toEqual(["three"]);
  expect(world.ran).toEqual(["look /a", "put /a two", "look /a", "look /a"]);
});

test("a result that is too old, and one that is an error, are not given again", async () => {
  const world = worldWith({ look: { cache: { ttlMs: 100 } }, fail: { cache: { ttlMs: 100 } } });
  await world.save("/a", "one");
  await world.settle(call(1, "look", { path: "/a" }), call(2, "look", { path: "/none" }));
  await world.clock.advance(101);
  await world.settle(call(3, "look", { path: "/a" }), call(4, "look", { path: "/none" }));
  expect(world.ran).toEqual(["look /a", "look /none", "look /a", "look /none"]);
});

test("equal reads at the same time run once; when that one fails the next runs itself", async () => {
  const finish: ((result: Result<ToolOutput, Failure>) => void)[] = [];
  const world = worldWith({ told: { join: true } }, { tools: tools(() => new Promise((resolve) => finish.push(resolve))) });
  const settling = world.settle(call(1, "told"), call(2, "told"), call(3, "told"));
  await world.calm();
  expect(world.ran).toEqual(["told"]);
  finish[0]?.(broken);
  await world.calm();
  expect(world.ran).toEqual(["told", "told"]);
  finish[1]?.(ok({ text: "second", isError: false }));
  expect(unwrap(await settling).map(({ resultText }) => resultText)).toEqual(["Error: it broke", "second", "second"]);
  expect(served(world)).toEqual([undefined, undefined, { from: "join", callId: "call_2", ageMs: 0 }]);
});

test("what reaches outside is done once in a session", async () => {
  const world = worldWith({ send: { once: true } });
  expect(await textsOf(world, call(1, "send", { to: "a", about: "b" }))).toEqual(["sent a"]);
  expect(await textsOf(world, call(2, "send", { about: "b", to: "a" }), call(3, "send", { to: "c" }))).toEqual([
    "sent a",
    "sent c",
  ]);
  expect(world.ran).toEqual(["send a b", "send c"]);
});

test("calls above the rate wait for their turn, and the log says so before they do", async () => {
  const world = worldWith({ peek: { rate: { maxCalls: 2, intervalMs: 1_000 } } });
  const settling = world.settle(call(1, "peek"), call(2, "peek"), call(3, "peek"));
  await world.calm();
  expect([world.ran.length, acts(world)]).toEqual([2, [{ type: "waiting", delayMs: 500 }]]);
  await world.clock.advance(500);
  await settling;
  expect(world.ran.length).toBe(3);
});

test("stop ends a wait, gives the turn back and starts nothing", async () => {
  const world = worldWith({ peek: { rate: { maxCalls: 1, intervalMs: 1_000 }, capacity: { hard: 1 } } });
  await world.settle(call(1, "peek"));
  const settling = world.settle(call(2, "peek"));
  await world.calm();
  world.stop.abort();
  expect(unwrap(await settling)).toMatchObject([{ outcome: { type: "stopped", when: "waiting" } }]);
  expect(world.ran).toEqual(["peek"]);
});

test("one call that waits is stopped by itself, and the next one takes its turn and its place", async () => {
  const world = worldWith({ peek: { rate: { maxCalls: 1, intervalMs: 1_000 }, capacity: { hard: 1 }, calls: { perRun: 2 } } });
  await world.settle(call(1, "peek"));
  const settling = world.settle(call(2, "peek"));
  await world.calm();
  expect(world.gate.stop(call(2, "peek").callId)).toBe(true);
  expect(unwrap(await settling)).toMatchObject([{ outcome: { type: "stopped", when: "waiting" } }]);
  const next = world.settle(call(3, "peek"));
  await world.clock.advance(1_000);
  expect(unwrap(await next)).toMatchObject([{ outcome: { type: "done" } }]);
});

test("beyond the most at a time a call is refused at once; a place is free again however a call ends", async () => {
  const world = worldWith({ "hang-writing": { capacity: { hard: 1 } }, hang: { capacity: { soft: 1, hard: 2 } } });
  const settling = world.settle(call(1, "hang"), call(2, "hang"), call(3, "hang"));
  await world.calm();
  expect(acts(world)).toEqual([
    { type: "crowded", depth: 1, capacity: 2 },
    { type: "crowded", depth: 2, capacity: 2 },
  ]);
  await world.clock.advance(5_000);
  expect(unwrap(await settling)).toMatchObject([
    { outcome: { type: "timed-out" } },
    { outcome: { type: "timed-out" } },
    { outcome: { type: "failed", failure: { type: "held-back", by: "capacity" } } },
  ]);
  const again = world.settle(call(4, "hang"));
  await world.clock.advance(5_000);
  expect(unwrap(await again)).toMatchObject([{ outcome: { type: "timed-out" } }]);
});

test("the calls of a run are counted, refused ones are not, and those served from the cache neither", async () => {
  const world = worldWith({ look: { cache: { ttlMs: 60_000 }, calls: { perRun: 2 } } });
  await world.save("/a", "one");
  await world.save("/b", "two");
  await world.save("/c", "three");
  for (const [index, path] of ["/a", "/a", "/b", "/c", "/a"].entries()) await world.settle(call(index, "look", { path }));
  expect(world.ran).toEqual(["look /a", "look /b"]);
  const settled = world.store.events().flatMap((event) => (event.type === "call-settled" ? [event.outcome] : []));
  expect(settled[3]).toEqual({
    type: "failed",
    failure: {
      type: "held-back",
      by: "calls",
      message:
        "the 2 calls of 'look' for this run are used up. It did not run and nothing changed. Go on without it; the person can allow more.",
    },
  });
  const other = { ...world.scope, runId: "run_2" as typeof world.scope.runId };
  await world.gate.settle([call(9, "look", { path: "/c" })], other, world.stop.signal);
  expect(world.ran.length).toBe(3);
});

test("no more calls than the window takes", async () => {
  const world = worldWith({ peek: { window: { maxCalls: 1, intervalMs: 60_000 } } });
  await world.settle(call(1, "peek"));
  expect(unwrap(await world.settle(call(2, "peek")))).toMatchObject([
    { outcome: { type: "failed", failure: { type: "held-back", by: "window", retryAfterMs: 60_000 } } },
  ]);
  await world.clock.advance(60_000);
  expect(unwrap(await world.settle(call(3, "peek")))).toMatchObject([{ outcome: { type: "done" } }]);
});

test("a tool that fails again and again is left alone, then tried by one call", async () => {
  let isBroken = true;
  const world = worldWith(
    { told: { circuit: { failures: 2, recoveryMs: 1_000 } } },
    { tools: tools(() => (isBroken ? broken : ok({ text: "fine", isError: false }))) },
  );
  for (let number = 1; number <= 3; number += 1) await world.settle(call(number, "told"));
  expect(world.ran.length).toBe(2);
  isBroken = false;
  await world.clock.advance(1_000);
  await world.settle(call(4, "told"), call(5, "told"));
  const changes = world.store.events().flatMap((event) => (event.type === "circuit-changed" ? [[event.to, event.failures]] : []));
  expect(changes).toEqual([
    ["open", 2],
    ["half-open", 2],
    ["closed", 0],
  ]);
  await world.settle(call(6, "told"));
  expect(world.ran.length).toBe(4);
});

test("what may be repeated is tried again after 100, 200 and 400 ms, then fails; what may not is not", async () => {
  const world = worldWith(
    { told: { retry: { maxRetries: 3, baseMs: 100 } }, send: { retry: { maxRetries: 3, baseMs: 100 } } },
    { tools: tools(() => broken) },
  );
  const settling = world.settle(call(1, "told"));
  await world.clock.advance(2_000);
  expect(unwrap(await settling)).toMatchObject([{ outcome: { type: "failed", failure: { type: "tool" } } }]);
  expect(world.ran.length).toBe(4);
  const delays = acts(world).map((act) => (act.type === "retrying" ? [act.retry, act.delayMs] : []));
  expect(delays.map(([retry]) => retry)).toEqual([1, 2, 3]);
  // Each wait has at most as much chance in it as it begins with.
  for (const [index, [, delayMs = 0]] of delays.entries()) {
    expect(delayMs).toBeGreaterThanOrEqual(100 * 2 ** index);
    expect(delayMs).toBeLessThanOrEqual(100 * 2 ** index + 100);
  }
});

test("a refusal by a rule comes before all of it and uses nothing up", async () => {
  const world = worldWith({ look: { calls: { perRun: 1 }, window: { maxCalls: 1, intervalMs: 60_000 } } });
  await world.save("/a", "one");
  const denied = { ...world.scope, agent: { agentPath: ["one"], bounds: [{ of: world.scope.runId, tools: [] }] } };
  await world.gate.settle([call(1, "look", { path: "/a" })], denied, world.stop.signal);
  expect(await textsOf(world, call(2, "look", { path: "/a" }))).toEqual(["one"]);
});

test("a change that is previewed again passes what stands before it once", async () => {
  const asking = createWorld({ level: "ask-every-change", tools: tools(), limits: { append: { calls: { perRun: 2 } } } });
  await asking.save("/a", "one");
  const settling = asking.settle(call(1, "append", { path: "/a", text: "1" }), call(2, "append", { path: "/a", text: "2" }));
  await asking.calm();
  const [first] = asking.pending();
  await asking.answer(String(first?.approvalId), { type: "reject", reason: "no" });
  await asking.calm();
  const [second] = asking.pending();
  await asking.answer(String(second?.approvalId), { type: "approve" });
  expect(unwrap(await settling)).toMatchObject([{ outcome: { type: "denied" } }, { outcome: { type: "done" } }]);
  expect(asking.textAt("/a")).toBe("one2");
});

test("a tool brings what stands before it itself, where nothing is set", async () => {
  const world = createWorld({
    asksNobody: true,
    limits: {},
    tools: (ran) => tools()(ran).map((tool) => (tool.name === "peek" ? { ...tool, limits: { calls: { perRun: 1 } } } : tool)),
  });
  expect(unwrap(await world.settle(call(1, "peek"), call(2, "peek")))).toMatchObject([
    { outcome: { type: "done" } },
    { outcome: { type: "failed", failure: { type: "held-back", by: "calls" } } },
  ]);
});
