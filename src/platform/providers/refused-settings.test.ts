import { expect, test } from "vitest";
import { messageId } from "../../kernel/base/ids.ts";
import type { JsonObject } from "../../kernel/base/json.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Block } from "../../kernel/conversation/message.ts";
import { createAnthropicProvider } from "./anthropic/provider.ts";
import { bytesOf as messagesBytes, recordedStreams as messagesStreams } from "./anthropic/streams.fake.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";
import { createOpenAiChatProvider } from "./openai-chat/provider.ts";
import { bytesOf as chatBytes, recordedStreams as chatStreams } from "./openai-chat/streams.fake.ts";
import { createOpenAiResponsesProvider } from "./openai-responses/provider.ts";
import { bytesOf as responsesBytes, recordedStreams as responsesStreams } from "./openai-responses/streams.fake.ts";
import { endpointOver } from "./wire.contract.ts";
import { answering, fetchOf } from "./wire.fake.ts";

type Create = (deps: EndpointDeps) => Provider;
const anthropic: Create = (deps) => createAnthropicProvider({ ...deps, random: createFakeRandom() });
const openAi: Create = (deps) => createOpenAiChatProvider({ ...deps, random: createFakeRandom() });
const responses: Create = (deps) => createOpenAiResponsesProvider({ ...deps, random: createFakeRandom() });
const [responsesAnswer] = responsesStreams.map((stream) => responsesBytes(stream));
const [messagesAnswer] = messagesStreams.map((stream) => messagesBytes(stream));
const [chatAnswer] = chatStreams.map((stream) => chatBytes(stream));
const answerOf = (create: Create): Uint8Array => {
  const answer = create === anthropic ? messagesAnswer : create === openAi ? chatAnswer : responsesAnswer;
  return answer ?? new Uint8Array();
};

/** A server that refuses bodies with one of these words, with its own, and answers all others. */
const server = (create: Create, refusals: readonly (readonly [string, string])[], bodies: JsonObject[]): typeof fetch => {
  return (input, init) => {
    const body = init?.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : "";
    bodies.push(JSON.parse(body));
    const refusal = refusals.find(([word]) => body.includes(`"${word}"`));
    if (refusal === undefined) return fetchOf([answerOf(create)])(input, init);
    return answering(400, JSON.stringify({ error: { message: refusal[1], type: "invalid_request_error", param: null } }))(
      input,
      init,
    );
  };
};

const request: ModelRequest = {
  model: "homemade",
  system: "",
  messages: [{ messageId: messageId("u"), role: "user", blocks: [{ type: "text", text: "Hi" }] }],
  tools: [],
  maxOutputTokens: 100,
  effort: "high",
  temperature: 0.2,
  stopSequences: ["END"],
};

const collect = async (provider: Provider, asked: ModelRequest): Promise<readonly ProviderEvent[]> => {
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(asked, new AbortController().signal)) events.push(event);
  return events;
};

const cases: readonly (readonly [string, Create, string, string, string])[] = [
  ["Anthropic", anthropic, "temperature", "`temperature` is deprecated for this model.", "the temperature"],
  ["Anthropic", anthropic, "output_config", "output_config: Extra inputs are not permitted", "the effort"],
  ["Anthropic", anthropic, "output_config", "This model does not support the effort parameter.", "the effort"],
  [
    "Anthropic",
    anthropic,
    "stop_sequences",
    "stop_sequences: each stop sequence must contain non-whitespace",
    "the stop sequences",
  ],
  [
    "Anthropic",
    anthropic,
    "cache_control",
    "messages.0.content.0.text.cache_control: Extra inputs are not permitted",
    "the marks for prompt caching",
  ],
  ["OpenAI", openAi, "temperature", "Unsupported value: 'temperature' does not support 0.2 with this model.", "the temperature"],
  ["OpenAI", openAi, "reasoning_effort", "Unrecognized request argument supplied: reasoning_effort", "the effort"],
  ["OpenAI", openAi, "stop", "Unsupported parameter: 'stop' is not supported with this model.", "the stop sequences"],
  ["OpenAI", openAi, "stream_options", "Unknown field: stream_options", "the wish for a count of tokens"],
  [
    "OpenAI",
    openAi,
    "max_tokens",
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    "the older name of the limit of length",
  ],
  [
    "Responses",
    responses,
    "temperature",
    "Unsupported parameter: 'temperature' is not supported with this model.",
    "the temperature",
  ],
  ["Responses", responses, "effort", "Unsupported parameter: 'reasoning.effort' is not supported with this model.", "the effort"],
  [
    "Responses",
    responses,
    "summary",
    "Your organization must be verified to generate reasoning summaries.",
    "the wish to see its thinking",
  ],
  [
    "Responses",
    responses,
    "include",
    "Encrypted content is not supported with this model.",
    "the wish for its encrypted thinking",
  ],
  ["Responses", responses, "prompt_cache_key", "Unknown parameter: 'prompt_cache_key'.", "the marks for prompt caching"],
];

test.each(cases)(
  "%s: what the model refuses is left out once, that is told, and it is remembered",
  async (_, create, field, words, name) => {
    const bodies: JsonObject[] = [];
    const provider = create(endpointOver(server(create, [[field, words]], bodies)));
    const events = await collect(provider, request);
    expect(events.map(({ type }) => type)).toEqual([
      "attempt-started",
      "retry-waiting",
      "attempt-started",
      "text-delta",
      "finished",
    ]);
    expect(events[1]).toMatchObject({
      delayMs: 0,
      reason: { type: "bad-request", message: expect.stringContaining(`does not take ${name}.`) },
    });
    const again = await collect(provider, request);
    expect(again.map(({ type }) => type)).toEqual(["attempt-started", "text-delta", "finished"]);
    expect(bodies).toHaveLength(3);
    expect(bodies.map((body) => JSON.stringify(body).includes(`"${field}"`))).toEqual([true, false, false]);
    // Another model may take it.
    await collect(provider, { ...request, model: "other" });
    expect(JSON.stringify(bodies[3])).toContain(`"${field}"`);
  },
);

test("the limit of length stays under its newer name", async () => {
  const bodies: JsonObject[] = [];
  const words = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
  await collect(openAi(endpointOver(server(openAi, [["max_tokens", words]], bodies))), request);
  expect(bodies.map(({ max_tokens, max_completion_tokens }) => [max_tokens, max_completion_tokens])).toEqual([
    [100, undefined],
    [undefined, 100],
  ]);
});

test("a server that names one thing at a time is asked until it has named all", async () => {
  const bodies: JsonObject[] = [];
  const refusals = [
    ["temperature", "Unsupported parameter: 'temperature'"],
    ["stop", "Unsupported parameter: 'stop'"],
    ["reasoning_effort", "Unsupported parameter: 'reasoning_effort'"],
  ] as const;
  const events = await collect(openAi(endpointOver(server(openAi, refusals, bodies))), request);
  expect(events.filter(({ type }) => type === "retry-waiting")).toHaveLength(3);
  expect(events.at(-1)?.type).toBe("finished");
});

test.each([
  ["names what was not sent", "temperature must be a number", { temperature: 1 }],
  ["names nothing", "The request is bad.", {}],
])("a refusal that %s is a failure at once", async (_, words, more) => {
  const { effort: _effort, temperature: _temperature, stopSequences: _stop, ...plain } = request;
  const asked = "temperature" in more ? plain : request;
  const events = await collect(openAi(endpointOver(answering(400, JSON.stringify({ error: { message: words } })))), asked);
  expect(events.map(({ type }) => type)).toEqual(["attempt-started", "failed"]);
});

test("a server that refuses the same for ever is asked only as often as there is something to leave out", async () => {
  let asked = 0;
  const words =
    "temperature, stop, reasoning_effort, stream_options and max_tokens (use max_completion_tokens) are not supported";
  const fetch: typeof globalThis.fetch = (input, init) => {
    asked += 1;
    return answering(400, JSON.stringify({ error: { message: words } }))(input, init);
  };
  const events = await collect(openAi(endpointOver(fetch)), request);
  expect(asked).toBe(2);
  expect(events.at(-1)).toMatchObject({ type: "failed", failure: { type: "bad-request" } });
});

const picture: Block = { type: "image", hash: "h", mediaType: "image/png", bytes: 4, width: 2, height: 1 };
const withPicture: ModelRequest = {
  ...request,
  messages: [{ messageId: messageId("u"), role: "user", blocks: [{ type: "text", text: "What is this?" }, picture] }],
};

test.each([
  [400, "Invalid content type. image_url is only supported by certain models."],
  [400, "Failed to deserialize the JSON body: unknown variant `image_url`, expected `text`"],
  [500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"],
  [404, "No endpoints found that support image input"],
  [400, "This model does not support image content blocks"],
  [400, "qwen3 is not a multimodal model"],
])("a model without eyes is named as such (%i, %s)", async (status, words) => {
  const fetch = answering(status, JSON.stringify({ error: { message: words } }));
  const last = (await collect(openAi(endpointOver(fetch)), withPicture)).at(-1);
  expect(last).toMatchObject({
    type: "failed",
    failure: { type: "bad-request", message: expect.stringContaining("cannot see pictures") },
  });
  expect(JSON.stringify(await collect(openAi(endpointOver(fetch)), request))).not.toContain("cannot see");
});

test.each([
  [400, "Invalid value: 'file'. Supported values are: 'text', 'image_url', 'input_audio' and 'refusal'."],
  [400, "Failed to deserialize the JSON body: unknown variant `file`, expected `text` or `image_url`"],
  [400, "'claude-old' does not support PDF input."],
])("a model that takes no documents is named as such (%i, %s)", async (status, words) => {
  const fetch = answering(status, JSON.stringify({ error: { message: words } }));
  const document: Block = { type: "document", hash: "h1", mediaType: "application/pdf", bytes: 4 };
  const withDocument = { ...withPicture, messages: [{ messageId: messageId("u"), role: "user" as const, blocks: [document] }] };
  const last = (await collect(openAi(endpointOver(fetch)), withDocument)).at(-1);
  expect(last).toMatchObject({
    type: "failed",
    failure: { type: "bad-request", message: expect.stringContaining("takes no documents, and refused the document") },
  });
  expect(JSON.stringify(await collect(openAi(endpointOver(fetch)), request))).not.toContain("takes no documents");
});

test("a picture that is refused for another reason keeps its own words", async () => {
  const fetch = answering(400, JSON.stringify({ error: { message: "messages.0: image exceeds 5 MB maximum: 6291456 bytes" } }));
  const last = (await collect(anthropic(endpointOver(fetch)), withPicture)).at(-1);
  expect(JSON.stringify(last)).not.toContain("cannot see pictures");
});

const formed: ModelRequest = {
  ...request,
  system: "Be brief.",
  answerFormat: { name: "n", schema: { type: "object", properties: { a: { type: "string" } }, required: ["a"] } },
};

test.each<readonly [string, Create, string, string, string]>([
  ["Anthropic", anthropic, "https://api.anthropic.com", "format", "output_config.format: Extra inputs are not permitted"],
  [
    "OpenAI",
    openAi,
    "https://api.openai.com/v1",
    "response_format",
    "Invalid parameter: 'response_format' is not supported with this model.",
  ],
  [
    "Responses",
    responses,
    "https://api.openai.com/v1",
    "format",
    "Unsupported parameter: 'text.format' is not supported with this model.",
  ],
])("%s: a form that has no field goes with the system prompt, and the effort stays", async (_, create, baseUrl, field, words) => {
  const bodies: JsonObject[] = [];
  const provider = create({ ...endpointOver(server(create, [[field, words]], bodies)), baseUrl });
  const events = await collect(provider, formed);
  expect(events.map(({ type }) => type)).toEqual([
    "attempt-started",
    "retry-waiting",
    "attempt-started",
    "text-delta",
    "finished",
  ]);
  expect(bodies.map((body) => JSON.stringify(body).includes("Form of your answer"))).toEqual([false, true]);
  expect(bodies.map((body) => /"(?:reasoning_)?effort":"high"/u.test(JSON.stringify(body)))).toEqual([true, true]);
});

test.each<readonly [string, Create]>([
  ["Anthropic", anthropic],
  ["OpenAI", openAi],
  ["Responses", responses],
])("%s: a server that nobody knows is sent the form in the system prompt at once", async (_, create) => {
  const bodies: JsonObject[] = [];
  await collect(create(endpointOver(server(create, [], bodies))), formed);
  expect(bodies.map((body) => JSON.stringify(body).includes("Form of your answer"))).toEqual([true]);
});
