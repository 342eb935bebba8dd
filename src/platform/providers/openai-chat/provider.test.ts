import { expect, test } from "vitest";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import type { ModelRequest, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { endpointOver } from "../wire.contract.ts";
import { answering, fetchOf, joined } from "../wire.fake.ts";
import { createOpenAiChatProvider } from "./provider.ts";
import { bytesOf, recordedStreams } from "./streams.fake.ts";

const request: ModelRequest = { model: "m", system: "s", messages: [], tools: [], maxOutputTokens: 100 };

const collect = async (fetch: typeof globalThis.fetch, asked: ModelRequest = request): Promise<readonly ProviderEvent[]> => {
  const provider = createOpenAiChatProvider({ ...endpointOver(fetch), random: createFakeRandom() });
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(asked, new AbortController().signal)) events.push(event);
  return events;
};

const wholeEvents = async (name: string): Promise<readonly ProviderEvent[]> => {
  const stream = recordedStreams.find((one) => one.name === name);
  if (stream === undefined) throw new Error(`no stream named ${name}`);
  return joined(await collect(fetchOf([bytesOf(stream)])));
};
const started: ProviderEvent = { type: "attempt-started", messageId: "message_1" as never };
const counted = { inputTokens: 16, outputTokens: 7, cacheReadTokens: 4, cacheWriteTokens: 0 };

test("text comes through with its usage", async () => {
  expect(await wholeEvents("text as OpenAI sends it")).toEqual([
    started,
    { type: "text-delta", delta: "Grüße 🌿 a\u2028b" },
    { type: "finished", reason: { type: "end-turn" }, usage: counted },
  ]);
});

test("calls come whole, in order, after the stream has ended well", async () => {
  expect(await wholeEvents("two calls with interleaved arguments")).toEqual([
    started,
    { type: "tool-call", wireId: "call_a", tool: "read", input: { file_path: "/a.md" } },
    { type: "tool-call", wireId: "call_b", tool: "list", input: { path: "/" } },
    { type: "finished", reason: { type: "tool-use" }, usage: counted },
  ]);
});

test("a server that sends calls without index keeps them apart by id", async () => {
  expect(await wholeEvents("Mistral: parts of content, calls without index or type, name empty later")).toEqual([
    started,
    { type: "thinking-delta", delta: "think" },
    { type: "text-delta", delta: "Hello" },
    { type: "tool-call", wireId: "abcdefghi", tool: "read", input: { file_path: "/a.md" } },
    { type: "tool-call", wireId: "jklmnopqr", tool: "list", input: {} },
    { type: "finished", reason: { type: "tool-use" }, usage: counted },
  ]);
});

test("stop beside complete calls means tool use", async () => {
  expect((await wholeEvents("Ollama: role and empty content everywhere, stop beside a call")).at(-1)).toMatchObject({
    reason: { type: "tool-use" },
  });
});

test("arguments cut by the limit of length are not a call", async () => {
  expect(await wholeEvents("cut by the limit of length inside the arguments")).toEqual([
    started,
    { type: "finished", reason: { type: "max-tokens" }, usage: counted },
  ]);
});

test("a 429 tells empty credit apart", async () => {
  const empty = JSON.stringify({ error: { message: "You exceeded your current quota", code: "insufficient_quota" } });
  expect((await collect(answering(429, empty))).at(-1)).toMatchObject({ failure: { type: "budget-spent" } });
});

test.each(["Thought signature is not valid.", "messages.1.content.0: Invalid `signature` in `thinking` block"])(
  "what a gateway does not take back of an answer is left out, once, and that is told: %s",
  async (message) => {
    const [text] = recordedStreams;
    const bodies: string[] = [];
    const strict: typeof fetch = (input, init) => {
      const body = new TextDecoder().decode(init?.body instanceof Uint8Array ? init.body : undefined);
      bodies.push(body);
      if (body.includes('"extra_content"')) return answering(400, JSON.stringify({ error: { message } }))(input, init);
      return fetchOf(text === undefined ? [] : [bytesOf(text)])(input, init);
    };
    const value = {
      model: "m",
      hasReasoningContent: false,
      reasoningDetails: [],
      callExtras: { "0": { google: { thought_signature: "S" } } },
    };
    const messages: ModelRequest["messages"] = [
      { messageId: messageId("u"), role: "user", blocks: [{ type: "text", text: "x" }] },
      {
        messageId: messageId("a"),
        role: "assistant",
        blocks: [
          { type: "opaque", provider: "openai-chat", value },
          { type: "tool-call", callId: callId("c1"), wireId: "call_1", tool: "list", input: {} },
        ],
      },
      {
        messageId: messageId("r"),
        role: "user",
        blocks: [{ type: "tool-result", callId: callId("c1"), isError: false, text: "ok" }],
      },
    ];
    const events = await collect(strict, { ...request, messages });
    expect(events.map(({ type }) => type).filter((type) => type !== "text-delta")).toEqual([
      "attempt-started",
      "retry-waiting",
      "thinking-dropped",
      "attempt-started",
      "finished",
    ]);
    expect(bodies.map((body) => body.includes("call_1"))).toEqual([true, true]);
  },
);

test("an error inside the stream is a failure; with a status as its code, before the answer began, it means what the status means", async () => {
  const begin = 'data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n';
  const failureOf = async (text: string) => (await collect(fetchOf([new TextEncoder().encode(text)]))).at(-1);
  const error = (code: string) => `data: {"error":{"message":"no capacity","code":${code}}}\n\n`;
  expect(await failureOf(error("502"))).toMatchObject({ failure: { type: "overloaded", status: 502 } });
  expect(await failureOf(begin + error("502"))).toMatchObject({ failure: { type: "wire" } });
  expect(await failureOf(error('"broken"'))).toMatchObject({ failure: { type: "wire" } });
});

test("what a server wants back with its answer is kept: the field of the thinking, its account, what calls are signed with", async () => {
  const chunk = (delta: object, finish_reason: string | null = null): string =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  const call = {
    index: 0,
    id: "a",
    function: { name: "list", arguments: "{}" },
    extra_content: { google: { thought_signature: "S" } },
  };
  const details = (text: string): object => ({ reasoning_details: [{ type: "reasoning.text", text, index: 0 }] });
  const stream = [
    chunk({ reasoning_content: "Hm", ...details("Hm") }),
    chunk({ reasoning_content: ".", ...details(".") }),
    chunk({ tool_calls: [call] }),
    chunk({}, "tool_calls"),
  ];
  const events = joined(await collect(fetchOf([new TextEncoder().encode(stream.join(""))])));
  expect(events.slice(1, -1)).toEqual([
    { type: "thinking-delta", delta: "Hm." },
    {
      type: "block",
      provider: "openai-chat",
      value: {
        model: "m",
        hasReasoningContent: true,
        reasoningDetails: [{ type: "reasoning.text", text: "Hm.", index: 0 }],
        callExtras: { "0": { google: { thought_signature: "S" } } },
      },
    },
    { type: "tool-call", wireId: "a", tool: "list", input: {} },
  ]);
});
