import { raceAbort } from "../../../kernel/base/abort.ts";
import type { ClockDep } from "../../../kernel/base/clock.ts";
import type { CallId, SessionId } from "../../../kernel/base/ids.ts";
import type { ToolOutput } from "../../../kernel/contracts/tool.ts";
import type { Served } from "../../../kernel/limits/stage-act.ts";
import type { Origin } from "../../../kernel/rules/origin.ts";
import { createDeduplicator } from "../../resilience/deduplicator.ts";
import { createResultCache, type ResultCache } from "../../resilience/result-cache.ts";
import { maxResultBytes } from "../gate/cut-text.ts";
import { type StagedCall, type StagedOutcome, stoppedWaiting, type ToolStage, whileWaiting } from "./staged-call.ts";

/** A result that can stand for another call of the same arguments. */
export interface KeptResult {
  readonly output: ToolOutput;
  /** Where its text came from, as far as that is outside. */
  readonly origins?: readonly Origin[];
  readonly callId: CallId;
}

const servedOf = ({ callId, output, origins }: KeptResult, from: Served["from"], ageMs: number): StagedOutcome => ({
  outcome: { type: "done", output, ...(origins === undefined ? {} : { origins }) },
  served: { from, callId, ageMs: Math.round(ageMs) },
});

/** What may stand for other calls: it worked, and is nothing but its text. */
const keptFrom = ({ call }: StagedCall, { outcome }: StagedOutcome): KeptResult | undefined => {
  if (outcome.type !== "done") return undefined;
  const { ended, isError, shell, text, todos } = outcome.output;
  // Long ones are kept aside, not in memory.
  if (text.length > maxResultBytes) return undefined;
  if (isError || todos !== undefined || shell !== undefined || ended !== undefined) return undefined;
  const { origins, output } = outcome;
  return { output, callId: call.callId, ...(origins === undefined ? {} : { origins }) };
};

/** How many results of one session are kept for calls that are to be done once. */
const maxOnce = 1_000;

/** What a session did once. */
export const createOnceStage = ({ clock }: ClockDep): ToolStage => {
  const sessions = new Map<SessionId, Map<string, KeptResult & { readonly at: number }>>();
  return {
    name: "once",
    run: async (staged, rest) => {
      const { call, round } = staged;
      const done = sessions.get(round.scope.sessionId);
      const known = done?.get(call.inputHash.value());
      if (known !== undefined) return servedOf(known, "once", clock.monotonic() - known.at);
      const ended = await rest(staged);
      const kept = keptFrom(staged, ended);
      if (kept === undefined) return ended;
      const results = done ?? new Map<string, KeptResult & { readonly at: number }>();
      sessions.set(round.scope.sessionId, results);
      results.set(call.inputHash.value(), { ...kept, at: clock.monotonic() });
      const oldest = results.size > maxOnce ? results.keys().next().value : undefined;
      if (oldest !== undefined) results.delete(oldest);
      return ended;
    },
  };
};

export const createCacheStage = (cache: ResultCache<KeptResult>, ttlMs: number): ToolStage => ({
  name: "cache",
  run: async (staged, rest) => {
    const { call } = staged;
    const found = cache.get(call.inputHash.value(), ttlMs);
    if (found !== undefined) return servedOf(found.value, "cache", found.ageMs);
    const begun = cache.begin();
    const touched = new Set<string>();
    staged.touched = touched;
    const ended = await rest(staged);
    // What another call read stands under that call's files.
    const kept = ended.served === undefined ? keptFrom(staged, ended) : undefined;
    if (kept !== undefined) {
      cache.put({ key: call.inputHash.value(), group: call.tool.name, value: kept, paths: [...touched], begun });
    }
    return ended;
  },
});

export const createKeptResults = (deps: ClockDep): ResultCache<KeptResult> => createResultCache(deps);

/** An owner of whom nothing is heard for so long is not waited for; every tool has a time limit far below. */
const patienceMs = 60 * 60_000;

/** `moment` differs before and after a change: what began before it may not know of it. */
export const createJoinStage = (deps: ClockDep, moment: () => number): ToolStage => {
  const calls = createDeduplicator<KeptResult>(deps, { ttlMs: patienceMs, keepMs: 0 });
  return {
    name: "join",
    run: async (staged, rest) => {
      for (;;) {
        const found = calls.register(`${moment()} ${staged.call.inputHash.value()}`);
        if (found.type === "cached") return servedOf(found.value, "join", 0);
        if (found.type === "in-progress") {
          const raced = await whileWaiting(staged, (signal) => raceAbort(found.value, signal));
          if (raced.type === "aborted") return stoppedWaiting;
          if (raced.value !== undefined) return servedOf(raced.value, "join", 0);
          continue;
        }
        try {
          const ended = await rest(staged);
          const kept = keptFrom(staged, ended);
          if (kept !== undefined) found.owner.complete(kept);
          return ended;
        } finally {
          found.owner.fail();
        }
      }
    },
  };
};
