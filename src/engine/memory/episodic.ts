import type { Memory } from "../../kernel/memory/memory.ts";
import { decayedImportance, type HybridWeights, hybridScore } from "./decay.ts";

/** How an agent's episodes are ranked and bounded. Agents do not affect one another. */
export interface EpisodicPolicy {
  /** `hybrid`: recent and often used ones stand higher than their importance alone says. */
  readonly rank: { readonly type: "importance" } | ({ readonly type: "hybrid" } & HybridWeights);
  /** Absent: importance does not fade. */
  readonly halfLifeHours?: number;
  /** Episodes that are older are not recalled, and go when one is added. Absent: none. */
  readonly maxAgeMs?: number;
  /** Of one agent; at least 1. */
  readonly capacity: number;
  readonly evict: "lowest-importance" | "oldest";
}

export interface RankedEpisode {
  readonly item: Memory;
  readonly score: number;
}

/** How often an item was used. */
export type Uses = (memoryId: string) => number;

const isOwn = (item: Memory, agent: string | undefined): boolean => item.agent === agent;
const isTooOld = ({ madeAt }: Memory, now: number, { maxAgeMs }: EpisodicPolicy): boolean =>
  maxAgeMs !== undefined && now - madeAt > maxAgeMs;

/** What an agent recalls, the best first; those that are equal the newest first. Only what is given back counts as used. */
export const recallEpisodes = (
  items: readonly Memory[],
  { agent, limit, now, uses }: { readonly agent?: string; readonly limit: number; readonly now: number; readonly uses: Uses },
  policy: EpisodicPolicy,
): readonly RankedEpisode[] => {
  const own = items.filter((item) => isOwn(item, agent) && !isTooOld(item, now, policy));
  const mostUses = own.reduce((most, { memoryId }) => Math.max(most, uses(memoryId)), 0);
  const { halfLifeHours, rank } = policy;
  const scoreOf = ({ importance: stored, madeAt, memoryId }: Memory): number => {
    const ageMs = now - madeAt;
    const importance = halfLifeHours === undefined ? stored : decayedImportance(stored, ageMs, halfLifeHours);
    return rank.type === "importance" ? importance : hybridScore({ importance, ageMs, uses: uses(memoryId), mostUses }, rank);
  };
  return own
    .map((item) => ({ item, score: scoreOf(item) }))
    .sort((one, other) => other.score - one.score || other.item.madeAt - one.item.madeAt)
    .slice(0, Math.max(0, limit));
};

/**
 * What has to go when an episode was added: what is too old, and where there are more than the agent keeps, exactly one more.
 * That is the oldest, or the one of least importance, of equals the older; the one that was added stays where importance decides.
 */
export const episodesToEvict = (items: readonly Memory[], added: Memory, policy: EpisodicPolicy): readonly Memory[] => {
  if (!(policy.capacity >= 1)) throw new Error("An agent keeps at least one episode.");
  const own = items.filter((item) => isOwn(item, added.agent) && item.memoryId !== added.memoryId);
  const old = own.filter((item) => isTooOld(item, added.madeAt, policy));
  const left = own.filter((item) => !old.includes(item));
  if (left.length + 1 <= policy.capacity) return old;
  const candidates = policy.evict === "oldest" ? [...left, added] : left;
  const [first] = candidates.sort((one, other) =>
    policy.evict === "oldest" ? one.madeAt - other.madeAt : one.importance - other.importance || one.madeAt - other.madeAt,
  );
  return first === undefined ? old : [...old, first];
};
