import { isJsonObject, type JsonValue, parseUntrustedJson } from "../../../kernel/base/json.ts";
import type { ModelRequest } from "../../../kernel/contracts/provider.ts";
import { textOf } from "../../../kernel/conversation/message.ts";
import { isReviewing } from "../../../kernel/rules/reviewer.ts";

const asTexts = (value: JsonValue | undefined): string => (value === undefined ? "" : JSON.stringify(value));

/** A script cannot weigh anything, so it goes by two plain signs and says which one it saw. */
const verdictOn = (asked: string, tool: string, input: string): string => {
  if (tool === "delete" && !/\b(?:delete|remove|clean|tidy|tour|work)\b/i.test(asked))
    return "OBJECT: it deletes, and you did not ask for anything to be deleted.";
  if (/\b(?:ignore|disregard) (?:all |the |your )*(?:previous |earlier )?(?:instructions|rules)\b/i.test(input))
    return "OBJECT: its arguments hold orders that seem to come from somebody else.";
  return "ALLOW";
};

/** What the script answers where it is asked to review a call; undefined where it is asked for something else. */
export const reviewIn = ({ messages, system }: ModelRequest): string | undefined => {
  if (!isReviewing(system)) return undefined;
  const [message] = messages;
  const data = parseUntrustedJson(message === undefined ? "" : textOf(message));
  if (!data.ok || !isJsonObject(data.value)) return "OBJECT: this script could not read what it was shown.";
  const { arguments: input, asked, tool } = data.value;
  return verdictOn(asTexts(asked), typeof tool === "string" ? tool : "", asTexts(input));
};
