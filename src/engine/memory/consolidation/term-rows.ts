import { utf8Length } from "../../../kernel/base/utf8-length.ts";

/**
 * Many texts as sparse vectors of unit length, one behind the other: text `row` has the terms `terms[offsets[row]]` up to
 * `terms[offsets[row + 1]]`, ascending, and beside each its value. The functions of this folder take their indices from these arrays,
 * so each is inside them; that is what `!` says in their loops.
 */
export interface TermRows {
  readonly rowCount: number;
  /** How many different terms there are; terms are 0 … termCount − 1. */
  readonly termCount: number;
  readonly offsets: Uint32Array;
  readonly terms: Uint32Array;
  readonly values: Float64Array;
}

/** Shorter words, by bytes of their UTF-8, say nothing about a text's subject. */
const minTokenBytes = 3;

/** Words of a text as they are compared: runs of letters and digits, in lower case. */
export const tokensOf = (text: string): readonly string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((token) => utf8Length(token) >= minTokenBytes);

interface Counted {
  readonly counts: readonly ReadonlyMap<number, number>[];
  /** By term: in how many texts it is. */
  readonly documents: readonly number[];
}

/** A text counts for a term when it has that very token; that another token contains it is no reason. */
const countTerms = (texts: readonly string[]): Counted => {
  const termByToken = new Map<string, number>();
  const documents: number[] = [];
  const counts = texts.map((text) => {
    const own = new Map<number, number>();
    for (const token of tokensOf(text)) {
      const term = termByToken.get(token) ?? termByToken.size;
      termByToken.set(token, term);
      const before = own.get(term) ?? 0;
      own.set(term, before + 1);
      if (before === 0) documents[term] = (documents[term] ?? 0) + 1;
    }
    return own;
  });
  return { counts, documents };
};

/**
 * Term frequency times inverse document frequency, `count × ln(1 + N / (1 + n))` for `N` texts of which `n` have the term (after Spärck
 * Jones, 1972), each vector divided by its length. A text without any term is a row without entries.
 */
export const termRowsOf = (texts: readonly string[]): TermRows => {
  const { counts, documents } = countTerms(texts);
  const weights = documents.map((count) => Math.log(1 + texts.length / (1 + count)));
  const size = counts.reduce((sum, own) => sum + own.size, 0);
  const [offsets, terms, values] = [new Uint32Array(texts.length + 1), new Uint32Array(size), new Float64Array(size)];
  let end = 0;
  for (const [row, own] of counts.entries()) {
    const start = end;
    terms.set(Uint32Array.from(own.keys()).sort(), start);
    end += own.size;
    let square = 0;
    for (let at = start; at < end; at += 1) {
      const value = own.get(terms[at]!)! * weights[terms[at]!]!;
      values[at] = value;
      square += value * value;
    }
    const length = Math.sqrt(square);
    for (let at = start; at < end; at += 1) values[at]! /= length;
    offsets[row + 1] = end;
  }
  return { rowCount: texts.length, termCount: documents.length, offsets, terms, values };
};
