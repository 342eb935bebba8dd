import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json.ts";

/** The name under which this wire's opaque blocks are stored. */
export const providerName = "openai-responses";

/** What goes back with an answer of its model, beside text and calls. Another model is not sent it. */
export type ReplayedItem =
  | {
      readonly type: "item";
      /** The model that was asked. */
      readonly model: string;
      /** How many calls of the message stood before it, because a message lists its calls behind everything else. */
      readonly callsBefore: number;
      /** As received: encrypted reasoning, what the server's own tools did. */
      readonly item: JsonObject;
    }
  /** Whether the text before it is commentary or the answer; newer models want it back. */
  | { readonly type: "phase"; readonly model: string; readonly phase: string };

export const replayedItemToJson = (replayed: ReplayedItem): JsonValue => ({ ...replayed });

export const replayedItemFromJson = (value: JsonValue): ReplayedItem | undefined => {
  if (!isJsonObject(value)) return undefined;
  const { type, model, callsBefore, item, phase } = value;
  if (typeof model !== "string") return undefined;
  if (type === "phase") return typeof phase === "string" ? { type, model, phase } : undefined;
  return type === "item" && typeof callsBefore === "number" && isJsonObject(item)
    ? { type, model, callsBefore, item }
    : undefined;
};
