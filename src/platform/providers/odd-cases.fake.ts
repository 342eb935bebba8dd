import type { JsonValue } from "../../kernel/base/json.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import type { ModelRequest, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { createAnthropicProvider } from "./anthropic/provider.ts";
import { createOpenAiChatProvider } from "./openai-chat/provider.ts";
import { createOpenAiResponsesProvider } from "./openai-responses/provider.ts";
import { endpointOver } from "./wire.contract.ts";
import { fetchOf, joined } from "./wire.fake.ts";

const creators = {
  anthropic: createAnthropicProvider,
  openai: createOpenAiChatProvider,
  responses: createOpenAiResponsesProvider,
} as const;

export type WireName = keyof typeof creators;

const request: ModelRequest = { model: "m", system: "", messages: [], tools: [], maxOutputTokens: 100 };

/** Everything that a provider tells over this connection, from the first piece on; pieces of text are joined. */
export const heardOver = async (wire: WireName, fetch: typeof globalThis.fetch): Promise<readonly ProviderEvent[]> => {
  const provider = creators[wire]({ ...endpointOver(fetch), random: createFakeRandom() });
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(request, new AbortController().signal)) events.push(event);
  return joined(events).slice(1);
};

export const bytesFrom = (text: string): Uint8Array => new TextEncoder().encode(text);
export const heard = (wire: WireName, ...pieces: readonly (string | Uint8Array)[]): Promise<readonly ProviderEvent[]> =>
  heardOver(wire, fetchOf(pieces.map((piece) => (typeof piece === "string" ? bytesFrom(piece) : piece))));

/** What was said, called and how it ended, on one line: `thinking|text|call(arguments)|end`. */
export const lineOf = (events: readonly ProviderEvent[]): string =>
  events
    .map((event) => {
      switch (event.type) {
        case "text-delta":
          return event.delta;
        case "thinking-delta":
          return `(${event.delta})`;
        case "tool-call":
          return `${event.tool}#${event.wireId}${event.invalid === undefined ? JSON.stringify(event.input) : " invalid"}`;
        case "block":
          return `block ${JSON.stringify(event.value)}`;
        case "finished":
          return event.reason.type === "other" ? `other ${event.reason.raw}` : event.reason.type;
        case "failed":
          return `failed ${event.failure.type}`;
        default:
          return event.type;
      }
    })
    .join(" | ");

type Fields = Readonly<Record<string, unknown>>;

/** Events of the Messages API. */
export const message = {
  event: (type: string, fields: Fields = {}): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`,
  begin: (more: Fields = {}): string =>
    message.event("message_start", {
      message: { id: "msg_1", content: [], usage: { input_tokens: 9, output_tokens: 1 }, ...more },
    }),
  start: (index: unknown, block: unknown): string => message.event("content_block_start", { index, content_block: block }),
  delta: (index: unknown, type: string, fields: Fields): string =>
    message.event("content_block_delta", { index, delta: { type, ...fields } }),
  text: (index: unknown, text: string): string => message.delta(index, "text_delta", { text }),
  json: (index: unknown, partial_json: string): string => message.delta(index, "input_json_delta", { partial_json }),
  stop: (index: unknown): string => message.event("content_block_stop", { index }),
  call: (index: unknown, id: string, more: Fields = {}): string =>
    message.start(index, { type: "tool_use", id, name: "list", input: {}, ...more }),
  end: (reason: string | null = "end_turn", usage: unknown = { output_tokens: 7 }): string =>
    message.event("message_delta", { delta: { stop_reason: reason }, usage }) + message.event("message_stop"),
};

/** Chunks of Chat Completions. */
export const chat = {
  data: (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`,
  choice: (choice: Fields, more: Fields = {}): string =>
    chat.data({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, ...choice }], ...more }),
  delta: (delta: unknown, finish: string | null = null): string => chat.choice({ delta, finish_reason: finish }),
  text: (content: string): string => chat.delta({ content }),
  calls: (...tool_calls: readonly unknown[]): string => chat.delta({ tool_calls }),
  call: (index: unknown, id: string | undefined, args: JsonValue | undefined, name: string | undefined = "list"): Fields => ({
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
    function: { ...(name === undefined ? {} : { name }), ...(args === undefined ? {} : { arguments: args }) },
  }),
  done: "data: [DONE]\n\n",
  end: (finish = "stop"): string =>
    chat.delta({}, finish) + chat.data({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 7 } }) + chat.done,
};

/** Events of the Responses API. */
export const response = {
  event: (type: string, fields: Fields = {}): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`,
  text: (delta: string): string =>
    response.event("response.output_text.delta", { output_index: 0, content_index: 0, item_id: "msg_1", delta }),
  end: (status = "completed", more: Fields = {}): string =>
    response.event(`response.${status}`, {
      response: { status, output: [], usage: { input_tokens: 9, output_tokens: 7 }, ...more },
    }),
};
