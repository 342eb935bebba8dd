import * as z from "zod";
import { createAgent } from "../headless/agent.ts";
import { textOf } from "../kernel/conversation/message.ts";
import { check } from "./check.ts";
import { createSmallModel } from "./small-model.ts";

const plant = z.object({ name: z.string(), price: z.number().positive() });

/** Writes the price in words, until it is told that it has to be a number. */
const model = createSmallModel(({ messages }) => {
  const last = messages.at(-1);
  const isTold = last !== undefined && textOf(last).includes("price must be a number");
  return { words: JSON.stringify({ name: "Boston fern", price: isTold ? 9.5 : "nine and a half" }) };
});

/** An answer as a typed value: what does not match is sent back, with all that is wrong with it. */
export const example = async (): Promise<void> => {
  const agent = createAgent({ provider: model, model: "small" });
  const answer = await agent.ask("What does the fern cost?", { schema: plant });
  const refused = await agent.ask("And what is it?", { schema: { type: "object", required: ["species"] } });
  agent.close();
  check(answer.ok && answer.value.value.price + 0.5 === 10, "the value has the type of the schema");
  check(answer.ok && answer.value.summary.turns === 2, "the model was asked again once, and both turns count");
  check(!refused.ok && refused.error.status === "failed", "an answer that never matches is a failure");
  check(!refused.ok && refused.error.newMessages.length === 5, "and what was said by then can be gone on from");
};
