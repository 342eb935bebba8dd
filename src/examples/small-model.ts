import { abortedFailure } from "../kernel/base/failure.ts";
import type { JsonValue } from "../kernel/base/json.ts";
import type { ModelRequest, Provider, ProviderEvent } from "../kernel/contracts/provider.ts";
import { noUsage } from "../kernel/model/usage.ts";

/** What a small model answers: words, and perhaps a call of a tool. */
export interface SmallAnswer {
  readonly words: string;
  readonly call?: { readonly tool: string; readonly input: JsonValue };
}

/** A model of a few lines, for programs that show how a provider is written: it answers with what `answer` makes of a request. */
export const createSmallModel = (answer: (request: ModelRequest) => SmallAnswer): Provider => ({
  stream: async function* (request, signal): AsyncGenerator<ProviderEvent, void> {
    const { words, call } = answer(request);
    for (const word of words.split(/(?<= )/u)) {
      if (signal.aborted) return yield { type: "failed", failure: abortedFailure, usage: noUsage };
      if (word !== "") yield { type: "text-delta", delta: word };
    }
    if (call !== undefined) yield { type: "tool-call", wireId: "call", ...call };
    yield {
      type: "finished",
      reason: { type: call === undefined ? "end-turn" : "tool-use" },
      usage: { ...noUsage, inputTokens: 10, outputTokens: 5 },
    };
  },
});
