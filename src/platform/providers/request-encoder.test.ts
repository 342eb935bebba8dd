import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { counted } from "../../../e2e/soak.ts";
import { callId, messageId } from "../../kernel/base/ids.ts";
import type { JsonObject, JsonValue } from "../../kernel/base/json.ts";
import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import type { Block, Message } from "../../kernel/conversation/message.ts";
import { efforts, promptCachings } from "../../kernel/model/model-settings.ts";
import { plainMessagesBody } from "./anthropic/plain-body.fake.ts";
import { messagesFormat } from "./anthropic/request.ts";
import type { AskedRequest, OptionalPart } from "./asked-request.ts";
import { dialectOf } from "./openai-chat/dialect.ts";
import { plainChatBody } from "./openai-chat/plain-body.fake.ts";
import { chatFormat } from "./openai-chat/request.ts";
import { plainResponsesBody } from "./openai-responses/plain-body.fake.ts";
import { responsesFormat } from "./openai-responses/request.ts";
import type { Pictures } from "./pictures.ts";
import { textSent } from "./request-body.fake.ts";
import { createRequestEncoder, type RequestEncoder, type RequestFormat } from "./request-encoder.ts";

interface Subject {
  readonly format: RequestFormat;
  readonly plain: (request: AskedRequest, pictures: Pictures) => JsonObject;
}

const chat = (baseUrl: string): Subject => ({
  format: chatFormat(dialectOf(baseUrl)),
  plain: (request, pictures) => plainChatBody(request, pictures, dialectOf(baseUrl)),
});
const subjects: readonly (readonly [string, Subject])[] = [
  ["Anthropic Messages", { format: messagesFormat, plain: plainMessagesBody }],
  ["OpenAI Chat", chat("https://api.openai.com/v1")],
  ["Mistral's chat", chat("https://api.mistral.ai/v1")],
  ["OpenAI Responses", { format: responsesFormat, plain: plainResponsesBody }],
];

const bytesByHash: Readonly<Record<string, Uint8Array>> = { h1: Uint8Array.of(1, 2, 3, 4), h2: new Uint8Array(25_000).fill(7) };
const pictures: Pictures = new Map(
  ["h1", "h2", "gone"].map((hash) => {
    const bytes = bytesByHash[hash];
    return [hash, bytes === undefined ? undefined : Buffer.from(bytes).toString("base64")];
  }),
);
const readContent = async (hash: string): Promise<Uint8Array | undefined> => bytesByHash[hash];

const anyText = fc.oneof(fc.constantFrom("", " ", "Look", "🌿", "a\ud83c", "x".repeat(300)), fc.string({ unit: "binary" }));
const opaque = (provider: string, value: JsonValue): Block => ({ type: "opaque", provider, value });
const kept = (model: string, callsBefore: number, block: JsonObject): Block => opaque("anthropic", { model, callsBefore, block });
const serverCall = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} };
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  anyText.map((text): Block => ({ type: "text", text })),
  anyText.map((text): Block => ({ type: "thinking", text })),
  fc
    .constantFrom("h1", "h2", "gone")
    .map((hash): Block => ({ type: "image", hash, mediaType: "image/png", bytes: 4, width: 2, height: 1, name: "a.png" })),
  fc
    .record({ hash: fc.constantFrom("h1", "h2", "gone"), name: anyText })
    .map((one): Block => ({ type: "document", mediaType: "application/pdf", bytes: 4, pages: 2, ...one })),
  fc.constantFrom<Block>(
    kept("m", 0, { type: "thinking", thinking: "hm", signature: "S" }),
    kept("m", 1, { type: "redacted_thinking", data: "E" }),
    kept("n", 0, { type: "redacted_thinking", data: "E" }),
    kept("m", 0, serverCall),
    kept("m", 0, { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] }),
    kept("m", 0, { type: "text", text: "Look", citations: [{ type: "char_location" }] }),
    opaque("openai-chat", {
      model: "m",
      hasReasoningContent: true,
      reasoningDetails: [{ type: "x" }],
      callExtras: { "0": { a: 1 } },
    }),
    opaque("openai-responses", { type: "item", model: "m", callsBefore: 1, item: { type: "reasoning", encrypted_content: "E" } }),
    opaque("openai-responses", { type: "item", model: "n", callsBefore: 0, item: { type: "reasoning", encrypted_content: "E" } }),
    opaque("openai-responses", { type: "phase", model: "m", phase: "commentary" }),
    opaque("p", null),
  ),
  fc
    .record({ id: fc.constantFrom("c1", "c2", "c3", "c4"), wireId: fc.constantFrom("", "w", "c2", "a|b"), input: fc.jsonValue() })
    .map(
      ({ id, wireId, input }): Block => ({
        type: "tool-call",
        callId: callId(id),
        wireId,
        tool: "read",
        input: input as JsonValue,
      }),
    ),
  fc
    .record({ id: fc.constantFrom("c1", "c2", "c3", "c4"), text: anyText, isError: fc.boolean() })
    .map(({ id, text, isError }): Block => ({ type: "tool-result", callId: callId(id), text, isError })),
);
const anyMessage: fc.Arbitrary<Message> = fc.record({
  messageId: fc.constant(messageId("m")),
  role: fc.constantFrom("user" as const, "assistant" as const),
  blocks: fc.oneof(
    { weight: 6, arbitrary: fc.array(anyBlock, { maxLength: 5 }) },
    fc.array(anyBlock, { minLength: 18, maxLength: 24 }),
  ),
});

/** What happens to a conversation between two requests. */
type Change =
  | { readonly type: "say"; readonly messages: readonly Message[] }
  | { readonly type: "cut"; readonly at: number }
  | { readonly type: "edit"; readonly at: number; readonly message: Message }
  | { readonly type: "again" }
  | { readonly type: "set"; readonly set: Partial<AskedRequest> };

const tools = [
  { name: "list", description: "Lists.", inputSchema: { type: "object" } },
  { name: "read", description: "Reads.", inputSchema: { type: "object" } },
];
const anyPart = fc.constantFrom<OptionalPart>(
  "effort",
  "temperature",
  "stop-sequences",
  "prompt-caching",
  "thinking",
  "encrypted-thinking",
  "usage",
  "max-tokens-name",
);
const anySettings: fc.Arbitrary<Partial<AskedRequest>> = fc.oneof(
  fc.record({ model: fc.constantFrom("m", "n", "claude-opus-5-5", "claude-sonnet-4-6", "gpt-5") }),
  fc.record({ system: fc.constantFrom("", " ", "Be brief.", "Be \ud83c.") }),
  fc.record({ tools: fc.constantFrom([], tools, [...tools]) }),
  fc.record({ promptCaching: fc.constantFrom(...promptCachings) }),
  fc.record({ effort: fc.constantFrom(...efforts), temperature: fc.constantFrom(0, 0.5, 2), maxOutputTokens: fc.nat(9_999) }),
  fc.record({ stopSequences: fc.array(fc.string(), { maxLength: 4 }) }),
  fc.record({
    leftOut: fc.array(anyPart).map((parts): ReadonlySet<OptionalPart> => new Set(parts)),
  }),
);
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.array(anyMessage, { maxLength: 4 }).map((messages): Change => ({ type: "say", messages })) },
  { weight: 1, arbitrary: fc.nat(12).map((at): Change => ({ type: "cut", at })) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(12), anyMessage).map(([at, message]): Change => ({ type: "edit", at, message })) },
  { weight: 1, arbitrary: fc.constant<Change>({ type: "again" }) },
  { weight: 1, arbitrary: anySettings.map((set): Change => ({ type: "set", set })) },
);

const changed = (request: AskedRequest, change: Change): AskedRequest => {
  const { messages } = request;
  switch (change.type) {
    case "say":
      return { ...request, messages: [...messages, ...change.messages] };
    case "cut":
      return { ...request, messages: messages.slice(0, change.at) };
    case "edit":
      return { ...request, messages: messages.with(Math.min(change.at, Math.max(0, messages.length - 1)), change.message) };
    case "again":
      return { ...request, messages: structuredClone(messages) };
    case "set":
      return { ...request, ...change.set };
  }
};

const first: ModelRequest = {
  model: "m",
  system: "Be brief.",
  messages: [{ messageId: messageId("m"), role: "user", blocks: [{ type: "text", text: "Hi" }] }],
  tools,
  maxOutputTokens: 4_096,
};
const encoderOf = ({ format }: Subject): RequestEncoder => createRequestEncoder(format, readContent);

describe.each(subjects)("%s", (_, subject) => {
  test("every request has the same bytes whatever was encoded before, and they are the plain body", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyChange, { maxLength: 12 }), async (changes) => {
        const warm = encoderOf(subject);
        let request: AskedRequest = first;
        for (const change of changes) {
          if (change.type === "edit" && request.messages.length === 0) continue;
          request = changed(request, change);
          const text = await textSent(warm, request);
          expect(text).toBe(await textSent(encoderOf(subject), request));
          expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(subject.plain(request, pictures))));
        }
      }),
      { numRuns: counted(25, 80) },
    );
  });

  test("requests that are made at the same time do not mix", async () => {
    const warm = encoderOf(subject);
    const picture: Block = { type: "image", hash: "h1", mediaType: "image/png", bytes: 4, width: 2, height: 1 };
    const ask = (text: string): AskedRequest => ({
      ...first,
      messages: [{ messageId: messageId("m"), role: "user", blocks: [{ type: "text", text }, picture] }],
    });
    const requests = [ask("one"), ask("two"), { ...ask("three"), system: "Other." }];
    const together = await Promise.all(requests.map((request) => textSent(warm, request)));
    const alone = await Promise.all(requests.map((request) => textSent(encoderOf(subject), request)));
    expect(together).toEqual(alone);
  });

  test("bytes that are still being sent are not written over", async () => {
    const warm = encoderOf(subject);
    const lent: Uint8Array[] = [];
    let sent = (): void => undefined;
    const slow = warm.send(first, new AbortController().signal, (bytes) => {
      lent.push(bytes);
      return new Promise<void>((resolve) => {
        sent = resolve;
      });
    });
    const expected = await textSent(encoderOf(subject), first);
    await textSent(warm, { ...first, system: "Be long.", maxOutputTokens: 7 });
    expect(new TextDecoder().decode(lent[0])).toBe(expected);
    sent();
    await slow;
  });

  test("a message that was written is not written again, and a picture is read once", async () => {
    let reads = 0;
    let looks = 0;
    const warm = createRequestEncoder(subject.format, async (hash) => {
      reads += 1;
      return readContent(hash);
    });
    const blocks: readonly Block[] = [
      { type: "text", text: "Look" },
      { type: "image", hash: "h1", mediaType: "image/png", bytes: 4, width: 2, height: 1 },
    ];
    const watched: Message = {
      messageId: messageId("w"),
      role: "user",
      get blocks() {
        looks += 1;
        return blocks;
      },
    };
    let request: AskedRequest = { ...first, messages: [watched] };
    await textSent(warm, request);
    const looksAtFirst = looks;
    for (let turn = 0; turn < 20; turn += 1) {
      const role = turn % 2 === 0 ? "assistant" : "user";
      const next: Message = { messageId: messageId(`m${turn}`), role, blocks: [{ type: "text", text: `turn ${turn}` }] };
      request = { ...request, messages: [...request.messages, next], maxOutputTokens: 4_000 - turn };
      await textSent(warm, request);
    }
    expect({ reads, more: looks - looksAtFirst }).toEqual({ reads: 1, more: 0 });
  });

  test("a stop while a picture is read ends it at once", async () => {
    const controller = new AbortController();
    const deaf = createRequestEncoder(subject.format, () => new Promise(() => {}));
    const blocks: readonly Block[] = [{ type: "image", hash: "h1", mediaType: "image/png", bytes: 4, width: 2, height: 1 }];
    const sent = textSent(deaf, { ...first, messages: [{ messageId: messageId("m"), role: "user", blocks }] }, controller.signal);
    controller.abort(new Error("stop"));
    await expect(sent).rejects.toThrow("stop");
  });
});
