import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request asked for, as it came over the wire. */
export interface SeenCall {
  readonly path: string;
  readonly key: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Both wires on loopback: a list of models, and one short answer to whatever is asked. Who asks to "stall" hears nothing the
 * first time.
 */
export interface ListingServer {
  readonly origin: string;
  /** Requests for answers so far, lists left out. */
  readonly calls: readonly SeenCall[];
  readonly lists: () => number;
  readonly stop: () => Promise<void>;
}

const frame = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const messagesAnswer = (text: string): string =>
  frame("message_start", { message: { id: "m", role: "assistant", content: [], usage: { input_tokens: 9, output_tokens: 0 } } }) +
  frame("content_block_start", { index: 0, content_block: { type: "text", text: "" } }) +
  frame("content_block_delta", { index: 0, delta: { type: "text_delta", text } }) +
  frame("content_block_stop", { index: 0 }) +
  frame("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 3 } }) +
  frame("message_stop", {});

const chunk = (data: object): string => `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", ...data })}\n\n`;
const chatAnswer = (text: string): string =>
  `${chunk({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}${chunk({
    choices: [{ index: 0, delta: {}, finish_reason: "stop" }],
  })}${chunk({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 3 } })}data: [DONE]\n\n`;

const keyOf = ({ headers }: IncomingMessage): string | undefined =>
  headers.authorization?.replace(/^Bearer /u, "") ?? headers["x-api-key"]?.toString();

/** Where `key` is given, it is the only one that the server lets in. */
export const startListingServer = async ({
  models,
  key,
}: {
  readonly models: readonly string[];
  readonly key?: string;
}): Promise<ListingServer> => {
  const calls: SeenCall[] = [];
  let lists = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", request.headers["access-control-request-headers"] ?? "*");
    if (request.method === "OPTIONS") return response.end();
    const path = request.url ?? "";
    let text = "";
    for await (const piece of request) text += String(piece);
    const given = keyOf(request);
    if (key !== undefined && given !== key) {
      response.writeHead(401, { "content-type": "application/json" });
      return response.end(JSON.stringify({ error: { type: "authentication_error", message: "Incorrect API key provided" } }));
    }
    if (/\/models(?:\?|$)/u.test(path)) {
      lists += 1;
      response.writeHead(200, { "content-type": "application/json" });
      return response.end(JSON.stringify({ data: models.map((id) => ({ id, type: "model" })) }));
    }
    const stalls = text.includes("stall") && calls.length === 0;
    calls.push({ path, key: given, body: JSON.parse(text) });
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (stalls) return response.flushHeaders();
    const words = "Hello from the listing server.";
    return response.end(path.endsWith("/messages") ? messagesAnswer(words) : chatAnswer(words));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    lists: () => lists,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
