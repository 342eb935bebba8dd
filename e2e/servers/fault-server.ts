import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { brokenFrame, endlessLine, framesOf, type Said, type ToolRequest, type WireName } from "./fault-streams.ts";

/** What the server saw of one request. */
export interface SeenRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** When its socket closed, in milliseconds since 1970; undefined while it is open. */
  closedAt?: number;
}

/**
 * A server of ours that speaks both wires truly and then breaks them. What it does is the first part of the path, so that a
 * base URL chooses it (`http://127.0.0.1:1234/fin/300` cuts each stream after 300 bytes); under `/v1` it is what it was told
 * last by `behave`.
 *
 * ok · call (an answer that asks for a tool) · fin/n (clean end after n bytes) · rst/n (reset after n bytes) · hang (no
 * headers) · stall (headers, then silence) · drip/ms (one event per ms) · drip-call/ms (so the arguments of a call) · line
 * (one line without end) · flood (small events without end) · broken (an event that is no JSON) · status/code/ms (asking to
 * wait ms) · hidden/code/ms (the same, where pages may not see how long) · html · json · empty · redirect · nocors
 */
export interface FaultServer {
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
  /** The requests for an answer. */
  readonly asked: () => readonly SeenRequest[];
  /** How many events the modes that drip have written. */
  readonly dripped: () => number;
  /** What requests under `/v1` get: each mode once, the last one for ever. */
  readonly behave: (...modes: readonly string[]) => void;
  /** What the modes `call` and `drip-call` ask for. */
  readonly wants: (call: ToolRequest) => void;
  /** Breaks every connection that is open. */
  readonly cut: () => void;
  readonly stop: () => Promise<void>;
}

const streamHeaders = { "content-type": "text/event-stream", "cache-control": "no-store" };
const jsonHeaders = { "content-type": "application/json" };

const cors = (request: IncomingMessage, exposed = "retry-after, retry-after-ms"): Record<string, string> => ({
  "access-control-allow-origin": request.headers.origin ?? "*",
  "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  ...(exposed === "" ? {} : { "access-control-expose-headers": exposed }),
});

const drip = (response: ServerResponse, frames: readonly string[], everyMs: number, onFrame: () => void): void => {
  const rest = [...frames];
  const timer = setInterval(() => {
    const next = rest.shift();
    if (next === undefined || response.destroyed) return clearInterval(timer);
    response.write(next);
    onFrame();
  }, everyMs);
  response.on("close", () => clearInterval(timer));
};

/** Writes a piece again and again, as fast as it is read, until nobody reads any more. */
const pour = (response: ServerResponse, piece: string): void => {
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", more);
  more();
};

const statusBody = (code: number): readonly [string, Record<string, string>] =>
  code === 502
    ? ["<html><body><h1>Bad gateway</h1></body></html>", { "content-type": "text/html" }]
    : [JSON.stringify({ type: "error", error: { message: `the server says ${code}`, type: "test", code: null } }), jsonHeaders];

interface Asked {
  readonly mode: string;
  readonly value: number;
  readonly waitMs: string;
  readonly wire: WireName;
  readonly call: ToolRequest;
  readonly otherOrigin: string;
  readonly onFrame: () => void;
}

const answer = (asked: Asked, request: IncomingMessage, response: ServerResponse): void => {
  const { call, mode, onFrame, otherOrigin, value, waitMs, wire } = asked;
  const headers = mode === "nocors" ? {} : cors(request, mode === "hidden" ? "" : undefined);
  const whole = (said: Said): string => framesOf(wire, said).join("");
  const stream = (): ServerResponse => response.writeHead(200, { ...headers, ...streamHeaders });
  switch (mode) {
    case "call":
      return void stream().end(whole({ words: 3, call }));
    case "fin":
      return void stream().end(Buffer.from(whole({ words: 20 })).subarray(0, value));
    case "rst":
      stream().write(Buffer.from(whole({ words: 20 })).subarray(0, value));
      // What was written before a reset may be lost with it, so it gets a moment to arrive.
      return void setTimeout(() => request.socket.resetAndDestroy(), 100);
    case "hang":
      return;
    case "stall":
      return stream().flushHeaders();
    case "drip":
      return drip(stream(), framesOf(wire, { words: 10_000 }), value, onFrame);
    case "drip-call":
      return drip(stream(), framesOf(wire, { words: 3, call }), value, onFrame);
    case "line":
      stream().write(endlessLine(wire));
      return pour(response, "a".repeat(64 * 1_024));
    case "flood":
      return pour(stream(), framesOf(wire, { words: 500 }).slice(2, 500).join(""));
    case "broken":
      return void stream().end(framesOf(wire, { words: 5 }).slice(0, 5).join("") + brokenFrame(wire));
    case "status":
    case "hidden": {
      const [body, type] = statusBody(value);
      response.writeHead(value, { ...headers, ...type, ...(waitMs === "" ? {} : { "retry-after-ms": waitMs }) }).end(body);
      return;
    }
    case "html":
      return void response
        .writeHead(200, { ...headers, "content-type": "text/html" })
        .end("<html><body>Please log in</body></html>");
    case "json":
      return void response.writeHead(200, { ...headers, ...jsonHeaders }).end('{"choices":[]}');
    case "empty":
      return void stream().end();
    case "redirect":
      return void response.writeHead(307, { ...headers, location: `${otherOrigin}/stolen` }).end();
    default:
      return void stream().end(whole({ words: 20 }));
  }
};

const isAsking = ({ method, path }: SeenRequest): boolean => method === "POST" && /\/(completions|messages)$/u.test(path);

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
};

export const startFaultServer = async (otherOrigin = "http://127.0.0.1:1"): Promise<FaultServer> => {
  const requests: SeenRequest[] = [];
  let modes: readonly string[] = ["ok"];
  let dripped = 0;
  let call: ToolRequest = { tool: "list", input: { path: "/" } };
  const next = (): string => {
    const [first = "ok", ...rest] = modes;
    if (rest.length > 0) modes = rest;
    return first;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "";
    const wire: WireName = path.endsWith("/messages") ? "messages" : "chat";
    const isList = /\/models(\?|$)/u.test(path);
    const isTold = path.startsWith("/v1/");
    // A list of models and a preflight do not use up a mode.
    const chosen = !isTold ? path.slice(1) : isList || request.method === "OPTIONS" ? (modes[0] ?? "ok") : next();
    const [mode = "", value = "", waitMs = ""] = chosen.split("/");
    if (request.method === "OPTIONS") return void response.writeHead(204, mode === "nocors" ? {} : cors(request)).end();
    const { headers, method = "" } = request;
    const seen: SeenRequest = { path, method, headers, body: await bodyOf(request) };
    requests.push(seen);
    response.on("close", () => {
      seen.closedAt = Date.now();
    });
    const listFails = !isTold && ["nocors", "status", "html"].includes(mode);
    if (isList && !listFails && mode !== "nocors") {
      response.writeHead(200, { ...cors(request), ...jsonHeaders });
      return void response.end(JSON.stringify({ object: "list", data: [{ id: "fault-model" }] }));
    }
    const onFrame = (): void => {
      dripped += 1;
    };
    const wait = /^\d+$/u.test(waitMs) ? waitMs : "";
    answer({ mode, value: Number(value), waitMs: wait, wire, call, otherOrigin, onFrame }, request, response);
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    asked: () => requests.filter(isAsking),
    dripped: () => dripped,
    behave: (...told) => {
      modes = told;
      dripped = 0;
    },
    wants: (wanted) => {
      call = wanted;
    },
    cut: () => server.closeAllConnections(),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
