import fc from "fast-check";
import { Lexer } from "marked";
import { describe, expect, test } from "vitest";
import { createBlockSplitter, type Lex, type MarkdownBlock, type SplitMarkdown } from "./split-blocks.ts";

/** The real lexer, and how many characters it was given each time. */
const countedLexer = () => {
  const given: number[] = [];
  const lex: Lex = (text) => {
    given.push(text.length);
    return Lexer.lex(text, { gfm: true });
  };
  return { lex, given };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const blocksIn = ({ groups, open }: SplitMarkdown): readonly MarkdownBlock[] => [...groups.flat(), ...open];
const rawOf = (split: SplitMarkdown): string =>
  blocksIn(split)
    .map(({ raw }) => raw)
    .join("");

/** Blank lines between blocks are not kept as blocks. */
const withoutSpace = (text: string): string => text.replace(/\s/g, "");

/** Reads a text as it grows by so many characters a frame; what the lexer was given in each frame. */
const growBy = (text: string, from: number, step: number) => {
  const { lex, given } = countedLexer();
  const splitter = createBlockSplitter(lex);
  splitter.read(text.slice(0, from), true);
  const frames: number[] = [];
  let split: SplitMarkdown = { groups: [], open: [] };
  for (let end = from + step; end < text.length + step; end += step) {
    const before = sum(given);
    split = splitter.read(text.slice(0, end), true);
    frames.push(sum(given) - before);
  }
  return { frames, split, splitter };
};

const paragraph = "Some **words** of an answer, with `code` and [a link](https://a.example).\n\n";

describe("the work of a frame", () => {
  test("is the same at 400 KB as at 40 KB, and never more than the open blocks", () => {
    const framesAt = (chars: number): readonly number[] => {
      const begun = paragraph.repeat(Math.ceil(chars / paragraph.length));
      return growBy(begun + paragraph.repeat(30), begun.length, 11).frames;
    };
    const [short, long] = [framesAt(40_000), framesAt(400_000)];
    expect(long).toEqual(short);
    expect(Math.max(...long)).toBeLessThan(4 * paragraph.length);
  });

  test("is bounded in a list of a thousand items, whichever kind it is", () => {
    const item = "a thing to *remember* about ferns\n";
    const lists = [
      `- ${item}`.repeat(1_000),
      `1. ${item}`.repeat(1_000),
      Array.from({ length: 1_000 }, (_, index) => `${index + 1}. ${item}`).join(""),
      `- ${item}  - inner ${item}`.repeat(500),
      `* ${item}\n`.repeat(1_000),
      `- [ ] ${item}`.repeat(1_000),
    ];
    for (const list of lists) {
      const { frames, split } = growBy(list, 0, 97);
      expect(Math.max(...frames)).toBeLessThan(8 * 1024);
      expect(withoutSpace(rawOf(split))).toBe(withoutSpace(list));
    }
  });

  test("leaves the inside of an open fence alone", () => {
    const { frames } = growBy(`\`\`\`ts\n${"const a = 1;\n".repeat(2_000)}`, 40, 60);
    expect(sum(frames)).toBe(0);
  });
});

describe("a list that was closed in its middle", () => {
  const numbersOf = (split: SplitMarkdown): readonly (readonly [number, number])[] =>
    blocksIn(split).flatMap((block) =>
      block.type === "token" && block.token.type === "list" ? [[Number(block.token.start), block.token.items.length]] : [],
    );

  test("counts on, although every item says 1", () => {
    const { split, splitter } = growBy("1. something to say\n".repeat(600), 0, 50);
    const numbers = numbersOf(split);
    expect(numbers.length).toBeGreaterThan(2);
    let next = 1;
    for (const [start, items] of numbers) {
      expect(start).toBe(next);
      next += items;
    }
    expect(next).toBe(601);
    const whole = splitter.read("1. something to say\n".repeat(600), false);
    expect(numbersOf(whole)).toEqual([[1, 600]]);
  });

  test("does not number another list after it", () => {
    const { split } = growBy(`${"1. something to say\n".repeat(400)}\nWords.\n\n4. four\n5. five\n`, 0, 50);
    expect(numbersOf(split).at(-1)).toEqual([4, 2]);
  });
});

/** Texts that make naive readers slow. Those that are too deep are not given to the lexer at all. */
const hard: readonly (readonly [string, string, "refused" | "read"])[] = [
  ["quotes", "> ".repeat(5_000), "refused"],
  ["quotes without spaces", ">".repeat(5_000), "refused"],
  ["list markers", "- ".repeat(5_000), "refused"],
  ["brackets", "[".repeat(5_000), "refused"],
  ["image brackets", "![".repeat(5_000), "refused"],
  ["parentheses", "[a](".repeat(5_000), "read"],
  ["stars", "*".repeat(5_000), "refused"],
  ["emphasis", "*a **b ".repeat(2_500), "refused"],
  ["underscores", "_a ".repeat(5_000), "refused"],
  ["indent", Array.from({ length: 900 }, (_, level) => `${" ".repeat(level * 2)}- x`).join("\n"), "read"],
  ["backticks", "`".repeat(5_001), "read"],
  ["html", "<div>".repeat(5_000), "read"],
  ["half tags", "<a ".repeat(5_000), "read"],
  ["entities", "&".repeat(5_000), "read"],
  ["tildes", "~~a".repeat(3_000), "read"],
  ["pipes", `|${"|".repeat(5_000)}`, "read"],
  ["addresses", "www.".repeat(5_000), "read"],
  ["mails", "a@".repeat(5_000), "read"],
  ["a long word", "a".repeat(200_000), "read"],
  ["a long line of words", "word ".repeat(40_000), "read"],
];

test.each(hard)("of five thousand levels of %s the lexer sees each character at most once a reading", (_name, text, how) => {
  const { lex, given } = countedLexer();
  const finished = createBlockSplitter(lex).read(text, false);
  const growing = createBlockSplitter(lex).read(text, true);
  if (how === "refused") expect(given).toEqual([]);
  expect(sum(given)).toBeLessThanOrEqual(2 * text.length);
  expect([finished, growing].map((split) => withoutSpace(rawOf(split)))).toEqual([withoutSpace(text), withoutSpace(text)]);
});

test("every way of growing a mix of lists and words shows all of its text, and ends as it is read at once", () => {
  const piece = fc.constantFrom(
    "- item of a list\n",
    "1. numbered\n",
    "   continued\n",
    "\nwords\n\n",
    "  - inner\n",
    "> quote\n",
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 200, maxLength: 900 }), fc.integer({ min: 20, max: 400 }), (pieces, step) => {
      const text = pieces.join("");
      const { split, splitter } = growBy(text, 0, step);
      expect(withoutSpace(rawOf(split))).toBe(withoutSpace(text));
      expect(splitter.read(text, false)).toEqual(createBlockSplitter().read(text, false));
    }),
    { numRuns: 30 },
  );
});
