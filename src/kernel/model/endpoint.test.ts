import fc from "fast-check";
import { expect, test } from "vitest";
import { isLocalAddress, parseEndpoint } from "./endpoint.ts";

test("https anywhere and http on this machine are accepted, without the slash at the end", () => {
  const accepted = ["https://api.openai.com/v1/", " http://localhost:11434/v1 ", "http://127.0.0.1:8080", "https://a.example//"];
  expect(accepted.map((text) => parseEndpoint(text))).toEqual([
    { ok: true, value: { baseUrl: "https://api.openai.com/v1", origin: "https://api.openai.com" } },
    { ok: true, value: { baseUrl: "http://localhost:11434/v1", origin: "http://localhost:11434" } },
    { ok: true, value: { baseUrl: "http://127.0.0.1:8080", origin: "http://127.0.0.1:8080" } },
    { ok: true, value: { baseUrl: "https://a.example", origin: "https://a.example" } },
  ]);
});

test("an address that would leak or cannot be used is refused with its reason", () => {
  const refused = [
    "",
    "api.openai.com",
    "http://api.openai.com/v1",
    "http://localhost.evil.example",
    "javascript:alert(1)",
    "https://me:key@api.example/v1",
    "https://api.example/v1?key=1",
    "https://api.example/v1#a",
    "ftp://x",
    "http://[::1]:1234/v1",
  ];
  expect(refused.map((text) => parseEndpoint(text).ok)).toEqual(refused.map(() => false));
});

test("only this machine's own names are local", () => {
  const local = ["http://localhost:11434/v1", "https://localhost/v1", "http://127.0.0.1:1234"];
  const far = ["https://localhost.evil.example/v1", "https://api.openai.com/v1", "nonsense", "http://[::1]:8080/v1"];
  expect([local.map(isLocalAddress), far.map(isLocalAddress)]).toEqual([local.map(() => true), far.map(() => false)]);
});

test("every accepted address is https or loopback, and its origin is where the request goes", () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.webUrl({ validSchemes: ["http", "ftp"] })), (text) => {
      const parsed = parseEndpoint(text);
      if (!parsed.ok) return;
      const { origin, protocol, hostname } = new URL(parsed.value.baseUrl);
      expect(origin).toBe(parsed.value.origin);
      expect(protocol === "https:" || hostname === "localhost" || hostname === "127.0.0.1").toBe(true);
    }),
  );
});
