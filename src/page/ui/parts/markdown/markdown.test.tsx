import fc from "fast-check";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { decodeEntities } from "./decode-entities.ts";
import { hostileTexts } from "./hostile-texts.fake.ts";
import { Markdown } from "./markdown.tsx";
import { createBlockSplitter, type SplitMarkdown } from "./split-blocks.ts";

const draw = (text: string, growing = false): string => renderToStaticMarkup(<Markdown text={text} growing={growing} />);
const tagsOf = (markup: string): readonly string[] => [...markup.matchAll(/<([a-z0-9-]+)([^>]*)>/g)].map(([tag]) => tag);
const allowed =
  /^<(?:(?:p|b|em|del|code|br|hr|li|ul|ol|h2|blockquote|table|thead|tbody|tr|th|td|div|span|pre|bdi|svg|path|rect|circle)|a|button)(?:\s|\/|>)/;
const attribute = /\s([a-zA-Z:-]+)=/g;
const attributes = new Set(
  "class dir href title target rel start scope tabindex type aria-label aria-hidden role focusable xmlns width height viewBox fill stroke stroke-width stroke-linecap stroke-linejoin d x y rx ry cx cy r".split(
    " ",
  ),
);

const problemsOf = (markup: string): readonly string[] =>
  tagsOf(markup).filter((tag) => {
    const names = [...tag.replace(/"[^"]*"/g, '""').matchAll(attribute)].map(([, name]) => name ?? "");
    const href = /href="([^"]*)"/.exec(tag)?.[1];
    const isCopy = !tag.startsWith("<button") || tag.includes('aria-label="Copy');
    const leads = href === undefined || /^(?:https?:\/\/|mailto:|#)/.test(href);
    return !allowed.test(tag) || !isCopy || !leads || names.some((name) => !attributes.has(name));
  });

describe("hostile text", () => {
  test("there are at least a hundred of them", () => {
    expect(hostileTexts.length).toBeGreaterThanOrEqual(100);
  });

  test.each(hostileTexts.map((text) => [text]))("draws no script, request, form control or script address: %j", (text) => {
    expect([problemsOf(draw(text)), problemsOf(draw(text, true)), problemsOf(draw(`${text}\n\n${text}`))]).toEqual([[], [], []]);
  });

  test("every text around every hostile one stays harmless", () => {
    const piece = fc.oneof(
      fc.constantFrom(...hostileTexts),
      fc.string(),
      fc.constantFrom("\n\n", "> ", "- ", "`", "```\n", "**", "[", "](", "|"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        expect(problemsOf(draw(pieces.join("")))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("raw HTML is shown as its text", () => {
    expect(draw("a <b>x</b>")).toBe('<div class="prose"><p dir="auto">a &lt;b&gt;x&lt;/b&gt;</p></div>');
  });

  test("a link that names another host than it leads to says where it leads", () => {
    expect(draw("[https://bank.example](https://evil.example/x)")).toContain("(leads to evil.example)");
    expect(draw("[see docs](https://docs.example/x)")).toBe(
      '<div class="prose"><p dir="auto"><a href="https://docs.example/x" title="docs.example" target="_blank" rel="noopener noreferrer">see docs</a></p></div>',
    );
    expect(draw("[docs.example](https://www.docs.example)")).not.toContain("leads to");
  });

  test("an image is named and not loaded", () => {
    expect(draw("![a map](https://maps.example/lisbon.png)")).toBe(
      '<div class="prose"><p dir="auto"><span class="chip image">image from maps.example: a map</span></p></div>',
    );
  });

  test("hidden characters of code are visible", () => {
    expect(draw("`a\u202eb`")).toContain('title="hidden character U+202E"');
  });
});

describe("size and depth", () => {
  const deep: readonly (readonly [string, string])[] = [
    ["quotes", "> ".repeat(5_000)],
    ["quotes without spaces", ">".repeat(5_000)],
    ["list markers", "- ".repeat(5_000)],
    ["brackets", "[".repeat(5_000)],
    ["image brackets", "![".repeat(5_000)],
    ["parentheses", "[a](".repeat(5_000)],
    ["stars", "*".repeat(5_000)],
    ["emphasis", "*a **b ".repeat(2_500)],
    ["underscores", "_a ".repeat(5_000)],
    ["backticks", "`".repeat(5_001)],
    ["html", "<div>".repeat(5_000)],
    ["half tags", "<a ".repeat(5_000)],
    ["entities", "&".repeat(5_000)],
    ["tildes", "~~a".repeat(3_000)],
    ["indent", Array.from({ length: 900 }, (_, level) => `${" ".repeat(level * 2)}- x`).join("\n")],
    ["pipes", `|${"|".repeat(5_000)}`],
    ["addresses", "www.".repeat(5_000)],
    ["mails", "a@".repeat(5_000)],
    ["a long word", "a".repeat(200_000)],
    ["a long line of words", "word ".repeat(40_000)],
  ];
  test.each(deep)("five thousand levels of %s are drawn without overflow, in no more elements than characters", (_name, text) => {
    for (const markup of [draw(text), draw(text, true)]) {
      expect(problemsOf(markup)).toEqual([]);
      expect(tagsOf(markup).length).toBeLessThanOrEqual(text.length);
    }
  });

  test("a table of a hundred thousand cells is shown as text", () => {
    const row = `|${" x |".repeat(100)}\n`;
    const table = `${row}|${"---|".repeat(100)}\n${row.repeat(1_000)}`;
    expect(draw(table)).not.toContain("<td");
  });
});

describe("a growing text", () => {
  const sample = [
    "# Title\n\nA *first* paragraph with `code`.\n\n",
    "1. one\n\n2. two\n   - inner\n\n3. three\n\n",
    "| a | b |\n|---|--:|\n| 1 | 2 |\n\n",
    "```ts\nconst a = 1;\n\n# not a title\n```\n\n",
    "> quote\nlazy\n\nLast line\n---\n\n- [ ] task\n- [x] done\n",
  ].join("");
  const rawOf = ({ groups, open }: SplitMarkdown): string => [...groups.flat(), ...open].map(({ raw }) => raw).join("");

  test("every way of growing ends in the same picture, and shows all of its text on the way", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), (steps) => {
        const splitter = createBlockSplitter();
        let end = 0;
        for (const step of steps) {
          end = Math.min(sample.length, end + step);
          const shown = rawOf(splitter.read(sample.slice(0, end), true)).replace(/\s/g, "");
          expect(shown).toBe(sample.slice(0, end).replace(/\s/g, ""));
        }
        expect(splitter.read(sample, false)).toEqual(createBlockSplitter().read(sample, false));
      }),
      { numRuns: 200 },
    );
  });

  test("a closed block stays the same object while text is added, and after the end", () => {
    const splitter = createBlockSplitter();
    const text = Array.from({ length: 60 }, (_, place) => `Paragraph ${place}.\n\n`).join("");
    const before = splitter.read(text, true).groups[0];
    const after = splitter.read(`${text}More.`, true).groups[0];
    expect(after).toBe(before);
    expect(splitter.read(`${text}More.`, false).groups[0]).toBe(before);
  });

  test("a text that does not continue the one before is read from its start", () => {
    const splitter = createBlockSplitter();
    splitter.read("one\n\ntwo\n\nthree\n\nfour", true);
    expect(rawOf(splitter.read("other", true))).toBe("other");
  });

  test("only what was seen to grow is drawn in parts that may be left out of view", () => {
    const paragraphs = "One.\n\n".repeat(60);
    expect(draw(paragraphs)).not.toContain('class="grown"');
    expect([...draw(paragraphs, true).matchAll(/class="grown"/g)]).toHaveLength(3);
  });
});

test("character references become characters, and never markup", () => {
  expect(decodeEntities("&lt;a&gt; &amp; &#8364; &#x20AC; &unknown; &#0;")).toBe("<a> & € € &unknown; \ufffd");
});
