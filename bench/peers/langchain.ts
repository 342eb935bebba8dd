import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { MemorySaver } from "@langchain/langgraph";
import { createAgent, tool } from "langchain";
import { z } from "zod";
import { instructions, maxTurns, type Peer, pathOf, piece, prompt, toolDescription, toolName, type Work } from "./work.ts";

/** LangChain takes models only as its own class. */
class ScriptedModel extends BaseChatModel {
  private readonly answer: Work["answer"];
  private index = 0;

  constructor(answer: Work["answer"]) {
    super({});
    this.answer = answer;
  }

  _llmType() {
    return "scripted";
  }

  bindTools() {
    return this;
  }

  _generate() {
    return Promise.reject(new Error("Only streams are asked for."));
  }

  async *_streamResponseChunks(_messages: unknown, _options: unknown, runManager?: RunManager) {
    const index = this.index++;
    const { pieces, calls } = this.answer(index);
    for (let told = 0; told < pieces; told += 1) {
      const chunk = new ChatGenerationChunk({
        text: piece,
        message: new AIMessageChunk({ content: piece, id: `message_${index}` }),
      });
      yield chunk;
      await runManager?.handleLLMNewToken(piece, undefined, undefined, undefined, undefined, { chunk });
    }
    if (calls === 0) return;
    const tool_calls = Array.from({ length: calls }, (_, call) => ({
      type: "tool_call",
      id: `call_${index}_${call}`,
      name: toolName,
      args: { path: pathOf(index, call) },
    }));
    yield new ChatGenerationChunk({ text: "", message: new AIMessageChunk({ content: "", id: `message_${index}`, tool_calls }) });
  }
}

interface RunManager {
  readonly handleLLMNewToken: (
    token: string,
    index: undefined,
    runId: undefined,
    parentRunId: undefined,
    tags: undefined,
    fields: { readonly chunk: ChatGenerationChunk },
  ) => Promise<void>;
}

const peer =
  (checkpointer: () => MemorySaver | undefined): Peer =>
  async (work) => {
    const constant = tool(work.tool, {
      name: toolName,
      description: toolDescription,
      schema: z.object({ path: z.string() }),
    });
    const saver = checkpointer();
    const agent = createAgent({
      model: new ScriptedModel(work.answer),
      tools: [constant],
      systemPrompt: instructions,
      ...(saver === undefined ? {} : { checkpointer: saver }),
    });
    return async () => {
      const stream = await agent.stream(
        { messages: [{ role: "user", content: prompt }] },
        {
          streamMode: ["messages", "updates"],
          recursionLimit: maxTurns * 4,
          signal: work.signal,
          configurable: { thread_id: "1" },
        },
      );
      for await (const [mode, told] of stream) {
        if (mode !== "messages") continue;
        const [message] = told;
        if (message?.getType() === "ai" && message.text !== "") work.onText(message.text);
      }
    };
  };

/** LangChain's agent on LangGraph, with its streams of messages and updates. */
export const langChain: Peer = peer(() => undefined);

/** The same with LangGraph's checkpointer in memory, which approvals and resuming need. */
export const langGraphKept: Peer = peer(() => new MemorySaver());
