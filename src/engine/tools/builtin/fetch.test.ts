import { expect, test } from "vitest";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { ok } from "../../../kernel/base/result.ts";
import type { SyncTool } from "../../../kernel/contracts/tool.ts";
import type { WebAnswer, WebRequest } from "../../../kernel/contracts/web.ts";
import { createFetchTool } from "./fetch.ts";
import { createWorkbench } from "./workbench.fake.ts";

const page: WebAnswer = { status: 200, contentType: "text/html", text: "<h1>Ferns</h1>", bytes: 14, isCut: false };

const call = async (input: JsonValue, answer: WebAnswer = page) => {
  const asked: WebRequest[] = [];
  const web = async () => ({
    send: async (request: WebRequest) => {
      asked.push(request);
      return ok(answer);
    },
  });
  const tool = createFetchTool({ web }) as SyncTool;
  const parsed = tool.parse(input);
  if (!parsed.ok) return { asked, problem: parsed.error.join(" ") };
  const { overlay } = createWorkbench();
  const result = await tool.run(parsed.value, { files: overlay.files, signal: new AbortController().signal, now: 1 });
  return { asked, output: result.ok ? result.value : result.error };
};

test("a page comes with its status, and says where it is from", async () => {
  expect(await call({ url: "https://example.com/ferns" })).toEqual({
    asked: [{ url: "https://example.com/ferns", method: "GET", maxBytes: 1_048_576 }],
    output: {
      text: "HTTP 200, text/html, 14 bytes\n\n<h1>Ferns</h1>",
      isError: false,
      origins: [{ type: "web", origin: "https://example.com" }],
    },
  });
});

test.each([
  [{ ...page, status: 404, text: "gone" }, "HTTP 404, text/html, 14 bytes\n\ngone", true],
  [{ ...page, isCut: true }, "HTTP 200, text/html, the first 14 bytes\n\n<h1>Ferns</h1>", false],
  [
    { status: 301, contentType: "", bytes: 0, isCut: false, redirect: "https://other.example/" },
    "HTTP 301 redirect to https://other.example/. It was not followed; call fetch with that address if it is right.",
    true,
  ],
  [
    { status: 0, contentType: "", bytes: 0, isCut: false, redirect: "" },
    "HTTP redirect to another address, which the browser does not tell. It was not followed; call fetch with that address if it is right.",
    true,
  ],
  [
    { status: 200, contentType: "image/png", bytes: 9, isCut: false },
    "HTTP 200, image/png, 9 bytes. That is no text, so it is not shown.",
    true,
  ],
] satisfies readonly (readonly [WebAnswer, string, boolean])[])("%o", async (answer, text, isError) => {
  expect((await call({ url: "https://example.com/" }, answer)).output).toMatchObject({ text, isError });
});

test.each([
  "ftp://example.com/x",
  "javascript:alert(1)",
  "example.com",
  "https://user:secret@example.com/",
  "http://localhost:11434/api",
  "https://127.0.0.1/",
  "https://2130706433/",
  "https://0x7f.1/",
  "https://10.0.0.1/",
  "https://172.20.1.1/",
  "https://192.168.0.1/",
  "https://169.254.169.254/latest/meta-data",
  "https://metadata.google.internal/",
  "https://printer.local/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://intranet/",
  `https://example.com/${"x".repeat(2_000)}`,
])("%s is not asked", async (url) => {
  const { asked, problem } = await call({ url });
  expect([asked, problem]).toEqual([[], expect.any(String)]);
});

test("a body goes with POST only, and has a type", async () => {
  expect((await call({ url: "https://example.com/", body: "{}" })).output).toMatchObject({ isError: true });
  const { asked } = await call({ url: "https://example.com/", method: "POST", body: "{}" });
  expect(asked).toEqual([
    { url: "https://example.com/", method: "POST", body: "{}", contentType: "application/json", maxBytes: 1_048_576 },
  ]);
});
