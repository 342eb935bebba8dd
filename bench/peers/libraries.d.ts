/*
 * As much of the libraries' types as the programs here use. The libraries are installed apart from the product, and only for a
 * bench, so the compiler cannot read their own.
 */

declare module "@earendil-works/pi-agent-core" {
  interface ToldPiece {
    readonly type: string;
    readonly delta?: string;
  }
  interface Tool {
    readonly name: string;
    readonly label: string;
    readonly description: string;
    readonly parameters: object;
    readonly execute: () => Promise<object>;
  }
  interface Message {
    readonly role: "system" | "user";
    readonly content: string;
    readonly timestamp: number;
  }
  export const agentLoop: (
    prompts: readonly Message[],
    context: { readonly messages: readonly Message[]; readonly tools: readonly Tool[] },
    config: { readonly model: object; readonly convertToLlm: (messages: readonly Message[]) => readonly Message[] },
    signal: AbortSignal,
    streamFn: () => AsyncIterable<object> & { readonly result: () => Promise<object> },
  ) => AsyncIterable<{ readonly type: string; readonly assistantMessageEvent?: ToldPiece }>;
}

declare module "@earendil-works/pi-ai" {
  export const Type: { readonly Object: (fields: Readonly<Record<string, object>>) => object; readonly String: () => object };
}

declare module "ai" {
  export const isStepCount: (count: number) => object;
  export const tool: (tool: {
    readonly description: string;
    readonly inputSchema: object;
    readonly execute: () => Promise<string>;
  }) => object;
  export const streamText: (options: {
    readonly model: object;
    readonly system: string;
    readonly prompt: string;
    readonly tools: Readonly<Record<string, object>>;
    readonly stopWhen: object;
    readonly abortSignal: AbortSignal;
  }) => {
    readonly fullStream: AsyncIterable<
      { readonly type: "text-delta"; readonly text: string } | { readonly type: "finish" | "tool-call" | "tool-result" }
    >;
  };
}

declare module "@openai/agents" {
  interface ToldEvent {
    readonly type: string;
    readonly data?: { readonly type: string; readonly delta?: string };
  }
  export const tool: (tool: {
    readonly name: string;
    readonly description: string;
    readonly parameters: object;
    readonly execute: () => Promise<string>;
  }) => object;
  export class Agent {
    constructor(agent: {
      readonly name: string;
      readonly instructions: string;
      readonly model: object;
      readonly tools: readonly object[];
    });
  }
  export class Runner {
    constructor(options: { readonly tracingDisabled: boolean });
    run(
      agent: Agent,
      input: string,
      options: { readonly stream: true; readonly maxTurns: number; readonly signal: AbortSignal },
    ): Promise<AsyncIterable<ToldEvent>>;
  }
}

declare module "@langchain/core/language_models/chat_models" {
  export abstract class BaseChatModel {
    constructor(fields: object);
  }
}

declare module "@langchain/core/messages" {
  export class AIMessageChunk {
    constructor(fields: { readonly content: string; readonly id: string; readonly tool_calls?: readonly object[] });
    readonly text: string;
    getType(): string;
  }
}

declare module "@langchain/core/outputs" {
  import type { AIMessageChunk } from "@langchain/core/messages";
  export class ChatGenerationChunk {
    constructor(fields: { readonly text: string; readonly message: AIMessageChunk });
    readonly message: AIMessageChunk;
  }
}

declare module "@langchain/langgraph" {
  export class MemorySaver {
    readonly storage: object;
  }
}

declare module "langchain" {
  import type { AIMessageChunk } from "@langchain/core/messages";

  interface StreamOptions {
    readonly streamMode: readonly ["messages", "updates"];
    readonly recursionLimit: number;
    readonly signal: AbortSignal;
    readonly configurable: { readonly thread_id: string };
  }
  type Told =
    | readonly [mode: "messages", told: readonly [message: AIMessageChunk, about: object]]
    | readonly [mode: "updates", told: object];
  export const tool: (
    execute: () => Promise<string>,
    about: { readonly name: string; readonly description: string; readonly schema: object },
  ) => object;
  export const createAgent: (agent: {
    readonly model: object;
    readonly tools: readonly object[];
    readonly systemPrompt: string;
    readonly checkpointer?: object;
  }) => {
    readonly stream: (
      input: { readonly messages: readonly { readonly role: string; readonly content: string }[] },
      options: StreamOptions,
    ) => Promise<AsyncIterable<Told>>;
  };
}

declare module "@mastra/core/agent" {
  export class Agent {
    constructor(agent: {
      readonly id: string;
      readonly name: string;
      readonly instructions: string;
      readonly model: object;
      readonly tools: Readonly<Record<string, object>>;
    });
    stream(
      prompt: string,
      options: { readonly maxSteps: number; readonly abortSignal: AbortSignal },
    ): Promise<{
      readonly fullStream: AsyncIterable<
        { readonly type: "text-delta"; readonly payload: { readonly text: string } } | { readonly type: "finish" | "tool-call" }
      >;
    }>;
  }
}

declare module "@mastra/core/tools" {
  export const createTool: (tool: {
    readonly id: string;
    readonly description: string;
    readonly inputSchema: object;
    readonly execute: () => Promise<string>;
  }) => object;
}
