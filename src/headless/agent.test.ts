import { expect, expectTypeOf, test } from "vitest";
import type { Failure } from "../kernel/base/failure.ts";
import { createScriptedProvider } from "../kernel/contracts/provider.fake.ts";
import { createAgent } from "./agent.ts";
import type { AgentParts, RunResult, SessionResult, TurnResult } from "./agent-contract.ts";

const provider = createScriptedProvider([]);
/** As JavaScript calls it, which no compiler reads. */
const untyped = createAgent as (parts?: object) => unknown;

test("an agent without a provider or a model does not compile", () => {
  // @ts-expect-error: no provider
  expect(() => createAgent({ model: "m" })).toThrow();
  // @ts-expect-error: no model
  expect(() => createAgent({ provider })).toThrow();
  expectTypeOf<AgentParts>().toExtend<{ readonly provider: object; readonly model: string }>();
  expectTypeOf<{ readonly provider: AgentParts["provider"]; readonly model: string }>().toExtend<AgentParts>();
});

test.each([
  ["provider", { model: "m" }],
  ["provider", { model: "m", provider: {} }],
  ["model", { provider }],
  ["model", { provider, model: " " }],
])("JavaScript that leaves out the %s is told its name", (missing, parts) => {
  expect(() => untyped(parts)).toThrow(expect.objectContaining({ name: "AgentSetupError", missing }));
});

test("settings that are none and caps that are too low are refused when the agent is made", () => {
  expect(() => createAgent({ provider, model: "m", settings: { temperature: 9 } })).toThrow(/temperature/iu);
  expect(() => createAgent({ provider, model: "m", maxTokens: 10 })).toThrow(/2,000/u);
});

test("what a status knows is in its type", () => {
  expectTypeOf<Extract<RunResult, { readonly status: "failed" }>["failure"]>().toEqualTypeOf<Failure>();
  expectTypeOf<RunResult["status"]>().toEqualTypeOf<
    "completed" | "refused" | "stopped" | "limit-reached" | "failed" | "awaiting-results"
  >();
  expectTypeOf<TurnResult["status"]>().toEqualTypeOf<RunResult["status"] | "needs-more-turns">();
  expectTypeOf<SessionResult["status"]>().toEqualTypeOf<TurnResult["status"] | "waiting">();
  expectTypeOf<Extract<RunResult, { readonly status: "stopped" }>>().not.toHaveProperty("failure");
});
