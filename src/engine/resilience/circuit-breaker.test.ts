import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import type { CircuitStates } from "../../kernel/contracts/circuit-states.ts";
import { type Admission, type CircuitBreaker, createCircuitBreaker } from "./circuit-breaker.ts";
import { circuitStatesContract } from "./circuit-states.contract.ts";
import { createFakeSharedStates } from "./circuit-states.fake.ts";
import { createCircuitStates } from "./circuit-states.ts";

circuitStatesContract("in memory", createCircuitStates);
circuitStatesContract("shared", createFakeSharedStates);

const limits = { failures: 2, recoveryMs: 1_000 };
const setUp = (states: CircuitStates = createCircuitStates(), more = limits) => {
  const clock = createFakeClock();
  return { clock, breaker: createCircuitBreaker({ clock, states }, "s", more), states };
};
const enter = async (breaker: CircuitBreaker): Promise<Admission> => {
  const admitted = await breaker.admit();
  if (!admitted.ok) throw new Error(`refused for ${admitted.error.retryAfterMs}`);
  return admitted.value;
};
const failTimes = async (breaker: CircuitBreaker, times: number): Promise<void> => {
  for (let index = 0; index < times; index += 1) await (await enter(breaker)).fail();
};

test("it opens after so many failures in a row, refuses at once, and one success in between begins the count anew", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 1);
  await (await enter(breaker)).succeed();
  await failTimes(breaker, 1);
  expect(await (await enter(breaker)).fail()).toEqual({ to: "open", failures: 2 });
  await clock.advance(400);
  expect(await breaker.admit()).toEqual({ ok: false, error: { retryAfterMs: 600 } });
});

test("after its time exactly one is let in, however many ask; its success closes it", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 2);
  await clock.advance(1_000);
  const asked = await Promise.all(Array.from({ length: 10 }, () => breaker.admit()));
  const [probe, ...others] = asked.flatMap((admitted) => (admitted.ok ? [admitted.value] : []));
  expect([probe?.changed, others]).toEqual([{ to: "half-open", failures: 2 }, []]);
  expect(await probe?.succeed()).toEqual({ to: "closed", failures: 0 });
  expect((await breaker.admit()).ok).toBe(true);
});

test("a probe that fails opens it for as long again; one that says nothing is given back at once", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 2);
  await clock.advance(1_000);
  expect(await (await enter(breaker)).fail()).toEqual({ to: "open", failures: 3 });
  expect((await breaker.admit()).ok).toBe(false);
  await clock.advance(1_000);
  await (await enter(breaker)).release();
  expect((await breaker.admit()).ok).toBe(true);
});

test("a probe of which nothing is heard is given up in time, and its late word does not count", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 2);
  await clock.advance(1_000);
  const lost = await enter(breaker);
  await clock.advance(59_999);
  expect((await breaker.admit()).ok).toBe(false);
  await clock.advance(1);
  const probe = await enter(breaker);
  expect(await lost.succeed()).toBe(undefined);
  expect(await probe.fail()).toMatchObject({ to: "open" });
});

test("what was let in before it opened neither closes nor opens it again", async () => {
  const { breaker } = setUp();
  const [early, late] = [await enter(breaker), await enter(breaker)];
  await failTimes(breaker, 2);
  expect([await early.succeed(), await late.fail()]).toEqual([undefined, undefined]);
  expect((await breaker.admit()).ok).toBe(false);
});

test("a window of 0 tries again at once, still one at a time", async () => {
  const { breaker } = setUp(createCircuitStates(), { failures: 1, recoveryMs: 0 });
  await failTimes(breaker, 1);
  const asked = [await breaker.admit(), await breaker.admit()];
  expect(asked.map(({ ok }) => ok)).toEqual([true, false]);
});

test("whoever shares the state sees one circuit: failures of one keep the other out, and one of them probes", async () => {
  const states = createFakeSharedStates();
  const clock = createFakeClock();
  const [one, other] = [0, 1].map(() => createCircuitBreaker({ clock, states }, "s", limits)) as [CircuitBreaker, CircuitBreaker];
  await failTimes(one, 1);
  await failTimes(other, 1);
  expect([(await one.admit()).ok, (await other.admit()).ok]).toEqual([false, false]);
  await clock.advance(1_000);
  const asked = await Promise.all([one.admit(), other.admit(), one.admit()]);
  expect(asked.filter(({ ok }) => ok).length).toBe(1);
});

test("whatever ends in whatever order, at most one call is inside while it is not closed", async () => {
  const anyAct = fc.oneof(
    fc.constant({ type: "admit" as const }),
    fc.record({ type: fc.constantFrom("succeed" as const, "fail" as const, "release" as const), which: fc.nat(9) }),
    fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 1_500 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { maxLength: 60 }), async (acts) => {
      const { breaker, clock } = setUp();
      let inside: { readonly admission: Admission; readonly isProbe: boolean; readonly at: number }[] = [];
      for (const act of acts) {
        if (act.type === "wait") await clock.advance(act.ms);
        else if (act.type === "admit") {
          const admitted = await breaker.admit();
          if (!admitted.ok) continue;
          const isProbe = admitted.value.changed?.to === "half-open";
          const others = inside.filter((one) => one.isProbe && clock.now() - one.at < 60_000);
          if (isProbe) expect(others).toEqual([]);
          inside.push({ admission: admitted.value, isProbe, at: clock.now() });
        } else {
          const one = inside[act.which % Math.max(1, inside.length)];
          await one?.admission[act.type]();
          inside = inside.filter((other) => other !== one);
        }
      }
    }),
  );
});
