import { expect, test } from "vitest";
import type { JsonObject } from "../../kernel/base/json.ts";
import type { AnswerFormat } from "../../kernel/model/answer-format.ts";
import { takesAnswerFormat } from "../../kernel/model/endpoint-presets.ts";
import { closedSchema, openAiFormat } from "./answer-schema.ts";
import { messagesFormat } from "./anthropic/request.ts";
import type { AskedRequest } from "./asked-request.ts";
import { dialectOf } from "./openai-chat/dialect.ts";
import { chatFormat } from "./openai-chat/request.ts";
import { responsesFormat } from "./openai-responses/request.ts";
import { bodyWith } from "./request-body.fake.ts";

const schema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: {
    name: { type: "string", description: "What it is called", minLength: 1 },
    price: { type: "number", minimum: 0 },
    kinds: { type: "array", items: { enum: ["plant", "pot"] }, maxItems: 2 },
  },
  required: ["name", "price", "kinds"],
};
const closed: JsonObject = {
  type: "object",
  properties: {
    name: { description: 'What it is called\nMust satisfy: {"minLength":1}', type: "string" },
    price: { description: 'Must satisfy: {"minimum":0}', type: "number" },
    kinds: { description: 'Must satisfy: {"maxItems":2}', type: "array", items: { enum: ["plant", "pot"] } },
  },
  required: ["name", "price", "kinds"],
  additionalProperties: false,
};
const optional: JsonObject = { type: "object", properties: { name: { type: "string" } } };
const answerFormat: AnswerFormat = { name: "order", schema };

const plain: AskedRequest = { model: "gpt-5.5", system: "Be brief.", messages: [], tools: [], maxOutputTokens: 100 };
const chat = chatFormat(dialectOf("https://api.openai.com/v1"));

test("Anthropic is sent the closed schema beside the effort", async () => {
  const request: AskedRequest = { ...plain, model: "claude-opus-5-5", effort: "high", answerFormat };
  expect(await bodyWith(messagesFormat, request)).toMatchObject({
    system: [{ type: "text", text: "Be brief." }],
    output_config: { effort: "high", format: { type: "json_schema", schema: closed } },
  });
});

test("OpenAI is sent a schema that it follows to the letter, where it can", async () => {
  const format = { name: "order", strict: true, schema: closed };
  expect(await bodyWith(chat, { ...plain, answerFormat })).toMatchObject({
    messages: [{ role: "system", content: "Be brief." }],
    response_format: { type: "json_schema", json_schema: format },
  });
  expect(await bodyWith(responsesFormat, { ...plain, answerFormat })).toMatchObject({
    instructions: "Be brief.",
    text: { format: { type: "json_schema", ...format } },
  });
});

test("a schema with names that may be missing is what OpenAI aims at, as it is", () => {
  expect(openAiFormat({ name: "order", schema: optional })).toEqual({ name: "order", strict: false, schema: optional });
});

test.each<readonly [string, JsonObject]>([
  ["a list at the root", { type: "array", items: { type: "string" } }],
  ["names that nobody knows", { type: "object", additionalProperties: { type: "number" } }],
  ["an object without names", { type: "object" }],
  ["a part that is any object", { type: "object", properties: { a: { type: ["object", "null"] } } }],
  ["a form of several", { type: "object", properties: { a: { allOf: [{ type: "string" }] } } }],
  [
    "a circle",
    {
      type: "object",
      properties: { next: { $ref: "#/$defs/node" } },
      $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" } } } },
    },
  ],
])("a schema that cannot be closed is not sent as one: %s", (_case, open) => {
  expect(closedSchema(open)).toBeUndefined();
});

test("a choice of forms and definitions are closed too", () => {
  const a: JsonObject = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
  expect(
    closedSchema({
      type: "object",
      properties: { one: { oneOf: [a, { type: "null" }] }, two: { $ref: "#/$defs/a" } },
      $defs: { a },
    }),
  ).toEqual({
    type: "object",
    properties: { one: { anyOf: [{ ...a, additionalProperties: false }, { type: "null" }] }, two: { $ref: "#/$defs/a" } },
    $defs: { a: { ...a, additionalProperties: false } },
    additionalProperties: false,
  });
});

const inPrompt = `Be brief.

Form of your answer
- Tools may be called first. The last answer is exactly one JSON value: no words before or after it, no code fence.
- It matches this JSON Schema: ${JSON.stringify(schema)}`;
const leftOut = new Set(["answer-format"] as const);

test.each<readonly [string, Partial<AskedRequest>]>([
  ["a server that has no field for it", { model: "homemade", leftOut }],
  ["a model that has none", { model: "claude-3-5-sonnet" }],
])("%s reads the form in the system prompt, on every wire", async (_case, more) => {
  const request: AskedRequest = { ...plain, ...more, answerFormat };
  const messages = await bodyWith(messagesFormat, request);
  const completions = await bodyWith(chat, request);
  const responses = await bodyWith(responsesFormat, request);
  expect([messages.system, completions.messages, responses.instructions]).toMatchObject([
    [{ text: inPrompt }],
    [{ role: "system", content: inPrompt }],
    inPrompt,
  ]);
  expect([messages.output_config, completions.response_format, responses.text]).toEqual([undefined, undefined, undefined]);
});

test("without a system prompt the form is all of it, and what a field cannot say goes there too", async () => {
  const open: AnswerFormat = { name: "list", schema: { type: "array" } };
  const request: AskedRequest = { ...plain, system: "", answerFormat: open };
  const body = await bodyWith(chat, request);
  expect(body).not.toHaveProperty("response_format");
  expect(body.messages).toEqual([{ role: "system", content: expect.stringMatching(/^Form of your answer\n/u) }]);
});

test("which addresses have the field is known of presets, and others have it not", () => {
  const at = (baseUrl: string) => takesAnswerFormat("openai-chat", baseUrl);
  expect(["https://api.openai.com/v1", "https://openrouter.ai/api/v1", "https://api.mistral.ai/v1"].map(at)).toEqual([
    true,
    true,
    true,
  ]);
  expect(["https://api.groq.com/openai/v1", "http://localhost:11434/v1", "https://example.org/v1"].map(at)).toEqual([
    false,
    false,
    false,
  ]);
  expect(takesAnswerFormat("anthropic", "https://api.anthropic.com")).toBe(true);
  expect(takesAnswerFormat("openai-responses", "http://localhost:8080/v1")).toBe(false);
});
