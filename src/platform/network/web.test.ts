import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { WebRequest } from "../../kernel/contracts/web.ts";
import { createNetGate } from "./net-gate.ts";
import { createWeb, hearBlockedHere } from "./web.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A server on this machine, the web to reach it, and what it was asked. */
const open = async (answer: Answer, key?: string) => {
  const asked: { readonly method: string | undefined; readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    asked.push({ method: request.method, headers: request.headers, body });
    response.writeHead(answer.status ?? 200, answer.headers ?? { "content-type": "text/plain; charset=utf-8" });
    response.end(answer.body ?? "");
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closing.push(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`;
  const web = createWeb({ fetch: createNetGate({ fetch, keyFor: () => key }).keyless, hearBlocked: hearBlockedHere });
  const send = (request: Partial<WebRequest> = {}) =>
    web.send({ url, method: "GET", maxBytes: 1_000, ...request }, new AbortController().signal);
  return { asked, send };
};

test("the text of an answer comes with its type and its size", async () => {
  const { send } = await open({ body: "Ferns like shade: ü." });
  expect(await send()).toEqual({
    ok: true,
    value: { status: 200, contentType: "text/plain", text: "Ferns like shade: ü.", bytes: 21, isCut: false },
  });
});

test("a request takes no key along, also not to an origin that one is held for, and no cookie", async () => {
  const { asked, send } = await open({ body: "ok" }, "sk-canary");
  await send({ method: "POST", body: '{"a":1}', contentType: "application/json" });
  expect(asked.map(({ method, body }) => [method, body])).toEqual([["POST", '{"a":1}']]);
  expect([asked[0]?.headers["content-type"], asked[0]?.headers.authorization, asked[0]?.headers.cookie]).toEqual([
    "application/json",
    undefined,
    undefined,
  ]);
});

test("a long answer is read to the limit and no further", async () => {
  const { send } = await open({ body: "x".repeat(100_000) });
  expect(await send()).toMatchObject({ ok: true, value: { bytes: 1_000, isCut: true, text: "x".repeat(1_000) } });
});

test.each([
  ["image/png", false],
  ["application/octet-stream", false],
  ["application/pdf", false],
  ["text/html", true],
  ["application/json", true],
  ["application/ld+json", true],
  ["image/svg+xml", true],
])("of an answer of the type %s there is text: %s", async (type, isText) => {
  const { send } = await open({ headers: { "content-type": type }, body: "bytes" });
  const answer = await send();
  expect(answer.ok && answer.value.text !== undefined).toBe(isText);
});

test("a redirect is not followed, and where it points to is told", async () => {
  const { asked, send } = await open({ status: 302, headers: { location: "/elsewhere?q=1" } });
  const answer = await send();
  expect([answer.ok && answer.value.redirect?.replace(/:\d+/, ""), asked.length]).toEqual(["http://127.0.0.1/elsewhere?q=1", 1]);
});

const never: typeof fetch = () => Promise.reject(new TypeError("Failed to fetch"));
const example = { url: "https://example.com/x", method: "GET", maxBytes: 10 } as const;

test("no answer that can be read, and a host that the page may not reach, are told apart", async () => {
  const signal = new AbortController().signal;
  const silent = await createWeb({ fetch: never, hearBlocked: hearBlockedHere }).send(example, signal);
  expect(silent).toMatchObject({ ok: false, error: { type: "network", message: expect.stringContaining("CORS") } });
  const blocked = await createWeb({
    fetch: never,
    hearBlocked: (listener) => {
      listener("https://example.com/x");
      return () => undefined;
    },
  }).send(example, signal);
  expect(blocked).toMatchObject({ ok: false, error: { type: "network", cause: "foreign-origin" } });
});

test("what is stopped is aborted", async () => {
  const stop = new AbortController();
  stop.abort();
  const web = createWeb({ fetch, hearBlocked: hearBlockedHere });
  expect(await web.send(example, stop.signal)).toMatchObject({ ok: false, error: { type: "aborted" } });
});
