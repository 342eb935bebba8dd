import fc from "fast-check";
import { expect, test } from "vitest";
import { foldMessages } from "../../engine/agent/fold-messages.ts";
import { call, createLoopRig, finished, run, session, text } from "../../engine/agent/loop.fake.ts";
import { createBudget } from "../../engine/resilience/budget.ts";
import { createCappedProvider } from "../../engine/resilience/capped-provider.ts";
import { createNudge } from "../../engine/resilience/nudge.ts";
import { createPromptMeter } from "../../engine/resilience/prompt-size.ts";
import { createRetryingProvider } from "../../engine/resilience/retrying-provider.ts";
import type { FakeClock } from "../../kernel/base/clock.fake.ts";
import { createConnectivity } from "../../kernel/base/connectivity.ts";
import type { Failure } from "../../kernel/base/failure.ts";
import { messageId } from "../../kernel/base/ids.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { ScriptedCall } from "../../kernel/contracts/provider.fake.ts";
import type { Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { defaultRunLimits } from "../../kernel/limits/limits.ts";
import { defaultSpendingCaps } from "../../kernel/limits/spending-caps.ts";
import type { Event } from "../../kernel/log/event.ts";
import type { LogEntry } from "../../kernel/log/log-entry.ts";
import { addCost, type CostSum, noCost } from "../../kernel/model/cost.ts";
import { anyPrice, anyUsage } from "../../kernel/model/price.fake.ts";
import { costOf, type Price } from "../../kernel/model/price.ts";
import { noUsage, totalTokens, type Usage } from "../../kernel/model/usage.ts";
import { foldSession } from "../../page/store/fold-session.ts";
import { emptyTables, type WorkspaceTables, workspaceProjection } from "../projection.ts";

const busy: Failure = { type: "overloaded", message: "busy", status: 529 };
const cutOff: Failure = { type: "wire", message: "cut off" };

/** How a call of a generated run goes. */
interface Step {
  readonly kind: "answer" | "call" | "cut" | "silent" | "busy" | "again";
  readonly usage: Usage;
}
const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("answer", "call", "call", "call", "cut", "silent", "busy", "again"),
  usage: anyUsage,
});
const start = (name: string): ProviderEvent => ({ type: "attempt-started", messageId: messageId(name) });
const failed = (failure: Failure, usage: Usage): ProviderEvent => ({ type: "failed", failure, usage });

const callOf = ({ kind, usage }: Step, place: number): ScriptedCall => {
  const begins = [start(`m${place}`), text("Hi")];
  switch (kind) {
    case "answer":
      return [...begins, finished("end-turn", usage)];
    case "call":
      return [...begins, call("list"), finished("tool-use", usage)];
    case "cut":
      return [...begins, failed(cutOff, usage)];
    case "silent":
      return [...begins, failed(cutOff, noUsage)];
    case "busy":
      return [start(`m${place}`), failed(busy, noUsage)];
    case "again": {
      const again: ProviderEvent = { type: "retry-waiting", delayMs: 0, reason: cutOff, usage };
      return [...begins, again, start(`m${place}-again`), text("Hi again"), finished("end-turn", usage)];
    }
  }
};

const entriesOf = async (steps: readonly Step[], price: Price | undefined): Promise<readonly LogEntry[]> => {
  const around = (provider: Provider, clock: FakeClock): Provider => {
    const budget = createBudget({
      clock,
      capsFor: () => ({ ...defaultSpendingCaps, "session-cost": null, "session-tokens": null }),
      dayCap: () => null,
      spentIn: () => undefined,
      spentOn: () => undefined,
    });
    const paid = {
      openStep: () => budget.openStep(session),
      price: () => (price === undefined ? { type: "unknown" as const } : { type: "known" as const, price }),
      measure: createPromptMeter(),
    };
    const [connectivity, nudge] = [createConnectivity(true), createNudge()];
    const retrying = (inner: Provider): Provider =>
      createRetryingProvider({ clock, connectivity, nudge, random: { ...createFakeRandom(), next: () => 0 } }, inner);
    return createCappedProvider(paid, provider, retrying);
  };
  const calls = [...steps, { kind: "answer", usage: noUsage } satisfies Step].map(callOf);
  let lists = 0;
  // Each result differs, else the run would pause because it looks stuck.
  const list = { run: () => ({ text: `${lists++}`, isError: false }) };
  const rig = createLoopRig(calls, { list }, around);
  const outcome = await rig.play({ limits: { ...defaultRunLimits, maxTurns: 12 } }, (event) => {
    for (const { event: fact } of event.type === "record" ? event.facts : []) {
      if (fact.type === "retry-waiting") void rig.clock.advance(fact.delayMs);
    }
  });
  const { ending, summary } = outcome;
  const added = (event: Event, seq: number): LogEntry => ({
    seq,
    at: 0,
    sessionId: session,
    runId: run,
    causes: [],
    origins: [],
    event,
  });
  const before: readonly Event[] = [
    { type: "session-created", title: "t", level: "ask-risky" },
    {
      type: "run-started",
      model: { provider: "openai-chat", baseUrl: "https://x.example", model: "m" },
      limits: defaultRunLimits,
      level: "ask-risky",
    },
    { type: "user-message", messageId: messageId("said"), blocks: [{ type: "text", text: "Go" }] },
  ];
  const last: Event =
    ending.type === "ended"
      ? { type: "run-ended", outcome: ending.outcome, summary }
      : { type: "run-interrupted", reason: ending.reason };
  const events = [...before, ...rig.entries.map(({ event }) => event), last];
  return events.map((event, index) => ({
    ...added(event, index + 1),
    ...(rig.entries[index - before.length]?.turn === undefined ? {} : { turn: rig.entries[index - before.length]!.turn! }),
  }));
};

const sumOf = (entries: readonly LogEntry[], pick: (event: Event) => CostSum | undefined): CostSum =>
  entries.reduce((sum, { event }) => addCost(sum, pick(event) ?? noCost), noCost);

/** More often than it is asked again. */
const staysBusy: Step[] = [
  { kind: "call", usage: noUsage },
  ...Array.from({ length: 5 }, (): Step => ({ kind: "busy", usage: noUsage })),
];

test("what requests, turns, the run, the session's row, the day and the page say is the same to the nano-dollar, in every run", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 8 }), fc.option(anyPrice, { nil: undefined }), async (steps, price) => {
      const entries = await entriesOf(steps, price);
      const requests = sumOf(entries, (event) =>
        event.type === "message-ended" || event.type === "message-failed" ? event.cost : undefined,
      );
      const tables = entries.reduce<WorkspaceTables>(
        (state, entry) => workspaceProjection.project(state, entry).state,
        emptyTables,
      );
      const view = foldSession(session, entries);
      const turnRows = [...view.messages.values()].reduce((sum, { ending }) => addCost(sum, ending?.cost ?? noCost), noCost);
      const open = foldMessages(entries.slice(0, -1)).openRun;
      // A model that stays busy interrupts the run, which has no end then.
      const isOver = entries.at(-1)?.event.type === "run-ended";
      expect({
        turns: sumOf(entries, (event) => (event.type === "turn-ended" ? event.summary.cost : undefined)),
        run: sumOf(entries, (event) => (event.type === "run-ended" ? event.summary.cost : undefined)),
        resumed: open?.spent.cost ?? noCost,
        row: tables.sessions.get(session)?.cost ?? noCost,
        days: [...tables.days.values()].reduce(addCost, noCost),
        header: view.cost ?? noCost,
        turnRows,
      }).toEqual({
        turns: requests,
        run: isOver ? requests : noCost,
        resumed: requests,
        row: requests,
        days: requests,
        header: requests,
        turnRows: requests,
      });
      expect(requests.unpricedTokens === 0 || requests.nanoDollars === 0).toBe(true);
    }),
    { numRuns: 250, examples: [[staysBusy, undefined]] },
  );
});

test("every request's cost is its usage times the price, also of one that broke off", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 5 }), anyPrice, async (steps, price) => {
      for (const { event } of await entriesOf(steps, price)) {
        if (event.type !== "message-ended" && event.type !== "message-failed") continue;
        expect(event.cost?.nanoDollars).toBe(totalTokens(event.usage) === 0 ? 0 : costOf(event.usage, price));
      }
    }),
    { numRuns: 60 },
  );
});
