import type { Failure } from "../../../kernel/failure.ts";
import type { AskedRequest } from "../asked-request.ts";
import type { Replacement } from "../stream-answer.ts";
import { providerName } from "./replayed-block.ts";

/**
 * Seen 2026: "messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation.",
 * "`thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified.",
 * "messages.2.content.1.thinking.signature: Field required", "messages.1.content.0: Input tag 'container_upload' found using 'type'
 * does not match any of the expected tags", "`web_search` tool use with id `srvtoolu_01` was found without a corresponding
 * `web_search_tool_result` block".
 */
const refusal =
  /thinking.*(signature|cannot be modified|bound to)|signature.*thinking|input tag .* found using|srvtoolu_|server_tool_use|_tool_result`? block/iu;

/**
 * Signed thinking holds only for the conversation that it was part of. When the endpoint refuses it, or another block that it
 * once sent, because the system prompt or the history is another one, the same request without such blocks is answered; the
 * model then thinks afresh.
 */
export const withoutRefusedThinking = (request: AskedRequest, failure: Failure): Replacement | undefined => {
  if (failure.type !== "bad-request" || !refusal.test(failure.message)) return undefined;
  let dropped = 0;
  const messages = request.messages.map((message) => {
    const blocks = message.blocks.filter((block) => block.type !== "opaque" || block.provider !== providerName);
    dropped += message.blocks.length - blocks.length;
    return blocks.length === message.blocks.length ? message : { ...message, blocks };
  });
  if (dropped === 0) return undefined;
  const reason: Failure = {
    type: "bad-request",
    status: failure.status,
    message: `The provider did not take back what the model had thought or looked up before, because the conversation or its settings changed since. Nothing was run; the model is asked again without it. ${failure.message}`,
  };
  return { request: { ...request, messages }, reason };
};
