import { countOf, oldestFirst, rolesOf, sentencesOf, type Turn } from "./turn.ts";

/** One step of a stack; each works on what the one before left. */
export type CompressionStrategy =
  /** The newest `keepRecent` turns stay; older ones become episodes of `window` turns each. */
  | { readonly type: "temporal"; readonly window: number; readonly keepRecent: number }
  /** Of turns whose words are this much the same, the more important one stays; of equals the earlier. */
  | { readonly type: "semantic-dedup"; readonly minimumJaccard: number }
  /** What is this important or has the tag comes back in its place, whatever took it away. */
  | { readonly type: "importance-filter"; readonly minimumImportance: number; readonly tag: string };

export interface StackPolicy {
  /** With at most so many turns nothing is done. */
  readonly maxTurns: number;
  readonly strategies: readonly CompressionStrategy[];
}

export const defaultStackPolicy: StackPolicy = {
  maxTurns: 50,
  strategies: [
    { type: "temporal", window: 5, keepRecent: 10 },
    { type: "semantic-dedup", minimumJaccard: 0.85 },
    { type: "importance-filter", minimumImportance: 0.8, tag: "important" },
  ],
};

/** What stands for some turns that followed one another. */
export interface CompressedEpisode {
  readonly episodeId: string;
  readonly originalCount: number;
  readonly compressedTo: 1;
  /** How many of whom, then the beginning of each as it was said. */
  readonly summary: string;
  /** Whole seconds since 1970: of the first and of the last turn. */
  readonly timeRange: readonly [number, number];
  /** Those that at least half of the turns have, and one in any case. */
  readonly commonTags: readonly string[];
}

export interface StackResult {
  /** Whether there was enough to do anything. */
  readonly triggered: boolean;
  /** As they were said, the oldest first; in the order in which they came where nothing was done. */
  readonly kept: readonly Turn[];
  readonly episodes: readonly CompressedEpisode[];
}

const maxBeginning = 80;

const beginningOf = ({ text }: Turn): string => (sentencesOf(text)[0] ?? "").slice(0, maxBeginning);

const seconds = (ms: number | undefined): number => Math.floor((ms ?? 0) / 1_000);

const commonTags = (turns: readonly Turn[]): readonly string[] => {
  const least = Math.max(1, Math.floor(turns.length / 2));
  const all = [...new Set(turns.flatMap(({ tags }) => tags))];
  return all.filter((tag) => turns.filter(({ tags }) => tags.includes(tag)).length >= least);
};

const episodeOf = (turns: readonly Turn[], index: number): CompressedEpisode => ({
  episodeId: `temporal-ep-${index}`,
  originalCount: turns.length,
  compressedTo: 1,
  summary: [
    `${countOf(turns)} of ${rolesOf(turns)}`,
    turns
      .map(beginningOf)
      .filter((beginning) => beginning !== "")
      .join(" · "),
  ].join(": "),
  timeRange: [seconds(turns[0]?.at), seconds(turns.at(-1)?.at)],
  commonTags: commonTags(turns),
});

const wordSet = ({ text }: Turn): ReadonlySet<string> => new Set(text.toLowerCase().match(/\S+/gu) ?? []);

/** What two sets share of what they have together (Jaccard, 1901); two without words are the same: 1. */
export const jaccard = (one: ReadonlySet<string>, other: ReadonlySet<string>): number => {
  if (one.size === 0 && other.size === 0) return 1;
  let shared = 0;
  for (const word of one) if (other.has(word)) shared += 1;
  return shared / (one.size + other.size - shared);
};

const withoutDuplicates = (turns: readonly Turn[], minimumJaccard: number): readonly Turn[] => {
  const kept: { readonly turn: Turn; readonly words: ReadonlySet<string> }[] = [];
  for (const turn of turns) {
    const words = wordSet(turn);
    const place = kept.findIndex((one) => jaccard(one.words, words) >= minimumJaccard);
    if (place === -1) kept.push({ turn, words });
    else if (turn.importance > (kept[place]?.turn.importance ?? 1)) kept[place] = { turn, words };
  }
  return kept.map(({ turn }) => turn).sort(oldestFirst);
};

/** Chunks of so many, the last one with what is left. */
const chunks = (turns: readonly Turn[], size: number): readonly (readonly Turn[])[] =>
  Array.from({ length: Math.ceil(turns.length / size) }, (_, index) => turns.slice(index * size, (index + 1) * size));

type Step = Omit<StackResult, "triggered">;

const apply = ({ episodes, kept }: Step, strategy: CompressionStrategy, all: readonly Turn[]): Step => {
  switch (strategy.type) {
    case "temporal": {
      const border = Math.max(0, kept.length - strategy.keepRecent);
      const added = chunks(kept.slice(0, border), Math.max(1, strategy.window)).map((chunk, index) =>
        episodeOf(chunk, episodes.length + index),
      );
      return { kept: kept.slice(border), episodes: [...episodes, ...added] };
    }
    case "semantic-dedup":
      return { kept: withoutDuplicates(kept, strategy.minimumJaccard), episodes };
    case "importance-filter": {
      const stays = new Set(kept);
      const matters = ({ importance, tags }: Turn): boolean =>
        importance >= strategy.minimumImportance || tags.includes(strategy.tag);
      return { kept: all.filter((turn) => stays.has(turn) || matters(turn)), episodes };
    }
  }
};

/** Runs the strategies one after the other where there are more turns than the policy allows; else gives the turns back as they are. */
export const compressByStrategies = (turns: readonly Turn[], policy: StackPolicy): StackResult => {
  if (turns.length <= policy.maxTurns) return { triggered: false, kept: turns, episodes: [] };
  const all = turns.toSorted(oldestFirst);
  const start: Step = { kept: all, episodes: [] };
  return { triggered: true, ...policy.strategies.reduce((step, strategy) => apply(step, strategy, all), start) };
};
