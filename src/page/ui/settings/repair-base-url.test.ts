import fc from "fast-check";
import { expect, test } from "vitest";
import { repairBaseUrl } from "./repair-base-url.ts";

const chat = (text: string) => repairBaseUrl(text, "openai-chat");

test("an address that stands as it should is left alone", () => {
  const right = ["https://api.openai.com/v1", "http://localhost:11434/v1", "https://gateway.example/openai/v2"];
  expect(right.map(chat)).toEqual(right.map((text) => ({ text, notes: [] })));
  expect(repairBaseUrl("https://api.anthropic.com", "anthropic")).toEqual({ text: "https://api.anthropic.com", notes: [] });
});

test("the end of a request, a missing /v1 and a missing https:// are mended, each with a word", () => {
  const mended = [
    "https://api.openai.com/v1/chat/completions",
    "https://api.openai.com/v1/models/",
    "https://api.openai.com",
    "https://openrouter.ai/",
    "https://api.groq.com/chat/completions",
    "localhost:11434",
    "api.deepseek.com/v1",
    "127.0.0.1:8080/v1",
  ];
  expect(mended.map((text) => chat(text).text)).toEqual([
    "https://api.openai.com/v1",
    "https://api.openai.com/v1",
    "https://api.openai.com/v1",
    "https://openrouter.ai/api/v1",
    "https://api.groq.com/openai/v1",
    "http://localhost:11434/v1",
    "https://api.deepseek.com/v1",
    "http://127.0.0.1:8080/v1",
  ]);
  expect(chat("api.openai.com/chat/completions").notes).toEqual([
    "https:// was put before it.",
    "/chat/completions was taken off its end: it is added to each request.",
    "/v1 was added, where the API begins.",
  ]);
  expect(repairBaseUrl("https://api.anthropic.com/v1/messages", "anthropic").text).toBe("https://api.anthropic.com/v1");
});

test("what is no address is left for the field to name", () => {
  const odd = ["", "hello", "two words", "ftp://a.example/x", "https://"];
  expect(odd.map((text) => chat(text).notes)).toEqual(odd.map(() => []));
});

test("a mended address is not mended again", () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.domain()), (text) => {
      const once = chat(text);
      expect(chat(once.text).text).toBe(once.text);
    }),
  );
});
