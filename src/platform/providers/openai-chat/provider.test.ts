import { expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/clock.fake.ts";
import type { Clock } from "../../../kernel/clock.ts";
import type { ModelRequest, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { createFakeRandom } from "../../../kernel/random.fake.ts";
import { createOpenAiChatProvider } from "./provider.ts";
import { bytesOf, fetchOf, recordedStreams } from "./streams.fake.ts";

const request: ModelRequest = { model: "m", system: "s", messages: [], tools: [], maxOutputTokens: 100 };

const providerOver = (fetch: typeof globalThis.fetch, clock: Clock = createFakeClock()) =>
  createOpenAiChatProvider({
    clock,
    random: createFakeRandom(),
    fetch,
    origin: "https://example.test",
    baseUrl: "https://example.test/v1",
    answers: () => Promise.resolve(false),
    scrub: (text) => text.replaceAll("sk-secret", "[key removed]"),
  });

const collect = async (fetch: typeof globalThis.fetch): Promise<readonly ProviderEvent[]> => {
  const events: ProviderEvent[] = [];
  for await (const event of providerOver(fetch).stream(request, new AbortController().signal)) events.push(event);
  return events;
};

/** The same events however the text was cut: pieces of one kind are joined. */
const joined = (events: readonly ProviderEvent[]): readonly ProviderEvent[] => {
  const result: ProviderEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if ((event.type === "text-delta" || event.type === "thinking-delta") && last?.type === event.type) {
      result[result.length - 1] = { type: event.type, delta: last.delta + event.delta };
    } else result.push(event);
  }
  return result;
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

test.each(recordedStreams)(
  "$name: every split and every kind of line end gives the same events",
  { timeout: 60_000 },
  async (stream) => {
    const expected = joined(await collect(fetchOf([bytesOf(stream)])));
    expect(["finished"]).toContain(expected.at(-1)?.type);
    for (const newline of ["\n", "\r\n", "\r"]) {
      const bytes = bytesOf(stream, newline);
      const stride = newline === "\n" ? 1 : 5;
      for (let cut = 1; cut < bytes.length; cut += stride) {
        expect(joined(await collect(fetchOf([bytes.subarray(0, cut), bytes.subarray(cut)])))).toEqual(expected);
      }
      expect(joined(await collect(fetchOf([...bytes].map((byte) => Uint8Array.of(byte)))))).toEqual(expected);
    }
  },
);

test("an answer cut anywhere before its finish word is a failure and runs no tool", { timeout: 60_000 }, async () => {
  const stream = recordedStreams[1];
  if (stream === undefined) throw new Error("no stream");
  const bytes = bytesOf(stream);
  const finish = new TextDecoder().decode(bytes).indexOf('"finish_reason":"tool_calls"');
  for (let cut = 0; cut < finish; cut += 1) {
    const events = await collect(fetchOf([bytes.subarray(0, cut)]));
    expect(events.filter(({ type }) => type === "tool-call")).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: "failed", failure: { type: "wire" } });
  }
});

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): typeof fetch =>
  () =>
    Promise.resolve(new Response(body, { status, headers: { "content-type": "application/json", ...headers } }));

test.each([
  [401, "unauthorized"],
  [403, "unauthorized"],
  [404, "not-found"],
  [408, "timed-out"],
  [413, "context-overflow"],
  [422, "bad-request"],
  [429, "rate-limited"],
  [500, "overloaded"],
  [503, "overloaded"],
  [529, "overloaded"],
])("status %i is a failure named %s that keeps the server's words and hides keys", async (status, type) => {
  const events = await collect(answering(status, JSON.stringify({ error: { message: "no sk-secret here" } })));
  expect(events.at(-1)).toMatchObject({ type: "failed", failure: { type } });
  const text = JSON.stringify(events);
  expect(text).toContain("[key removed]");
  expect(text).not.toContain("sk-secret");
});

test("a 429 says when to come back, and tells empty credit apart", async () => {
  expect((await collect(answering(429, "{}", { "retry-after": "7" }))).at(-1)).toMatchObject({
    failure: { type: "rate-limited", retryAfterMs: 7_000 },
  });
  const empty = JSON.stringify({ error: { message: "You exceeded your current quota", code: "insufficient_quota" } });
  expect((await collect(answering(429, empty))).at(-1)).toMatchObject({ failure: { type: "budget-spent" } });
});

test.each([
  ["an HTML page", "text/html", "<html><body>Log in</body></html>"],
  ["a JSON answer", "application/json", '{"choices":[]}'],
  ["no content type", "", "hello"],
])("a 200 with %s is named and quoted", async (_, type, body) => {
  const last = (await collect(fetchOf([new TextEncoder().encode(body)], type))).at(-1);
  expect(last).toMatchObject({ type: "failed", failure: { type: "wire", excerpt: body } });
});

test("an empty stream is a failure", async () => {
  expect((await collect(fetchOf([]))).at(-1)).toMatchObject({ type: "failed", failure: { type: "wire" } });
});

test("an error inside the stream is a failure, broken JSON too", async () => {
  const data = (text: string) => fetchOf([new TextEncoder().encode(`data: ${text}\n\n`)]);
  expect((await collect(data('{"error":{"message":"overloaded","code":500}}'))).at(-1)).toMatchObject({
    failure: { type: "wire" },
  });
  expect((await collect(data('{"choices":['))).at(-1)).toMatchObject({ failure: { type: "wire" } });
});

test("a browser's refusal lists what it can be", async () => {
  const last = (await collect(() => Promise.reject(new TypeError("Failed to fetch")))).at(-1);
  expect(last).toMatchObject({ type: "failed", failure: { type: "network" } });
});

const never: typeof fetch = () => new Promise(() => {});
const stalled: typeof fetch = () =>
  Promise.resolve(
    new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), { headers: { "content-type": "text/event-stream" } }),
  );

test.each([
  ["while it connects", never],
  ["while the stream stalls", stalled],
])("a stop %s ends the iteration at once, also when the connection is deaf", async (_, fetch) => {
  const controller = new AbortController();
  const iterator = providerOver(fetch).stream(request, controller.signal)[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toEqual(started);
  const next = iterator.next();
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  expect((await next).value).toMatchObject({ type: "failed", failure: { type: "aborted" } });
  expect((await iterator.next()).done).toBe(true);
});

test("two minutes without a byte end the stream", async () => {
  const clock = createFakeClock();
  const iterator = providerOver(stalled, clock).stream(request, new AbortController().signal)[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(120_000);
  expect((await next).value).toMatchObject({ type: "failed", failure: { type: "timed-out" } });
});
