import { env } from "node:process";
import { expect, test } from "vitest";
import { systemClock } from "../../../kernel/clock.ts";
import type { ModelRequest, ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { parseEndpoint } from "../../../kernel/endpoint.ts";
import { messageId } from "../../../kernel/ids.ts";
import { findingsOf } from "../../../kernel/network-findings.fake.ts";
import { systemRandom } from "../../../kernel/random.ts";
import { createNetGate } from "../../network/net-gate.ts";
import { createOpenAiChatProvider } from "./provider.ts";

/** The smoke tier against a real endpoint; it runs where these are set. */
const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: key, OPENAI_MODEL: model } = env;

test.skipIf(!baseUrl || !key || !model)("a real endpoint streams text and asks for a tool", { timeout: 120_000 }, async () => {
  const endpoint = parseEndpoint(baseUrl ?? "");
  if (!endpoint.ok) throw new Error(endpoint.error);
  const { origin } = endpoint.value;
  const gate = createNetGate({ fetch, keyFor: (asked) => (asked === origin ? key : undefined) });
  const provider = createOpenAiChatProvider({
    ...endpoint.value,
    clock: systemClock,
    random: systemRandom,
    fetch: gate.fetchFor(origin),
    hasKey: () => true,
    explore: async () => findingsOf(),
    readContent: async () => undefined,
    scrub: (text) => text,
  });
  const ask = async (text: string, tools: ModelRequest["tools"]): Promise<readonly ProviderEvent[]> => {
    const events: ProviderEvent[] = [];
    const messages = [{ messageId: messageId("m"), role: "user" as const, blocks: [{ type: "text" as const, text }] }];
    const request = { model: model ?? "", system: "Be brief.", messages, tools, maxOutputTokens: 500 };
    for await (const event of provider.stream(request, new AbortController().signal)) events.push(event);
    return events;
  };
  const hello = await ask("Say hello.", []);
  expect(hello.at(-1)).toMatchObject({ type: "finished" });
  expect(hello.some(({ type }) => type === "text-delta")).toBe(true);
  const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  const called = await ask("Use the tool to get the weather in Lisbon.", [
    { name: "weather", description: "The weather of a city.", inputSchema: schema },
  ]);
  expect(called.find(({ type }) => type === "tool-call")).toMatchObject({ tool: "weather" });
});
