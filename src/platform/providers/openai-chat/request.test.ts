import { expect, test } from "vitest";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import type { Block, Message } from "../../../kernel/conversation/message.ts";
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

const user = (...blocks: readonly Block[]): Message => ({ messageId: messageId("u"), role: "user", blocks });
const assistant = (...blocks: readonly Block[]): Message => ({ messageId: messageId("a"), role: "assistant", blocks });
const said = (text: string): Block => ({ type: "text", text });
const asked = (id: string, wireId: string): Block => ({
  type: "tool-call",
  callId: callId(id),
  wireId,
  tool: "read",
  input: { a: 1 },
});
const result = (id: string, isError = false): Block => ({ type: "tool-result", callId: callId(id), isError, text: "ok" });

const messagesOf = async (messages: readonly Message[], baseUrl = "https://example.test/v1"): Promise<unknown> => {
  const request = { model: "m", system: "Be brief.", messages, tools: [], maxOutputTokens: 10 };
  const pictures = new Map([["h1", Uint8Array.of(1, 2, 3)]]);
  const body = await bodyWith(chatFormat(dialectOf(baseUrl)), request, async (hash) => pictures.get(hash));
  return Array.isArray(body.messages) ? body.messages.slice(1) : undefined;
};

test("calls go back under their own ids, and results that failed say so", async () => {
  const messages = [
    user(said("x")),
    assistant(asked("c1", "functions.read:0"), asked("c2", "x".repeat(41))),
    user(result("c1"), result("c2", true)),
  ];
  const call = (id: string): object => ({ id, type: "function", function: { name: "read", arguments: '{"a":1}' } });
  expect(await messagesOf(messages)).toEqual([
    { role: "user", content: "x" },
    { role: "assistant", content: null, tool_calls: [call("functions.read:0"), call("c2")] },
    { role: "tool", tool_call_id: "functions.read:0", content: "ok" },
    { role: "tool", tool_call_id: "c2", content: "[error] ok" },
  ]);
  const ids = JSON.stringify(await messagesOf(messages, "https://api.mistral.ai/v1")).match(/"(id|tool_call_id)":"[^"]*"/gu);
  expect(ids).toEqual(['"id":"0000000c1"', '"id":"0000000c2"', '"tool_call_id":"0000000c1"', '"tool_call_id":"0000000c2"']);
});

test("documents are files with their names; one without a name has one all the same", async () => {
  const document = (name: string): Block => ({ type: "document", hash: "h1", mediaType: "application/pdf", bytes: 3, name });
  const file = (filename: string): object => ({
    type: "file",
    file: { filename, file_data: "data:application/pdf;base64,AQID" },
  });
  expect(await messagesOf([user(document("plan.pdf"), document("\u0000 "), said("Which?"))])).toEqual([
    { role: "user", content: [file("plan.pdf"), file("document.pdf"), { type: "text", text: "Which?" }] },
  ]);
});

test("pictures stand where the person put them; one that is gone is a note", async () => {
  const picture = (hash: string): Block => ({ type: "image", hash, mediaType: "image/png", bytes: 3, width: 2, height: 1 });
  expect(await messagesOf([user(said("Look:"), picture("h1"), said("and"), picture("gone"))])).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "Look:" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AQID" } },
        { type: "text", text: "and" },
        {
          type: "text",
          text: "[A picture stood here that is no longer in the workspace: without a name, image/png, 2 × 1 pixels.]",
        },
      ],
    },
  ]);
});

test("what calls gave back beside their texts follows the results, and says whose it is", async () => {
  const shown = { type: "image", hash: "h1", mediaType: "image/png", bytes: 3, width: 2, height: 1 } as const;
  const seen: Block = { type: "tool-result", callId: callId("c1"), isError: false, text: "Shown.", pictures: [shown] };
  const messages = [user(said("x")), assistant(asked("c1", "a"), asked("c2", "b")), user(seen, result("c2"), said("and?"))];
  expect(await messagesOf(messages)).toMatchObject([
    { role: "user" },
    { role: "assistant" },
    { role: "tool", tool_call_id: "a", content: "Shown." },
    { role: "tool", tool_call_id: "b", content: "ok" },
    {
      role: "user",
      content: [
        { type: "text", text: "[Given back by the call a:]" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AQID" } },
        { type: "text", text: "and?" },
      ],
    },
  ]);
});

const replayed = (model: string): Block => ({
  type: "opaque",
  provider: "openai-chat",
  value: {
    model,
    hasReasoningContent: true,
    reasoningDetails: [{ type: "reasoning.encrypted", data: "E" }],
    callExtras: { "1": { s: 1 } },
  },
});

test("what a server wants back with an answer goes back to the model that gave it, and to no other", async () => {
  const answer = (model: string) => [
    user(said("x")),
    assistant({ type: "thinking", text: "Hm." }, replayed(model), asked("c1", "a"), asked("c2", "b")),
    user(result("c1"), result("c2")),
  ];
  const call = (id: string): object => ({ id, type: "function", function: { name: "read", arguments: '{"a":1}' } });
  expect(await messagesOf(answer("m"))).toMatchObject([
    {},
    {
      role: "assistant",
      content: null,
      reasoning_content: "Hm.",
      reasoning_details: [{ type: "reasoning.encrypted", data: "E" }],
      tool_calls: [call("a"), { ...call("b"), extra_content: { s: 1 } }],
    },
    {},
    {},
  ]);
  const [, other] = (await messagesOf(answer("n"))) as readonly unknown[];
  expect(other).toEqual({ role: "assistant", content: null, tool_calls: [call("a"), call("b")] });
});
