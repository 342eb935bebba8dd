import { createBlockSplitter } from "./split-blocks.ts";

/** One of each kind of block and inline mark. */
const sample =
  "# A\n\nb **c** *d* `e` ~~f~~ [g](https://h.example) <i>j</i>\n\n- k\n  1. l\n\n> m\n\n```ts\nn\n```\n\n| o | p |\n|---|---|\n| q | r |\n\n---\n";

let isWarm = false;

/**
 * Reads each kind of markdown once, while nothing is awaited but the model: the patterns of the lexer are compiled at their first
 * use, which would else take longer than a frame has when the first words of an answer come.
 */
export const warmUpMarkdown = (): void => {
  if (isWarm) return;
  isWarm = true;
  createBlockSplitter().read(sample, true);
};
