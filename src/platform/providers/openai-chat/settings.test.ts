import { expect, test } from "vitest";
import type { ModelRequest } from "../../../kernel/contracts/provider.ts";
import { bodyWith } from "../request-body.fake.ts";
import { dialectOf } from "./dialect.ts";
import { chatFormat } from "./request.ts";

const plain: ModelRequest = { model: "m", system: "", messages: [], tools: [], maxOutputTokens: 100 };
const set = { effort: "xhigh", temperature: 1.5, stopSequences: ["END"], promptCaching: "1h" } as const;

const sent = async (request: Partial<ModelRequest>, baseUrl = "http://localhost:8080/v1"): Promise<object> => {
  const {
    model: _model,
    messages: _messages,
    stream,
    stream_options,
    ...rest
  } = await bodyWith(chatFormat(dialectOf(baseUrl)), {
    ...plain,
    ...request,
  });
  expect({ stream, stream_options }).toEqual({ stream: true, stream_options: { include_usage: true } });
  return rest;
};

test.each<readonly [string, object]>([
  ["gpt-5-mini", { reasoning_effort: "high" }],
  ["openai/o3", { reasoning_effort: "high" }],
  ["gpt-5.5", { reasoning_effort: "xhigh", stop: ["END"] }],
  ["gpt-4o", { temperature: 1.5, stop: ["END"] }],
  ["homemade", { reasoning_effort: "xhigh", temperature: 1.5, stop: ["END"] }],
])("%s is sent what it takes", async (model, expected) => {
  expect(await sent({ model, ...set })).toEqual({ max_tokens: 100, ...expected });
});

test("what is not set is not sent, and OpenAI itself is told the limit under its newer name", async () => {
  expect(await sent({})).toEqual({ max_tokens: 100 });
  expect(await sent({}, "https://api.openai.com/v1")).toEqual({ max_completion_tokens: 100 });
});
