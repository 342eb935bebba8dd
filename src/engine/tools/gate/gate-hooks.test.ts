import { describe, expect, test } from "vitest";
import { isJsonObject } from "../../../kernel/base/json.ts";
import type { HookedCall, Hooks, ToolRuling } from "../../../kernel/contracts/hooks.ts";
import { addRule, call, createWorld, unwrap } from "./gate-world.fake.ts";

/** A hook that writes down what it hears. */
const listening = (heard: string[], rule: (call: HookedCall) => ToolRuling = () => ({ type: "allow" })): Hooks => ({
  name: "Guard",
  beforeTool: (asked) => {
    heard.push(`before ${asked.tool} ${JSON.stringify(asked.effectiveInput)}`);
    return rule(asked);
  },
  afterTool: ({ tool }, { type }) => void heard.push(`after ${tool} ${type}`),
});

const blocksPath =
  (path: string) =>
  ({ effectiveInput }: HookedCall): ToolRuling =>
    isJsonObject(effectiveInput) && effectiveInput.path === path
      ? { type: "block", reason: `${path} is closed.` }
      : { type: "allow" };
const asks = (): ToolRuling => ({ type: "ask", description: "Really?" });

test("hooks are asked before a part of the round starts, and told after it", async () => {
  const heard: string[] = [];
  const world = createWorld({ hooks: [listening(heard)], asksNobody: true });
  await world.settle(call(1, "peek"), call(2, "peek"), call(3, "put", { path: "/a", text: "x" }), call(4, "send", { to: "b" }));
  expect(heard).toEqual([
    "before peek {}",
    "before peek {}",
    "after peek done",
    "after peek done",
    'before put {"path":"/a","text":"x"}',
    "after put done",
    'before send {"to":"b"}',
    "after send done",
  ]);
});

test("calls that cannot run, and calls the log knows, are not asked about", async () => {
  const heard: string[] = [];
  const world = createWorld({ hooks: [listening(heard)] });
  await world.settle(call(1, "peek"), call(2, "nothing"), call(3, "peek", { bad: 1 }));
  heard.length = 0;
  await world.settle(call(1, "peek"), call(2, "nothing"));
  expect(heard).toEqual([]);
});

describe("a block", () => {
  test("keeps reads, writes and requests from running, beside others that run", async () => {
    const heard: string[] = [];
    const world = createWorld({ hooks: [listening(heard, blocksPath("/closed"))], asksNobody: true });
    await world.save("/open", "1");
    const settled = unwrap(
      await world.settle(
        call(1, "look", { path: "/open" }),
        call(2, "look", { path: "/closed" }),
        call(3, "put", { path: "/closed", text: "x" }),
        call(4, "put", { path: "/new", text: "x" }),
        call(5, "send", { to: "b", path: "/closed" }),
      ),
    );
    expect(settled.map(({ resultText }) => resultText)).toEqual([
      "1",
      "Blocked: /closed is closed.",
      "Blocked: /closed is closed.",
      "put /new",
      "Blocked: /closed is closed.",
    ]);
    expect(world.ran).toEqual(["look /open", "put /new x"]);
    expect(heard.filter((line) => line.startsWith("after"))).toEqual(["after look done", "after put done"]);
    // Each was asked about once.
    expect(heard.filter((line) => line.startsWith("before"))).toHaveLength(5);
  });

  test("is heard again when a run is taken up whose call waited", async () => {
    const world = createWorld({ level: "ask-every-change" });
    void world.settle(call(1, "put", { path: "/closed", text: "x" }));
    await world.calm();
    const [question] = world.pending();
    await world.answer(question!.approvalId, { type: "approve" });
    const later = createWorld({ after: world, hooks: [listening([], blocksPath("/closed"))], level: "ask-every-change" });
    const settled = unwrap(await later.settle(call(1, "put", { path: "/closed", text: "x" })));
    expect(settled[0]?.resultText).toContain("/closed");
    expect(later.pending()).toEqual([]);
  });

  test("is heard about the arguments that a person made of the model's", async () => {
    for (const tool of ["put", "send"]) {
      const world = createWorld({ hooks: [listening([], blocksPath("/closed"))], level: "ask-every-change" });
      const settling = world.settle(call(1, tool, { path: "/open", text: "x" }));
      await world.calm();
      await world.answer(world.pending()[0]!.approvalId, { type: "edit", input: { path: "/closed", text: "x" } });
      expect(unwrap(await settling)[0]?.outcome).toEqual({ type: "denied", by: "hook", reason: "/closed is closed." });
      expect(world.textAt("/closed")).toBeUndefined();
    }
  });
});

describe("a question", () => {
  test("is asked whatever the level allows, in the words of the hook", async () => {
    for (const tool of ["peek", "put", "send"]) {
      const world = createWorld({ hooks: [listening([], asks)], asksNobody: true });
      const settling = world.settle(call(1, tool, { path: "/a", text: "x" }));
      await world.calm();
      const [question] = world.pending();
      expect(question?.rule).toEqual({ ruleId: "hook:Guard", sentence: "Really?" });
      await world.answer(question!.approvalId, { type: "approve" });
      expect(unwrap(await settling)[0]?.outcome.type).toBe("done");
      expect(world.ran).toHaveLength(1);
    }
  });

  test("does not bring back what a rule denies", async () => {
    const world = createWorld({ hooks: [listening([], asks)] });
    await addRule(world, { match: { tools: ["put"] } });
    const settled = unwrap(await world.settle(call(1, "put", { path: "/a", text: "x" })));
    expect([settled[0]?.outcome.type, world.pending()]).toEqual(["denied", []]);
  });
});

test("a hook that throws before a call keeps it from running, and one that throws after it is noted", async () => {
  const world = createWorld({
    hooks: [
      {
        name: "Broken",
        beforeTool: ({ tool }) => {
          if (tool === "put") throw new Error("no list");
          return { type: "allow" };
        },
        afterTool: () => Promise.reject(new Error("no ear")),
      },
    ],
  });
  const settled = unwrap(await world.settle(call(1, "put", { path: "/a", text: "x" }), call(2, "peek")));
  expect(settled.map(({ outcome }) => outcome)).toMatchObject([
    { type: "failed", failure: { type: "hook-failed", point: "before-tool", hook: "Broken" } },
    { type: "done" },
  ]);
  expect(world.ran).toEqual(["peek"]);
  expect(world.types()).toEqual(["call-settled", "call-settled", "hook-acted"]);
});

test("a stop does not wait for a hook, and nothing starts after it", async () => {
  for (const tool of ["peek", "put", "send"]) {
    const world = createWorld({ hooks: [{ name: "deaf", beforeTool: () => new Promise(() => undefined) }] });
    const settling = world.settle(call(1, tool, { path: "/a", text: "x" }));
    await world.calm();
    world.stop.abort();
    expect(unwrap(await settling)[0]?.outcome).toEqual({ type: "stopped", when: "before-start" });
    expect([world.ran, world.types()]).toEqual([[], ["call-settled"]]);
  }
});
