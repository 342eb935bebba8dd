import { expect, test } from "vitest";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import type { ModelRequest, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { endpointOver } from "../wire.contract.ts";
import { answering, fetchOf, joined } from "../wire.fake.ts";
import { createOpenAiResponsesProvider } from "./provider.ts";
import { bytesOf, event, recordedStreams, usage } from "./streams.fake.ts";

const request: ModelRequest = { model: "m", system: "s", messages: [], tools: [], maxOutputTokens: 100 };

const collect = async (fetch: typeof globalThis.fetch): Promise<readonly ProviderEvent[]> => {
  const provider = createOpenAiResponsesProvider({ ...endpointOver(fetch), random: createFakeRandom() });
  const events: ProviderEvent[] = [];
  for await (const told of provider.stream(request, new AbortController().signal)) events.push(told);
  return joined(events);
};

const wholeEvents = (name: string): Promise<readonly ProviderEvent[]> => {
  const stream = recordedStreams.find((one) => one.name.startsWith(name));
  if (stream === undefined) throw new Error(`no stream named ${name}`);
  return collect(fetchOf([bytesOf(stream)]));
};
const heard = (...events: readonly string[]): Promise<readonly ProviderEvent[]> =>
  collect(fetchOf([bytesOf({ name: "", events })]));

const started: ProviderEvent = { type: "attempt-started", messageId: "message_1" as never };
const counted = { inputTokens: 16, outputTokens: 7, cacheReadTokens: 4, cacheWriteTokens: 0, thinkingTokens: 3 };
const kept = (item: object, callsBefore = 0): object => ({
  type: "block",
  provider: "openai-responses",
  value: { type: "item", model: "m", callsBefore, item },
});

test("text comes through once, with its usage", async () => {
  expect(await wholeEvents("text as")).toEqual([
    started,
    { type: "text-delta", delta: "Grüße 🌿 a\u2028b" },
    { type: "finished", reason: { type: "end-turn" }, usage: counted },
  ]);
});

test("reasoning is told as its summary and kept encrypted; calls come whole, in order, after the end", async () => {
  const summary = [
    { type: "summary_text", text: "Look." },
    { type: "summary_text", text: "Then act." },
  ];
  expect(await wholeEvents("a summary")).toEqual([
    started,
    { type: "thinking-delta", delta: "Look.\n\nThen act." },
    kept({ type: "reasoning", id: "rs_1", summary, encrypted_content: "gAAA" }),
    { type: "tool-call", wireId: "call_a", tool: "read", input: { file_path: "/a.md" } },
    { type: "tool-call", wireId: "call_b", tool: "list", input: {} },
    { type: "finished", reason: { type: "tool-use" }, usage: counted },
  ]);
});

test("commentary keeps its phase, reasoning its place among the calls, and changing ids change nothing", async () => {
  expect(await wholeEvents("commentary")).toEqual([
    started,
    { type: "text-delta", delta: "I look." },
    { type: "block", provider: "openai-responses", value: { type: "phase", model: "m", phase: "commentary" } },
    kept({ type: "reasoning", id: "rs_2", summary: [], encrypted_content: "gAAA" }, 1),
    { type: "tool-call", wireId: "call_a", tool: "list", input: {} },
    { type: "tool-call", wireId: "call_b", tool: "list", input: { path: "/" } },
    { type: "finished", reason: { type: "tool-use" }, usage: counted },
  ]);
});

test("a server without indices is understood by its ids", async () => {
  const content = [{ type: "reasoning_text", text: "Hm." }];
  expect(await wholeEvents("llama.cpp")).toEqual([
    started,
    { type: "thinking-delta", delta: "Hm." },
    kept({ type: "reasoning", id: "rs_l", summary: [], content, encrypted_content: "" }),
    { type: "text-delta", delta: "I look." },
    { type: "tool-call", wireId: "call_l", tool: "list", input: { path: "/" } },
    { type: "finished", reason: { type: "tool-use" }, usage: counted },
  ]);
});

test("an answer that only comes as a whole is told as a whole", async () => {
  expect((await wholeEvents("a gateway")).map((one) => ("delta" in one ? one.delta : one.type))).toEqual([
    "attempt-started",
    "Look.\n\nThen act.",
    "block",
    "Hi",
    "tool-call",
    "finished",
  ]);
});

test("arguments cut by the limit of length are not a call", async () => {
  expect(await wholeEvents("cut by")).toEqual([started, { type: "finished", reason: { type: "max-tokens" }, usage: counted }]);
});

test("a refusal is told in the model's words and named as one", async () => {
  expect(await wholeEvents("a refusal")).toEqual([
    started,
    { type: "text-delta", delta: "I cannot." },
    { type: "finished", reason: { type: "refusal" }, usage: counted },
  ]);
});

const text = event("response.output_text.delta", { output_index: 0, item_id: "m1", delta: "Hi" });
const end = (type: string, more: object = {}): string =>
  event(`response.${type}`, { response: { status: type, usage, ...more } });

test.each<readonly [string, readonly string[], object]>([
  [
    "content was filtered",
    [text, end("incomplete", { incomplete_details: { reason: "content_filter" } })],
    { reason: { type: "refusal" } },
  ],
  [
    "it is incomplete for a reason that nobody knows",
    [text, end("incomplete", { incomplete_details: { reason: "tired" } })],
    { reason: { type: "other", raw: "tired" } },
  ],
  ["it is incomplete without a reason", [text, end("incomplete")], { reason: { type: "other", raw: "incomplete" } }],
  ["it was cancelled", [text, end("cancelled")], { reason: { type: "other", raw: "cancelled" } }],
  [
    "it failed after text",
    [text, end("failed", { error: { code: "server_error", message: "boom" } })],
    { failure: { type: "wire", message: expect.stringContaining("boom") }, usage: counted },
  ],
  [
    "it failed before anything, because the server has a problem",
    [end("failed", { error: { code: "server_error", message: "boom" } })],
    { failure: { type: "overloaded", status: 500 }, usage: counted },
  ],
  [
    "it failed before anything, because of too many requests",
    [end("failed", { error: { code: "rate_limit_exceeded", message: "slow down" } })],
    { failure: { type: "rate-limited" } },
  ],
  [
    "it failed because the conversation is too long",
    [
      end("failed", {
        error: { code: "context_length_exceeded", message: "Your input exceeds the context window of this model." },
      }),
    ],
    { failure: { type: "context-overflow" } },
  ],
  [
    "a flat error comes first",
    [event("error", { code: "server_is_overloaded", message: "busy", param: null })],
    { failure: { type: "overloaded", status: 503 } },
  ],
  [
    "a nested error comes first",
    [
      event("error", {
        error: { type: "insufficient_quota", code: "insufficient_quota", message: "You exceeded your current quota" },
      }),
    ],
    { failure: { type: "budget-spent" } },
  ],
  [
    "a nested error comes after text",
    [text, event("error", { error: { code: "server_error", message: "boom" } })],
    { failure: { type: "wire" } },
  ],
  [
    "a flat error comes after text",
    [text, event("error", { code: "server_error", message: "boom" })],
    { failure: { type: "wire" } },
  ],
  ["the stream says nothing of its end", [text], { failure: { type: "wire" } }],
  [
    "the usage is missing",
    [text, event("response.completed", { response: { status: "completed", usage: null } })],
    { usage: { inputTokens: 0 } },
  ],
])("%s", async (_, events, expected) => {
  expect((await heard(...events)).at(-1)).toMatchObject(expected);
});

test("an error before the stream is named by its code, its words and its parameter", async () => {
  const failureOf = async (status: number, error: object) => (await collect(answering(status, JSON.stringify({ error })))).at(-1);
  expect(await failureOf(429, { message: "You exceeded your current quota", code: "insufficient_quota" })).toMatchObject({
    failure: { type: "budget-spent" },
  });
  expect(await failureOf(400, { message: "Too long", code: "context_length_exceeded" })).toMatchObject({
    failure: { type: "context-overflow" },
  });
});

test("a server that does not have this API is told apart in the words", async () => {
  expect((await collect(answering(404, '{"error":{"message":"Not found"}}'))).at(-1)).toMatchObject({
    failure: { type: "not-found", message: expect.stringContaining("Chat Completions can be chosen") },
  });
});

const item = (type: string, fields: object = {}): string => event(type, { output_index: 0, ...fields });
const endOfCall = end("completed");
const callLine = async (...events: readonly string[]): Promise<unknown> =>
  (await heard(...events)).flatMap((one) => (one.type === "tool-call" ? [[one.wireId, one.tool, one.invalid ?? one.input]] : []));

test.each<readonly [string, readonly string[], unknown]>([
  [
    "arguments are nothing",
    [item("response.output_item.done", { item: { type: "function_call", call_id: "a", name: "list", arguments: "" } })],
    [["a", "list", {}]],
  ],
  [
    "arguments are an object",
    [item("response.output_item.done", { item: { type: "function_call", call_id: "a", name: "list", arguments: { x: 1 } } })],
    [["a", "list", { x: 1 }]],
  ],
  [
    "only pieces came, and no end of the item",
    [
      item("response.output_item.added", { item: { type: "function_call", id: "f", call_id: "a", name: "list" } }),
      item("response.function_call_arguments.delta", { item_id: "f", delta: '{"x":' }),
      item("response.function_call_arguments.delta", { item_id: "f", delta: "1}" }),
    ],
    [["a", "list", { x: 1 }]],
  ],
  [
    "the name comes with the end of the arguments",
    [item("response.function_call_arguments.done", { item_id: "f", name: "list", arguments: "{}" })],
    [["f", "list", {}]],
  ],
  [
    "arguments are never valid",
    [item("response.output_item.done", { item: { type: "function_call", call_id: "a", name: "list", arguments: "{x" } })],
    [["a", "list", expect.any(String)]],
  ],
  [
    "the same item ends twice",
    [
      item("response.output_item.done", { item: { type: "function_call", call_id: "a", name: "list", arguments: "{}" } }),
      item("response.output_item.done", { item: { type: "function_call", call_id: "a", name: "list", arguments: "{}" } }),
    ],
    [["a", "list", {}]],
  ],
  [
    "names of prototypes are names",
    [item("response.output_item.done", { item: { type: "function_call", call_id: "a", name: "__proto__", arguments: "{}" } })],
    [["a", "__proto__", {}]],
  ],
])("of a call, %s", async (_, events, expected) => {
  expect(await callLine(...events, endOfCall)).toEqual(expected);
});

test("reasoning that cannot go back is told and not kept, and a call for a tool of others is neither", async () => {
  const reasoning = { type: "reasoning", id: "rs", summary: [{ type: "summary_text", text: "Hm." }], encrypted_content: null };
  const events = await heard(
    event("response.output_item.done", { output_index: 0, item: reasoning }),
    event("response.output_item.done", { output_index: 1, item: { type: "custom_tool_call", call_id: "c" } }),
    event("response.output_item.done", { output_index: 2, item: { type: "web_search_call", id: "ws", status: "completed" } }),
    endOfCall,
  );
  expect(events.slice(1, -1)).toEqual([
    { type: "thinking-delta", delta: "Hm." },
    kept({ type: "web_search_call", id: "ws", status: "completed" }),
  ]);
});

test("of reasoning that comes as a summary and as it is, one is told", async () => {
  const delta = (type: string, more: object): string => event(type, { output_index: 0, item_id: "rs", ...more });
  const events = await heard(
    delta("response.reasoning_text.delta", { content_index: 0, delta: "Whole." }),
    delta("response.reasoning_summary_text.delta", { summary_index: 0, delta: "Short." }),
    text.replace('"output_index":0', '"output_index":1'),
    endOfCall,
  );
  expect(events.slice(1, -1)).toEqual([
    { type: "thinking-delta", delta: "Whole." },
    { type: "text-delta", delta: "Hi" },
  ]);
});
