import type { Failure } from "../../../kernel/base/failure.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { assertNever, ok, type Result } from "../../../kernel/base/result.ts";
import type { HookedCall, HookScope, Hooks } from "../../../kernel/contracts/hooks.ts";
import type { CallOutcome } from "../../../kernel/log/event.ts";
import { askBeforeTool, tellHooks } from "../../../kernel/rules/ask-hooks.ts";
import type { GateDeps, HookRuling, ReadyCall, Round } from "./gate-deps.ts";
import { appendEntries, draftOf } from "./record.ts";

/** What the hooks of a round have been asked: by call, the arguments that they saw last. */
export type AskedCalls = Map<ReadyCall["callId"], { readonly call: ReadyCall; readonly requested: JsonValue }>;

/** The hooks that speak about calls; undefined where there are none, so that a call costs nothing more. */
export const callHooks = ({ hooks }: GateDeps): readonly Hooks[] | undefined => {
  const all = hooks?.() ?? [];
  return all.some(({ beforeTool, afterTool }) => beforeTool !== undefined || afterTool !== undefined) ? all : undefined;
};

const scopeOf = ({ scope: { sessionId, runId, turn } }: Round): HookScope => ({ sessionId, runId, turn });

const hookedCall = ({ callId, tool, input }: ReadyCall, requestedInput: JsonValue): HookedCall => ({
  callId,
  tool: tool.name,
  access: tool.access,
  requestedInput,
  effectiveInput: input,
});

const rulingOf = async (hooks: readonly Hooks[], call: HookedCall, round: Round): Promise<HookRuling | undefined> => {
  const decided = await askBeforeTool(hooks, call, scopeOf(round), round.signal);
  switch (decided.type) {
    case "allow":
    // Nothing starts any more, so nobody needs to know what would have been said.
    case "stopped":
      return undefined;
    case "block":
    case "ask":
    case "failed":
      return decided;
    default:
      return assertNever(decided);
  }
};

const withRuling = (call: ReadyCall, ruling: HookRuling | undefined): ReadyCall => {
  if (ruling !== undefined) return { ...call, ruling };
  if (call.ruling === undefined) return call;
  const { ruling: _before, ...rest } = call;
  return rest;
};

/** The call with what the hooks say of its arguments. `requested`: the arguments that the model sent. */
export const ruledCall = async (deps: GateDeps, call: ReadyCall, requested: JsonValue, round: Round): Promise<ReadyCall> => {
  const hooks = round.asked === undefined ? undefined : callHooks(deps);
  if (hooks === undefined || round.asked === undefined) return call;
  const ruling = await rulingOf(hooks, hookedCall(call, requested), round);
  const ruled = withRuling(call, ruling);
  round.asked.set(call.callId, { call: ruled, requested });
  return ruled;
};

const ran = (outcome: CallOutcome): boolean =>
  outcome.type === "done" || outcome.type === "failed" || outcome.type === "timed-out";

/** Tells the hooks how calls ended that ran. What breaks down in them is noted in the log. */
export const tellAfterCalls = async (
  deps: GateDeps,
  ended: readonly { readonly callId: ReadyCall["callId"]; readonly outcome: CallOutcome }[],
  round: Round,
): Promise<Result<null, Failure>> => {
  const hooks = callHooks(deps);
  if (hooks === undefined) return ok(null);
  for (const { callId, outcome } of ended) {
    const asked = round.asked?.get(callId);
    // A call whose hook broke down failed without having run.
    if (asked === undefined || !ran(outcome) || asked.call.ruling?.type === "failed") continue;
    const call = hookedCall(asked.call, asked.requested);
    const events = await tellHooks(
      hooks,
      "after-tool",
      (hook) => hook.afterTool?.(call, outcome, scopeOf(round), round.signal),
      round.signal,
    );
    if (events.length === 0) continue;
    const noted = await appendEntries(deps, { entries: events.map((event) => draftOf(round, callId, event)) });
    if (!noted.ok) return noted;
  }
  return ok(null);
};
