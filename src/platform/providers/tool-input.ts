import { isJsonObject, type JsonValue, parseUntrustedJson } from "../../kernel/base/json.ts";

/** The arguments of a call. Those that could not be read are `{}` with the reason in `invalid`. */
export interface ToolInput {
  readonly input: JsonValue;
  readonly invalid?: string;
}

/** Reads the arguments of a call from the text that a model wrote. Nothing at all means no arguments. */
export const readToolInput = (text: string): ToolInput => {
  if (text.trim() === "") return { input: {} };
  const first = parseUntrustedJson(text);
  // Some servers encode the arguments twice.
  const parsed = first.ok && typeof first.value === "string" ? parseUntrustedJson(first.value) : first;
  if (!parsed.ok) return { input: {}, invalid: parsed.error };
  if (parsed.value === null) return { input: {} };
  if (!isJsonObject(parsed.value)) return { input: {}, invalid: "The arguments are not a JSON object." };
  return { input: parsed.value };
};
