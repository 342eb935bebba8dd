import type { StopReason } from "../../../kernel/conversation/message.ts";

/**
 * A stop reason as the Messages API and servers compatible with it send it. A word nobody knows is kept as it is, and so is
 * `tool_use` beside no call, which means nothing.
 */
export const stopReasonFrom = (word: string | undefined, calls: number): StopReason => {
  switch (word) {
    case undefined:
      return { type: "other", raw: "no stop reason" };
    case "end_turn":
      return { type: "end-turn" };
    case "tool_use":
      return calls > 0 ? { type: "tool-use" } : { type: "other", raw: word };
    case "max_tokens":
      return { type: "max-tokens" };
    case "stop_sequence":
      return { type: "stop-sequence" };
    case "pause_turn":
      return { type: "pause-turn" };
    case "refusal":
    case "sensitive":
      return { type: "refusal" };
    case "model_context_window_exceeded":
      return { type: "context-overflow" };
    default:
      return { type: "other", raw: word.slice(0, 100) };
  }
};
