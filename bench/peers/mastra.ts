import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { z } from "zod";
import { answerParts, streamOf } from "./answer-parts.ts";
import { instructions, maxTurns, type Peer, prompt, toolDescription, toolName } from "./work.ts";

const ending = (calls: number) => ({
  finishReason: calls > 0 ? "tool-calls" : "stop",
  usage: { inputTokens: 100, outputTokens: 10, totalTokens: 110 },
});

/** Mastra's agent, read as its full stream. */
export const mastra: Peer = async (work) => {
  let index = 0;
  const model = {
    specificationVersion: "v2",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error("Only streams are asked for.")),
    doStream: async () => ({ stream: streamOf(answerParts(work.answer(index), index++, ending)) }),
  };
  const constant = createTool({
    id: toolName,
    description: toolDescription,
    inputSchema: z.object({ path: z.string() }),
    execute: work.tool,
  });
  const agent = new Agent({ id: "scripted", name: "scripted", instructions, model, tools: { [toolName]: constant } });
  return async () => {
    const { fullStream } = await agent.stream(prompt, { maxSteps: maxTurns, abortSignal: work.signal });
    for await (const part of fullStream) if (part.type === "text-delta") work.onText(part.payload.text);
  };
};
