import { expect, test } from "vitest";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import type { JsonObject } from "../../../kernel/base/json.ts";
import type { ModelRequest } from "../../../kernel/contracts/provider.ts";
import type { Block, Message } from "../../../kernel/conversation/message.ts";
import { bodyWith } from "../request-body.fake.ts";
import { responsesFormat } from "./request.ts";

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
const item = (model: string, callsBefore: number, of: JsonObject): Block => ({
  type: "opaque",
  provider: "openai-responses",
  value: { type: "item", model, callsBefore, item: of },
});
const phase = (word: string): Block => ({
  type: "opaque",
  provider: "openai-responses",
  value: { type: "phase", model: "m", phase: word },
});
const secret = (id: string): JsonObject => ({ type: "reasoning", id, summary: [], encrypted_content: `E-${id}` });
const call = (id: string): object => ({ type: "function_call", call_id: id, name: "read", arguments: '{"a":1}' });

const plain: ModelRequest = { model: "m", system: "Be brief.", messages: [], tools: [], maxOutputTokens: 10 };
const bodyOf = (request: Partial<ModelRequest>): Promise<JsonObject> => {
  const pictures = new Map([["h1", Uint8Array.of(1, 2, 3)]]);
  return bodyWith(responsesFormat, { ...plain, ...request }, async (hash) => pictures.get(hash));
};
const inputOf = async (...messages: readonly Message[]): Promise<unknown> => (await bodyOf({ messages })).input;

test("a request keeps nothing on the server, asks for encrypted reasoning, and offers its tools as they are", async () => {
  const tools = [{ name: "list", description: "Lists.", inputSchema: { type: "object" } }];
  expect(await bodyOf({ messages: [user(said("Hi"))], tools })).toEqual({
    model: "m",
    tools: [{ type: "function", name: "list", description: "Lists.", parameters: { type: "object" }, strict: false }],
    instructions: "Be brief.",
    input: [{ role: "user", content: "Hi" }],
    max_output_tokens: 10,
    reasoning: { summary: "auto" },
    include: ["reasoning.encrypted_content"],
    prompt_cache_key: "u",
    store: false,
    stream: true,
  });
});

test.each<readonly [string, Partial<ModelRequest>, JsonObject]>([
  ["a model that reasons", { model: "gpt-5-mini" }, { reasoning: { effort: "high", summary: "auto" } }],
  ["a model that does not", { model: "gpt-4o" }, { temperature: 1.5 }],
  ["one that nobody knows", { model: "homemade" }, { temperature: 1.5, reasoning: { effort: "xhigh", summary: "auto" } }],
])("%s is sent what it takes", async (_, request, expected) => {
  const {
    model: _model,
    input: _input,
    instructions: _system,
    include,
    ...sent
  } = await bodyOf({
    ...request,
    effort: "xhigh",
    temperature: 1.5,
    stopSequences: ["END"],
    promptCaching: "off",
  });
  expect(sent).toEqual({ max_output_tokens: 10, store: false, stream: true, ...expected });
  expect(include === undefined).toBe(request.model === "gpt-4o");
});

test("calls go back under their own ids with their reasoning at its place, and results that failed say so", async () => {
  const long = "x".repeat(65);
  expect(
    await inputOf(
      user(said("x")),
      assistant(
        item("m", 0, secret("r1")),
        said("I look."),
        phase("commentary"),
        item("m", 1, secret("r2")),
        asked("c1", "call_1"),
        asked("c2", long),
      ),
      user(result("c1"), result("c2", true), said("Use euros"), said("and go by train")),
    ),
  ).toEqual([
    { role: "user", content: "x" },
    secret("r1"),
    { role: "assistant", content: "I look.", phase: "commentary" },
    call("call_1"),
    secret("r2"),
    call("c2"),
    { type: "function_call_output", call_id: "call_1", output: "ok" },
    { type: "function_call_output", call_id: "c2", output: "[error] ok" },
    { role: "user", content: "Use euros\n\nand go by train" },
  ]);
});

test("what another model or wire gave, and thinking as text, are not sent", async () => {
  const other: Block = { type: "opaque", provider: "anthropic", value: { model: "m", callsBefore: 0, block: {} } };
  const answer = assistant({ type: "thinking", text: "Hm." }, other, item("n", 0, secret("r1")), said("Yes"));
  expect(await inputOf(user(said("x")), answer)).toEqual([
    { role: "user", content: "x" },
    { role: "assistant", content: "Yes" },
  ]);
});

test("reasoning that nothing follows is left out", async () => {
  expect(await inputOf(user(said("x")), assistant(said("Half an"), item("m", 0, secret("r1"))), user(said("Go on")))).toEqual([
    { role: "user", content: "x" },
    { role: "assistant", content: "Half an" },
    { role: "user", content: "Go on" },
  ]);
});

const document = (hash: string, more: object = {}): Block => ({
  type: "document",
  hash,
  mediaType: "application/pdf",
  bytes: 3,
  ...more,
});

test("documents are files with their names; one that is gone is a note", async () => {
  const name = "plan\u202e\n.pdf";
  expect(await inputOf(user(said("Read:"), document("h1", { name }), document("gone", { name: "a.pdf", pages: 4 })))).toEqual([
    {
      role: "user",
      content: [
        { type: "input_text", text: "Read:" },
        { type: "input_file", filename: "plan .pdf", file_data: "data:application/pdf;base64,AQID" },
        {
          type: "input_text",
          text: "[A document stood here that is no longer in the workspace: a.pdf, application/pdf, 4 pages.]",
        },
      ],
    },
  ]);
});

test("what a call gave back beside its text stands in its output", async () => {
  const shown = { type: "image", hash: "h1", mediaType: "image/png", bytes: 3, width: 2, height: 1 } as const;
  const seen: Block = { type: "tool-result", callId: callId("c1"), isError: false, text: "Shown.", pictures: [shown] };
  expect(await inputOf(user(seen))).toEqual([
    {
      type: "function_call_output",
      call_id: expect.any(String),
      output: [
        { type: "input_text", text: "Shown." },
        { type: "input_image", image_url: "data:image/png;base64,AQID", detail: "auto" },
      ],
    },
  ]);
});

test("pictures stand where the person put them; one that is gone is a note", async () => {
  const picture = (hash: string): Block => ({ type: "image", hash, mediaType: "image/png", bytes: 3, width: 2, height: 1 });
  expect(await inputOf(user(said("Look:"), picture("h1"), picture("gone")))).toEqual([
    {
      role: "user",
      content: [
        { type: "input_text", text: "Look:" },
        { type: "input_image", image_url: "data:image/png;base64,AQID", detail: "auto" },
        {
          type: "input_text",
          text: "[A picture stood here that is no longer in the workspace: without a name, image/png, 2 × 1 pixels.]",
        },
      ],
    },
  ]);
});
