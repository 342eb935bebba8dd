import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";
import { isJsonObject } from "../../../kernel/json.ts";
import { maxUsage, noUsage } from "../../../kernel/usage.ts";
import { cutOff } from "../http-failure.ts";
import type { StreamDecoder } from "../stream-answer.ts";
import { AnswerTooLongError, maxAnswerChars } from "../stream-error.ts";
import { isFailureWord, stopReasonFrom } from "./stop-reason.ts";
import { createToolCallAssembler } from "./tool-calls.ts";
import { usageFrom } from "./usage.ts";

const none: readonly ProviderEvent[] = [];

/** Reads the chunks of one streamed Chat Completion. */
export const createChunkDecoder = (): StreamDecoder => {
  const calls = createToolCallAssembler();
  let chunks = 0;
  let chars = 0;
  let usage = noUsage;
  let finishWord: string | undefined;
  let refused = false;

  const text = (events: ProviderEvent[], type: "text-delta" | "thinking-delta", delta: unknown): void => {
    if (typeof delta !== "string" || delta === "") return;
    chars += delta.length;
    events.push({ type, delta });
  };

  /** Mistral sends content as parts, thinking among them. */
  const parts = (events: ProviderEvent[], content: readonly unknown[]): void => {
    for (const part of content) {
      if (!isJsonObject(part)) continue;
      if (part.type === "thinking" && Array.isArray(part.thinking)) {
        for (const piece of part.thinking) text(events, "thinking-delta", isJsonObject(piece) ? piece.text : undefined);
      } else text(events, "text-delta", part.text);
    }
  };

  const addUsage = (value: unknown): void => {
    const found = usageFrom(value);
    if (found !== undefined) usage = maxUsage(usage, found);
  };

  const readDelta = (events: ProviderEvent[], delta: unknown): void => {
    if (!isJsonObject(delta)) return;
    // Servers that send both fields repeat the same text in them.
    text(events, "thinking-delta", delta.reasoning_content ?? delta.reasoning);
    if (Array.isArray(delta.content)) parts(events, delta.content);
    else text(events, "text-delta", delta.content);
    if (typeof delta.refusal === "string" && delta.refusal !== "") {
      refused = true;
      text(events, "text-delta", delta.refusal);
    }
    calls.add(delta.tool_calls);
  };

  return {
    push: (chunk) => {
      if (!isJsonObject(chunk)) return none;
      chunks += 1;
      addUsage(chunk.usage ?? (isJsonObject(chunk.x_groq) ? chunk.x_groq.usage : undefined));
      const choice = Array.isArray(chunk.choices)
        ? chunk.choices.find((one) => isJsonObject(one) && (one.index ?? 0) === 0)
        : undefined;
      if (!isJsonObject(choice)) return none;
      addUsage(choice.usage);
      const events: ProviderEvent[] = [];
      readDelta(events, choice.delta);
      if (typeof choice.finish_reason === "string" && choice.finish_reason !== "") finishWord ??= choice.finish_reason;
      if (chars > maxAnswerChars) throw new AnswerTooLongError();
      return events;
    },
    // The SDK ends the stream at the mark itself.
    isOver: () => false,
    end: () => {
      if (finishWord === undefined) return [{ type: "failed", failure: cutOff(chunks), usage }];
      if (isFailureWord(finishWord)) {
        const message =
          "The model's server broke the answer off with an error. The text so far is kept, and no tool of it was run. Try again.";
        return [{ type: "failed", failure: { type: "wire", message }, usage }];
      }
      const reason = refused ? ({ type: "refusal" } as const) : stopReasonFrom(finishWord, calls.count());
      const runs = reason.type === "tool-use" || reason.type === "other";
      const whole = runs ? calls.finish().map((call): ProviderEvent => ({ type: "tool-call", ...call })) : [];
      return [...whole, { type: "finished", reason, usage }];
    },
    usage: () => usage,
  };
};
