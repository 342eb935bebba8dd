import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createConnectivity } from "../../kernel/base/connectivity.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { messageId, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import { createScriptedProvider, type ScriptedCall } from "../../kernel/contracts/provider.fake.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { defaultSpendingCaps, type SpendingCaps } from "../../kernel/limits/spending-caps.ts";
import { addCost, type CostSum, noCost } from "../../kernel/model/cost.ts";
import { plainPrice } from "../../kernel/model/price.fake.ts";
import { costOf, type PriceVerdict } from "../../kernel/model/price.ts";
import { noUsage, type Usage } from "../../kernel/model/usage.ts";
import { type Budget, createBudget } from "./budget.ts";
import { createCappedProvider } from "./capped-provider.ts";
import { createNudge } from "./nudge.ts";
import { createPromptMeter } from "./prompt-size.ts";
import { createRetryingProvider } from "./retrying-provider.ts";

const request: ModelRequest = { model: "any-model", system: "Be brief.", messages: [], tools: [], maxOutputTokens: 4_096 };
const known: PriceVerdict = { type: "known", price: plainPrice };
const once = (provider: Provider): Provider => provider;
const budgetOf = (caps: Partial<SpendingCaps> = {}): Budget =>
  createBudget({
    clock: createFakeClock(),
    capsFor: () => ({ ...defaultSpendingCaps, ...caps }),
    dayCap: () => caps["day-cost"] ?? null,
    spentIn: () => undefined,
    spentOn: () => undefined,
  });
const capped = (provider: Provider, budget = budgetOf(), price: PriceVerdict = known, retrying = once): Provider =>
  createCappedProvider(
    { openStep: () => budget.openStep(sessionId("s")), price: () => price, measure: createPromptMeter() },
    provider,
    retrying,
  );
const play = async (provider: Provider, asked = request): Promise<readonly ProviderEvent[]> => {
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(asked, new AbortController().signal)) events.push(event);
  return events;
};
const attempt: ProviderEvent = { type: "attempt-started", messageId: messageId("m1") };
const text: ProviderEvent = { type: "text-delta", delta: "Hi" };
const used: Usage = { ...noUsage, inputTokens: 1_000, outputTokens: 100 };
const finished: ProviderEvent = { type: "finished", reason: { type: "end-turn" }, usage: used };
const fails = (failure: Failure, usage: Usage = noUsage): ProviderEvent => ({ type: "failed", failure, usage });
const cutOff: Failure = { type: "wire", message: "cut off" };
const costOfLast = (events: readonly ProviderEvent[]): CostSum | undefined => {
  const last = events.at(-1);
  return last?.type === "finished" || last?.type === "failed" ? last.cost : undefined;
};

test("a request costs what its provider counted, and its start says what was reserved", async () => {
  const events = await play(capped(createScriptedProvider([[attempt, text, finished]])));
  expect(events[0]).toMatchObject({ type: "attempt-started", reserved: { nanoDollars: 0, priceSince: "2026-11-10" } });
  expect(costOfLast(events)).toMatchObject({
    nanoDollars: costOf(used, plainPrice),
    heldNanoDollars: 0,
    priceSince: "2026-11-10",
  });
});

test("a free model passes as it is", async () => {
  const events = await play(capped(createScriptedProvider([[attempt, text, finished]]), budgetOf(), { type: "free" }));
  expect(events).toEqual([attempt, text, finished]);
});

test("where no price is known the tokens are told, and no money", async () => {
  const events = await play(capped(createScriptedProvider([[attempt, finished]]), budgetOf(), { type: "unknown" }));
  expect(costOfLast(events)).toEqual({ ...noCost, unpricedTokens: 1_100, day: expect.any(String) });
});

test("near the cap the model is asked for shorter answers, and at the cap it is not asked at all", async () => {
  const provider = createScriptedProvider(Array.from({ length: 9 }, () => [attempt, finished]));
  const all = capped(provider, budgetOf({ "session-cost": 30_000_000 }));
  let last: ProviderEvent | undefined;
  for (let turn = 0; turn < 9 && last?.type !== "failed"; turn += 1)
    last = (await play(all, { ...request, maxOutputTokens: 2_000 })).at(-1);
  expect(last).toEqual({ type: "failed", failure: expect.objectContaining({ type: "cap-reached" }), usage: noUsage });
  const asked = provider.requests.map(({ maxOutputTokens }) => maxOutputTokens);
  expect(asked).toEqual([2_000, 2_000, ...asked.slice(2).sort((a, b) => b - a)]);
  expect(Math.min(...asked)).toBeGreaterThanOrEqual(1_024);
  expect(Math.min(...asked)).toBeLessThan(2_000);
});

test.each([
  { type: "overloaded", message: "busy", status: 529 },
  { type: "network", message: "no such host", cause: "unknown-host" },
] as const)("a request that failed with $type before its answer, and that nobody charges for, costs nothing", async (failure) => {
  expect(costOfLast(await play(capped(createScriptedProvider([[attempt, fails(failure)]]))))).toMatchObject(noCost);
});

test.each([
  { type: "network", message: "gone", cause: "connection-lost" },
  { type: "network", message: "gone" },
  { type: "timed-out", message: "late" },
] as const)("a request that failed with $type may have been charged, so it stays held", async (failure) => {
  const cost = costOfLast(await play(capped(createScriptedProvider([[attempt, fails(failure)]]))));
  expect(cost?.heldNanoDollars).toBeGreaterThan(0);
});

test("an answer that broke off counts what was told, and the rest of what it may have used stays held", async () => {
  const [told, silent] = await Promise.all([
    play(capped(createScriptedProvider([[attempt, text, fails(cutOff, { ...noUsage, inputTokens: 1_000, outputTokens: 1 })]]))),
    play(capped(createScriptedProvider([[attempt, text, fails(cutOff)]]))),
  ]);
  const measured = costOf({ ...noUsage, inputTokens: 1_000, outputTokens: 1 }, plainPrice);
  expect(costOfLast(told)).toMatchObject({
    nanoDollars: measured,
    heldNanoDollars: costOf({ ...noUsage, inputTokens: 1_000, outputTokens: 4_096 }, plainPrice) - measured,
  });
  const start = silent[0];
  expect(costOfLast(silent)).toEqual(start?.type === "attempt-started" ? start.reserved : undefined);
});

test("a provider that counts nothing leaves the whole reservation held", async () => {
  const events = await play(capped(createScriptedProvider([[attempt, { ...finished, usage: noUsage }]])));
  expect(costOfLast(events)).toEqual(events[0]?.type === "attempt-started" ? events[0].reserved : undefined);
});

test("a stream that is left in the middle stays counted as the most that it can cost", async () => {
  const budget = budgetOf({ "session-cost": 60_000_000 });
  const provider = createScriptedProvider([
    [attempt, text, finished],
    [attempt, text, finished],
  ]);
  const iterator = capped(provider, budget).stream(request, new AbortController().signal)[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.next();
  await iterator.return?.();
  expect((await play(capped(provider, budget))).at(-1)).toMatchObject({ type: "failed", failure: { type: "cap-reached" } });
});

test("a request that the provider makes once more by itself reserves anew, and is not made where nothing pays for it", async () => {
  const again: ProviderEvent = { type: "retry-waiting", delayMs: 0, reason: cutOff };
  const script: ScriptedCall = [attempt, text, again, { ...attempt, messageId: messageId("m2") }, text, finished];
  const events = await play(capped(createScriptedProvider([script])));
  expect(events.filter(({ type }) => type === "attempt-started")).toMatchObject([{ reserved: {} }, { reserved: {} }]);
  expect(events.find(({ type }) => type === "retry-waiting")).toMatchObject({
    cost: { nanoDollars: 0, priceSince: "2026-11-10" },
  });
  const tight = await play(capped(createScriptedProvider([script]), budgetOf({ "session-cost": 60_000_000 })));
  expect(tight.map(({ type }) => type)).toEqual(["attempt-started", "text-delta", "retry-waiting", "failed"]);
});

/** What each provider was really paid: as much as it may charge for a request, in its dearest way. */
const greedy = (
  paid: (usage: Usage, isCounted: boolean) => void,
  plan: readonly ("whole" | "busy" | "cut" | "silent")[],
): Provider => {
  let turn = 0;
  const measure = createPromptMeter();
  return {
    stream: async function* (asked, signal): AsyncGenerator<ProviderEvent, void> {
      const kind = plan[turn % plan.length] ?? "whole";
      turn += 1;
      const usage: Usage = { ...noUsage, cacheWriteTokens: measure(asked, 0), outputTokens: asked.maxOutputTokens };
      yield { type: "attempt-started", messageId: messageId(`m${turn}`) };
      if (signal.aborted) return;
      if (kind === "busy") return yield fails({ type: "overloaded", message: "busy", status: 529 });
      paid(usage, kind !== "silent");
      await Promise.resolve();
      if (kind === "cut") return yield fails(cutOff, usage);
      if (kind === "silent") return yield fails(cutOff);
      yield { type: "finished", reason: { type: "end-turn" }, usage };
    },
  };
};

test("providers that use the most they may never exceed a cap, whatever fails, however many runs go on at once", async () => {
  const anyPlan = fc.array(fc.constantFrom("whole", "busy", "cut", "silent"), { minLength: 1, maxLength: 6 });
  const anyCap = fc.option(fc.integer({ min: 10_000_000, max: 900_000_000 }), { nil: null });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), anyPlan, fc.integer({ min: 1, max: 40_000 })), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.record({ session: fc.integer({ min: 10_000_000, max: 900_000_000 }), step: anyCap, day: anyCap }),
      async (runs, caps) => {
        const clock = createFakeClock();
        const limits = { "session-cost": caps.session, "step-cost": caps.step, "day-cost": caps.day };
        const budget = createBudget({
          clock,
          capsFor: () => ({ ...defaultSpendingCaps, ...limits }),
          dayCap: () => limits["day-cost"],
          spentIn: () => undefined,
          spentOn: () => undefined,
        });
        const really = new Map<SessionId, number>();
        let told = noCost;
        const drive = async (name: string, plan: Parameters<typeof greedy>[1], maxOutputTokens: number): Promise<void> => {
          const session = sessionId(name);
          const [connectivity, nudge] = [createConnectivity(true), createNudge()];
          let step = 0;
          const provider = greedy((usage) => {
            const cost = costOf(usage, plainPrice);
            step += cost;
            really.set(session, (really.get(session) ?? 0) + cost);
          }, plan);
          const all = createCappedProvider(
            { openStep: () => budget.openStep(session), price: () => known, measure: createPromptMeter() },
            provider,
            (inner) =>
              createRetryingProvider({ clock, connectivity, nudge, random: { ...createFakeRandom(), next: () => 0 } }, inner),
          );
          for (let turn = 0; turn < 8; turn += 1) {
            step = 0;
            for await (const event of all.stream({ ...request, maxOutputTokens }, new AbortController().signal)) {
              if (event.type === "retry-waiting") void clock.advance(event.delayMs);
              if ("cost" in event && event.cost !== undefined) told = addCost(told, event.cost);
            }
            expect(step).toBeLessThanOrEqual(caps.step ?? Number.POSITIVE_INFINITY);
          }
        };
        await Promise.all(runs.map(([name, plan, most]) => drive(name, plan, most)));
        const total = [...really.values()].reduce((sum, cost) => sum + cost, 0);
        for (const cost of really.values()) expect(cost).toBeLessThanOrEqual(caps.session);
        expect(total).toBeLessThanOrEqual(caps.day ?? Number.POSITIVE_INFINITY);
        expect(total).toBeLessThanOrEqual(told.nanoDollars + told.heldNanoDollars);
      },
    ),
    { numRuns: 60 },
  );
});
