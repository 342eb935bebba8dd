import { LLMock } from "@copilotkit/aimock";
import { expect, test } from "vitest";
import { systemClock } from "../../../kernel/base/clock.ts";
import { callId, messageId } from "../../../kernel/base/ids.ts";
import { findingsOf } from "../../../kernel/base/network-findings.fake.ts";
import { createFakeRandom } from "../../../kernel/base/random.fake.ts";
import type { ModelRequest, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import type { Message } from "../../../kernel/conversation/message.ts";
import { createNetGate } from "../../network/net-gate.ts";
import type { EndpointDeps } from "../endpoint-deps.ts";
import { joined } from "../wire.fake.ts";
import { checkConnection } from "./check-connection.ts";
import { createAnthropicProvider } from "./provider.ts";

/** A model server that nobody here wrote, over a real connection. */
const withServer = async (prepare: (mock: LLMock) => void, use: (endpoint: EndpointDeps, mock: LLMock) => Promise<void>) => {
  const mock = new LLMock({ port: 0, host: "127.0.0.1" });
  prepare(mock);
  await mock.start();
  const { origin } = new URL(mock.url);
  const gate = createNetGate({ fetch, keyFor: () => "sk-ant-1" });
  const { fetchFor } = gate;
  try {
    await use(
      {
        clock: systemClock,
        fetch: fetchFor(origin),
        origin,
        baseUrl: mock.url,
        hasKey: () => true,
        explore: async () => findingsOf(),
        readContent: async () => undefined,
        scrub: (text) => text,
      },
      mock,
    );
  } finally {
    await mock.stop();
  }
};

const ask = async (
  endpoint: EndpointDeps,
  messages: readonly Message[],
  onEvent: (event: ProviderEvent) => void = () => undefined,
  signal = new AbortController().signal,
): Promise<readonly ProviderEvent[]> => {
  const schema = { type: "object", properties: { path: { type: "string" } } };
  const request: ModelRequest = {
    model: "claude-sonnet-4-5",
    system: "Be brief.",
    messages,
    tools: [{ name: "list", description: "Lists.", inputSchema: schema }],
    maxOutputTokens: 1_000,
  };
  const provider = createAnthropicProvider({ ...endpoint, random: createFakeRandom() });
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(request, signal)) {
    events.push(event);
    onEvent(event);
  }
  return joined(events);
};

const question: Message = { messageId: messageId("u1"), role: "user", blocks: [{ type: "text", text: "What is there?" }] };

test("a question, a call and its result go there and back", { timeout: 30_000 }, () =>
  withServer(
    (mock) => {
      mock.on(
        { userMessage: /what is there/iu, hasToolResult: false },
        {
          content: "I look.",
          reasoning: "A folder, I guess.",
          reasoningSignature: "EqQB",
          redactedThinking: ["EmwK"],
          toolCalls: [{ id: "toolu_01", name: "list", arguments: '{"path":"/"}' }],
        },
      );
      mock.on({ userMessage: /what is there/iu, hasToolResult: true }, { content: "There is a.md." });
    },
    async (endpoint, mock) => {
      const first = await ask(endpoint, [question]);
      const blocks = [
        { type: "redacted_thinking", data: "EmwK" },
        { type: "thinking", thinking: "A folder, I guess.", signature: "EqQB" },
      ];
      const kept = blocks.map((block) => ({ model: "claude-sonnet-4-5", callsBefore: 0, block }));
      expect(first.filter(({ type }) => type !== "attempt-started" && type !== "finished")).toEqual([
        { type: "block", provider: "anthropic", value: kept[0] },
        { type: "thinking-delta", delta: "A folder, I guess." },
        { type: "block", provider: "anthropic", value: kept[1] },
        { type: "text-delta", delta: "I look." },
        { type: "tool-call", wireId: "toolu_01", tool: "list", input: { path: "/" } },
      ]);
      expect(first.at(-1)).toMatchObject({ type: "finished", reason: { type: "tool-use" } });
      const second = await ask(endpoint, [
        question,
        {
          messageId: messageId("a1"),
          role: "assistant",
          blocks: [
            ...kept.map((value) => ({ type: "opaque" as const, provider: "anthropic", value })),
            { type: "text", text: "I look." },
            { type: "tool-call", callId: callId("call_1"), wireId: "toolu_01", tool: "list", input: { path: "/" } },
          ],
        },
        {
          messageId: messageId("r1"),
          role: "user",
          blocks: [{ type: "tool-result", callId: callId("call_1"), isError: false, text: "a.md" }],
        },
      ]);
      expect(second.slice(1)).toMatchObject([
        { type: "text-delta", delta: "There is a.md." },
        { type: "finished", reason: { type: "end-turn" } },
      ]);
      expect(mock.getRequests().map(({ path, response }) => [path, response.status])).toEqual([
        ["/v1/messages", 200],
        ["/v1/messages", 200],
      ]);
    },
  ),
);

test("an answer that the server cuts is a failure, and a stop closes the connection", { timeout: 30_000 }, () =>
  withServer(
    (mock) => {
      const content = "A fern unrolls slowly. ".repeat(400);
      mock.onMessage(/what is there/iu, { content }, { latency: 10, truncateAfterChunks: 9 });
      mock.onMessage(/tell me more/iu, { content }, { latency: 20 });
    },
    async (endpoint) => {
      const cut = await ask(endpoint, [question]);
      expect(cut.at(-1)).toMatchObject({
        type: "failed",
        failure: { message: expect.stringContaining("was lost in the middle of the answer") },
      });
      expect(cut.some(({ type }) => type === "text-delta")).toBe(true);
      const controller = new AbortController();
      const more: Message = { messageId: messageId("u2"), role: "user", blocks: [{ type: "text", text: "Tell me more" }] };
      const onEvent = ({ type }: ProviderEvent): void => {
        if (type === "text-delta") controller.abort();
      };
      const stopped = await ask(endpoint, [more], onEvent, controller.signal);
      expect(stopped.at(-1)).toMatchObject({ type: "failed", failure: { type: "aborted" } });
    },
  ),
);

test("an error that the server makes is named", { timeout: 30_000 }, () =>
  withServer(
    (mock) => {
      mock.onMessage(/what is there/iu, { error: { message: "Overloaded", type: "overloaded_error" }, status: 529 });
    },
    async (endpoint) => {
      expect((await ask(endpoint, [question])).at(-1)).toMatchObject({
        failure: { type: "overloaded", status: 529, message: expect.stringContaining("Overloaded") },
      });
      expect(await checkConnection(endpoint)).toMatchObject({ type: "works" });
    },
  ),
);
