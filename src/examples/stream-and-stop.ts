import { createAgent } from "../headless/agent.ts";
import { said } from "../headless/said.ts";
import { check } from "./check.ts";
import { createSmallModel } from "./small-model.ts";

const model = createSmallModel(({ messages }) => ({
  words: messages.length > 1 ? "…and that was the end." : "Once upon a time there was a long story ",
}));

/** Reads a run while it goes on, leaves in the middle, and goes on later from what had come. */
export const example = async (): Promise<void> => {
  const agent = createAgent({ provider: model, model: "small" });
  const history = [said("Tell me a story")];
  const stream = agent.stream(history);
  let read = "";
  for await (const event of stream) {
    if (event.type === "text-delta") read += event.delta;
    if (read.endsWith("time ")) break;
  }
  const stopped = await stream.result();
  check(stopped.status === "stopped", "leaving the stream stops the run");
  check(stopped.text === read && stopped.brokenOff !== undefined, "what was read is kept, and marked as broken off");
  const rest = await agent.run([...history, ...stopped.newMessages, said("Go on")]);
  agent.close();
  check(rest.status === "completed", "the conversation goes on from there");
};
