import * as z from "zod";
import { createFakeRandom } from "../kernel/base/random.fake.ts";
import { createScriptedProvider, type ScriptedCall, type ScriptedProvider } from "../kernel/contracts/provider.fake.ts";
import type { Tool } from "../kernel/contracts/tool.ts";
import type { Message } from "../kernel/conversation/message.ts";
import { createAgent } from "./agent.ts";
import type { Agent, AgentParts } from "./agent-contract.ts";
import { ownTool } from "./own-tool.ts";

export interface ScriptedAgent {
  readonly agent: Agent;
  readonly provider: ScriptedProvider;
}

/** An agent whose model says what the script says. */
export const scriptedAgent = (script: readonly ScriptedCall[], parts: Partial<AgentParts> = {}): ScriptedAgent => {
  const provider = createScriptedProvider(script);
  return { agent: createAgent({ provider, model: "scripted", random: createFakeRandom(), ...parts }), provider };
};

/** A tool that takes anything named `text`. */
export const textTool = (
  name: string,
  run: (text: string, signal: AbortSignal) => string | { readonly refuse: string } | Promise<string>,
  access: Tool["access"] = "read",
): Tool =>
  ownTool({
    name,
    description: `The ${name} tool.`,
    access,
    schema: z.object({ text: z.string().default("") }),
    run: ({ text }, { signal }) => run(text, signal),
  });

/** One line per block: who says what. Names of calls are left out. */
export const linesOf = (messages: readonly Message[]): readonly string[] =>
  messages.flatMap(({ role, blocks }) =>
    blocks.map((block) => {
      if (block.type === "text" || block.type === "thinking") return `${role} ${block.type}: ${block.text}`;
      if (block.type === "tool-call") return `${role} calls ${block.tool} ${JSON.stringify(block.input)}`;
      if (block.type === "tool-result") return `${role} ${block.isError ? "error" : "result"}: ${block.text}`;
      return `${role} ${block.type}`;
    }),
  );
