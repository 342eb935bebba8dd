import { expect, test } from "vitest";
import { systemClock } from "../../kernel/base/clock.ts";
import { callId, messageId } from "../../kernel/base/ids.ts";
import { findingsOf } from "../../kernel/base/network-findings.fake.ts";
import { type RandomDep, systemRandom } from "../../kernel/base/random.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import { parseEndpoint } from "../../kernel/model/endpoint.ts";
import { createNetGate } from "../network/net-gate.ts";
import type { EndpointDeps } from "./endpoint-deps.ts";

/** A real endpoint, as the environment names it. */
export interface LiveEndpoint {
  readonly baseUrl: string | undefined;
  readonly key: string | undefined;
  readonly model: string | undefined;
}

const says = (text: string): Message => ({ messageId: messageId("u"), role: "user", blocks: [{ type: "text", text }] });
const weather = {
  name: "weather",
  description: "The weather of a city.",
  inputSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

const providerAt = (baseUrl: string, key: string, create: (deps: EndpointDeps & RandomDep) => Provider): Provider => {
  const endpoint = parseEndpoint(baseUrl);
  if (!endpoint.ok) throw new Error(endpoint.error);
  const { origin } = endpoint.value;
  const gate = createNetGate({ fetch, keyFor: (asked) => (asked === origin ? key : undefined) });
  return create({
    ...endpoint.value,
    clock: systemClock,
    random: systemRandom,
    fetch: gate.fetchFor(origin),
    hasKey: () => true,
    explore: async () => findingsOf(),
    readContent: async () => undefined,
    scrub: (text) => text,
  });
};

const ask = async (
  provider: Provider,
  model: string,
  messages: readonly Message[],
  tools: ModelRequest["tools"] = [],
): Promise<readonly ProviderEvent[]> => {
  const events: ProviderEvent[] = [];
  const request = { model, system: "Be brief.", messages, tools, maxOutputTokens: 2_000 };
  for await (const event of provider.stream(request, new AbortController().signal)) events.push(event);
  return events;
};

/** The answer as the message of a conversation, and the results that follow it. */
const answered = (events: readonly ProviderEvent[]): readonly Message[] => {
  const blocks: Message["blocks"][number][] = [];
  for (const event of events) {
    if (event.type === "block") blocks.push({ type: "opaque", provider: event.provider, value: event.value });
    if (event.type === "thinking-delta") blocks.push({ type: "thinking", text: event.delta });
    if (event.type === "tool-call") blocks.push({ ...event, callId: callId(`call_${blocks.length}`) });
  }
  const results = blocks.flatMap((block) =>
    block.type === "tool-call"
      ? [{ type: "tool-result" as const, callId: block.callId, isError: false, text: "Sunny, 21 °C." }]
      : [],
  );
  return [
    { messageId: messageId("a"), role: "assistant", blocks },
    { messageId: messageId("r"), role: "user", blocks: results },
  ];
};

/** The smoke tier of a wire against a real endpoint; it runs where the environment names one. */
export const liveTier = (endpoint: LiveEndpoint, create: (deps: EndpointDeps & RandomDep) => Provider): void => {
  const { baseUrl = "", key = "", model = "" } = endpoint;
  const live = test.skipIf(baseUrl === "" || key === "" || model === "");

  live("a real endpoint streams text and counts its tokens", { timeout: 120_000 }, async () => {
    const hello = await ask(providerAt(baseUrl, key, create), model, [says("Say hello.")]);
    expect(hello.some(({ type }) => type === "text-delta")).toBe(true);
    expect(hello.at(-1)).toMatchObject({ type: "finished", usage: { outputTokens: expect.any(Number) } });
  });

  live("a real endpoint asks for a tool, and takes the result with its own blocks", { timeout: 120_000 }, async () => {
    const provider = providerAt(baseUrl, key, create);
    const question = says("Use the tool to get the weather in Lisbon.");
    const called = await ask(provider, model, [question], [weather]);
    expect(called.find(({ type }) => type === "tool-call")).toMatchObject({ tool: "weather" });
    const answer = await ask(provider, model, [question, ...answered(called)], [weather]);
    expect(answer.at(-1)).toMatchObject({ type: "finished" });
    expect(answer.filter(({ type }) => type === "retry-waiting")).toEqual([]);
  });
};
