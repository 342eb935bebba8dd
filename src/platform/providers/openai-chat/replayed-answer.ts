import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json.ts";

/** The name under which this wire's opaque blocks are stored. */
export const providerName = "openai-chat";

/** What a server wants back with an answer of its model, beside text and calls. */
export interface ReplayedAnswer {
  /** The model that was asked; another one is not sent it. */
  readonly model: string;
  /** The thinking came in the field `reasoning_content`, and servers that use it want it back beside calls (DeepSeek, Moonshot). */
  readonly hasReasoningContent: boolean;
  /** OpenRouter's account of the thinking, signatures and encrypted parts among it. */
  readonly reasoningDetails: readonly JsonObject[];
  /** By the number of the call: what Gemini signs its calls with. */
  readonly callExtras: JsonObject;
}

export const replayedAnswerToJson = (answer: ReplayedAnswer): JsonValue => ({ ...answer });

export const replayedAnswerFromJson = (value: JsonValue): ReplayedAnswer | undefined => {
  if (!isJsonObject(value)) return undefined;
  const { model, hasReasoningContent, reasoningDetails, callExtras } = value;
  if (typeof model !== "string" || typeof hasReasoningContent !== "boolean") return undefined;
  if (!Array.isArray(reasoningDetails) || !isJsonObject(callExtras)) return undefined;
  return { model, hasReasoningContent, reasoningDetails: reasoningDetails.filter(isJsonObject), callExtras };
};
