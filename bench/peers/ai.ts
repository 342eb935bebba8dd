import { isStepCount, streamText, tool } from "ai";
import { z } from "zod";
import { answerParts, streamOf } from "./answer-parts.ts";
import { instructions, maxTurns, type Peer, prompt, toolDescription, toolName } from "./work.ts";

const ending = (calls: number) => ({
  finishReason: { unified: calls > 0 ? "tool-calls" : "stop", raw: undefined },
  usage: {
    inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 10, text: 10, reasoning: 0 },
  },
});

/** The AI SDK's `streamText`, read as its full stream. */
export const ai: Peer = async (work) => {
  let index = 0;
  const model = {
    specificationVersion: "v4",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error("Only streams are asked for.")),
    doStream: async () => ({ stream: streamOf(answerParts(work.answer(index), index++, ending)) }),
  };
  const constant = tool({
    description: toolDescription,
    inputSchema: z.object({ path: z.string() }),
    execute: work.tool,
  });
  return async () => {
    const { fullStream } = streamText({
      model,
      system: instructions,
      prompt,
      tools: { [toolName]: constant },
      stopWhen: isStepCount(maxTurns),
      abortSignal: work.signal,
    });
    for await (const part of fullStream) if (part.type === "text-delta") work.onText(part.text);
  };
};
