import type { StopReason } from "../../../kernel/conversation/message.ts";

/** How a response stands at its end, and what came in it. */
export interface ResponseEnd {
  /** `completed`, `incomplete`, or a word that nobody here knows. */
  readonly status: string;
  /** Of an incomplete one. */
  readonly incompleteReason: string | undefined;
  readonly calls: number;
  readonly refused: boolean;
}

/** The API has no word for tool use: a completed response with calls means it. A word that nobody knows is kept as it is. */
export const stopReasonFrom = ({ status, incompleteReason, calls, refused }: ResponseEnd): StopReason => {
  if (refused || incompleteReason === "content_filter") return { type: "refusal" };
  switch (status) {
    case "completed":
      return { type: calls > 0 ? "tool-use" : "end-turn" };
    case "incomplete":
      return incompleteReason === "max_output_tokens"
        ? { type: "max-tokens" }
        : { type: "other", raw: (incompleteReason ?? "incomplete").slice(0, 100) };
    default:
      return { type: "other", raw: status.slice(0, 100) };
  }
};
