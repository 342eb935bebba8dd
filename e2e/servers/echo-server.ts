import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request, whole, as it arrived. */
export interface HeardRequest {
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/**
 * A model server that repeats what it was given: the key it was asked with, in every form and place it can think of, beside
 * texts that only look like keys. The first part of the path says what it does:
 *
 * echo (thinks, writes, and answers with the key in all of them) · slow (begins an answer and never ends it) · deny (401 whose
 * body and headers repeat the key) · moved (307 to the other host, with the key in the address)
 */
export interface EchoServer {
  readonly origin: string;
  readonly requests: readonly HeardRequest[];
  readonly stop: () => Promise<void>;
}

const cors = (request: IncomingMessage): Record<string, string> => ({
  "access-control-allow-origin": request.headers.origin ?? "*",
  "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-expose-headers": "*",
});

const keyOf = ({ headers }: IncomingMessage): string => (headers.authorization ?? "").replace(/^Bearer /, "");

const frame = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

/** The key as it is, URL-encoded, and as base64 of the header it came in. */
const repeated = (key: string): string => `${key} ${encodeURIComponent(`"${key}"`)} ${btoa(`Bearer ${key}`)}`;

const streamHeaders = (request: IncomingMessage): Record<string, string> => ({
  ...cors(request),
  "content-type": "text/event-stream",
  "x-request-id": keyOf(request),
});

const isFollowUp = (body: string): boolean => /"role":"tool"/.test(body.slice(body.lastIndexOf('"role":"user"')));

const echo = (request: IncomingMessage, response: ServerResponse, body: string, lookAlikes: readonly string[]): void => {
  const key = keyOf(request);
  response.writeHead(200, streamHeaders(request));
  // A few characters at a time, so that no piece holds the whole key.
  const say = (field: string, text: string): void => {
    for (let at = 0; at < text.length; at += 5) response.write(frame({ [field]: text.slice(at, at + 5) }));
  };
  const text = `I was asked with ${repeated(key)}. Others: ${lookAlikes.join(" ")}. `;
  say("reasoning_content", text);
  say("content", text);
  if (isFollowUp(body)) return void response.end(`${frame({}, "stop")}data: [DONE]\n\n`);
  const input = JSON.stringify({ file_path: "/echo.txt", content: `${repeated(key)}\n${lookAlikes.join("\n")}\n` });
  const call = { index: 0, id: `call_${key}`, type: "function", function: { name: "write", arguments: input } };
  response.write(frame({ tool_calls: [call] }));
  response.end(`${frame({}, "tool_calls")}data: [DONE]\n\n`);
};

const deny = (request: IncomingMessage, response: ServerResponse): void => {
  const key = keyOf(request);
  response.writeHead(401, { ...cors(request), "content-type": "application/json", "x-request-id": key, "www-authenticate": key });
  const message = `Incorrect API key provided: ${repeated(key)}. Headers: ${JSON.stringify(request.rawHeaders)}`;
  response.end(JSON.stringify({ error: { message, type: key, code: key, param: key } }));
};

export const startEchoServer = async (
  lookAlikes: readonly string[] = [],
  otherOrigin = "http://127.0.0.1:1",
): Promise<EchoServer> => {
  const requests: HeardRequest[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === "OPTIONS") return void response.writeHead(204, cors(request)).end();
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString();
    const path = request.url ?? "";
    requests.push({ path, rawHeaders: request.rawHeaders, body });
    if (path.startsWith("/moved") && request.method === "POST")
      return void response.writeHead(307, { ...cors(request), location: `${otherOrigin}/${keyOf(request)}` }).end();
    if (path.startsWith("/deny") && request.method === "POST") return deny(request, response);
    if (path.endsWith("/models")) {
      response.writeHead(200, { ...cors(request), "content-type": "application/json" });
      return void response.end(JSON.stringify({ object: "list", data: [{ id: "echo-model" }, { id: keyOf(request) }] }));
    }
    if (path.startsWith("/slow")) {
      response.writeHead(200, streamHeaders(request));
      return void response.write(frame({ content: "It has begun. " }));
    }
    echo(request, response, body, lookAlikes);
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
