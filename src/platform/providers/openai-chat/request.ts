import type { ModelRequest } from "../../../kernel/contracts/provider.ts";
import type { ToolSpec } from "../../../kernel/contracts/tool.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { type Message, textOf } from "../../../kernel/message.ts";

/** What a person said at several times stands in one message; each time is a paragraph of its own. */
const saidText = ({ blocks }: Message): string =>
  blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n\n");

/** One message becomes none, one or several: results of calls are messages of their own on this wire. */
const wireMessages = (message: Message): readonly JsonObject[] => {
  if (message.role === "user") {
    const said = saidText(message);
    const results = message.blocks.flatMap((block) =>
      block.type === "tool-result" ? [{ role: "tool", tool_call_id: block.callId, content: block.text }] : [],
    );
    return said === "" ? results : [...results, { role: "user", content: said }];
  }
  const text = textOf(message);
  const calls = message.blocks.flatMap((block) =>
    block.type === "tool-call"
      ? [{ id: block.callId, type: "function", function: { name: block.tool, arguments: JSON.stringify(block.input) } }]
      : [],
  );
  if (calls.length > 0) return [{ role: "assistant", content: text === "" ? null : text, tool_calls: calls }];
  return text === "" ? [] : [{ role: "assistant", content: text }];
};

const wireTool = ({ name, description, inputSchema }: ToolSpec): JsonObject => ({
  type: "function",
  function: { name, description, parameters: inputSchema },
});

/**
 * The body of a streamed Chat Completions request. OpenAI itself wants `max_completion_tokens`; the servers that are
 * compatible with it know `max_tokens`.
 */
export const requestBody = (request: ModelRequest, isOpenAi: boolean): JsonObject => ({
  model: request.model,
  messages: [
    ...(request.system === "" ? [] : [{ role: "system", content: request.system }]),
    ...request.messages.flatMap(wireMessages),
  ],
  ...(request.tools.length === 0 ? {} : { tools: request.tools.map(wireTool) }),
  [isOpenAi ? "max_completion_tokens" : "max_tokens"]: request.maxOutputTokens,
  stream: true,
  stream_options: { include_usage: true },
});
