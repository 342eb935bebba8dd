import fc from "fast-check";
import { expect, test } from "vitest";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import type { Message } from "../../../kernel/conversation/message.ts";
import { conversationData, cutText } from "./conversation-data.ts";

const said = (text: string): Message => ({ messageId: messageId("m"), role: "user", blocks: [{ type: "text", text }] });

/** Whether a character stands there by half. */
const hasHalf = (text: string): boolean => /\p{Surrogate}/u.test(text);

test("a result is cut to 500 characters, its beginning and its end", () => {
  const result = { type: "tool-result", callId: callId("c"), isError: false, text: `a${"x".repeat(900)}z` } as const;
  const [data] = conversationData([{ messageId: messageId("m"), role: "user", blocks: [result] }], 100_000);
  expect(data).toEqual({ by: "person", said: [{ result: `a${"x".repeat(249)} […] ${"x".repeat(249)}z` }] });
});

test("no text is cut inside of a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 2, max: 40 }), (text, most) => {
      const cut = cutText(text, most);
      expect(hasHalf(cut)).toBe(hasHalf(text));
      expect(cut.length).toBeLessThanOrEqual(Math.max(most + 5, text.length > most ? 0 : text.length));
    }),
    { numRuns: 300 },
  );
});

test("texts are cut shorter until all of them fit", () => {
  const data = conversationData([said("a".repeat(5_000)), said("b".repeat(5_000))], 2_000);
  expect(JSON.stringify(data).length).toBeLessThanOrEqual(2_000);
  expect(data.length).toBe(2);
});

test("where that is not enough, messages in the middle are left out and counted", () => {
  const messages = Array.from({ length: 100 }, (_, index) => said(`${index} ${"x".repeat(400)}`));
  const data = conversationData(messages, 5_000);
  expect(JSON.stringify(data).length).toBeLessThanOrEqual(5_000);
  expect(JSON.stringify(data)).toMatch(/"leftOut":"\d+ messages"/u);
  expect([JSON.stringify(data[0]).includes("0 xx"), JSON.stringify(data.at(-1)).includes("99 xx")]).toEqual([true, true]);
});
