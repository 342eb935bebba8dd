import { expect, test } from "vitest";
import type { Failure } from "../../kernel/base/failure.ts";
import { messageId } from "../../kernel/base/ids.ts";
import { err, ok } from "../../kernel/base/result.ts";
import { createScriptedProvider, type ScriptedCall, type ScriptedProvider } from "../../kernel/contracts/provider.fake.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { RemoteChoice } from "../../kernel/model/model.ts";
import { noUsage } from "../../kernel/model/usage.ts";
import type { BudgetStep } from "./budget.ts";
import { type Candidate, createFailoverProvider } from "./failover-provider.ts";

const at = (model: string): RemoteChoice => ({ provider: "openai-responses", baseUrl: "https://a.test/v1", model });
const [a, b, c] = [at("a"), at("b"), at("c")];
const busy: Failure = { type: "overloaded", message: "busy", status: 503 };
const slow: Failure = { type: "rate-limited", message: "slow down" };
const noKey: Failure = { type: "key-missing", message: "No key.", origin: "https://a.test" };
const capped: Failure = {
  type: "cap-reached",
  message: "No money.",
  cap: { name: "day-cost", amount: 1, spent: 1, held: 0 },
};
const usage = { ...noUsage, inputTokens: 5 };
const attempt: ProviderEvent = { type: "attempt-started", messageId: messageId("m") };
const fails = (failure: Failure): ScriptedCall => [attempt, { type: "failed", failure, usage }];
const refuses = (failure: Failure): ScriptedCall => [{ type: "failed", failure, usage: noUsage }];
const slowAnswer: readonly ProviderEvent[] = [attempt, { type: "failed", failure: slow, usage }];
const answers: readonly ProviderEvent[] = [
  attempt,
  { type: "text-delta", delta: "Hi" },
  { type: "finished", reason: { type: "end-turn" }, usage },
];
const replaced = (from: RemoteChoice, to: RemoteChoice, reason: Failure, more: object = { usage }): object => ({
  type: "model-replaced",
  from,
  to,
  reason,
  ...more,
});

const request: ModelRequest = { model: "a", system: "", messages: [], tools: [], maxOutputTokens: 10 };
const step: BudgetStep = { reserve: () => err({ name: "day-cost", amount: 0, spent: 0, held: 0 }) };

interface Rig {
  readonly provider: Provider;
  readonly scripted: readonly ScriptedProvider[];
  readonly steps: () => number;
}

/** Each model with what it answers, call by call; a failure in its place cannot even be opened. */
const rigOf = (...scripts: readonly (readonly [RemoteChoice, readonly ScriptedCall[] | Failure])[]): Rig => {
  const scripted: ScriptedProvider[] = [];
  let steps = 0;
  const [first, ...rest] = scripts.map(([choice, script]): Candidate => {
    if ("type" in script) return { choice, open: () => err(script) };
    const provider = createScriptedProvider(script);
    scripted.push(provider);
    return { choice, open: () => ok(provider) };
  });
  if (first === undefined) throw new Error("no candidate");
  const openStep = (): BudgetStep => {
    steps += 1;
    return step;
  };
  return { provider: createFailoverProvider({ candidates: [first, ...rest], openStep }), scripted, steps: () => steps };
};
const collect = async (
  { provider }: Rig,
  asked: ModelRequest = request,
  controller = new AbortController(),
): Promise<readonly ProviderEvent[]> => {
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(asked, controller.signal)) events.push(event);
  return events;
};

test.each<readonly [Failure["type"], Failure]>([
  ["rate-limited", slow],
  ["overloaded", busy],
  ["network", { type: "network", message: "gone", cause: "connection-down" }],
  ["timed-out", { type: "timed-out", message: "silence" }],
  ["wire", { type: "wire", message: "cut off" }],
  ["held-back", { type: "held-back", by: "circuit", message: "left alone" }],
])(
  "after %s, with nothing shown, the next model is asked, under its own name, and it is told who answers",
  async (_, failure) => {
    const rig = rigOf([a, [fails(failure)]], [b, [answers]]);
    expect(await collect(rig)).toEqual([attempt, replaced(a, b, failure), ...answers]);
    expect(rig.scripted.map(({ requests }) => requests.map(({ model }) => model))).toEqual([["a"], ["b"]]);
    expect(rig.steps()).toBe(1);
  },
);

test.each<readonly [string, ScriptedCall]>([
  ["something was shown", [attempt, { type: "text-delta", delta: "H" }, { type: "failed", failure: busy, usage }]],
  ["something was thought", [attempt, { type: "thinking-delta", delta: "H" }, { type: "failed", failure: busy, usage }]],
  ["the key is wrong", fails({ type: "unauthorized", message: "no", status: 401 })],
  ["the request is bad", fails({ type: "bad-request", message: "no", status: 400 })],
  ["the conversation is too long", fails({ type: "context-overflow", message: "no" })],
  ["a cap is reached", refuses(capped)],
  ["the key is missing", refuses(noKey)],
  ["it was stopped", fails({ type: "aborted", message: "stopped" })],
])("where %s, nobody else is asked", async (_, script) => {
  const rig = rigOf([a, [script]], [b, []]);
  expect(await collect(rig)).toEqual(script);
});

test("models are asked in their order, each change is told with what the attempt before it used", async () => {
  const rig = rigOf([a, [fails(busy)]], [b, [fails(slow)]], [c, [answers]]);
  expect(await collect(rig)).toEqual([attempt, replaced(a, b, busy), attempt, replaced(b, c, slow), ...answers]);
});

test("who has no key, and whom a cap does not pay for, is skipped with its reason", async () => {
  const d = at("d");
  const skipped = [
    { model: b, reason: noKey },
    { model: c, reason: capped },
  ];
  const rig = rigOf([a, [fails(busy)]], [b, noKey], [c, [refuses(capped)]], [d, [answers]]);
  expect(await collect(rig)).toEqual([attempt, replaced(a, d, busy, { skipped, usage }), ...answers]);
});

test("where nobody can take over, the failure stays and names who could not", async () => {
  const rig = rigOf([a, [fails(busy)]], [b, noKey], [c, [refuses(capped)]]);
  const message = "busy b could not take over: No key. c could not take over: No money.";
  expect(await collect(rig)).toEqual([attempt, { type: "failed", failure: { ...busy, message }, usage }]);
});

test("the last one's failure is the answer's", async () => {
  const rig = rigOf([a, [fails(busy)]], [b, [fails(slow)]]);
  expect(await collect(rig)).toEqual([attempt, replaced(a, b, busy), ...slowAnswer]);
});

test("who took over answers the next call too, and those before are not asked again", async () => {
  const rig = rigOf([a, [fails(busy)]], [b, [answers, fails(slow)]], [c, [answers]]);
  await collect(rig);
  expect(await collect(rig)).toEqual([attempt, replaced(b, c, slow), ...answers]);
  expect(rig.scripted[0]?.requests).toHaveLength(1);
});

test("thinking that goes to no other model is told where the model changes", async () => {
  const kept = {
    type: "opaque",
    provider: "openai-responses",
    value: { type: "item", model: "a", callsBefore: 0, item: {} },
  } as const;
  const messages = [{ messageId: messageId("x"), role: "assistant", blocks: [kept] }] as const;
  const rig = rigOf([a, [fails(busy)]], [b, [answers]]);
  expect(await collect(rig, { ...request, messages })).toEqual([
    attempt,
    replaced(a, b, busy),
    { type: "thinking-dropped", why: "model-changed", provider: "openai-responses", answers: 1 },
    ...answers,
  ]);
});

test("after a stop nobody else is asked", async () => {
  const controller = new AbortController();
  const stopped: ScriptedCall = [attempt, { type: "failed", failure: busy, usage }];
  const rig = rigOf([a, [stopped]], [b, []]);
  const events: ProviderEvent[] = [];
  for await (const event of rig.provider.stream(request, controller.signal)) {
    events.push(event);
    controller.abort();
  }
  expect(events.at(-1)).toMatchObject({ type: "failed" });
  expect(rig.scripted[1]?.requests).toEqual([]);
});
