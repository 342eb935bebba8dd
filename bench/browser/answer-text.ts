const words =
  "the agent reads a file and writes what it found into the plan so that every step can be seen undone and played again while trains leave on time and the kiln cools slowly over night between two readings of the same page".split(
    " ",
  );

/** Numbers that look random and are the same every time. */
const createNumbers = (): ((below: number) => number) => {
  let state = 42;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
};

/** An answer in markdown of at least `chars` characters: headings, paragraphs, lists, code and tables, as models write them. */
export const answerText = (chars: number): string => {
  const number = createNumbers();
  const word = (): string => words[number(words.length)] ?? "";
  const phrase = (count: number): string => Array.from({ length: count }, word).join(" ");
  const sentence = (): string => `${phrase(6)} **${word()}** ${phrase(5)} \`${word()}()\` and [${word()}](/notes/${word()}.md). `;
  const parts: readonly (() => string)[] = [
    () => `## ${phrase(4)}\n\n`,
    () => `${sentence()}${sentence()}${sentence()}\n\n`,
    () => `${Array.from({ length: 5 }, () => `- ${sentence()}`).join("\n")}\n\n`,
    () => `${sentence()}${sentence()}\n\n`,
    () =>
      `\`\`\`ts\n${Array.from({ length: 12 }, () => `const ${word()} = ${word()}(${word()}, ${number(100)});`).join("\n")}\n\`\`\`\n\n`,
    () => `${Array.from({ length: 4 }, (_, place) => `${place + 1}. ${sentence()}`).join("\n")}\n\n`,
    () =>
      `| ${word()} | ${word()} | ${word()} |\n|---|---|--:|\n${Array.from({ length: 6 }, () => `| ${phrase(3)} | \`${word()}\` | ${number(1000)} |`).join("\n")}\n\n`,
  ];
  let text = "";
  for (let index = 0; text.length < chars; index += 1) text += parts[index % parts.length]?.() ?? "";
  return text.slice(0, chars);
};
