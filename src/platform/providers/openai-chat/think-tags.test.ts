import { expect, test } from "vitest";
import { createThinkTags } from "./think-tags.ts";

/** Thinking in brackets, text as it is, whatever the pieces were. */
const told = (pieces: readonly string[]): string => {
  const tags = createThinkTags();
  const events = [...pieces.flatMap((piece) => tags.push(piece)), ...tags.end()];
  expect(events.filter(({ delta }) => delta === "")).toEqual([]);
  const [thinking, text] = (["thinking-delta", "text-delta"] as const).map((type) =>
    events.flatMap((event) => (event.type === type ? [event.delta] : [])).join(""),
  );
  return `[${thinking}]${text}`;
};

test.each([
  ["<think>Hm.</think>\n\nYes.", "[Hm.]Yes."],
  ["\n <think>Hm. </thin </think>Yes. </think>", "[Hm. </thin ]Yes. </think>"],
  ["<think></think>Yes.", "[]Yes."],
  ["<think>Never closed </thi", "[Never closed </thi]"],
  ["Yes: <think>no</think>", "[]Yes: <think>no</think>"],
  ["<thinking>no", "[]<thinking>no"],
  ["<thi", "[]<thi"],
  [" \n", "[] \n"],
  ["", "[]"],
])("%j is told as %j, however it is cut", (content, expected) => {
  expect(told([content])).toBe(expected);
  expect(told([...content])).toBe(expected);
  for (let cut = 1; cut < content.length; cut += 1) expect(told([content.slice(0, cut), content.slice(cut)])).toBe(expected);
});
