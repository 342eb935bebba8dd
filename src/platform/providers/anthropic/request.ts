import type { ModelRequest } from "../../../kernel/contracts/provider.ts";
import type { ToolSpec } from "../../../kernel/contracts/tool.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { markLast, markTurns, type PromptCaching } from "./prompt-cache.ts";
import { turnsFrom } from "./turns.ts";
import { wellFormedText } from "./well-formed.ts";

const wireTool = ({ name, description, inputSchema }: ToolSpec): JsonObject => ({
  name,
  description,
  input_schema: inputSchema,
});

/** The body of a streamed Messages request. Sampling settings are not part of it: the models that think refuse them. */
export const requestBody = (request: ModelRequest, caching: PromptCaching): JsonObject => {
  const { maxOutputTokens, model, system, tools } = request;
  const systemBlocks = system.trim() === "" ? [] : [{ type: "text", text: wellFormedText(system) }];
  const messages = markTurns(turnsFrom(request.messages, model), caching);
  return {
    model,
    max_tokens: maxOutputTokens,
    ...(tools.length === 0 ? {} : { tools: markLast(tools.map(wireTool), caching) }),
    ...(systemBlocks.length === 0 ? {} : { system: markLast(systemBlocks, caching) }),
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true,
  };
};
