import { eachWord } from "./words.ts";

/**
 * Full-text index over many short texts, in typed arrays: BM25 (Robertson and Spärck Jones, "Okapi at TREC-3", 1994) with
 * `k1 = 1.2`, `b = 0.75` and the idf that is never negative, `ln(1 + (N − n + ½) / (n + ½))`. A text's score is the sum over the
 * query's different words of `idf × f × (k1 + 1) / (f + k1 × (1 − b + b × length / average length))`.
 */
export interface TextIndex {
  readonly size: () => number;
  /** A text under a key that is there already takes the place of the one before. */
  readonly add: (key: string, text: string) => void;
  /** Whether it was there. */
  readonly remove: (key: string) => boolean;
  /** The best first, those with the same score in order of their adding; only texts with a word of the query. */
  readonly search: (query: string, limit: number) => readonly TextHit[];
}

export interface TextHit {
  readonly key: string;
  readonly score: number;
}

const k1 = 1.2;
const b = 0.75;

/** A posting is a document's number and how often it has the word, in one number. */
const countBits = 8;
const maxCount = (1 << countBits) - 1;
const maxDocuments = 1 << (32 - countBits);

interface Term {
  postings: Uint32Array;
  length: number;
  /** Documents that have it and are not removed. */
  documents: number;
  /** The document that is being added, and where its posting stands. */
  last: number;
}

const grown = <Numbers extends Uint32Array | Float64Array | Uint8Array>(numbers: Numbers, least: number): Numbers => {
  if (least <= numbers.length) return numbers;
  const larger = new (numbers.constructor as new (length: number) => Numbers)(Math.max(least, numbers.length * 2));
  larger.set(numbers as never);
  return larger;
};

export const createTextIndex = (): TextIndex => {
  let terms = new Map<string, Term>();
  let numberByKey = new Map<string, number>();
  let keys: string[] = [];
  /** The text itself, to take its words back out when it is removed. */
  let texts: string[] = [];
  let lengths = new Uint32Array(1_024);
  let isRemoved = new Uint8Array(1_024);
  let scores = new Float64Array(1_024);
  let found = new Uint32Array(1_024);
  let totalLength = 0;
  let removed = 0;

  const note = (word: string, document: number): void => {
    const term = terms.get(word);
    if (term === undefined) {
      const postings = new Uint32Array(2);
      postings[0] = ((document << countBits) | 1) >>> 0;
      terms.set(word, { postings, length: 1, documents: 1, last: document });
      return;
    }
    if (term.last === document) {
      const place = term.length - 1;
      const posting = term.postings[place] ?? 0;
      if ((posting & maxCount) < maxCount) term.postings[place] = posting + 1;
      return;
    }
    term.postings = grown(term.postings, term.length + 1);
    term.postings[term.length] = ((document << countBits) | 1) >>> 0;
    term.length += 1;
    term.documents += 1;
    term.last = document;
  };

  const insert = (key: string, text: string): void => {
    const document = keys.length;
    if (document >= maxDocuments) throw new Error(`An index holds at most ${maxDocuments} texts.`);
    keys.push(key);
    texts.push(text);
    numberByKey.set(key, document);
    lengths = grown(lengths, document + 1);
    isRemoved = grown(isRemoved, document + 1);
    let length = 0;
    eachWord(text, (word) => {
      note(word, document);
      length += 1;
    });
    lengths[document] = length;
    totalLength += length;
  };

  /** Half of it is removed texts: made anew without them. */
  const compact = (): void => {
    const kept = keys.flatMap((key, document) => (isRemoved[document] === 1 ? [] : [[key, texts[document] ?? ""] as const]));
    terms = new Map();
    numberByKey = new Map();
    keys = [];
    texts = [];
    isRemoved = new Uint8Array(1_024);
    totalLength = 0;
    removed = 0;
    for (const [key, text] of kept) insert(key, text);
  };

  const remove = (key: string): boolean => {
    const document = numberByKey.get(key);
    if (document === undefined) return false;
    numberByKey.delete(key);
    isRemoved[document] = 1;
    removed += 1;
    totalLength -= lengths[document] ?? 0;
    const seen = new Set<string>();
    eachWord(texts[document] ?? "", (word) => {
      const term = seen.has(word) ? undefined : terms.get(word);
      seen.add(word);
      if (term !== undefined) term.documents -= 1;
    });
    texts[document] = "";
    if (removed > 1_024 && removed * 2 > keys.length) compact();
    return true;
  };

  const scoreTerm = ({ documents, length, postings }: Term, count: number): number => {
    const size = numberByKey.size;
    const idf = Math.log(1 + (size - documents + 0.5) / (documents + 0.5));
    const gain = idf * (k1 + 1);
    const flat = k1 * (1 - b);
    const perWord = totalLength === 0 ? 0 : (k1 * b * size) / totalLength;
    let next = count;
    for (let place = 0; place < length; place += 1) {
      const posting = postings[place]!; // Within its length.
      const document = posting >>> countBits;
      if (isRemoved[document] === 1) continue;
      const frequency = posting & maxCount;
      const before = scores[document]!; // As long as there are documents.
      if (before === 0) {
        found[next] = document;
        next += 1;
      }
      scores[document] = before + (gain * frequency) / (frequency + flat + perWord * lengths[document]!); // As the scores.
    }
    return next;
  };

  /** The best of those that were found, by a heap whose root is the worst of them. */
  const best = (count: number, limit: number): readonly number[] => {
    const heap: number[] = [];
    const isWorse = (one: number, other: number): boolean => {
      const difference = scores[one]! - scores[other]!; // They were found.
      return difference < 0 || (difference === 0 && one > other);
    };
    const sink = (start: number): void => {
      let place = start;
      for (;;) {
        let worst = place;
        for (const child of [2 * place + 1, 2 * place + 2])
          if (child < heap.length && isWorse(heap[child]!, heap[worst]!)) worst = child; // Within the heap.
        if (worst === place) return;
        [heap[place], heap[worst]] = [heap[worst]!, heap[place]!];
        place = worst;
      }
    };
    for (let place = 0; place < count; place += 1) {
      const document = found[place]!; // Within the count.
      if (heap.length < limit) {
        heap.push(document);
        if (heap.length === limit) for (let start = (limit >> 1) - 1; start >= 0; start -= 1) sink(start);
      } else if (isWorse(heap[0]!, document)) {
        heap[0] = document;
        sink(0);
      }
    }
    return heap.sort((one, other) => (isWorse(one, other) ? 1 : -1));
  };

  return {
    size: () => numberByKey.size,
    add: (key, text) => {
      remove(key);
      insert(key, text);
    },
    remove,
    search: (query, limit) => {
      const asked = new Set<string>();
      eachWord(query, (word) => void asked.add(word));
      scores = grown(scores, keys.length);
      found = grown(found, keys.length);
      let count = 0;
      for (const word of asked) {
        const term = terms.get(word);
        if (term !== undefined) count = scoreTerm(term, count);
      }
      const hits =
        limit < 1 ? [] : best(count, limit).map((document) => ({ key: keys[document] ?? "", score: scores[document] ?? 0 }));
      for (let place = 0; place < count; place += 1) scores[found[place]!] = 0; // Within the count.
      return hits;
    },
  };
};
