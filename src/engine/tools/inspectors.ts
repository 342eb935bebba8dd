import { canonicalHash } from "../../kernel/canonical.ts";
import type { HookedCall, HookScope } from "../../kernel/contracts/hooks.ts";
import type { CallId } from "../../kernel/ids.ts";
import { hostsIn, isAmong } from "./hosts-in.ts";

/**
 * Looks at a call with the arguments that it is about to run with: why it should not run so; undefined where nothing speaks
 * against it. What it throws counts as a refusal, as with every hook that decides.
 */
export type Inspector = (call: HookedCall, scope: HookScope) => string | undefined;

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

/**
 * Finds a call that has been made `most` times already in its run, with the same tool and the same arguments. A call that is
 * looked at again, after a reload or a question, counts once. In memory: after a reload it counts from the beginning.
 */
export const createRepetitionInspector = (most: number): Inspector => {
  const runs = new Map<string, Map<string, Set<CallId>>>();
  return ({ callId, effectiveInput, tool }, { runId }) => {
    const calls = runs.get(runId) ?? new Map<string, Set<CallId>>();
    runs.set(runId, calls);
    const [oldest] = runs.keys();
    if (runs.size > maxRuns && oldest !== undefined) runs.delete(oldest);
    const key = canonicalHash({ tool, input: effectiveInput });
    const same = calls.get(key) ?? new Set<CallId>();
    calls.set(key, same.add(callId));
    if (same.size <= most) return undefined;
    const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
    return `This run has made the same call ${times(same.size - 1)} already; it may make it ${times(most)}.`;
  };
};
