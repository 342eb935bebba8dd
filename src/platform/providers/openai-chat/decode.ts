import { findJsonProblem, isJsonObject } from "../../../kernel/base/json.ts";
import type { ProviderEvent } from "../../../kernel/contracts/provider.ts";
import type { StopReason } from "../../../kernel/conversation/message.ts";
import { noUsage, totalTokens } from "../../../kernel/model/usage.ts";
import { cutOff } from "../http-failure.ts";
import type { StreamDecoder } from "../stream-answer.ts";
import { AnswerTooLongError, maxAnswerChars } from "../stream-error.ts";
import { createReasoning } from "./reasoning.ts";
import { providerName, replayedAnswerToJson } from "./replayed-answer.ts";
import { isFailureWord, stopReasonFrom } from "./stop-reason.ts";
import { createThinkTags } from "./think-tags.ts";
import { createToolCallAssembler } from "./tool-calls.ts";
import { usageFrom } from "./usage.ts";

const none: readonly ProviderEvent[] = [];
const brokenOff =
  "The model's server broke the answer off with an error. The text so far is kept, and no tool of it was run. Try again.";

/** Reads the chunks of one streamed Chat Completion. */
export const createChunkDecoder = (model: string): StreamDecoder => {
  const calls = createToolCallAssembler();
  const reasoning = createReasoning();
  const tags = createThinkTags();
  let chunks = 0;
  let chars = 0;
  let usage = noUsage;
  let finishWord: string | undefined;
  let refused = false;

  const think = (events: ProviderEvent[], delta: unknown): void => {
    if (typeof delta !== "string" || delta === "") return;
    chars += delta.length;
    events.push({ type: "thinking-delta", delta });
  };

  const speak = (events: ProviderEvent[], delta: unknown): void => {
    if (typeof delta !== "string" || delta === "") return;
    chars += delta.length;
    events.push(...tags.push(delta));
  };

  /** Mistral sends content as parts, thinking among them. */
  const parts = (events: ProviderEvent[], content: readonly unknown[]): void => {
    for (const part of content) {
      if (!isJsonObject(part)) continue;
      if (part.type === "thinking" && Array.isArray(part.thinking)) {
        for (const piece of part.thinking) think(events, isJsonObject(piece) ? piece.text : undefined);
      } else speak(events, part.text);
    }
  };

  /** Each is a whole account: of several, the one that counts most, and of equal ones the last. */
  const addUsage = (value: unknown): void => {
    const found = usageFrom(value);
    if (found !== undefined && totalTokens(found) >= totalTokens(usage)) usage = found;
  };

  const readDelta = (events: ProviderEvent[], delta: unknown): void => {
    if (!isJsonObject(delta)) return;
    if (Array.isArray(delta.reasoning_details)) chars += JSON.stringify(delta.reasoning_details).length;
    think(events, reasoning.textOf(delta));
    if (Array.isArray(delta.content)) parts(events, delta.content);
    else speak(events, delta.content);
    if (typeof delta.refusal === "string" && delta.refusal !== "") {
      refused = true;
      speak(events, delta.refusal);
    }
    chars += calls.add(delta.tool_calls);
  };

  /** What the server wants back with this answer, where there is something. */
  const replayed = (): readonly ProviderEvent[] => {
    const hasReasoningContent = reasoning.cameAsContent() && calls.count() > 0;
    const callExtras = calls.extras();
    const reasoningDetails = reasoning.details();
    if (!hasReasoningContent && reasoningDetails.length === 0 && Object.keys(callExtras).length === 0) return none;
    const value = replayedAnswerToJson({ model, hasReasoningContent, reasoningDetails, callExtras });
    return findJsonProblem(value) === undefined ? [{ type: "block", provider: providerName, value }] : none;
  };

  const endWell = (word: string): readonly ProviderEvent[] => {
    const reason: StopReason = refused ? { type: "refusal" } : stopReasonFrom(word, calls.count());
    const runs = reason.type === "tool-use" || reason.type === "other";
    const whole = runs ? calls.finish().map((call): ProviderEvent => ({ type: "tool-call", ...call })) : none;
    return [...(runs || calls.count() === 0 ? replayed() : none), ...whole, { type: "finished", reason, usage }];
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
      const held = tags.end();
      if (finishWord === undefined) return [...held, { type: "failed", failure: cutOff(chunks), usage }];
      if (isFailureWord(finishWord)) {
        return [...held, { type: "failed", failure: { type: "wire", message: brokenOff }, usage }];
      }
      return [...held, ...endWell(finishWord)];
    },
    usage: () => usage,
  };
};
