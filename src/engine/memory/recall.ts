import {
  estimatedTokens,
  type Memory,
  memoryLine,
  memorySection,
  type RecalledMemory,
  type RecallLimits,
} from "../../kernel/memory/memory.ts";
import { type MemoryPolicy, strengthAt } from "./strength.ts";
import type { TextIndex } from "./text-index.ts";

/** An item that an agent may be given. */
export interface Candidate {
  readonly item: Memory;
  readonly hash: string;
  /** Milliseconds since 1970. Absent: never. */
  readonly usedAt?: number;
}

const relevanceShare = 0.6;

/** Whether an item counts at a time, and for somebody who did not ask for it. */
export const isRecallable = (item: Memory, now: number): boolean =>
  item.status === "active" &&
  (item.validFrom === undefined || item.validFrom <= now) &&
  (item.validUntil === undefined || now < item.validUntil);

export interface RankedCandidate extends Candidate {
  readonly score: number;
}

/**
 * The best first: what is pinned, then by `0.6 × relevance + 0.4 × strength`, where relevance is the score of the search as a share of
 * the best one's. Of equals the newest first. `index`: over the texts of the candidates, by id.
 */
export const rankCandidates = (
  candidates: readonly Candidate[],
  query: string,
  now: number,
  index: Pick<TextIndex, "search" | "size">,
  policy: MemoryPolicy,
): readonly RankedCandidate[] => {
  const hits = index.search(query, Math.max(1, index.size()));
  const best = hits[0]?.score ?? 1;
  const relevance = new Map(hits.map(({ key, score }) => [key, score / best]));
  const scoreOf = ({ item, usedAt }: Candidate): number =>
    relevanceShare * (relevance.get(item.memoryId) ?? 0) + (1 - relevanceShare) * strengthAt(item, usedAt, now, policy);
  return candidates
    .map((candidate) => ({ ...candidate, score: scoreOf(candidate) }))
    .sort(
      (one, other) =>
        Number(other.item.pinned === true) - Number(one.item.pinned === true) ||
        other.score - one.score ||
        other.item.madeAt - one.item.madeAt ||
        (one.item.memoryId < other.item.memoryId ? -1 : 1),
    );
};

/** How many that found no room are told of. */
const maxLeftOut = 12;

/** What of the ranked items goes with a run: whole lines, as many as both limits allow; undefined where there are none. */
export const sectionOf = (
  ranked: readonly RankedCandidate[],
  limits: RecallLimits,
): { readonly items: readonly RecalledMemory[]; readonly text: string } | undefined => {
  const items: RecalledMemory[] = [];
  const lines: string[] = [];
  let leftOut = 0;
  for (const { hash, item, score } of ranked) {
    const line = memoryLine(item);
    const sent = lines.length < limits.items && estimatedTokens(memorySection([...lines, line])) <= limits.tokens;
    if (sent) lines.push(line);
    else if (leftOut >= maxLeftOut) break;
    else leftOut += 1;
    items.push({ memoryId: item.memoryId, hash, score: Math.round(score * 1_000) / 1_000, sent });
  }
  return lines.length === 0 ? undefined : { items, text: memorySection(lines) };
};

/** What may go with a run that did not ask: items that fade not, once little is left of them, nor those only for who asks. */
export const unaskedOf = (candidates: readonly Candidate[], now: number, policy: MemoryPolicy): readonly Candidate[] =>
  candidates.filter(
    ({ item, usedAt }) =>
      isRecallable(item, now) &&
      item.onlyAsked !== true &&
      (item.pinned === true || strengthAt(item, usedAt, now, policy) >= policy.minimumStrength),
  );

/** What goes with a run that did not ask. */
export const recallFor = (
  candidates: readonly Candidate[],
  query: string,
  now: number,
  index: Pick<TextIndex, "search" | "size">,
  policy: MemoryPolicy,
  limits: RecallLimits,
): ReturnType<typeof sectionOf> => {
  const unasked = unaskedOf(candidates, now, policy);
  return sectionOf(rankCandidates(unasked, query, now, index, policy), limits);
};
