import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import type { ToolSpec } from "../../kernel/contracts/tool.ts";
import type { Message } from "../../kernel/conversation/message.ts";
import type { LoopInput } from "./loop-contract.ts";

/**
 * What is sent for the next turn: a function of the conversation and the settings alone. The messages are passed on, not
 * copied; the loop adds none to them while the model answers.
 */
export const buildRequest = (
  { model, system, settings, limits }: Pick<LoopInput, "model" | "system" | "settings" | "limits">,
  messages: readonly Message[],
  tools: readonly ToolSpec[],
): ModelRequest => ({ model, system, messages, tools, maxOutputTokens: limits.maxOutputTokens, ...settings });
