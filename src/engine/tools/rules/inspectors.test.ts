import { expect, test } from "vitest";
import { callId, runId, sessionId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { HookedCall, Hooks } from "../../../kernel/contracts/hooks.ts";
import type { ReviewVerdict } from "../../../kernel/rules/reviewer.ts";
import { call, createWorld, unwrap } from "../gate/gate-world.fake.ts";
import {
  type CallsBefore,
  createEgressInspector,
  createRepetitionInspector,
  createReviewInspector,
  type Inspector,
} from "./inspectors.ts";

const asked = (input: JsonValue, more: Partial<HookedCall> = {}): HookedCall => ({
  callId: callId("c"),
  tool: "fetch",
  access: "external",
  requestedInput: input,
  effectiveInput: input,
  ...more,
});
const { signal } = new AbortController();
const noneBefore: CallsBefore = async () => [];
const inRun = (name: string) => ({ sessionId: sessionId("s"), runId: runId(name), turn: 1 });

test.each<readonly [string, JsonValue, Partial<HookedCall>, string | undefined]>([
  ["a host of the list", { url: "https://a.test/x?y" }, {}, undefined],
  ["another host", { url: "https://b.test/x" }, {}, "It reaches b.test; only a.test is allowed."],
  ["one of two hosts", { urls: ["https://a.test", "https://b.test:81/"] }, {}, "It reaches b.test:81; only a.test is allowed."],
  ["no address", { to: "somebody" }, {}, "It reaches outside and names no address; only a.test is allowed."],
  [
    "an address that cannot be read",
    { url: "https://[" },
    {},
    "It reaches an address that cannot be read; only a.test is allowed.",
  ],
  ["a call that stays in the workspace", { text: "see https://b.test" }, { access: "write" }, undefined],
  ["the arguments that a person made", { url: "https://a.test" }, { requestedInput: { url: "https://b.test" } }, undefined],
])("of where a call goes, %s is judged", (_, input, more, found) => {
  expect(createEgressInspector(["a.test"])(asked(input, more), inRun("r"), signal)).toBe(found);
});

test("the same call is found when it is made too often in one run, each call counted once and each run by itself", async () => {
  const inspect = createRepetitionInspector(2, noneBefore);
  const look = async (id: string, input: JsonValue, run = "r") =>
    inspect(asked(input, { callId: callId(id) }), inRun(run), signal);
  expect([await look("1", { a: 1, b: 2 }), await look("2", { b: 2, a: 1 }), await look("2", { a: 1, b: 2 })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(await look("3", { a: 1, b: 2 })).toBe("This run has made the same call 2 times already; it may make it 2 times.");
  expect([await look("4", { a: 1 }), await look("5", { a: 1, b: 2 }, "other")]).toEqual([undefined, undefined]);
});

test("what a run did before, as its log has it, counts too", async () => {
  const before = ["1", "2", "3"].map((id) => ({ callId: callId(id), tool: "fetch", input: { a: 1 } }));
  const inspect = createRepetitionInspector(2, async ({ runId }) => (runId === inRun("r").runId ? before : []));
  const look = async (id: string, run = "r") => inspect(asked({ a: 1 }, { callId: callId(id) }), inRun(run), signal);
  expect([await look("2"), await look("4", "other")]).toEqual([undefined, undefined]);
  expect(await look("3")).toBe("This run has made the same call 2 times already; it may make it 2 times.");
  expect(await look("4")).toBe("This run has made the same call 3 times already; it may make it 2 times.");
});

test.each<[string, readonly string[], Partial<HookedCall>, string, string | undefined]>([
  ["a call that changes something is reviewed", [], { access: "write" }, "objected", "The reviewer objects: Not that."],
  ["a call that reaches outside is reviewed", [], { access: "external" }, "objected", "The reviewer objects: Not that."],
  ["a call that reads is not", [], { access: "read" }, "objected", undefined],
  ["a call that reads is where it is named", ["fetch"], { access: "read" }, "objected", "The reviewer objects: Not that."],
  ["a call that is not named is not", ["delete"], { access: "write" }, "objected", undefined],
  ["nothing stands against a call that passed", [], { access: "write" }, "passed", undefined],
  ["that nobody could be asked stands against it", [], { access: "write" }, "failed", "It could not be reviewed: Not that."],
])("%s", async (_, tools, more, verdict, found) => {
  const inspect = createReviewInspector(tools, async () => ({ verdict: verdict as ReviewVerdict, reason: "Not that." }));
  expect(await inspect(asked({}, { tool: "fetch", ...more }), inRun("r"), signal)).toBe(found);
});

/** As the hooks that a person's guardrails become. */
const blocking = (name: string, inspect: Inspector, seen: string[]): Hooks => ({
  name,
  beforeTool: async (one, scope, ended) => {
    seen.push(name);
    const reason = await inspect(one, scope, ended);
    return reason === undefined ? { type: "allow" } : { type: "block", reason };
  },
});

test("inspectors are asked in their order, the first that refuses has the last word, and one that throws refuses", async () => {
  const seen: string[] = [];
  const broken: Inspector = () => {
    throw new Error("It broke.");
  };
  const world = createWorld({
    asksNobody: true,
    hooks: [
      blocking("repetition", createRepetitionInspector(1, noneBefore), seen),
      blocking("egress", createEgressInspector(["a.test"]), seen),
      blocking("broken", broken, seen),
    ],
  });
  const said = async (number: number, to: string): Promise<string | undefined> =>
    unwrap(await world.settle(call(number, "send", { to })))[0]?.outcome.type;
  expect([await said(1, "https://b.test"), await said(2, "https://b.test"), await said(3, "https://a.test")]).toEqual([
    "denied",
    "denied",
    "failed",
  ]);
  expect(seen).toEqual(["repetition", "egress", "repetition", "repetition", "egress", "broken"]);
  expect(world.ran).toEqual([]);
});
