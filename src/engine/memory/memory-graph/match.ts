import { isExpired, type MemoryNode } from "./node.ts";
import { stemOf, synonymGroupOf } from "./stem.ts";

/** How a word of a question is found in a node. The first that applies isLive. */
const strengths = { exact: 3, stem: 2, synonym: 1.5, substring: 1 } as const;
const minSubstringChars = 3;
const leastRarity = 0.1;
const unknownRarity = 1;

/** Parts between white space and `/ : - _ . , ;`, in lower case. */
export const matchTokens = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[\s/:\-_.,;?!()"]+/u)
    .filter((token) => token !== "");

/** By place in the list of nodes. */
export interface Matches {
  /**
   * 0 to 1: `Σ rarity × strength / Σ (rarity × 3)` over the words of the question, where rarity is `max(0.1, ln(N / (1 + n)))` of `N`
   * nodes that count and `n` of them with the word, and 1 for a word that none has. Expired nodes have 0.
   */
  readonly weights: Float64Array;
  /** 1 for a node that isLive, 0 for one that is expired. */
  readonly isLive: Uint8Array;
  /** 0 to 1: the share of the question's words that are found, in whatever way. */
  readonly overlaps: Float64Array;
}

/** Nodes by their words. Made once for a state of the graph. */
export interface MatchIndex {
  readonly match: (query: string, now: number) => Matches;
}

/** Words of all nodes, by what finds them; a word is its number. */
interface Vocabulary {
  /** By number: places of the nodes that have the word, ascending. */
  readonly places: readonly (readonly number[])[];
  readonly exact: ReadonlyMap<string, number>;
  readonly byStem: ReadonlyMap<string, readonly number[]>;
  readonly byGroup: ReadonlyMap<number, readonly number[]>;
  /** Numbers of words with this part. */
  readonly having: (part: string) => readonly number[];
}

const pushTo = <Key>(lists: Map<Key, number[]>, key: Key, number: number): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [number]);
  else list.push(number);
};

/** One search through all words is faster than a search in each. */
const partFinder = (words: readonly string[]): Vocabulary["having"] => {
  const text = `\n${words.join("\n")}\n`;
  const ends = new Uint32Array(words.length);
  let length = 1;
  for (const [number, word] of words.entries()) {
    length += word.length + 1;
    ends[number] = length;
  }
  /** The word in which a place of the text lies. */
  const wordAt = (place: number): number => {
    let [low, high] = [0, words.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > place)
        high = middle; // Between low and high.
      else low = middle + 1;
    }
    return low;
  };
  return (part) => {
    const found: number[] = [];
    for (let place = text.indexOf(part); place !== -1; ) {
      const word = wordAt(place);
      found.push(word);
      place = text.indexOf(part, ends[word]);
    }
    return found;
  };
};

const vocabularyOf = (nodes: readonly MemoryNode[]): Vocabulary => {
  const exact = new Map<string, number>();
  const byStem = new Map<string, number[]>();
  const byGroup = new Map<number, number[]>();
  const places: number[][] = [];
  for (const [place, { key, value }] of nodes.entries())
    for (const token of new Set(matchTokens(`${key} ${value}`))) {
      const known = exact.get(token);
      if (known !== undefined) {
        places[known]?.push(place);
        continue;
      }
      const [number, stem] = [exact.size, stemOf(token)];
      exact.set(token, number);
      places.push([place]);
      pushTo(byStem, stem, number);
      const group = synonymGroupOf(stem);
      if (group !== undefined) pushTo(byGroup, group, number);
    }
  return { places, exact, byStem, byGroup, having: partFinder([...exact.keys()]) };
};

export const createMatchIndex = (nodes: readonly MemoryNode[]): MatchIndex => {
  const { byGroup, byStem, exact, having, places } = vocabularyOf(nodes);

  /** By place: how strongly the word is found there; the weaker ways first, so that the strongest stays. */
  const found = (token: string): Float64Array => {
    const best = new Float64Array(nodes.length);
    const note = (words: readonly number[], strength: number): void => {
      for (const word of words) for (const place of places[word] ?? []) if (best[place]! < strength) best[place] = strength; // A place of the list.
    };
    const stem = stemOf(token);
    if (token.length >= minSubstringChars) note(having(token), strengths.substring);
    note(byGroup.get(synonymGroupOf(stem) ?? -1) ?? [], strengths.synonym);
    note(byStem.get(stem) ?? [], strengths.stem);
    const same = exact.get(token);
    if (same !== undefined) note([same], strengths.exact);
    return best;
  };

  return {
    match: (query, now) => {
      const [weights, overlaps] = [new Float64Array(nodes.length), new Float64Array(nodes.length)];
      const isLive = Uint8Array.from(nodes, (node) => (isExpired(node, now) ? 0 : 1));
      const size = isLive.reduce((sum, one) => sum + one, 0);
      const words = [...new Set(matchTokens(query))];
      let most = 0;
      for (const token of words) {
        const documents = (places[exact.get(token) ?? -1] ?? []).filter((place) => isLive[place] === 1).length;
        const rarity = documents === 0 ? unknownRarity : Math.max(leastRarity, Math.log(size / (1 + documents)));
        most += rarity * strengths.exact;
        const best = found(token);
        for (let place = 0; place < best.length; place += 1) {
          const strength = best[place]!; // As many as nodes, here and below.
          if (strength === 0) continue;
          overlaps[place]! += 1 / words.length;
          weights[place]! += rarity * strength * isLive[place]!;
        }
      }
      return { weights: weights.map((sum) => (sum === 0 ? 0 : sum / most)), isLive, overlaps };
    },
  };
};
