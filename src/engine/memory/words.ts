/** Words of a text for indexes: runs of letters and digits in lower case, at least two characters, none of the very common ones. */

const stopWords: ReadonlySet<string> = new Set(
  "an and are as at be but by for from has have if in into is it its of on or so such than that the their them then there these they this to was were will with".split(
    " ",
  ),
);

const unknown = 0;
const separator = 1;
const letter = 2;
const letterPattern = /[\p{L}\p{N}\p{M}]/u;

/** What a UTF-16 unit is, found when it is first met. Halves of surrogate pairs count as letters. */
const classes = new Uint8Array(65_536);

const isLetter = (unit: number): boolean => {
  let known = classes[unit] ?? unknown;
  if (known === unknown) {
    const isPart = unit >= 0xd800 && unit <= 0xdfff;
    known = isPart || letterPattern.test(String.fromCharCode(unit)) ? letter : separator;
    classes[unit] = known;
  }
  return known === letter;
};

/** Tells each word of a text, in order. */
export const eachWord = (text: string, tell: (word: string) => void): void => {
  const lower = text.toLowerCase();
  const { length } = lower;
  let start = -1;
  for (let place = 0; place <= length; place += 1) {
    if (place < length && isLetter(lower.charCodeAt(place))) {
      if (start === -1) start = place;
      continue;
    }
    if (start === -1) continue;
    if (place - start > 1) {
      const word = lower.slice(start, place);
      if (!stopWords.has(word)) tell(word);
    }
    start = -1;
  }
};

export const wordsOf = (text: string): readonly string[] => {
  const words: string[] = [];
  eachWord(text, (word) => void words.push(word));
  return words;
};
