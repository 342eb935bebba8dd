import type { Failure } from "../../kernel/base/failure.ts";
import type { Block, Message } from "../../kernel/conversation/message.ts";
import type { AskedRequest } from "./asked-request.ts";
import type { ApiProblem, Replacement } from "./stream-answer.ts";

/** Remembers, for as long as a provider lives, which opaque blocks its endpoint did not take back. */
export interface RefusedBlocks {
  /** The request without blocks that were refused; the very same request where none was. */
  readonly without: (request: AskedRequest) => AskedRequest;
  /** The request without any block of this wire, where the problem is about such blocks and there are some. */
  readonly insteadOf: (request: AskedRequest, failure: Failure, problem: ApiProblem | undefined) => Replacement | undefined;
}

/**
 * Signed or encrypted thinking holds only for the conversation, the model and the account that it was part of. When the endpoint
 * refuses it, or another block that it once sent, the same request without such blocks is answered; the model then thinks
 * afresh. `refusal` matches the code and the words that a wire's servers have for it.
 */
export const createRefusedBlocks = (providerName: string, refusal: RegExp): RefusedBlocks => {
  const refused = new WeakSet<Block>();
  /** The same message for the same one, so that what was encoded of it is used again. */
  const cleaned = new WeakMap<Message, Message>();
  let isAnyRefused = false;

  const withoutBlocks = (message: Message): Message => {
    if (!message.blocks.some((block) => refused.has(block))) return message;
    const known = cleaned.get(message);
    if (known !== undefined) return known;
    const clean = { ...message, blocks: message.blocks.filter((block) => !refused.has(block)) };
    cleaned.set(message, clean);
    return clean;
  };
  const without = (request: AskedRequest): AskedRequest =>
    isAnyRefused ? { ...request, messages: request.messages.map(withoutBlocks) } : request;

  return {
    without,
    insteadOf: (request, failure, problem) => {
      if (failure.type !== "bad-request" || !refusal.test(`${problem?.code ?? ""} ${problem?.message ?? ""} ${failure.message}`))
        return undefined;
      const mine = request.messages.flatMap(({ blocks }) =>
        blocks.filter((block) => block.type === "opaque" && block.provider === providerName),
      );
      if (mine.length === 0) return undefined;
      for (const block of mine) refused.add(block);
      isAnyRefused = true;
      const reason: Failure = {
        type: "bad-request",
        status: failure.status,
        message: `The provider did not take back what the model had thought or looked up before, because the conversation or its settings changed since. Nothing was run; the model is asked again without it. ${failure.message}`,
      };
      const answers = request.messages.filter(({ blocks }) => blocks.some((block) => refused.has(block))).length;
      const note = { type: "thinking-dropped", why: "refused", provider: providerName, answers } as const;
      return { request: without(request), reason, note };
    },
  };
};
