import { expect, test } from "vitest";
import { callId, messageId } from "../../kernel/base/ids.ts";
import type { JsonObject } from "../../kernel/base/json.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Block, Message } from "../../kernel/conversation/message.ts";
import { createOpenAiResponsesProvider } from "./openai-responses/provider.ts";
import { bytesOf, recordedStreams } from "./openai-responses/streams.fake.ts";
import { endpointOver } from "./wire.contract.ts";
import { answering, fetchOf } from "./wire.fake.ts";

const refusal =
  "The encrypted content for item rs_1 could not be verified. Reason: Encrypted content could not be decrypted or parsed.";

/** Refuses requests with encrypted reasoning, as often as they come. */
const strict = (bodies: string[], message = refusal, code: string | null = "invalid_encrypted_content"): typeof fetch => {
  const [stream] = recordedStreams;
  return (input, init) => {
    const body = init?.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : "";
    bodies.push(body);
    return body.includes('"encrypted_content"')
      ? answering(400, JSON.stringify({ error: { message, code, type: "invalid_request_error" } }))(input, init)
      : fetchOf(stream === undefined ? [] : [bytesOf(stream)])(input, init);
  };
};

const said = (text: string): Message => ({ messageId: messageId("u"), role: "user", blocks: [{ type: "text", text }] });
const item: JsonObject = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "E" };
const reasoning = (model = "m"): Block => ({
  type: "opaque",
  provider: "openai-responses",
  value: { type: "item", model, callsBefore: 0, item },
});
const call: Block = { type: "tool-call", callId: callId("c1"), wireId: "call_1", tool: "list", input: {} };
const asked = (block: Block): Message => ({ messageId: messageId("a"), role: "assistant", blocks: [block, call] });
const result: Message = {
  messageId: messageId("r"),
  role: "user",
  blocks: [{ type: "tool-result", callId: callId("c1"), isError: false, text: "ok" }],
};
const request: ModelRequest = {
  model: "m",
  system: "",
  messages: [said("x"), asked(reasoning()), result],
  tools: [],
  maxOutputTokens: 100,
};

const providerOver = (fetch: typeof globalThis.fetch): Provider =>
  createOpenAiResponsesProvider({ ...endpointOver(fetch), random: createFakeRandom() });
const collect = async (provider: Provider, asking: ModelRequest): Promise<readonly ProviderEvent[]> => {
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(asking, new AbortController().signal)) events.push(event);
  return events;
};
const typesOf = (events: readonly ProviderEvent[]): readonly string[] => [...new Set(events.map(({ type }) => type))];

test.each([
  [refusal, "invalid_encrypted_content"],
  ["Encrypted content organization_id did not match the target organization.", null],
  ["Item 'rs_1' of type 'reasoning' was provided without its required following item.", null],
])("reasoning that is refused is left out, that is told, and it is not tried again: %s", async (message, code) => {
  const bodies: string[] = [];
  const provider = providerOver(strict(bodies, message, code));
  const events = await collect(provider, request);
  expect(events.slice(0, 4)).toEqual([
    { type: "attempt-started", messageId: "message_1" },
    { type: "retry-waiting", delayMs: 0, reason: expect.objectContaining({ type: "bad-request", status: 400 }) },
    { type: "thinking-dropped", why: "refused", provider: "openai-responses", answers: 1 },
    { type: "attempt-started", messageId: "message_2" },
  ]);
  const more = { ...request, messages: [...request.messages, said("and?")] };
  expect(typesOf(await collect(provider, more))).toEqual(["attempt-started", "text-delta", "finished"]);
  expect(bodies.map((body) => body.includes("rs_1"))).toEqual([true, false, false]);
});

test("reasoning that came after a refusal goes back as ever", async () => {
  const bodies: string[] = [];
  const provider = providerOver(strict(bodies));
  await collect(provider, request);
  await collect(provider, { ...request, messages: [...request.messages, asked(reasoning()), result] });
  expect(bodies.map((body) => body.split("rs_1").length - 1)).toEqual([1, 0, 1, 0]);
});

test("the same refusal without reasoning of this wire is a failure at once", async () => {
  for (const block of [call, { type: "opaque", provider: "anthropic", value: {} } as const]) {
    const always = answering(400, JSON.stringify({ error: { message: refusal, code: "invalid_encrypted_content" } }));
    const asking = { ...request, messages: [said("x"), { ...asked(reasoning()), blocks: [block] }, result] };
    const events = await collect(providerOver(always), asking);
    expect(typesOf(events)).toEqual(["attempt-started", "failed"]);
  }
});
