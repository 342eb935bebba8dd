import { expect, test } from "vitest";
import { takesDocuments } from "../model/endpoint-presets.ts";
import { fakePdf } from "./document.fake.ts";
import { countedPages, isPdf, readAttachedHeader } from "./document.ts";
import { fakePicture } from "./picture.fake.ts";

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

test("a PDF is one by its first kilobyte, whatever else it says", () => {
  expect([
    isPdf(fakePdf(1)),
    isPdf(text(`${"\n".repeat(900)}%PDF-1.7`)),
    isPdf(text(`${"\n".repeat(2_000)}%PDF-1.7`)),
    isPdf(text("%PDF")),
    isPdf(new Uint8Array()),
    isPdf(fakePicture("png")),
  ]).toEqual([true, true, false, false, false, false]);
});

test("what can be attached is told by its bytes", () => {
  expect([readAttachedHeader(fakePdf(1)), readAttachedHeader(fakePicture("png")), readAttachedHeader(text("hello"))]).toEqual([
    { mediaType: "application/pdf" },
    { mediaType: "image/png", width: 7, height: 5 },
    undefined,
  ]);
});

test("a document whose pages nobody knows counts a page for every 20 KB, and at least one", () => {
  const counted = (bytes: number, pages?: number) => countedPages({ bytes, ...(pages === undefined ? {} : { pages }) });
  expect([counted(1), counted(20_001), counted(5, 12), counted(5, -1)]).toEqual([1, 2, 12, 1]);
});

test("documents are sent to the places that take them, and to addresses of a person's own", () => {
  const at = (provider: "openai-chat" | "openai-responses" | "anthropic", baseUrl: string): boolean =>
    takesDocuments({ provider, baseUrl, model: "m" });
  expect([
    takesDocuments({ provider: "demo" }),
    at("anthropic", "https://api.anthropic.com"),
    at("openai-responses", "https://api.openai.com/v1"),
    at("openai-chat", "https://openrouter.ai/api/v1"),
    at("openai-chat", "https://models.example.test/v1"),
    at("openai-chat", "https://api.groq.com/openai/v1"),
    at("openai-chat", "http://localhost:11434/v1"),
    at("openai-responses", "http://localhost:8080/v1"),
  ]).toEqual([true, true, true, true, true, false, false, false]);
});
