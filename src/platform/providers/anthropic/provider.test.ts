import { expect, test } from "vitest";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import { isJsonObject, type JsonObject } from "../../../kernel/base/json.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import type { ModelRequest, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { createNetGate } from "../../network/net-gate.ts";
import { endpointOver } from "../wire.contract.ts";
import { answering, fetchOf, joined } from "../wire.fake.ts";
import { createAnthropicProvider } from "./provider.ts";
import { bytesOf, recordedStreams } from "./streams.fake.ts";

const request: ModelRequest = { model: "m", system: "s", messages: [], tools: [], maxOutputTokens: 100 };

const collect = async (fetch: typeof globalThis.fetch, asked = request): Promise<readonly ProviderEvent[]> => {
  const provider = createAnthropicProvider({ ...endpointOver(fetch), random: createFakeRandom() });
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(asked, new AbortController().signal)) events.push(event);
  return joined(events);
};

const wholeEvents = (name: string): Promise<readonly ProviderEvent[]> => {
  const stream = recordedStreams.find((one) => one.name.startsWith(name));
  if (stream === undefined) throw new Error(`no stream named ${name}`);
  return collect(fetchOf([bytesOf(stream)]));
};
const eventsOf = (text: string): Promise<readonly ProviderEvent[]> => collect(fetchOf([new TextEncoder().encode(text)]));

const attempt = (id: number): ProviderEvent => ({ type: "attempt-started", messageId: messageId(`message_${id}`) });
const said = (delta: string): ProviderEvent => ({ type: "text-delta", delta });
const thought = (delta: string): ProviderEvent => ({ type: "thinking-delta", delta });
const kept = (callsBefore: number, block: JsonObject): ProviderEvent => ({
  type: "block",
  provider: "anthropic",
  value: { model: "m", callsBefore, block },
});
const called = (wireId: string, tool: string, input: JsonObject): ProviderEvent => ({ type: "tool-call", wireId, tool, input });
const counted = { inputTokens: 20, outputTokens: 7, cacheReadTokens: 4, cacheWriteTokens: 6 };
const finished = (
  type: "end-turn" | "tool-use" | "max-tokens" | "stop-sequence" | "refusal",
  usage = counted,
): ProviderEvent => ({
  type: "finished",
  reason: { type },
  usage,
});

const expected: readonly (readonly [string, readonly ProviderEvent[]])[] = [
  ["text as Anthropic", [said("Grüße 🌿 a\u2028b"), finished("end-turn")]],
  [
    "thinking with a signature",
    [
      thought("Let me see."),
      kept(0, { type: "thinking", thinking: "Let me see.", signature: "EqQBCg==" }),
      said("I will look."),
      called("toolu_01", "read", { file_path: "/a.md" }),
      called("toolu_02", "list", {}),
      finished("tool-use"),
    ],
  ],
  [
    "thinking whose text is left out",
    [
      kept(0, { type: "thinking", thinking: "", signature: "EsigA" }),
      kept(0, { type: "redacted_thinking", data: "EmwKAh==" }),
      thought("Then."),
      kept(1, { type: "thinking", thinking: "Then.", signature: "EsigB" }),
      called("toolu_01", "list", {}),
      called("toolu_02", "list", {}),
      finished("tool-use"),
    ],
  ],
  ["padded data", [said("Hi"), finished("stop-sequence", { ...counted, inputTokens: 25, cacheWriteTokens: 0 })]],
  ["cut by the limit of length", [finished("max-tokens")]],
  ["a refusal", [finished("refusal", { ...counted, outputTokens: 1 })]],
  [
    "llama.cpp",
    [
      thought("Hm."),
      said("I will look."),
      kept(0, { type: "thinking", thinking: "Hm.", signature: "" }),
      called("x".repeat(32), "list", {}),
      finished("tool-use", { ...counted, cacheWriteTokens: 0 }),
    ],
  ],
  [
    "arguments given at the start",
    [called("toolu_01", "read", { file_path: "/a.md" }), called("toolu_02", "list", { path: "/" }), finished("tool-use")],
  ],
  [
    "a tool of the server",
    [
      kept(0, { type: "server_tool_use", id: "srvtoolu_01", name: "web_search", input: { query: "x" } }),
      kept(0, { type: "web_search_tool_result", tool_use_id: "srvtoolu_01", content: [] }),
      said("Found it."),
      kept(0, { type: "text", text: "Found it.", citations: [{ type: "char_location" }] }),
      finished("end-turn"),
    ],
  ],
  ["numbers with gaps", [said("Out of nowhere."), called("toolu_01", "list", {}), finished("tool-use")]],
  [
    "the same start twice",
    [
      said("First"),
      attempt(2),
      said("Second"),
      finished("end-turn", { inputTokens: 50, outputTokens: 8, cacheReadTokens: 4, cacheWriteTokens: 6 }),
    ],
  ],
  [
    "an end without a reason",
    [said("Hi"), { type: "finished", reason: { type: "other", raw: "no stop reason" }, usage: { ...counted, outputTokens: 1 } }],
  ],
];

test.each(expected)("%s: the events are these", async (name, events) => {
  expect(await wholeEvents(name)).toEqual([attempt(1), ...events]);
});

test("every recorded stream has its events written down", () => {
  expect(recordedStreams.filter(({ name }) => !expected.some(([begin]) => name.startsWith(begin)))).toEqual([]);
});

const wire = (...events: readonly (readonly [string, object])[]): string =>
  events.map(([type, fields]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`).join("");
const ending = (reason: string): readonly (readonly [string, object])[] => [
  ["message_delta", { delta: { stop_reason: reason } }],
  ["message_stop", {}],
];
const call = (fields: object = {}): readonly [string, object] => [
  "content_block_start",
  { index: 0, content_block: { type: "tool_use", id: "toolu_01", name: "list", input: {}, ...fields } },
];
const json = (partial_json: string): readonly [string, object] => [
  "content_block_delta",
  { index: 0, delta: { type: "input_json_delta", partial_json } },
];

test.each([
  ["end_turn", { type: "end-turn" }, 1],
  ["tool_use", { type: "tool-use" }, 1],
  ["stop_sequence", { type: "stop-sequence" }, 1],
  ["pause_turn", { type: "pause-turn" }, 1],
  ["max_tokens", { type: "max-tokens" }, 0],
  ["refusal", { type: "refusal" }, 0],
  ["sensitive", { type: "refusal" }, 0],
  ["model_context_window_exceeded", { type: "context-overflow" }, 0],
  ["compaction", { type: "other", raw: "compaction" }, 1],
  ["constructor", { type: "other", raw: "constructor" }, 1],
])("the stop reason %s beside a call becomes %o and tells of %i calls", async (word, reason, calls) => {
  const events = await eventsOf(wire(call(), ...ending(word)));
  expect(events.at(-1)).toMatchObject({ type: "finished", reason });
  expect(events.filter(({ type }) => type === "tool-call")).toHaveLength(calls);
});

test("tool_use without a call is kept as it is", async () => {
  expect((await eventsOf(wire(...ending("tool_use")))).at(-1)).toMatchObject({ reason: { type: "other", raw: "tool_use" } });
});

test.each([
  ["are not JSON", '{"path":', expect.stringContaining("not valid JSON")],
  ["are no object", "[1]", "The arguments are not a JSON object."],
  ["name a prototype", '{"__proto__":{}}', expect.stringContaining("__proto__")],
])("arguments that %s are empty, with the reason", async (_, text, invalid) => {
  expect((await eventsOf(wire(call(), json(text), ...ending("tool_use")))).at(-2)).toEqual({
    type: "tool-call",
    wireId: "toolu_01",
    tool: "list",
    input: {},
    invalid,
  });
});

test("a prototype's name in arguments given at the start is refused too", async () => {
  const text = wire(call(), ...ending("tool_use")).replace('"input":{}', '"input":{"__proto__":{}}');
  expect((await eventsOf(text)).at(-2)).toMatchObject({ input: {}, invalid: expect.stringContaining("__proto__") });
});

test("an answer longer than any model writes is given up", async () => {
  const piece = json("x".repeat(1024 * 1024));
  const last = (await eventsOf(wire(call(), ...Array.from({ length: 33 }, () => piece), ...ending("tool_use")))).at(-1);
  expect(last).toMatchObject({ type: "failed", failure: { type: "wire", message: expect.stringContaining("limit") } });
});

test("an answer that stays open after its end mark is over", async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(wire(call(), ...ending("tool_use")))),
  });
  const open: typeof fetch = () => Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  expect((await collect(open)).at(-1)).toMatchObject({ type: "finished" });
});

const errorEvent = (type: string): readonly [string, object] => ["error", { error: { type, message: `the ${type}` } }];

test.each([
  ["overloaded_error", "overloaded"],
  ["rate_limit_error", "rate-limited"],
  ["authentication_error", "unauthorized"],
  ["api_error", "overloaded"],
  ["not_seen_before", "wire"],
])("the error %s as the first event is a failure named %s", async (word, type) => {
  const [, last] = await eventsOf(wire(errorEvent(word)));
  expect(last).toMatchObject({ type: "failed", failure: { type, message: expect.stringContaining(`the ${word}`) } });
});

test("an error after text keeps the text, its usage, and says so", async () => {
  const begin: readonly [string, object] = ["message_start", { message: { id: "msg_01", usage: { input_tokens: 9 } } }];
  const text: readonly [string, object] = ["content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hi" } }];
  expect(await eventsOf(wire(begin, text, errorEvent("overloaded_error")))).toEqual([
    attempt(1),
    said("Hi"),
    {
      type: "failed",
      usage: { inputTokens: 9, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
      failure: {
        type: "wire",
        message:
          'https://example.test became overloaded in the middle of the answer. The text so far is kept, and no tool of it was run. Try again. It said: "the overloaded_error"',
      },
    },
  ]);
});

test("an error under another event's name is an error too", async () => {
  const text = 'event: message\ndata: {"error":{"message":"no slot","code":503}}\n\n';
  expect((await eventsOf(text)).at(-1)).toMatchObject({ failure: { type: "wire", message: expect.stringContaining("no slot") } });
});

const problem = (type: string, message: string, details?: object): string =>
  JSON.stringify({ type: "error", error: { type, message, details } });

test.each([
  [400, problem("invalid_request_error", "Your credit balance is too low to access the Anthropic API."), "budget-spent"],
  [400, problem("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"), "context-overflow"],
  [
    400,
    problem("invalid_request_error", "input length and `max_tokens` exceed context limit: 190000 + 20000"),
    "context-overflow",
  ],
  [429, problem("rate_limit_error", "Stop.", { error_code: "enforced_spend_limit_reached" }), "budget-spent"],
  [429, problem("rate_limit_error", "Slower.", { error_code: "ramp_limit_exceeded" }), "rate-limited"],
  [400, JSON.stringify({ error: { code: 400, message: "too long", type: "exceed_context_size_error" } }), "context-overflow"],
  [503, JSON.stringify({ error: { code: 503, message: "Loading model", type: "unavailable_error" } }), "overloaded"],
])("status %i with %s is a failure named %s", async (status, body, type) => {
  expect((await collect(answering(status, body))).at(-1)).toMatchObject({ type: "failed", failure: { type } });
});

/** What leaves the browser: the request as the network sees it. */
const sentBy = async (baseUrl: string, key: string | undefined): Promise<Request> => {
  let sent: Request | undefined;
  const { origin } = new URL(baseUrl);
  const gate = createNetGate({
    keyFor: (asked) => (asked === origin ? key : undefined),
    fetch: (input, init) => {
      // Node wants it said that the body is whole before the answer begins.
      sent = new Request(String(input), { ...init, duplex: "half" } as RequestInit);
      return answering(401, "{}")(input, init);
    },
  });
  const endpoint = { ...endpointOver(gate.fetchFor(origin)), origin, baseUrl };
  const provider = createAnthropicProvider({ ...endpoint, random: createFakeRandom() });
  for await (const _ of provider.stream(request, new AbortController().signal));
  if (sent === undefined) throw new Error("nothing was sent");
  return sent;
};

test("the request carries the bound key, the version and the word of consent, and nothing about the client", async () => {
  const sent = await sentBy("https://api.anthropic.com", "sk-ant-1");
  expect(sent.url).toBe("https://api.anthropic.com/v1/messages");
  expect(Object.fromEntries(sent.headers)).toEqual({
    accept: "application/json",
    "anthropic-dangerous-direct-browser-access": "true",
    "anthropic-version": "2026-10-21",
    authorization: "Bearer sk-ant-1",
    "content-type": "application/json",
  });
  expect(await sent.json()).toEqual({
    model: "m",
    max_tokens: 100,
    system: [{ type: "text", text: "s", cache_control: { type: "ephemeral" } }],
    messages: [],
    stream: true,
  });
});

test("a server without a key gets none, and the version in its address is not doubled", async () => {
  const sent = await sentBy("http://localhost:8080/v1", undefined);
  expect(sent.url).toBe("http://localhost:8080/v1/messages");
  expect(sent.headers.has("authorization") || sent.headers.has("x-api-key")).toBe(false);
});

const signed: ModelRequest["messages"] = [
  { messageId: messageId("u1"), role: "user", blocks: [{ type: "text", text: "x" }] },
  {
    messageId: messageId("a1"),
    role: "assistant",
    blocks: [
      {
        type: "opaque",
        provider: "anthropic",
        value: { model: "m", callsBefore: 0, block: { type: "thinking", thinking: "", signature: "S" } },
      },
      { type: "tool-call", callId: callId("call_1"), wireId: "toolu_01", tool: "list", input: {} },
    ],
  },
  {
    messageId: messageId("r1"),
    role: "user",
    blocks: [{ type: "tool-result", callId: callId("call_1"), isError: false, text: "ok" }],
  },
];
const refusal =
  "messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation. The `system` prompt differs from sk-secret.";

const sentText = (init: RequestInit | undefined): string =>
  init?.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : "";

/** Refuses requests with signed thinking, as often as they come. */
const strict = (bodies: string[]): typeof fetch => {
  const [stream] = recordedStreams;
  return (input, init) => {
    const body = sentText(init);
    bodies.push(body);
    return body.includes('"thinking"')
      ? answering(400, problem("invalid_request_error", refusal))(input, init)
      : fetchOf(stream === undefined ? [] : [bytesOf(stream)])(input, init);
  };
};

test("thinking that the endpoint does not take back is left out, once, and that is told", async () => {
  const bodies: string[] = [];
  const events = await collect(strict(bodies), { ...request, messages: signed });
  expect(events.map(({ type }) => type)).toEqual([
    "attempt-started",
    "retry-waiting",
    "thinking-dropped",
    "attempt-started",
    "text-delta",
    "finished",
  ]);
  expect(events[2]).toEqual({ type: "thinking-dropped", why: "refused", provider: "anthropic", answers: 1 });
  expect(JSON.stringify(events)).toContain("asked again without it");
  expect(JSON.stringify(events)).not.toContain("sk-secret");
  const messagesOf = (body: string | undefined): unknown => {
    const parsed: unknown = JSON.parse(body ?? "{}");
    return isJsonObject(parsed) && Array.isArray(parsed.messages) ? parsed.messages[1] : undefined;
  };
  const use = { type: "tool_use", id: "toolu_01", name: "list", input: {} };
  expect(bodies.map(messagesOf)).toEqual([
    { role: "assistant", content: [{ type: "thinking", thinking: "", signature: "S" }, use] },
    { role: "assistant", content: [use] },
  ]);
});

test("the same refusal without thinking to leave out, or twice, is a failure", async () => {
  const always = answering(400, problem("invalid_request_error", refusal));
  for (const messages of [[], signed]) {
    const events = await collect(always, { ...request, messages });
    expect(events.filter(({ type }) => type === "retry-waiting")).toHaveLength(messages.length === 0 ? 0 : 1);
    expect(events.at(-1)).toMatchObject({ type: "failed", failure: { type: "bad-request" } });
  }
});
