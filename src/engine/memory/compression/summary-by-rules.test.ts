import { expect, test } from "vitest";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import type { Message } from "../../../kernel/conversation/message.ts";
import { summaryByRules } from "./summary-by-rules.ts";

const said = (at: number, role: "user" | "assistant", text: string): Message => ({
  messageId: messageId(`m${at}`),
  role,
  blocks: [{ type: "text", text }],
});
const result: Message = {
  messageId: messageId("r"),
  role: "user",
  blocks: [{ type: "tool-result", callId: callId("c"), isError: false, text: `The log says nothing. ${"x".repeat(900)}` }],
};
const talk: readonly Message[] = Array.from({ length: 12 }, (_, at) =>
  at % 2 === 0
    ? said(at, "user", `Please look at bed ${at}.`)
    : said(at, "assistant", `i looked at bed ${at} and it was dry all over. nothing else`),
);

test("by facts the last turns stay, and of the others whole sentences are told", () => {
  const lines = summaryByRules("facts", talk, 2_000).split("\n");
  expect(lines[0]).toBe("8 turns of person, agent");
  expect(lines).toContain("- i looked at bed 1 and it was dry all over.");
  expect(lines.slice(-4)).toEqual([
    "person: Please look at bed 8.",
    "agent: i looked at bed 9 and it was dry all over. nothing else",
    "person: Please look at bed 10.",
    "agent: i looked at bed 11 and it was dry all over. nothing else",
  ]);
});

test("by episodes the person's words come back in their places, and the others are told five at a time", () => {
  const text = summaryByRules("episodes", talk, 2_000);
  expect(text.split("\n").slice(0, 2)).toEqual([
    expect.stringMatching(/^- 5 turns of person, agent: Please look at bed 0\. · i looked at bed 1/u),
    expect.stringMatching(/^- 3 turns of agent, person: /u),
  ]);
  for (const at of [0, 2, 4, 6, 8, 10]) expect(text).toContain(`person: Please look at bed ${at}.`);
});

test.each(["facts", "episodes"] as const)(
  "by %s a summary keeps to its tokens, is the same again, and cuts results",
  (strategy) => {
    const long = [...talk, result, ...talk.map((message, at) => ({ ...message, messageId: messageId(`n${at}`) }))];
    for (const tokens of [20, 60, 400]) {
      const text = summaryByRules(strategy, long, tokens);
      expect(Math.ceil(text.length / 4)).toBeLessThanOrEqual(tokens * 1.25);
      expect(summaryByRules(strategy, long, tokens)).toBe(text);
      expect(text).not.toContain("x".repeat(401));
    }
    expect(summaryByRules(strategy, [], 100)).toBe("");
  },
);
