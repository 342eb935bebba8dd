import { expect, test } from "vitest";
import { createFakeClock } from "../../../kernel/base/clock.fake.ts";
import { createNetGate } from "../../network/net-gate.ts";
import { endpointOver } from "../wire.contract.ts";
import { answering } from "../wire.fake.ts";
import { checkConnection } from "./check-connection.ts";

const list = JSON.stringify({
  data: [
    { type: "model", id: "claude-opus-5-5", display_name: "Opus 5.5" },
    { type: "model", id: "claude-haiku-5-5", display_name: "Haiku 5.5" },
  ],
  has_more: false,
});

test("it asks for the models with the key and the headers of the API, and lists them", async () => {
  const sent: Request[] = [];
  const gate = createNetGate({
    keyFor: () => "sk-ant-1",
    fetch: (input, init) => {
      sent.push(new Request(String(input), init));
      return answering(200, list)(input, init);
    },
  });
  const origin = "https://api.anthropic.com";
  expect(await checkConnection({ ...endpointOver(gate.fetchFor(origin)), origin, baseUrl: origin })).toEqual({
    type: "works",
    models: ["claude-haiku-5-5", "claude-opus-5-5"],
    sentence: "It answers and offers 2 models.",
  });
  expect(sent.map(({ url, headers }) => [url, Object.fromEntries(headers)])).toEqual([
    [
      "https://api.anthropic.com/v1/models?limit=1000",
      {
        "anthropic-dangerous-direct-browser-access": "true",
        "anthropic-version": "2026-10-21",
        authorization: "Bearer sk-ant-1",
      },
    ],
  ]);
});

test.each([
  [401, '{"type":"error","error":{"type":"authentication_error","message":"invalid sk-secret"}}', "unauthorized"],
  [404, '{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}', "not-found"],
  [529, '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', "overloaded"],
])("status %i is a verdict that keeps the server's words and hides keys", async (status, body, type) => {
  const verdict = await checkConnection(endpointOver(answering(status, body)));
  expect(verdict).toMatchObject({ type: "fails", failure: { type } });
  expect(JSON.stringify(verdict)).not.toContain("sk-secret");
});

test("a login page, broken JSON and a refusal by the browser are verdicts", async () => {
  const page = answering(200, "<html>", { "content-type": "text/html" });
  expect(await checkConnection(endpointOver(page))).toMatchObject({ failure: { type: "wire", excerpt: "<html>" } });
  expect(await checkConnection(endpointOver(answering(200, "{")))).toMatchObject({ failure: { type: "wire" } });
  const refused = (): Promise<never> => Promise.reject(new TypeError("Failed to fetch"));
  expect(await checkConnection(endpointOver(refused))).toMatchObject({ failure: { type: "network" } });
});

test("an endpoint that does not answer is given 15 seconds", async () => {
  const clock = createFakeClock();
  const deaf: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("aborted"))));
  const verdict = checkConnection(endpointOver(deaf, clock));
  await clock.advance(15_000);
  expect(await verdict).toMatchObject({ type: "fails", failure: { type: "timed-out" } });
});
