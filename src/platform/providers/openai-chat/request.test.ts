import { expect, test } from "vitest";
import { callId, messageId } from "../../../kernel/ids.ts";
import { bodyWith } from "../request-body.fake.ts";
import { dialectOf } from "./dialect.ts";
import { chatFormat } from "./request.ts";

test("what a person said at several times stays apart, after the results of the round", async () => {
  const { messages } = await bodyWith(chatFormat(dialectOf("https://example.test/v1")), {
    model: "m",
    system: "",
    messages: [
      {
        messageId: messageId("u"),
        role: "user",
        blocks: [
          { type: "tool-result", callId: callId("c"), isError: false, text: "12 pots" },
          { type: "text", text: "Use euros" },
          { type: "text", text: "and go by train" },
        ],
      },
    ],
    tools: [],
    maxOutputTokens: 10,
  });
  expect(messages).toEqual([
    { role: "tool", tool_call_id: "c", content: "12 pots" },
    { role: "user", content: "Use euros\n\nand go by train" },
  ]);
});
