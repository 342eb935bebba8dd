import type { JsonObject, JsonValue } from "../../../kernel/base/json.ts";
import { isJsonObject } from "../../../kernel/base/json.ts";

/** The name under which this wire's opaque blocks are stored. */
export const providerName = "anthropic";

/**
 * Signed or encrypted thinking, with what decides whether and where it is sent again: signatures hold for one model only, and
 * for one order of blocks, while a message lists its calls behind everything else.
 */
export interface ReplayedBlock {
  /** The model that was asked. */
  readonly model: string;
  /** How many calls of the message stood before it. */
  readonly callsBefore: number;
  /** As received. */
  readonly block: JsonObject;
}

export const replayedBlockToJson = ({ model, callsBefore, block }: ReplayedBlock): JsonValue => ({ model, callsBefore, block });

export const replayedBlockFromJson = (value: JsonValue): ReplayedBlock | undefined => {
  if (!isJsonObject(value)) return undefined;
  const { model, callsBefore, block } = value;
  return typeof model === "string" && typeof callsBefore === "number" && isJsonObject(block)
    ? { model, callsBefore, block }
    : undefined;
};
