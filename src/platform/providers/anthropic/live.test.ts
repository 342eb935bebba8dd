import { env } from "node:process";
import { expect, test } from "vitest";
import { systemClock } from "../../../kernel/clock.ts";
import type { ModelRequest, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { parseEndpoint } from "../../../kernel/endpoint.ts";
import { callId, messageId } from "../../../kernel/ids.ts";
import type { Message } from "../../../kernel/message.ts";
import { findingsOf } from "../../../kernel/network-findings.fake.ts";
import { systemRandom } from "../../../kernel/random.ts";
import { createNetGate } from "../../network/net-gate.ts";
import { createAnthropicProvider } from "./provider.ts";

/** The smoke tier against a real endpoint; it runs where these are set. */
const { ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_API_KEY: key, ANTHROPIC_MODEL: model } = env;

test.skipIf(!baseUrl || !key || !model)(
  "a real endpoint streams text, asks for a tool, and takes the result with its own blocks",
  { timeout: 120_000 },
  async () => {
    const endpoint = parseEndpoint(baseUrl ?? "");
    if (!endpoint.ok) throw new Error(endpoint.error);
    const { origin } = endpoint.value;
    const gate = createNetGate({ fetch, keyFor: (asked) => (asked === origin ? key : undefined) });
    const provider = createAnthropicProvider({
      ...endpoint.value,
      clock: systemClock,
      random: systemRandom,
      fetch: gate.fetchFor(origin),
      hasKey: () => true,
      explore: async () => findingsOf(),
      readContent: async () => undefined,
      scrub: (text) => text,
    });
    const ask = async (messages: readonly Message[], tools: ModelRequest["tools"]): Promise<readonly ProviderEvent[]> => {
      const events: ProviderEvent[] = [];
      const request = { model: model ?? "", system: "Be brief.", messages, tools, maxOutputTokens: 2_000 };
      for await (const event of provider.stream(request, new AbortController().signal)) events.push(event);
      return events;
    };
    const says = (text: string): Message => ({ messageId: messageId("u"), role: "user", blocks: [{ type: "text", text }] });
    const hello = await ask([says("Say hello.")], []);
    expect(hello.at(-1)).toMatchObject({ type: "finished" });
    expect(hello.some(({ type }) => type === "text-delta")).toBe(true);
    const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
    const tools = [{ name: "weather", description: "The weather of a city.", inputSchema: schema }];
    const question = says("Use the tool to get the weather in Lisbon.");
    const called = await ask([question], tools);
    const call = called.find((event) => event.type === "tool-call");
    expect(call).toMatchObject({ tool: "weather" });
    if (call === undefined) return;
    const blocks = called.flatMap((event) =>
      event.type === "block" ? [{ type: "opaque" as const, provider: event.provider, value: event.value }] : [],
    );
    const answered = await ask(
      [
        question,
        { messageId: messageId("a"), role: "assistant", blocks: [...blocks, { ...call, callId: callId("call_1") }] },
        {
          messageId: messageId("r"),
          role: "user",
          blocks: [{ type: "tool-result", callId: callId("call_1"), isError: false, text: "Sunny, 21 °C." }],
        },
      ],
      tools,
    );
    expect(answered.at(-1)).toMatchObject({ type: "finished" });
    expect(answered.filter(({ type }) => type === "retry-waiting")).toEqual([]);
  },
);
