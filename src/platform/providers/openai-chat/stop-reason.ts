import type { StopReason } from "../../../kernel/conversation/message.ts";

/** Words for "the model could not go on", seen at compatible servers; they are failures, not ends. */
export const isFailureWord = (word: string): boolean => word === "error" || word === "network_error";

/**
 * A finish word as compatible servers send it. `stop` beside complete calls means tool use, because several servers say so.
 * A word nobody knows is kept as it is.
 */
export const stopReasonFrom = (word: string, calls: number): StopReason => {
  switch (word) {
    case "stop":
    case "tool_calls":
    case "function_call":
    case "end_turn":
    case "eos":
    case "STOP":
    case "COMPLETE":
      return { type: calls > 0 ? "tool-use" : "end-turn" };
    case "stop_sequence":
      return { type: "stop-sequence" };
    case "length":
    case "max_tokens":
    case "MAX_TOKENS":
      return { type: "max-tokens" };
    case "content_filter":
    case "sensitive":
    case "SAFETY":
      return { type: "refusal" };
    default:
      return { type: "other", raw: word.slice(0, 100) };
  }
};
