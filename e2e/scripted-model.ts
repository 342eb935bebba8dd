import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the model says in one turn. */
export interface ModelTurn {
  readonly text?: string;
  readonly calls?: readonly { readonly tool: string; readonly input: object }[];
}

export interface ScriptedModel {
  readonly origin: string;
  /** As a person types it in Settings. */
  readonly baseUrl: string;
  /** The bodies of the requests, oldest first. */
  readonly requests: readonly string[];
  readonly stop: () => Promise<void>;
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

const chunk = (delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const write = (response: ServerResponse, { text = "", calls = [] }: ModelTurn, place: number): void => {
  response.writeHead(200, { "content-type": "text/event-stream", "access-control-allow-origin": "*" });
  // Small pieces, so that half a tag or half a link stands on the screen for a while.
  for (let at = 0; at < text.length; at += 7) response.write(chunk({ content: text.slice(at, at + 7) }, null));
  calls.forEach(({ tool, input }, index) => {
    const call = {
      index,
      id: `call_${place}_${index}`,
      type: "function",
      function: { name: tool, arguments: JSON.stringify(input) },
    };
    response.write(chunk({ tool_calls: [call] }, null));
  });
  response.end(`${chunk({}, calls.length > 0 ? "tool_calls" : "stop")}data: [DONE]\n\n`);
};

/** A Chat Completions server on loopback that says the given turns, one a request, and the last one for ever. */
export const startScriptedModel = async (turns: readonly ModelTurn[]): Promise<ScriptedModel> => {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const allow = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    if (request.method === "OPTIONS") return void response.writeHead(204, allow).end();
    if (request.url?.endsWith("/models") === true) {
      response.writeHead(200, { "content-type": "application/json", ...allow });
      return void response.end(JSON.stringify({ object: "list", data: [{ id: "scripted", object: "model" }] }));
    }
    requests.push(await textOf(request));
    const place = Math.min(requests.length, turns.length) - 1;
    write(response, turns[place] ?? {}, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    baseUrl: `${origin}/v1`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
