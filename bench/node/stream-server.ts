import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

export type StreamWire = "anthropic" | "openai";

const words = "abcd";
const writeBytes = 16 * 1024;

const messageEvent = (type: string, fields: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const chunk = (delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "m", system_fingerprint: "fp_1", choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })}\n\n`;

const bodies: Readonly<Record<StreamWire, (deltas: number) => string>> = {
  anthropic: (deltas) =>
    [
      messageEvent("message_start", { message: { id: "msg_1", content: [], usage: { input_tokens: 9, output_tokens: 1 } } }),
      messageEvent("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
      ...Array.from({ length: deltas }, () =>
        messageEvent("content_block_delta", { index: 0, delta: { type: "text_delta", text: words } }),
      ),
      messageEvent("content_block_stop", { index: 0 }),
      messageEvent("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 7 } }),
      messageEvent("message_stop", {}),
    ].join(""),
  openai: (deltas) =>
    [
      ...Array.from({ length: deltas }, () => chunk({ content: words }, null)),
      chunk({}, "stop"),
      `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 7 } })}\n\n`,
      "data: [DONE]\n\n",
    ].join(""),
};

const write = async (response: ServerResponse, body: Buffer): Promise<void> => {
  for (let at = 0; at < body.length; at += writeBytes) {
    if (!response.write(body.subarray(at, at + writeBytes))) await once(response, "drain");
  }
  response.end();
};

/** The server's own process: answers every request with a stream of so many pieces of text, as its wire has it. */
export const serveStreams = (deltas: number): void => {
  const anthropic = Buffer.from(bodies.anthropic(deltas));
  const openai = Buffer.from(bodies.openai(deltas));
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    void write(response, request.url?.endsWith("/messages") === true ? anthropic : openai);
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address !== null && typeof address !== "string") process.stdout.write(`${address.port}\n`);
  });
  // The bench is gone.
  process.stdin.on("end", () => process.exit(0)).resume();
};

/** Starts this program once more, as the server. */
export const startStreamServer = async (deltas: number): Promise<{ readonly origin: string; readonly stop: () => void }> => {
  const program = process.argv[1];
  if (program === undefined) throw new Error("The bench has no file of its own.");
  const child = spawn(process.execPath, [program, "serve", String(deltas)], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(child.stdout, "data");
  return { origin: `http://127.0.0.1:${Number(String(port))}`, stop: () => void child.kill() };
};
