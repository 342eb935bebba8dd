/** Literal overlaps: what stands word for word in two texts. It says nothing of what anybody made of it. */

const leastWords = 4;

const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** The longest run of the first text's words that the second has too: all of them, or at least four. Undefined where there is none. */
export const quotedIn = (text: string, answer: string): string | undefined => {
  const words = wordsIn(text);
  const said = ` ${wordsIn(answer).join(" ")} `;
  for (let length = words.length; length >= Math.min(leastWords, Math.max(1, words.length)); length -= 1)
    for (let start = 0; start + length <= words.length; start += 1) {
      const run = words.slice(start, start + length).join(" ");
      if (said.includes(` ${run} `)) return run;
    }
  return undefined;
};
