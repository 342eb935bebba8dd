import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createNetGate } from "./net-gate.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const serve = async (answer: (request: IncomingMessage) => { readonly status: number; readonly location?: string }) => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const { status, location } = answer(request);
    response.writeHead(status, location === undefined ? {} : { location });
    response.end("ok");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
};

test("the key goes to its own origin and to no other", async () => {
  const [bound, other] = [await serve(() => ({ status: 200 })), await serve(() => ({ status: 200 }))];
  const gate = createNetGate({ fetch, keyFor: (origin) => (origin === bound.origin ? "sk-canary" : undefined) });
  await gate.fetchFor(bound.origin)(`${bound.origin}/v1`, { headers: { "x-stainless-lang": "js" } });
  const careless = { authorization: "Bearer sk-canary", "x-api-key": "sk-canary", "api-key": "sk-canary" };
  await gate.fetchFor(other.origin)(`${other.origin}/v1`, { headers: careless });
  expect(bound.requests[0]?.headers.authorization).toBe("Bearer sk-canary");
  expect(bound.requests[0]?.headers["x-stainless-lang"]).toBeUndefined();
  expect(JSON.stringify(other.requests[0]?.rawHeaders)).not.toContain("sk-canary");
});

test("a request to another origin is refused before anything is sent", async () => {
  const [mine, other] = [await serve(() => ({ status: 200 })), await serve(() => ({ status: 200 }))];
  const gate = createNetGate({ fetch, keyFor: () => "sk-canary" });
  await expect(gate.fetchFor(mine.origin)(other.origin)).rejects.toMatchObject({ reason: "foreign-origin" });
  expect(other.requests).toEqual([]);
});

test("a redirect is not followed and both places are named", async () => {
  const target = await serve(() => ({ status: 200 }));
  const first = await serve(() => ({ status: 307, location: `${target.origin}/steal` }));
  const gate = createNetGate({ fetch, keyFor: () => "sk-canary" });
  await expect(gate.fetchFor(first.origin)(`${first.origin}/v1`)).rejects.toThrow(
    `${first.origin} redirects to ${target.origin}`,
  );
  expect(target.requests).toEqual([]);
});
