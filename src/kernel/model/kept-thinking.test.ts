import { expect, test } from "vitest";
import { messageId } from "../base/ids.ts";
import type { JsonValue } from "../base/json.ts";
import type { Block, Message } from "../conversation/message.ts";
import { answersLeftOut } from "./kept-thinking.ts";
import type { ModelChoice, RemoteProvider } from "./model.ts";

const at = (provider: RemoteProvider, model: string, baseUrl = "https://a.test"): ModelChoice => ({ provider, baseUrl, model });
const kept = (provider: RemoteProvider, value: JsonValue): Block => ({ type: "opaque", provider, value });
const answer = (...blocks: readonly Block[]): Message => ({ messageId: messageId("m"), role: "assistant", blocks });
const said: Block = { type: "text", text: "Yes" };

const history: readonly Message[] = [
  answer(kept("anthropic", { model: "claude", callsBefore: 0, block: {} }), said),
  answer(kept("openai-responses", { type: "phase", model: "gpt", phase: "commentary" }), said),
  answer(kept("openai-responses", { type: "item", model: "gpt", callsBefore: 0, item: {} }), said),
  answer(said),
];
const [claude, gpt] = [at("anthropic", "claude"), at("openai-responses", "gpt")];

test.each<readonly [string, ModelChoice, ModelChoice, number]>([
  ["to another model of another maker", claude, gpt, 1],
  ["back", gpt, claude, 1],
  ["to another model on the same wire", gpt, at("openai-responses", "gpt-next"), 1],
  ["to the same model on another wire", gpt, at("openai-chat", "gpt"), 1],
  ["to the same model elsewhere", gpt, at("openai-responses", "gpt", "https://b.test"), 0],
  ["from a model that kept none", at("openai-chat", "gpt"), claude, 0],
  ["from the Demo", { provider: "demo" }, claude, 0],
  ["to the Demo", claude, { provider: "demo" }, 1],
])("%s", (_, from, to, answers) => {
  expect(answersLeftOut(history, from, to)).toBe(answers);
});
