import { isJsonObject } from "../base/json.ts";
import type { Block, Message } from "../conversation/message.ts";
import { type ModelChoice, modelName } from "./model.ts";

/** A `phase` says what a text is for; it is no thinking. */
const isThought = (block: Block, choice: ModelChoice): boolean => {
  if (block.type !== "opaque" || !("model" in choice) || block.provider !== choice.provider) return false;
  const { value } = block;
  return isJsonObject(value) && value.model === choice.model && value.type !== "phase";
};

/** Where a model is asked makes no difference to what it can read. */
const isSame = (a: ModelChoice, b: ModelChoice): boolean => a.provider === b.provider && modelName(a) === modelName(b);

/**
 * How many answers of a conversation hold what `from` thought in a form that only `from` can read again, which goes to no other
 * model; 0 where `to` is the same one. Every wire keeps the model's name as `model` in its opaque blocks.
 */
export const answersLeftOut = (messages: readonly Message[], from: ModelChoice, to: ModelChoice): number =>
  isSame(from, to) ? 0 : messages.filter(({ blocks }) => blocks.some((block) => isThought(block, from))).length;
