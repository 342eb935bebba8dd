import * as z from "zod";
import { findHistoryProblem } from "../engine/agent/repair.ts";
import { createAgent } from "../headless/agent.ts";
import { ownTool } from "../headless/own-tool.ts";
import { said } from "../headless/said.ts";
import { check } from "./check.ts";
import { createSmallModel } from "./small-model.ts";

const add = ownTool({
  name: "add",
  description: "Adds two numbers.",
  access: "read",
  schema: z.object({ a: z.number(), b: z.number() }),
  run: ({ a, b }) => `${a + b}`,
});

/** Asks for a sum, and reads the tool's result back. */
const model = createSmallModel(({ messages }) => {
  const result = messages.at(-1)?.blocks.find((block) => block.type === "tool-result");
  return result === undefined
    ? { words: "I add them. ", call: { tool: "add", input: { a: 2, b: 40 } } }
    : { words: `It is ${result.text}.` };
});

/** One run over messages of one's own: only what is new comes back, and it can be appended to them. */
export const example = async (): Promise<void> => {
  const agent = createAgent({ provider: model, model: "small", tools: [add] });
  const history = [said("What is 2 + 40?")];
  const { status, text, newMessages, summary } = await agent.run(history);
  agent.close();
  check(status === "completed" && text === "It is 42.", "the tool ran and the model read its result");
  check(newMessages.length === 3 && history.length === 1, "the messages that were given are neither changed nor given back");
  check(findHistoryProblem([...history, ...newMessages]) === undefined, "the conversation is valid");
  check(summary.turns === 2 && summary.calls === 1 && summary.usage.inputTokens === 20, "the summary counts every turn");
};
