import { expect, test } from "vitest";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { ModelRequest, Provider } from "../../kernel/contracts/provider.ts";
import { createAnthropicProvider } from "./anthropic/provider.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";
import { createOpenAiChatProvider } from "./openai-chat/provider.ts";
import { createOpenAiResponsesProvider } from "./openai-responses/provider.ts";
import { endpointOver } from "./wire.contract.ts";

const request: ModelRequest = { model: "m", system: "s", messages: [], tools: [], maxOutputTokens: 100 };
const words = "a fern unrolls ".repeat(4_096);
const delta = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: words } };

const wires: readonly (readonly [string, string, (deps: EndpointDeps) => Provider])[] = [
  [
    "Chat Completions",
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: words } }] })}\n\n`,
    (deps) => createOpenAiChatProvider({ ...deps, random: createFakeRandom() }),
  ],
  [
    "Responses",
    `data: ${JSON.stringify({ type: "response.output_text.delta", output_index: 0, delta: words })}\n\n`,
    (deps) => createOpenAiResponsesProvider({ ...deps, random: createFakeRandom() }),
  ],
  [
    "Anthropic Messages",
    `event: content_block_delta\ndata: ${JSON.stringify(delta)}\n\n`,
    (deps) => createAnthropicProvider({ ...deps, random: createFakeRandom() }),
  ],
];

test.each(wires)(
  "%s: a text that never ends is cut off at the app's limit, and its connection is closed",
  async (_, event, create) => {
    const bytes = new TextEncoder().encode(event);
    let [sent, isClosed] = [0, false];
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          sent += 1;
          controller.enqueue(bytes);
        },
        cancel: () => {
          isClosed = true;
        },
      },
      { highWaterMark: 0 },
    );
    const answer: typeof fetch = () => Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
    let chars = 0;
    let failure: unknown;
    for await (const told of create(endpointOver(answer)).stream(request, new AbortController().signal)) {
      if (told.type === "text-delta") chars += told.delta.length;
      if (told.type === "failed") failure = told.failure;
    }
    expect(failure).toEqual({ type: "wire", message: expect.stringContaining("limit of 4 million characters and was cut off") });
    expect(chars).toBeLessThanOrEqual(4 * 1_024 * 1_024);
    expect([sent, isClosed]).toEqual([Math.ceil((4 * 1_024 * 1_024) / words.length), true]);
  },
);
