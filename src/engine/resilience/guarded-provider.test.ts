import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { createScriptedProvider, type ScriptedCall } from "../../kernel/contracts/provider.fake.ts";
import type { ModelRequest, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import { type CircuitChange, createCircuitBreaker } from "./circuit-breaker.ts";
import { createCircuitStates } from "./circuit-states.ts";
import { createGuardedProvider } from "./guarded-provider.ts";

const request: ModelRequest = { model: "m", system: "", messages: [], tools: [], maxOutputTokens: 100 };
const finished: ProviderEvent = { type: "finished", reason: { type: "end-turn" }, usage: noUsage };
const fails = (failure: Failure): ProviderEvent => ({ type: "failed", failure, usage: noUsage });
const busy = fails({ type: "overloaded", message: "busy", status: 529 });

const setUp = (script: readonly ScriptedCall[], isOn = true) => {
  const clock = createFakeClock();
  const states = createCircuitStates();
  const breaker = createCircuitBreaker({ clock, states }, "p", { failures: 2, recoveryMs: 1_000 });
  const scripted = createScriptedProvider(script);
  const changes: CircuitChange[] = [];
  const guarded = createGuardedProvider(
    { breaker: () => (isOn ? breaker : undefined), name: "api.test", onChange: (change) => void changes.push(change) },
    scripted,
  );
  const ask = async (): Promise<ProviderEvent | undefined> => {
    let last: ProviderEvent | undefined;
    for await (const event of guarded.stream(request, new AbortController().signal)) last = event;
    return last;
  };
  return { ask, changes, clock, guarded };
};

test("after failures in a row nothing is sent for a while, then one request tries, and its success lets all through", async () => {
  const { ask, changes, clock } = setUp([[busy], [busy], [finished], [finished]]);
  expect([await ask(), await ask()]).toEqual([busy, busy]);
  expect(await ask()).toMatchObject({ type: "failed", failure: { type: "held-back", by: "circuit", retryAfterMs: 1_000 } });
  await clock.advance(1_000);
  expect([await ask(), await ask()]).toEqual([finished, finished]);
  expect(changes).toEqual([
    { to: "open", failures: 2 },
    { to: "half-open", failures: 2 },
    { to: "closed", failures: 0 },
  ]);
});

test.each<readonly [string, Failure]>([
  ["a wrong key", { type: "unauthorized", message: "", status: 401 }],
  ["a request that is refused", { type: "bad-request", message: "", status: 400 }],
  ["having no network at all", { type: "network", message: "", cause: "offline" }],
  ["a stop", { type: "aborted", message: "" }],
])("%s says nothing about the provider", async (_, failure) => {
  const { ask, changes } = setUp([[fails(failure)], [fails(failure)], [fails(failure)], [finished]]);
  for (let time = 0; time < 3; time += 1) await ask();
  expect([await ask(), changes]).toEqual([finished, []]);
});

test("a probe that is left in the middle is given back", async () => {
  const text: ProviderEvent = { type: "text-delta", delta: "Half" };
  const { ask, clock, guarded } = setUp([[busy], [busy], [text, finished], [finished]]);
  await ask();
  await ask();
  await clock.advance(1_000);
  for await (const event of guarded.stream(request, new AbortController().signal)) if (event.type === "text-delta") break;
  expect(await ask()).toEqual(finished);
});

test("where nothing guards it the stream is the provider's own", async () => {
  const { ask, changes } = setUp([[busy], [busy], [busy], [finished]], false);
  for (let time = 0; time < 3; time += 1) await ask();
  expect([await ask(), changes]).toEqual([finished, []]);
});
