import { Agent, Runner, tool } from "@openai/agents";
import { z } from "zod";
import { type Answer, instructions, maxTurns, type Peer, pathOf, piece, prompt, toolDescription, toolName } from "./work.ts";

const usage = { inputTokens: 100, outputTokens: 10, totalTokens: 110 };

const scriptedStream = async function* ({ pieces, calls }: Answer, index: number) {
  yield { type: "response_started" };
  for (let told = 0; told < pieces; told += 1) yield { type: "output_text_delta", delta: piece };
  const said = {
    type: "message",
    id: `message_${index}`,
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text: piece.repeat(pieces) }],
  };
  const called = Array.from({ length: calls }, (_, call) => ({
    type: "function_call",
    id: `item_${index}_${call}`,
    callId: `call_${index}_${call}`,
    name: toolName,
    status: "completed",
    arguments: JSON.stringify({ path: pathOf(index, call) }),
  }));
  const output = pieces > 0 ? [said, ...called] : called;
  yield { type: "response_done", response: { id: `response_${index}`, usage, output } };
};

/** OpenAI's Agents SDK, streamed, without its tracing. */
export const openAiAgents: Peer = async (work) => {
  let index = 0;
  const model = {
    getResponse: () => Promise.reject(new Error("Only streams are asked for.")),
    getStreamedResponse: () => scriptedStream(work.answer(index), index++),
  };
  const constant = tool({
    name: toolName,
    description: toolDescription,
    parameters: z.object({ path: z.string() }),
    execute: work.tool,
  });
  const agent = new Agent({ name: "scripted", instructions, model, tools: [constant] });
  const runner = new Runner({ tracingDisabled: true });
  return async () => {
    const stream = await runner.run(agent, prompt, { stream: true, maxTurns, signal: work.signal });
    for await (const { type, data } of stream) {
      if (type === "raw_model_stream_event" && data?.type === "output_text_delta") work.onText(data.delta ?? "");
    }
  };
};
