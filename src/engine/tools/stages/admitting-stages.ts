import { type ClockDep, sleep } from "../../../kernel/base/clock.ts";
import { localDay } from "../../../kernel/base/local-day.ts";
import type { CircuitStates } from "../../../kernel/contracts/circuit-states.ts";
import { type Account, type Amounts, createAccount, type Measure, reserveIn } from "../../../kernel/limits/account.ts";
import type { ToolLimits } from "../../../kernel/limits/tool-limits.ts";
import { createBackpressure } from "../../resilience/backpressure.ts";
import { type CircuitChange, createCircuitBreaker } from "../../resilience/circuit-breaker.ts";
import { createSlidingWindow } from "../../resilience/sliding-window.ts";
import { createTokenBucket } from "../../resilience/token-bucket.ts";
import type { PastCalls } from "./call-history.ts";
import { isPassing } from "./passing.ts";
import {
  heldBack,
  type StagedCall,
  type StagedOutcome,
  stoppedWaiting,
  type ToolStage,
  tell,
  whileWaiting,
} from "./staged-call.ts";

type Set<Name extends keyof ToolLimits> = NonNullable<ToolLimits[Name]>;

const seconds = (ms: number): string => `${Math.max(0.1, Math.ceil(ms / 100) / 10).toLocaleString("en-US")} s`;
const didNotRun = "It did not run and nothing changed.";

/** Accounts of runs, sessions and days that are over are forgotten, the oldest first. */
const maxAccounts = 1_000;

const createAccounts = (limit: number | undefined, name: string, before: (key: string) => number): ((key: string) => Account) => {
  const accounts = new Map<string, Account>();
  const limits: Amounts = limit === undefined ? {} : { calls: limit };
  return (key) => {
    const known = accounts.get(key) ?? createAccount({ name, limits: () => limits, opening: { spent: { calls: before(key) } } });
    accounts.delete(key);
    accounts.set(key, known);
    const oldest = accounts.size > maxAccounts ? accounts.keys().next().value : undefined;
    if (oldest !== undefined) accounts.delete(oldest);
    return known;
  };
};

const ran = ({ outcome }: StagedOutcome): boolean =>
  !(outcome.type === "stopped" && outcome.when !== "running") &&
  !(outcome.type === "failed" && outcome.failure.type === "held-back");

const oneCall: { readonly [Name in Measure]?: number } = { calls: 1 };

/** `past`: calls of before count as well; absent: there were none. */
export const createCallsStage = (
  { clock }: ClockDep,
  { perDay, perRun, perSession }: Set<"calls">,
  past?: PastCalls,
): ToolStage => {
  const before = (account: "run" | "session" | "day") => (key: string) => past?.ran(account, key) ?? 0;
  const [runs, sessions, days] = [
    createAccounts(perRun, "this run", before("run")),
    createAccounts(perSession, "this session", before("session")),
    createAccounts(perDay, "today", before("day")),
  ];
  return {
    name: "calls",
    run: async (staged, rest) => {
      const { call, round } = staged;
      const { runId, sessionId } = round.scope;
      const hold = reserveIn([runs(runId), sessions(sessionId), days(localDay(clock.now()))], oneCall);
      if (!hold.ok) {
        const { account, limit } = hold.error;
        const words = `the ${limit.toLocaleString("en-US")} calls of '${call.tool.name}' for ${account.name} are used up.`;
        return heldBack("calls", `${words} ${didNotRun} Go on without it; the person can allow more.`);
      }
      try {
        const ended = await rest(staged);
        if (ran(ended)) hold.value.settle(oneCall);
        return ended;
      } finally {
        hold.value.refund();
      }
    },
  };
};

/** Moments of before by the monotonic clock; a clock that was set back makes none of them later than this one. */
const earlierTimes = ({ clock }: ClockDep, past: PastCalls | undefined): readonly number[] => {
  const [now, monotonic] = [clock.now(), clock.monotonic()];
  return past?.times().map((at) => monotonic - Math.max(0, now - at)) ?? [];
};

export const createWindowStage = (deps: ClockDep, limit: Set<"window">, past?: PastCalls): ToolStage => {
  const calls = createSlidingWindow(deps, limit, earlierTimes(deps, past));
  return {
    name: "window",
    run: async (staged, rest) => {
      const admitted = calls.admit();
      if (admitted.ok) return rest(staged);
      const { retryAfterMs } = admitted.error;
      const again = retryAfterMs === undefined ? "" : ` Another one is let in after ${seconds(retryAfterMs)}.`;
      const words = `'${staged.call.tool.name}' may be called ${limit.maxCalls} times in ${seconds(limit.intervalMs)}, and was.`;
      return heldBack("window", `${words} ${didNotRun}${again}`, retryAfterMs);
    },
  };
};

export const createCapacityStage = (limit: Set<"capacity">): ToolStage => {
  const guard = createBackpressure(limit);
  return {
    name: "capacity",
    run: async (staged, rest) => {
      const slot = guard.tryAcquire();
      if (!slot.ok) {
        const { capacity, depth } = slot.error;
        const words = `${depth} of at most ${capacity} calls of '${staged.call.tool.name}' are under way.`;
        return heldBack("capacity", `${words} ${didNotRun} Call it again when one of them has ended.`);
      }
      const { depth, isCrowded, release } = slot.value;
      try {
        if (isCrowded) {
          const act = { type: "crowded", depth, capacity: limit.hard } as const;
          await tell(staged, { type: "stage-acted", callId: staged.call.callId, act });
        }
        return await rest(staged);
      } finally {
        release();
      }
    },
  };
};

export const createCircuitStage = (
  deps: ClockDep & { readonly circuits: CircuitStates },
  tool: string,
  limit: Set<"circuit">,
): ToolStage => {
  const breaker = createCircuitBreaker({ clock: deps.clock, states: deps.circuits }, `tool:${tool}`, limit);
  const told = async (staged: StagedCall, change: CircuitChange | undefined): Promise<void> => {
    if (change !== undefined) await tell(staged, { type: "circuit-changed", about: { type: "tool", name: tool }, ...change });
  };
  return {
    name: "circuit",
    run: async (staged, rest) => {
      const admitted = await breaker.admit();
      if (!admitted.ok) {
        const { retryAfterMs } = admitted.error;
        const words = `'${tool}' failed ${limit.failures} times in a row, so it is not called for now.`;
        const again = `One call may try it in ${seconds(retryAfterMs)}.`;
        return heldBack("circuit", `${words} ${didNotRun} ${again}`, retryAfterMs);
      }
      const admission = admitted.value;
      try {
        await told(staged, admission.changed);
        const ended = await rest(staged);
        const said = isPassing(ended.outcome)
          ? admission.fail()
          : ended.outcome.type === "done"
            ? admission.succeed()
            : undefined;
        await told(staged, await said);
        return ended;
      } finally {
        await told(staged, await admission.release());
      }
    },
  };
};

export const createRateStage = (deps: ClockDep, limit: Set<"rate">): ToolStage => {
  const bucket = createTokenBucket(deps, limit);
  return {
    name: "rate",
    run: async (staged, rest) => {
      const { delayMs, giveBack } = bucket.take();
      if (delayMs === 0) return rest(staged);
      const goesOn = await whileWaiting(staged, async (signal) => {
        await tell(staged, { type: "stage-acted", callId: staged.call.callId, act: { type: "waiting", delayMs } });
        return sleep(deps.clock, delayMs, signal);
      });
      if (goesOn) return rest(staged);
      giveBack();
      return stoppedWaiting;
    },
  };
};
