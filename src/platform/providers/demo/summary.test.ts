import { expect, test } from "vitest";
import { messageId } from "../../../kernel/base/ids.ts";
import { summariserOpening } from "../../../kernel/conversation/summariser.ts";
import { summaryIn } from "./summary.ts";

const request = (data: unknown, system = `${summariserOpening}\nMore.`) => ({
  model: "Demo",
  system,
  messages: [{ messageId: messageId("m"), role: "user", blocks: [{ type: "text", text: JSON.stringify(data) }] }] as const,
  tools: [],
  maxOutputTokens: 2_000,
});

test("the script repeats what was said and called, a line each", () => {
  const conversation = [
    { by: "person", said: [{ text: "Make notes\non ferns" }] },
    { by: "agent", said: [{ text: "I write." }, { call: "write", arguments: '{"file_path":"/f.md"}' }] },
    { by: "person", said: [{ result: "Wrote 3 lines." }] },
  ];
  expect(summaryIn(request({ conversation }))).toBe(
    [
      "- The person said: Make notes on ferns",
      "- The agent said: I write.",
      '- The agent called write: {"file_path":"/f.md"}',
    ].join("\n"),
  );
});

test("of many lines the first and the newest stay, and earlier summaries whole", () => {
  const conversation = Array.from({ length: 30 }, (_, index) => ({ by: "person", said: [{ text: `Number ${index}` }] }));
  const lines = summaryIn(request({ conversation, earlierSummaries: ["Of old."] }))?.split("\n") ?? [];
  expect([lines[0], lines[1], lines[2], lines.at(-1), lines.length]).toEqual([
    "Of old.",
    "- The person said: Number 0",
    "- (18 more)",
    "- The person said: Number 29",
    14,
  ]);
});

test("what is no request for a summary is not answered as one", () => {
  expect(summaryIn(request({}, "You are an agent."))).toBe(undefined);
});
