import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { sessionId } from "../../kernel/base/ids.ts";
import { defaultSpendingCaps, type SpendingCaps } from "../../kernel/limits/spending-caps.ts";
import { type CostSum, noCost } from "../../kernel/model/cost.ts";
import { plainPrice } from "../../kernel/model/price.fake.ts";
import { type BudgetDeps, type BudgetStep, createBudget } from "./budget.ts";

const [a, b] = [sessionId("a"), sessionId("b")];
const cents = 10_000_000;
const setup = (caps: Partial<SpendingCaps> = {}, more: Partial<BudgetDeps> = {}) => {
  const clock = createFakeClock();
  const deps = {
    clock,
    capsFor: () => ({ ...defaultSpendingCaps, ...caps }),
    dayCap: () => caps["day-cost"] ?? null,
    spentIn: () => undefined,
    spentOn: () => undefined,
  };
  return { clock, budget: createBudget({ ...deps, ...more }) };
};
/** At $2 in and $2.50 for what is written to a cache, the dearest: 10,000 tokens in and 10,000 out may cost 12.5 cents. */
const request = { promptTokens: 10_000, outputTokens: 10_000, longWrites: false };
const cost = (nanoDollars: number): CostSum => ({ ...noCost, nanoDollars });
const held = (result: ReturnType<BudgetStep["reserve"]>): number => (result.ok ? result.value.reserved.heldNanoDollars : -1);

test("the worst case is reserved, the cache's dearest price included, and asks for as much as is paid for", () => {
  const { budget } = setup();
  const first = budget.openStep(a).reserve(request, plainPrice);
  expect(first).toMatchObject({ ok: true, value: { outputTokens: 10_000 } });
  expect(held(first)).toBe(12.5 * cents);
  const long = budget.openStep(a).reserve({ ...request, longWrites: true }, plainPrice);
  expect(held(long)).toBe(14 * cents);
});

test("near the cap the answer is made shorter; under 1,024 tokens nothing is asked, and the cap says how it stands", () => {
  const { budget } = setup({ "session-cost": 20 * cents });
  const step = budget.openStep(a);
  expect(step.reserve(request, plainPrice)).toMatchObject({ ok: true, value: { outputTokens: 10_000 } });
  expect(step.reserve(request, plainPrice)).toMatchObject({ ok: true, value: { outputTokens: 5_000 } });
  expect(step.reserve(request, plainPrice)).toEqual({
    ok: false,
    error: { name: "session-cost", amount: 20 * cents, spent: 0, held: 20 * cents },
  });
});

test("an answer that was to be shorter than 1,024 tokens is asked for while the caps pay for all of it", () => {
  const { budget } = setup({ "session-cost": 5 * cents });
  expect(budget.openStep(a).reserve({ ...request, outputTokens: 200 }, plainPrice)).toMatchObject({ ok: true });
  expect(budget.openStep(a).reserve({ ...request, outputTokens: 300 }, plainPrice)).toMatchObject({ ok: false });
});

test("what a request came to takes the place of its reservation, once", () => {
  const { budget } = setup({ "session-cost": 20 * cents });
  const first = budget.openStep(a).reserve(request, plainPrice);
  if (!first.ok) throw new Error("refused");
  first.value.settle(cost(3 * cents));
  first.value.settle(cost(9 * cents));
  expect(budget.openStep(a).reserve(request, plainPrice)).toMatchObject({ ok: true, value: { outputTokens: 10_000 } });
});

test("reservations of several runs count together, on the session and on the day", () => {
  const { budget } = setup({ "session-cost": 20 * cents, "day-cost": 25 * cents });
  expect(budget.openStep(a).reserve(request, plainPrice).ok).toBe(true);
  expect(budget.openStep(b).reserve(request, plainPrice).ok).toBe(true);
  expect(budget.openStep(b).reserve(request, plainPrice)).toMatchObject({ ok: false, error: { name: "day-cost" } });
});

test("a step is its own account: its attempts count together, the next step begins anew", () => {
  const { budget } = setup({ "step-cost": 15 * cents });
  const step = budget.openStep(a);
  expect(step.reserve(request, plainPrice)).toMatchObject({ ok: true });
  expect(step.reserve(request, plainPrice)).toMatchObject({ ok: false, error: { name: "step-cost" } });
  expect(budget.openStep(a).reserve(request, plainPrice)).toMatchObject({ ok: true });
});

test("a new day begins with nothing spent, and what the log says of a session and a day counts from the start", async () => {
  const { budget, clock } = setup(
    { "session-cost": 100 * cents, "day-cost": 100 * cents },
    { spentIn: (id) => (id === a ? cost(98 * cents) : undefined), spentOn: () => cost(50 * cents) },
  );
  expect(budget.openStep(a).reserve(request, plainPrice)).toMatchObject({
    ok: false,
    error: { name: "session-cost", spent: 98 * cents },
  });
  for (let index = 0; index < 4; index += 1) expect(budget.openStep(b).reserve(request, plainPrice).ok).toBe(true);
  expect(budget.openStep(b).reserve(request, plainPrice)).toMatchObject({ ok: false });
  await clock.advance(24 * 60 * 60 * 1_000);
  expect(budget.openStep(sessionId("c")).reserve(request, plainPrice)).toMatchObject({ ok: true });
});

test("a cap that was taken away holds nobody up", () => {
  const { budget } = setup({ "session-cost": null });
  for (let index = 0; index < 20; index += 1)
    expect(budget.openStep(a).reserve(request, plainPrice)).toMatchObject({ ok: true, value: { outputTokens: 10_000 } });
});

test("where no price is known tokens are counted, and caps on money do not hold", () => {
  const { budget } = setup({ "session-tokens": 30_000, "session-cost": 1 * cents, "day-cost": 1 * cents });
  const first = budget.openStep(a).reserve(request, undefined);
  if (!first.ok) throw new Error("refused");
  expect(first.value.reserved).toMatchObject({ heldTokens: 20_000, heldNanoDollars: 0 });
  expect(budget.openStep(a).reserve(request, undefined)).toMatchObject({
    ok: false,
    error: { name: "session-tokens", held: 20_000 },
  });
  first.value.settle({ ...noCost, unpricedTokens: 12_000 });
  expect(budget.openStep(a).reserve(request, undefined)).toMatchObject({ ok: true, value: { outputTokens: 8_000 } });
});
