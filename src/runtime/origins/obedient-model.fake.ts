import type { JsonValue } from "../../kernel/base/json.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../../kernel/contracts/provider.ts";
import { textOf } from "../../kernel/conversation/message.ts";
import { noUsage } from "../../kernel/model/usage.ts";

const order = /(write|delete) (\/\S+)(?: (\S+))?/gu;

const inputOf = (tool: string, path: string, content: string): JsonValue =>
  tool === "write" ? { file_path: path, content } : { path };

/** A model that does what the last message says, `write /a one` or `delete /a`, and says how often it was asked. */
export const createObedientModel = (): Provider & { readonly requests: readonly ModelRequest[] } => {
  const requests: ModelRequest[] = [];
  return {
    requests,
    stream: async function* (request): AsyncGenerator<ProviderEvent, void> {
      requests.push(structuredClone(request));
      const last = request.messages.at(-1);
      const orders = [...(last === undefined ? "" : textOf(last)).matchAll(order)];
      yield { type: "text-delta", delta: `Answer ${requests.length}.` };
      for (const [index, [, tool = "", path = "", content = ""]] of orders.entries()) {
        yield { type: "tool-call", wireId: `wire_${index}`, tool, input: inputOf(tool, path, content) };
      }
      yield {
        type: "finished",
        reason: { type: orders.length > 0 ? "tool-use" : "end-turn" },
        usage: { ...noUsage, inputTokens: 10, outputTokens: 5 },
      };
    },
  };
};
