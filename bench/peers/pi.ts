import { agentLoop } from "@earendil-works/pi-agent-core";
import { Type } from "@earendil-works/pi-ai";
import { type Answer, instructions, type Peer, pathOf, piece, prompt, toolDescription, toolName } from "./work.ts";

const model = {
  id: "scripted",
  name: "Scripted",
  api: "scripted",
  provider: "scripted",
  baseUrl: "",
  reasoning: false,
  input: ["text"],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 1_000_000,
  maxTokens: 1_000,
} as const;

const usage = {
  input: 100,
  output: 10,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens: 110,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
} as const;

type Part =
  | { readonly type: "text"; text: string }
  | { readonly type: "toolCall"; readonly id: string; readonly name: string; readonly arguments: { readonly path: string } };

/** One answer, told as pi's own providers tell it: one message that grows, and an event for every step. */
const scriptedStream = ({ pieces, calls }: Answer, index: number) => {
  const content: Part[] = [];
  const stopReason = calls > 0 ? "toolUse" : "stop";
  const { id, api, provider } = model;
  const partial = { role: "assistant", content, api, provider, model: id, usage, stopReason, timestamp: 0 } as const;
  async function* events() {
    yield { type: "start", partial } as const;
    if (pieces > 0) {
      const text: Part = { type: "text", text: "" };
      content.push(text);
      yield { type: "text_start", contentIndex: 0, partial } as const;
      for (let told = 0; told < pieces; told += 1) {
        text.text += piece;
        yield { type: "text_delta", contentIndex: 0, delta: piece, partial } as const;
      }
      yield { type: "text_end", contentIndex: 0, content: text.text, partial } as const;
    }
    for (let call = 0; call < calls; call += 1) {
      const toolCall: Part = {
        type: "toolCall",
        id: `call_${index}_${call}`,
        name: toolName,
        arguments: { path: pathOf(index, call) },
      };
      const contentIndex = content.push(toolCall) - 1;
      yield { type: "toolcall_start", contentIndex, partial } as const;
      yield { type: "toolcall_end", contentIndex, toolCall, partial } as const;
    }
    yield { type: "done", reason: stopReason, message: partial } as const;
  }
  return { [Symbol.asyncIterator]: events, result: async () => partial };
};

/** pi's `agentLoop`, the leanest way that it offers. */
export const pi: Peer = async (work) => {
  let index = 0;
  const tool = {
    name: toolName,
    label: toolName,
    description: toolDescription,
    parameters: Type.Object({ path: Type.String() }),
    execute: async () => ({ content: [{ type: "text", text: await work.tool() }], details: undefined }),
  };
  return async () => {
    const stream = agentLoop(
      [{ role: "user", content: prompt, timestamp: 0 }],
      { messages: [{ role: "system", content: instructions, timestamp: 0 }], tools: [tool] },
      { model, convertToLlm: (messages) => messages },
      work.signal,
      () => scriptedStream(work.answer(index), index++),
    );
    for await (const event of stream) {
      if (event.type !== "message_update") continue;
      const { assistantMessageEvent: told } = event;
      if (told?.type === "text_delta" && told.delta !== undefined) work.onText(told.delta);
    }
  };
};
