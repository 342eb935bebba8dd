/** A stretch of a text, in UTF-16 units; `to` is behind it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** So many words in a row are a literal overlap; all of them, where what is looked for has fewer. */
const leastWords = 4;
const maxWords = 20_000;

/** Words in one case. Scripts without spaces count by the character. */
const word = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])[\p{L}\p{N}\p{M}])+/gu;

interface Word extends Stretch {
  readonly text: string;
}

const wordsIn = (text: string): readonly Word[] => {
  const words: Word[] = [];
  for (const found of text.matchAll(word)) {
    words.push({ text: found[0].normalize("NFKC").toLowerCase(), from: found.index, to: found.index + found[0].length });
    if (words.length === maxWords) break;
  }
  return words;
};

const runsOf = (words: readonly Word[], length: number): readonly string[] => {
  const runs: string[] = [];
  for (let at = 0; at + length <= words.length; at += 1)
    runs.push(
      words
        .slice(at, at + length)
        .map(({ text }) => text)
        .join(" "),
    );
  return runs;
};

/**
 * Finds what stands literally in other texts too: at least four words in a row, whatever their case and what is between them; or all
 * of it, where it has fewer. A text without words is found nowhere. It says nothing of what anybody made of them.
 */
export const createOverlapFinder = (subject: string): ((text: string) => readonly Stretch[]) => {
  const own = wordsIn(subject);
  const length = Math.min(leastWords, own.length);
  const known = new Set(length === 0 ? [] : runsOf(own, length));
  return (text) => {
    if (known.size === 0) return [];
    const words = wordsIn(text);
    const found: { from: number; to: number }[] = [];
    for (const [at, run] of runsOf(words, length).entries()) {
      if (!known.has(run)) continue;
      const [from, to] = [words[at]?.from ?? 0, words[at + length - 1]?.to ?? 0];
      const last = found.at(-1);
      // Runs that share a word, or follow each other with nothing between that is a word, are one.
      if (last !== undefined && from <= last.to) last.to = to;
      else found.push({ from, to });
    }
    return found;
  };
};

const maxChars = 280;
const charsBefore = 60;

/** A piece of a text around its first overlap, or its beginning. */
export const excerptOf = (
  text: string,
  overlaps: readonly Stretch[],
): { readonly text: string; readonly marks: readonly Stretch[] } => {
  const start = Math.max(0, (overlaps[0]?.from ?? 0) - charsBefore);
  const end = Math.min(text.length, start + maxChars);
  const [opening, closing] = [start > 0 ? "…" : "", end < text.length ? "…" : ""];
  const shift = opening.length - start;
  const marks = overlaps
    .filter(({ from }) => from < end)
    .map(({ from, to }) => ({ from: from + shift, to: Math.min(to, end) + shift }));
  return { text: `${opening}${text.slice(start, end)}${closing}`, marks };
};
