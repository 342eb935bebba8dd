import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the server saw of one request. */
export interface SeenRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Milliseconds since the request came until its socket closed; undefined while it is open. */
  closedAfterMs?: number;
}

/**
 * A server of ours that speaks the wire truly and then breaks it. The mode is the first part of the path, so a base URL
 * chooses it: `http://127.0.0.1:1234/fin/300` cuts each stream after 300 bytes.
 *
 * ok · fin/n (clean end after n bytes) · rst/n (reset after n bytes) · stall (headers, then silence) · drip/ms (one event per
 * ms) · status/code · html · json · empty · redirect · nocors
 */
export interface FaultServer {
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
  readonly stop: () => Promise<void>;
}

const events = (count: number): readonly string[] => [
  ...Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      id: "c",
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta: { content: `word ${index} ` }, finish_reason: null }],
    }),
  ),
  JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
  JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [], usage: { prompt_tokens: 9, completion_tokens: 3 } }),
  "[DONE]",
];
const frame = (data: string): string => `data: ${data}\n\n`;
const wholeStream = Buffer.from(events(20).map(frame).join(""));
const streamHeaders = { "content-type": "text/event-stream", "cache-control": "no-store" };

const cors = (request: IncomingMessage): Record<string, string> => ({
  "access-control-allow-origin": request.headers.origin ?? "*",
  "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-expose-headers": "retry-after",
});

const drip = (response: ServerResponse, everyMs: number): void => {
  const rest = [...events(10_000)];
  const timer = setInterval(() => {
    const next = rest.shift();
    if (next === undefined || response.destroyed) clearInterval(timer);
    else response.write(frame(next));
  }, everyMs);
  response.on("close", () => clearInterval(timer));
};

const answer = (mode: string, value: number, request: IncomingMessage, response: ServerResponse, otherOrigin: string): void => {
  const headers = mode === "nocors" ? {} : cors(request);
  switch (mode) {
    case "fin":
      response.writeHead(200, { ...headers, ...streamHeaders }).end(wholeStream.subarray(0, value));
      return;
    case "rst":
      response.writeHead(200, { ...headers, ...streamHeaders });
      response.write(wholeStream.subarray(0, value), () => request.socket.resetAndDestroy());
      return;
    case "stall":
      response.writeHead(200, { ...headers, ...streamHeaders }).flushHeaders();
      return;
    case "drip":
      response.writeHead(200, { ...headers, ...streamHeaders });
      return drip(response, value);
    case "status":
      response.writeHead(value, {
        ...headers,
        "content-type": "application/json",
        ...(value === 429 ? { "retry-after": "7" } : {}),
      });
      response.end(JSON.stringify({ error: { message: `the server says ${value}`, type: "test", code: null } }));
      return;
    case "html":
      response.writeHead(200, { ...headers, "content-type": "text/html" }).end("<html><body>Please log in</body></html>");
      return;
    case "json":
      response.writeHead(200, { ...headers, "content-type": "application/json" }).end('{"choices":[]}');
      return;
    case "empty":
      response.writeHead(200, { ...headers, ...streamHeaders }).end();
      return;
    case "redirect":
      response.writeHead(307, { ...headers, location: `${otherOrigin}/stolen` }).end();
      return;
    default:
      response.writeHead(200, { ...headers, ...streamHeaders }).end(wholeStream);
  }
};

export const startFaultServer = async (otherOrigin = "http://127.0.0.1:1"): Promise<FaultServer> => {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const startedAt = performance.now();
    const [, mode = "", value = ""] = (request.url ?? "").split("/");
    if (request.method === "OPTIONS") {
      response.writeHead(204, mode === "nocors" ? {} : cors(request)).end();
      return;
    }
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const seen: SeenRequest = {
        path: request.url ?? "",
        method: request.method ?? "",
        headers: request.headers,
        body: Buffer.concat(pieces).toString(),
      };
      requests.push(seen);
      response.on("close", () => {
        seen.closedAfterMs = performance.now() - startedAt;
      });
      if (request.url?.endsWith("/models") && mode !== "nocors" && mode !== "status" && mode !== "html") {
        response.writeHead(200, { ...cors(request), "content-type": "application/json" });
        response.end(JSON.stringify({ object: "list", data: [{ id: "fault-model" }] }));
        return;
      }
      answer(mode, Number(value), request, response, otherOrigin);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
