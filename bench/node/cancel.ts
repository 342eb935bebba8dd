import { systemClock } from "../../src/kernel/base/clock.ts";
import { systemRandom } from "../../src/kernel/base/random.ts";
import type { ModelRequest, Provider } from "../../src/kernel/contracts/provider.ts";
import { createAnthropicProvider } from "../../src/platform/providers/anthropic/provider.ts";
import { createOpenAiChatProvider } from "../../src/platform/providers/openai-chat/provider.ts";
import type { Row } from "../tools/report.mjs";
import { median, spread } from "../tools/rounds.mjs";
import type { StreamWire } from "./stream-server.ts";

const request: ModelRequest = { model: "m", system: "", messages: [], tools: [], maxOutputTokens: 100 };
const cancelsPerRound = 50;

const pieceOf: Readonly<Record<StreamWire, string>> = {
  anthropic: `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"abcd"}}\n\n`,
  openai: `data: {"choices":[{"index":0,"delta":{"content":"abcd"}}]}\n\n`,
};

/** A model that answers at once and never ends; or that says one thing and then nothing, and does not hear a stop. */
const endless = (wire: StreamWire, flows: boolean): typeof fetch => {
  const piece = new TextEncoder().encode(pieceOf[wire]);
  return async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1;
        if (flows || sent === 1) return controller.enqueue(piece);
        return new Promise(() => {});
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
};

const providerOver = (wire: StreamWire, fetch: typeof globalThis.fetch): Provider => {
  const deps = {
    clock: systemClock,
    random: systemRandom,
    fetch,
    origin: "https://model.test",
    baseUrl: "https://model.test/v1",
    hasKey: () => true,
    explore: () => Promise.reject(new Error("The stream failed.")),
    readContent: async () => undefined,
    scrub: (text: string) => text,
  };
  return wire === "anthropic" ? createAnthropicProvider(deps) : createOpenAiChatProvider(deps);
};

/** Milliseconds from the abort to the end of the iteration, after one piece (stalled) or a hundred (flowing). */
const measureCancel = async (wire: StreamWire, flows: boolean): Promise<number> => {
  const controller = new AbortController();
  const stopAfter = flows ? 100 : 1;
  const iterator = providerOver(wire, endless(wire, flows)).stream(request, controller.signal)[Symbol.asyncIterator]();
  for (let heard = 0; heard < stopAfter; ) if ((await iterator.next()).value?.type === "text-delta") heard += 1;
  const pending = iterator.next();
  // The read that a stop finds under way in a stalled stream.
  await new Promise((resolve) => setImmediate(resolve));
  const start = performance.now();
  controller.abort();
  let last = await pending;
  while (last.done !== true && last.value.type !== "failed") last = await iterator.next();
  const spent = performance.now() - start;
  if (last.done === true || last.value.type !== "failed" || last.value.failure.type !== "aborted") {
    throw new Error("The stream did not end as stopped.");
  }
  return spent;
};

const rowOf = async (wire: StreamWire, flows: boolean, count: number): Promise<Row> => {
  const figures: number[] = [];
  for (let round = -1; round < count; round += 1) {
    const cancels: number[] = [];
    for (let index = 0; index < cancelsPerRound; index += 1) cancels.push(await measureCancel(wire, flows));
    if (round >= 0) figures.push(median(cancels));
  }
  return {
    name: `Stop of a ${flows ? "flowing" : "stalled"} stream to its last event, ${wire === "anthropic" ? "Anthropic" : "OpenAI"}`,
    unit: "ms",
    ours: median(figures),
    target: "at most 0.5 ms in process",
    judged: median(figures),
    bound: 0.5,
    sense: "at-most",
    note: spread(figures),
  };
};

/** What passes between a stop and the terminal event, through SDK and decoder. */
export const cancelRows = async (count: number): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const wire of ["anthropic", "openai"] as const) {
    for (const flows of [true, false]) rows.push(await rowOf(wire, flows, count));
  }
  return rows;
};
