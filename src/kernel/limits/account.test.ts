import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Account,
  type Amounts,
  countIn,
  createAccount,
  type Hold,
  type Line,
  type Measure,
  reachedIn,
  reserveIn,
  tightestIn,
  usedOf,
} from "./account.ts";

const limited = (name: string, limits: Amounts): Account => createAccount({ name, limits: () => limits });

test("a reservation counts in every account of its line until it is settled, then what it came to does", () => {
  const [step, session] = [limited("step", {}), limited("session", { calls: 3 })];
  const hold = reserveIn([step, session], { calls: 2, tokens: 100 });
  expect(hold.ok).toBe(true);
  expect([step.standing("calls"), session.standing("tokens")]).toEqual([
    { spent: 0, uncertain: 0, reserved: 2 },
    { spent: 0, uncertain: 0, reserved: 100 },
  ]);
  if (hold.ok) hold.value.settle({ calls: 1, tokens: 150 }, { tokens: 7 });
  if (hold.ok) hold.value.refund();
  expect([step.standing("calls"), session.standing("tokens")]).toEqual([
    { spent: 1, uncertain: 0, reserved: 0 },
    { spent: 150, uncertain: 7, reserved: 0 },
  ]);
});

test("where one account refuses one amount, nothing is held anywhere", () => {
  const [step, session] = [limited("step", {}), limited("session", { calls: 3, tokens: 10 })];
  const refused = reserveIn([step, session], { calls: 1, tokens: 11 });
  expect(refused).toMatchObject({ ok: false, error: { measure: "tokens", limit: 10, account: { name: "session" } } });
  expect([step.standing("calls"), session.standing("calls")].map(usedOf)).toEqual([0, 0]);
});

test("a limit may change; what is over it already keeps only more from being reserved", () => {
  let most = 5;
  const day = createAccount({ name: "day", limits: () => ({ calls: most }), opening: { spent: { calls: 4 } } });
  expect(reserveIn([day], { calls: 1 }).ok).toBe(true);
  most = 2;
  expect([reserveIn([day], { calls: 1 }).ok, reserveIn([day], { calls: 0, tokens: 9 }).ok]).toEqual([false, true]);
  expect(reachedIn([day])).toMatchObject({ measure: "calls", limit: 2, standing: { spent: 4, reserved: 1 } });
});

test("the tightest limit is the one that leaves least; the reached one is the first that is used up", () => {
  const [run, session] = [limited("run", { turns: 9, tokens: 100 }), limited("session", { tokens: 40 })];
  countIn([run, session], { tokens: 30 });
  expect(tightestIn([run, session], "tokens")).toMatchObject({ account: { name: "session" } });
  expect([tightestIn([run, session], "calls"), reachedIn([run, session])]).toEqual([undefined, undefined]);
  countIn([run, session], { tokens: 70 });
  expect(reachedIn([run, session])).toMatchObject({ account: { name: "run" }, measure: "tokens" });
});

const measures: readonly Measure[] = ["calls", "tokens", "nano-dollars"];
const anyAmounts = fc.record({
  calls: fc.integer({ min: 0, max: 3 }),
  tokens: fc.integer({ min: 0, max: 50 }),
  "nano-dollars": fc.integer({ min: 0, max: 1_000 }),
});
const anyLimits = fc.record(
  { calls: fc.integer({ min: 0, max: 9 }), tokens: fc.integer({ min: 0, max: 200 }), "nano-dollars": fc.nat(4_000) },
  { requiredKeys: [] },
);
const anyAct = fc.oneof(
  fc.record({ type: fc.constant("reserve" as const), run: fc.nat(3), amounts: anyAmounts }),
  // At most what was held, in two parts.
  fc.record({ type: fc.constant("settle" as const), hold: fc.nat(20), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ type: fc.constant("refund" as const), hold: fc.nat(20) }),
);

/** Four runs in two sessions on one day. */
const family = (
  limits: readonly Amounts[],
): { readonly day: Account; readonly sessions: readonly Account[]; readonly lines: readonly Line[] } => {
  const day = limited("day", limits[0] ?? {});
  const sessions = [limited("session-1", limits[1] ?? {}), limited("session-2", limits[2] ?? {})];
  const lines = [0, 1, 2, 3].map((index) => {
    const session = sessions[index % 2]!; // There are two.
    return [limited(`run-${index}`, limits[3 + index] ?? {}), session, day];
  });
  return { day, sessions, lines };
};

const partsOf = (accounts: readonly Account[], measure: Measure): readonly number[] => {
  const all = accounts.map((account) => account.standing(measure));
  const sum = (part: (standing: (typeof all)[number]) => number): number => all.reduce((total, one) => total + part(one), 0);
  return [sum(({ spent }) => spent), sum(({ uncertain }) => uncertain), sum(({ reserved }) => reserved)];
};

test("accounts always sum, and no limit is ever passed, whatever runs reserve, settle and give back in any order", () => {
  fc.assert(
    fc.property(fc.array(anyLimits, { minLength: 7, maxLength: 7 }), fc.array(anyAct, { maxLength: 60 }), (limits, acts) => {
      const { day, lines, sessions } = family(limits);
      const holds: { readonly hold: Hold; readonly amounts: Required<Pick<Amounts, "calls" | "tokens" | "nano-dollars">> }[] = [];
      for (const act of acts) {
        if (act.type === "reserve") {
          const hold = reserveIn(lines[act.run] ?? [], act.amounts);
          if (hold.ok) holds.push({ hold: hold.value, amounts: act.amounts });
        } else {
          const found = holds[act.hold % Math.max(1, holds.length)];
          if (act.type === "refund") found?.hold.refund();
          else if (found !== undefined) {
            const tokens = Math.floor(found.amounts.tokens * act.share);
            found.hold.settle({ calls: found.amounts.calls, tokens }, { tokens: found.amounts.tokens - tokens });
          }
        }
        for (const measure of measures) {
          expect(
            partsOf(
              lines.map(([run]) => run!),
              measure,
            ),
          ).toEqual(partsOf([day], measure)); // Each line begins with its run.
          expect(partsOf(sessions, measure)).toEqual(partsOf([day], measure));
          for (const account of [day, ...sessions, ...lines.map(([run]) => run!)]) {
            expect(usedOf(account.standing(measure))).toBeLessThanOrEqual(account.limits()[measure] ?? Number.POSITIVE_INFINITY);
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});
