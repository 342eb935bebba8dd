import { BaseAnthropic } from "@anthropic-ai/sdk";
import { OpenAI } from "openai";
import { systemClock } from "../../src/kernel/base/clock.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import type { Provider } from "../../src/kernel/contracts/provider.ts";
import { createSessionFold } from "../../src/page/store/fold-session.ts";
import { createNetGate } from "../../src/platform/network/net-gate.ts";
import { createAnthropicProvider } from "../../src/platform/providers/anthropic/provider.ts";
import { createOpenAiChatProvider } from "../../src/platform/providers/openai-chat/provider.ts";
import type { Row } from "../tools/report.mjs";
import { median, pairedRatio, spread } from "../tools/rounds.mjs";
import { createAgentWorld, session } from "./agent-world.ts";
import { busyMs, collect } from "./busy-time.ts";
import { type StreamWire, startStreamServer } from "./stream-server.ts";

const deltas = 20_000;
const characters = deltas * 4;

/** The SDK's own stream, and nothing made of its events. */
const rawStreams: Readonly<Record<StreamWire, (origin: string) => PromiseLike<AsyncIterable<unknown>>>> = {
  anthropic: (origin) => {
    const client = new BaseAnthropic({ apiKey: "none", baseURL: origin, maxRetries: 0, openTelemetry: false, logLevel: "off" });
    return client.post("/v1/messages", { body: { model: "m", stream: true }, stream: true });
  },
  openai: (origin) => {
    const client = new OpenAI({ apiKey: "none", baseURL: `${origin}/v1`, maxRetries: 0, logLevel: "off" });
    return client.post("/chat/completions", { body: { model: "m", stream: true }, stream: true });
  },
};

const providerOf = (wire: StreamWire, origin: string): Provider => {
  const gate = createNetGate({ fetch, keyFor: () => undefined });
  const deps = {
    clock: systemClock,
    random: systemRandom,
    fetch: gate.fetchFor(origin),
    origin,
    baseUrl: `${origin}/v1`,
    hasKey: () => true,
    explore: () => Promise.reject(new Error("The stream failed.")),
    readContent: async () => undefined,
    scrub: (text: string) => text,
  };
  return wire === "anthropic" ? createAnthropicProvider(deps) : createOpenAiChatProvider(deps);
};

/** Microseconds per delta on the main thread. */
const measureRaw = async (wire: StreamWire, origin: string): Promise<number> => {
  collect();
  const start = busyMs();
  let events = 0;
  for await (const _ of await rawStreams[wire](origin)) events += 1;
  const spent = busyMs() - start;
  if (events < deltas) throw new Error(`The SDK told ${events} events.`);
  return (spent * 1000) / deltas;
};

const measureOurs = async (wire: StreamWire, origin: string): Promise<number> => {
  const fold = createSessionFold(session);
  const world = await createAgentWorld({ provider: providerOf(wire, origin), onEntries: (entries) => entries.forEach(fold.add) });
  collect();
  const start = busyMs();
  await world.run();
  const view = fold.view();
  const spent = busyMs() - start;
  const length = [...view.messages.values()].reduce((sum, message) => sum + JSON.stringify(message).length, 0);
  if (length < characters) throw new Error(`The page's store has ${length} characters.`);
  return (spent * 1000) / deltas;
};

const rowOf = async (wire: StreamWire, origin: string, count: number): Promise<Row> => {
  const raw: number[] = [];
  const ours: number[] = [];
  for (let round = -2; round < count; round += 1) {
    const [sdk, app] = [await measureRaw(wire, origin), await measureOurs(wire, origin)];
    if (round < 0) continue;
    raw.push(sdk);
    ours.push(app);
  }
  const ratio = pairedRatio(ours, raw);
  return {
    name: `Server to folded store, 20,000 deltas, ${wire === "anthropic" ? "Anthropic" : "OpenAI"}, per delta`,
    unit: "µs",
    floor: median(raw),
    ours: median(ours),
    ratio,
    target: "at most 1.5× the SDK's own raw stream",
    judged: ratio,
    bound: 1.5,
    sense: "at-most",
    note: spread(ours),
  };
};

/** A stream of a server in a process of its own, through SDK, decoder, loop, recorder and log to the page's store. */
export const decodeRows = async (count: number): Promise<readonly Row[]> => {
  const server = await startStreamServer(deltas);
  try {
    return [await rowOf("anthropic", server.origin, count), await rowOf("openai", server.origin, count)];
  } finally {
    server.stop();
  }
};
