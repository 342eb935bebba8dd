import { canonicalHash } from "../../../kernel/base/canonical.ts";
import type { CallId } from "../../../kernel/base/ids.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import type { HookedCall, HookScope } from "../../../kernel/contracts/hooks.ts";
import type { CallReviewed } from "../../../kernel/rules/reviewer.ts";
import { hostsIn, isAmong } from "./hosts-in.ts";

/**
 * Looks at a call with the arguments that it is about to run with: why it should not run so; undefined where nothing speaks
 * against it. What it throws counts as a refusal, as with every hook that decides.
 */
export type Inspector = (
  call: HookedCall,
  scope: HookScope,
  signal: AbortSignal,
) => string | undefined | Promise<string | undefined>;

/** The calls that a run has made, as its log has them. */
export type CallsBefore = (
  scope: HookScope,
) => Promise<readonly { readonly callId: CallId; readonly tool: string; readonly input: JsonValue }[]>;

/** Finds calls that reach outside to a host that is not in the list, or that name no host by which that could be told. */
export const createEgressInspector = (hosts: readonly string[]): Inspector => {
  const among =
    hosts.length === 0 ? "no host is allowed" : `only ${hosts.join(", ")} ${hosts.length === 1 ? "is" : "are"} allowed`;
  return ({ access, effectiveInput }) => {
    if (access !== "external") return undefined;
    const named = hostsIn(effectiveInput);
    if (named.length === 0) return `It reaches outside and names no address; ${among}.`;
    const other = named.find((host) => !isAmong(host, hosts));
    if (named.every((host) => isAmong(host, hosts))) return undefined;
    return `It reaches ${other ?? "an address that cannot be read"}; ${among}.`;
  };
};

/** Runs that are remembered; the oldest is forgotten first. */
const maxRuns = 64;

type Made = Map<string, Set<CallId>>;

const noteMade = (made: Made, tool: string, input: JsonValue, callId: CallId): ReadonlySet<CallId> => {
  const key = canonicalHash({ tool, input });
  const same = made.get(key) ?? new Set<CallId>();
  made.set(key, same.add(callId));
  return same;
};

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

/**
 * Finds a call that has been made `most` times already in its run, with the same tool and the same arguments. A call that is
 * looked at again, after a reload or a question, counts once. What a run did before this inspector was made is read from the log.
 */
export const createRepetitionInspector = (most: number, callsIn: CallsBefore): Inspector => {
  const runs = new Map<string, Promise<Made>>();
  const open = async (scope: HookScope): Promise<Made> => {
    const made: Made = new Map();
    for (const { callId, input, tool } of await callsIn(scope)) noteMade(made, tool, input, callId);
    return made;
  };
  return async ({ callId, effectiveInput, tool }, scope) => {
    const opening = runs.get(scope.runId) ?? open(scope);
    runs.set(scope.runId, opening);
    const [oldest] = runs.keys();
    if (runs.size > maxRuns && oldest !== undefined) runs.delete(oldest);
    const made = await opening;
    const same = [...noteMade(made, tool, effectiveInput, callId)];
    const before = same.indexOf(callId);
    if (before < most) return undefined;
    return `This run has made the same call ${times(before)} already; it may make it ${times(most)}.`;
  };
};

/**
 * Has a model look at calls of the named tools, or, where none is named, at all that change something or reach outside. What it
 * objects stands against the call, and so does that it could not be asked.
 */
export const createReviewInspector = (
  tools: readonly string[],
  review: (call: HookedCall, scope: HookScope, signal: AbortSignal) => Promise<Pick<CallReviewed, "verdict" | "reason">>,
): Inspector => {
  const concerns = ({ access, tool }: HookedCall): boolean =>
    tools.length === 0 ? access === "write" || access === "external" : tools.includes(tool);
  return async (call, scope, signal) => {
    if (!concerns(call)) return undefined;
    const { reason, verdict } = await review(call, scope, signal);
    if (verdict === "passed") return undefined;
    return verdict === "objected" ? `The reviewer objects: ${reason}` : `It could not be reviewed: ${reason}`;
  };
};
