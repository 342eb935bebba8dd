import { expect, test } from "vitest";
import type { ModelRequest } from "../../../kernel/contracts/provider.ts";
import { bodyWith } from "../request-body.fake.ts";
import { messagesFormat } from "./request.ts";

const plain: ModelRequest = { model: "claude-opus-5-5", system: "", messages: [], tools: [], maxOutputTokens: 100 };
const set = { effort: "max", temperature: 1.5, stopSequences: ["END"] } as const;
const shown = { thinking: { type: "adaptive", display: "summarized" } };
const stop = { stop_sequences: ["END"] };

/** What the body says beside model, messages, length and streaming. */
const settingsSent = async (request: Partial<ModelRequest>): Promise<object> => {
  const {
    model: _model,
    messages: _messages,
    max_tokens: _length,
    stream: _stream,
    ...rest
  } = await bodyWith(messagesFormat, {
    ...plain,
    ...request,
  });
  return rest;
};

test.each<readonly [string, object]>([
  ["claude-opus-5-5", { ...shown, output_config: { effort: "max" }, ...stop }],
  ["claude-sonnet-5", { ...shown, output_config: { effort: "max" }, ...stop }],
  ["claude-opus-4-8", { ...shown, output_config: { effort: "max" }, ...stop }],
  ["claude-sonnet-4-6", { output_config: { effort: "max" }, temperature: 1, ...stop }],
  ["claude-opus-4-5", { output_config: { effort: "high" }, temperature: 1, ...stop }],
  ["claude-haiku-4-5", { temperature: 1, ...stop }],
  ["homemade", { output_config: { effort: "max" }, temperature: 1.5, ...stop }],
])("%s is sent what it takes", async (model, expected) => {
  expect(await settingsSent({ model, ...set })).toEqual(expected);
});

test("what is not set is not sent, but a model that always thinks is asked to show it", async () => {
  for (const model of ["claude-opus-5", "claude-opus-4-6", "homemade"]) expect(await settingsSent({ model })).toEqual({});
  for (const model of ["claude-opus-5-5", "claude-sonnet-5-5", "claude-fable-5-2"])
    expect(await settingsSent({ model })).toEqual(shown);
});

test("effort without a temperature makes the models think that think when told", async () => {
  expect(await settingsSent({ model: "claude-sonnet-4-6", effort: "minimal" })).toEqual({
    ...shown,
    output_config: { effort: "low" },
  });
});

test("stop sequences of none are not sent", async () => {
  expect(await settingsSent({ model: "homemade", stopSequences: [] })).toEqual({});
});
